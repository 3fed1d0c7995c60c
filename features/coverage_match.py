"""What a coverage source told of a member on a day of service, in its latest telling before T."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.batch import ClaimBatch
from features.claim_facts import served_on
from features.ledger import Ints, Objects
from features.parts import Teller
from features.told import Told

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CoverageMatch:
    """Per claim (n), what the coverage source told before T of its member.

    `on_file` is a span with the billed payer; `active` one that covers the day of service. `ended_on` is the
    last covered day of spans that ended before it (NaT unless all did), `starts_later` says that another one
    begins after it. `first_elsewhere` marks days on which another payer is first in order; `plan` is the plan
    type of the span that covers the day. `once_ended` says that an earlier telling let the span with the
    billed payer that covers the day end before it.
    """

    fed: Flags
    on_file: Flags
    active: Flags
    ended_on: NDArray[np.datetime64]
    starts_later: Flags
    elsewhere: Flags
    first_elsewhere: Flags
    verified_on: NDArray[np.datetime64]
    told_at: NDArray[np.datetime64]
    plan: Objects
    once_ended: Flags


def told_plan(match: Callable[[], CoverageMatch]) -> Teller:
    """The part `plan`: the plan type of each claim's coverage as told before its T."""
    return lambda parts: match().plan


def matched(batch: ClaimBatch, told: Told) -> CoverageMatch:
    """What a coverage source told of a batch's members."""
    claim, record = told.tellings(batch.claims["member_id"], batch.t)
    tellings, last = (claim, record), told.latest(claim, record)
    claim, record = claim[last], record[last]
    held = {name: values[record] for name, values in told.columns.items()}
    day = served_on(batch)[claim]
    same = np.asarray(held["payer_id"] == batch.claims["payer_id"][claim], dtype=bool)
    begun, ended = held["effective_on"] <= day, held["terminated_on"] < day
    # Told to be inactive without a last day, it ended at some day that nobody named.
    unended = np.asarray(held["status"] == "inactive", dtype=bool) & np.isnat(held["terminated_on"])
    covers = begun & ~ended & ~unended
    n = len(batch)
    active = _any(n, claim, same & covers)
    first = held["payer_order"] == 1
    return CoverageMatch(
        fed=told.fed(batch.t),
        on_file=_any(n, claim, same),
        active=active,
        ended_on=np.where(active, np.datetime64("NaT"), _last(n, claim, held["terminated_on"], same & ended)),
        starts_later=_any(n, claim, same & (held["effective_on"] > day)) & ~active,
        elsewhere=_any(n, claim, ~same & covers),
        first_elsewhere=_any(n, claim, covers & np.where(same, held["payer_order"] > 1, first))
        & ~_any(n, claim, same & covers & first),
        plan=_plan(n, claim, held["plan_type"], same & covers),
        once_ended=_once_ended(batch, told, *tellings, (same & covers)[np.cumsum(last) - last]),
        verified_on=_last(n, claim, held["verified_on"], same),
        told_at=_latest(n, claim, told.at[record], same),
    )


def _once_ended(batch: ClaimBatch, told: Told, claim: Ints, record: Ints, covers: Flags) -> Flags:
    """`covers`: does the latest telling of the same span cover the day? An end is superseded then."""
    ended = told.columns["terminated_on"][record] < served_on(batch)[claim]
    return _any(len(batch), claim, covers & ended)


def _plan(size: int, rows: Ints, plans: Objects, flags: Flags) -> Objects:
    out = np.full(size, None, dtype=object)
    out[rows[flags]] = plans[flags]
    return out


def _any(size: int, rows: Ints, flags: Flags) -> Flags:
    out = np.zeros(size, dtype=bool)
    out[rows[flags]] = True
    return out


def _latest(size: int, rows: Ints, at: Ints, flags: Flags) -> NDArray[np.datetime64]:
    """The latest moment (microseconds) per row among those flagged; NaT without any."""
    out = np.full(size, np.iinfo(np.int64).min)
    np.maximum.at(out, rows[flags], at[flags])
    return out.astype("datetime64[us]")  # int64's least value is NaT


def _last(size: int, rows: Ints, days: NDArray[np.datetime64], flags: Flags) -> NDArray[np.datetime64]:
    """The latest day per row among those flagged; NaT without any."""
    lowest = np.iinfo(np.int64).min
    out = np.full(size, lowest)
    kept = flags & ~np.isnat(days)
    np.maximum.at(out, rows[kept], days[kept].astype("datetime64[D]").astype(np.int64))
    return out.astype("datetime64[D]")  # int64's least value is NaT
