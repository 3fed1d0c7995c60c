"""What an imported fee schedule allows for each line: by day of service, and only what was told before T."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.batch import ClaimBatch
from data.events import Events
from data.frames import columns_of_frame
from data.tables import FEE_SCHEDULE
from features.claim_facts import line_served_on
from features.ledger import Ints, Objects, joined_key
from features.told import Told

Floats = NDArray[np.float64]

_OTHER = 0
"""Rank of a row that was written for modifiers which the line does not have."""
_ANY = 1
"""Rank of a row that holds for all modifiers."""


def told_fees(events: Events) -> Told:
    """The fee schedules in hand, asked by payer and procedure; a row told again supersedes itself."""
    held = columns_of_frame(FEE_SCHEDULE, events.fee_schedule)
    key = joined_key(held["payer_id"], held["procedure_code"])
    return Told(held, key, _identity(key, held))


def _identity(key: Objects, held: Mapping[str, NDArray[Any]]) -> Objects:
    told = zip(key, held["modifier"], held["effective_on"], strict=True)
    out = np.empty(len(key), dtype=object)
    out[:] = [f"{one}|{modifier or ''}|{day}" for one, modifier, day in told]
    return out


def fee_cents(batch: ClaimBatch, payer: Objects, fees: Told) -> Floats:
    """Allowed cents per line by its payer's schedule, at most the charge; missing where it has no row.

    The charge is the cap because schedules pay the lesser of fee and charge: Medicare's by rule (42 CFR
    414.21), commercial ones by the lesser-of clause of nearly every contract, both line by line. Hospital
    rates that are paid whatever was charged (Medicare's outpatient APCs) are understated where the charge is
    below them, which is rare: charges stand at a multiple of such rates.

    The row whose modifiers are exactly the line's goes first, then one for the line's first modifier that
    has any, then the row for all; among those the one that became effective last.

    Args:
        batch: the claims.
        payer: the payer of each line.
        fees: the schedules, of `told_fees`.
    """
    out = np.full(len(payer), np.nan)
    if not len(fees.at):
        return out
    asked = joined_key(payer, batch.lines["procedure_code"])
    line, row = fees.known(asked, batch.t[batch.lines["row"]])
    best, place = _best(batch, fees, *_in_force(batch, fees, line, row))
    cents = fees.columns["allowed_cents"][place] * batch.lines["units"][best]
    out[best] = np.where(np.isnan(cents), cents, np.fmin(cents, batch.lines["charge_cents"][best]))
    return out


def _in_force(batch: ClaimBatch, fees: Told, line: Ints, row: Ints) -> tuple[Ints, Ints]:
    """The pairs whose row holds on the line's day of service."""
    day = line_served_on(batch)[line]
    inside = (fees.columns["effective_on"][row] <= day) & ~(fees.columns["terminated_on"][row] < day)
    return line[inside], row[inside]


def _best(batch: ClaimBatch, fees: Told, line: Ints, row: Ints) -> tuple[Ints, Ints]:
    """Per line with a fitting row, that line and the row that fits best."""
    told = zip(batch.lines["modifiers"][line], fees.columns["modifier"][row], strict=True)
    fit = np.array([_rank(lines, rows) for lines, rows in told], dtype=np.int64)
    order = np.lexsort((row, fees.columns["effective_on"][row].astype(np.int64), fit, line))
    order = order[fit[order] > _OTHER]
    last = np.ones(len(order), dtype=bool)
    last[:-1] = line[order][1:] != line[order][:-1]
    return line[order][last], row[order][last]


def _rank(line: str | None, row: str | None) -> int:
    """How well a row's modifiers fit a line's; the more, the better."""
    if row is None:
        return _ANY
    held = (line or "").split()
    if row == line:
        return len(held) + 2
    return len(held) - held.index(row) + _ANY if row in held else _OTHER
