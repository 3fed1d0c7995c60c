"""What a payer allows for such lines, by its schedule or as usual, as known before T; the basis is named."""

import numpy as np

from data.batch import ClaimBatch
from features.asof import AsOf, Floats
from features.fees import fee_cents
from features.knowledge import Knowledge
from features.ledger import Ints, Objects

FEWEST = 3
"""Allowed lines that must be known before their average is believed."""

DAYS = 730
"""How far back allowed amounts are averaged."""

_UNIT_BASES = (
    ("payer_procedure_modifier", "payer_service_modifiers"),
    ("payer_procedure", "payer_service"),
    ("procedure", "service"),
)
"""Averages per unit, best first: the basis's name and the key it is averaged under."""

_CHARGE_BASES = (("payer_charge_ratio", "payer"), ("charge_ratio", "all"))
"""Allowed per charged cent, best first."""

FEE_SCHEDULE = "fee_schedule"
"""The basis where the payer's imported schedule says what it allows."""

CHARGE = "charge"
"""The basis where nothing is known: the charge itself."""

BASES: tuple[str, ...] = (
    FEE_SCHEDULE,
    *(name for name, _ in (*_UNIT_BASES, *_CHARGE_BASES)),
    CHARGE,
)
"""All bases, best first."""


def usual_allowed(
    batch: ClaimBatch, knowledge: Knowledge, *, asof: AsOf | None = None
) -> tuple[Floats, Objects]:
    """Expected allowed amount in cents per claim, and its basis: the weakest one among the claim's lines.

    A claim without lines counts at its charge. The amount is missing where a line's charge and every
    average are.
    """
    view = asof or AsOf(batch, knowledge)
    cents, place = line_allowed(view)
    per_claim = view.per_line(cents, "sum")
    weakest = view.per_line(place.astype(float), "max")
    bare = np.isnan(weakest)
    per_claim[bare] = batch.claims["total_charge_cents"][bare]
    names = np.array(BASES, dtype=object)
    return per_claim, names[np.where(bare, len(BASES) - 1, weakest).astype(np.int64)]


def line_allowed(asof: AsOf) -> tuple[Floats, Ints]:
    """Expected allowed cents per line, and the place of its basis in `BASES`; made once per view."""
    return asof.once("line allowed", lambda: _line_allowed(asof))


def _line_allowed(asof: AsOf) -> tuple[Floats, Ints]:
    units, charge = asof.line("units"), asof.line("charge_cents")
    cents = charge.copy()
    place = np.full(len(cents), len(BASES) - 1, dtype=np.int64)
    offers = [
        *((key, units * 1000, "unit_allowed_cents", "priced_milli_units") for _, key in _UNIT_BASES),
        *((key, charge, "priced_allowed_cents", "priced_charge_cents") for _, key in _CHARGE_BASES),
    ]
    for basis in range(len(offers), 0, -1):
        key, amount, sums, over = offers[basis - 1]
        known, ratio = _ratio(asof, key, sums, over)
        takes = known & ~np.isnan(amount) & (amount > 0)
        cents[takes] = (amount * ratio)[takes]
        place[takes] = basis
    fee = fee_cents(asof.batch, asof.parts.part("line", "payer"), asof.knowledge.fees)
    told = ~np.isnan(fee) & (units > 0)
    cents[told], place[told] = fee[told], BASES.index(FEE_SCHEDULE)
    return cents, place


def _ratio(
    asof: AsOf, key: str, sums: str, over: str
) -> tuple["np.ndarray[tuple[int], np.dtype[np.bool_]]", Floats]:
    bottom = asof.total("lines", key, over, DAYS)
    known = (asof.total("lines", key, "priced", DAYS) >= FEWEST) & (bottom > 0)
    return known, asof.total("lines", key, sums, DAYS) / np.where(known, bottom, 1)
