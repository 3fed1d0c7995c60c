"""Limits that no document told: how often a payer refused so much, and paid as much or more.

Benefits end after some visits, filing windows after some days, units at some number. Whoever refuses at a
limit refuses all beyond it: what was refused at as much or less speaks for a limit that this claim reaches,
what was paid at as much or more speaks against it, and neither need have been just as much.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.asof import AsOf
from features.feature import Feature, Floats, Owner, rated, shared
from features.key_index import Ints, Objects
from features.ledger import joined_key, shrunken
from features.parts import LAG_EDGES, UNIT_EDGES
from features.visits import VISIT_EDGES

DAYS = 730
_STRENGTH = 1.0
"""Payments' worth of doubt."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Shares of refusals that speak for a limit, among the answers that speak for or against one.

    Answers stand under `base` and `band`, a part of `bands` ordered numbers from 0 up.
    """

    ledger: str
    base: str
    band: str
    bands: int
    measure: str

    def of(self, asof: AsOf) -> Floats:
        """One share per row of the ledger's grain, 0 where nothing was refused; missing without a band."""
        own = asof.part(self.ledger, self.band)
        known = pd.notna(own)
        share = np.where(known, 0.0, np.nan)
        rows = np.flatnonzero(known & (asof.total(self.ledger, self.base, self.measure, DAYS) > 0))
        refused, paid = self._answers(asof, rows)
        mine = own[rows].astype(np.int64)[:, np.newaxis]
        at = np.arange(self.bands)
        less, more = (refused * (at <= mine)).sum(axis=1), (paid * (at >= mine)).sum(axis=1)
        share[rows] = shrunken(less, less + more, 0.0, _STRENGTH)
        return share

    def _answers(self, asof: AsOf, rows: Ints) -> tuple[Ints, Ints]:
        """Refusals and payments under each row's base and every band, rows x bands."""
        each = np.repeat(rows, self.bands)
        bands = np.array([str(band) for band in range(self.bands)], dtype=object)
        values: Objects = joined_key(asof.key(self.ledger, self.base)[each], np.tile(bands, len(rows)))
        window = asof.beside(self.ledger, f"{self.base}_{self.band}", each, values).window(DAYS)
        found = window.sums((self.measure, "paid")).reshape(len(rows), self.bands, 2)
        return found[:, :, 0], found[:, :, 1]


def _per_claim(limit: Limit) -> Callable[[AsOf], Floats]:
    return lambda asof: asof.per_claim(limit.ledger, limit.of(asof), "max")


def _limit(limit: Limit, template: Feature) -> Feature:
    return shared(f"{limit.base}_{limit.band}_limit", _per_claim(limit), template)


_AGAIN = "who refuses at a limit refuses all beyond it, until the limit is moved"

_VISITS = rated(
    meaning="Refusals of as few visits or fewer as used up, among these and payments of as many or more.",
    sentence="{value} of the answers that bear on it tell of a limit of visits that is reached here.",
    group="not_covered",
    owner=Owner.FRONT_DESK,
    source="837 as sent; 835 decisions",
    because=_AGAIN,
)

LIMITS: tuple[Feature, ...] = (
    _limit(Limit("lines", "payer_branch", "visits", len(VISIT_EDGES) + 1, "benefit_maximum"), _VISITS),
    _limit(Limit("lines", "payer_service", "visits", len(VISIT_EDGES) + 1, "benefit_maximum"), _VISITS),
    _limit(
        Limit("claims", "payer", "lag", len(LAG_EDGES) + 1, "timely"),
        rated(
            meaning="Refusals of claims sent as early or earlier, among these and payments of those as late.",
            sentence="{value} of the answers that bear on it tell of a filing limit that is passed here.",
            group="timely",
            owner=Owner.BILLING,
            source="837 dates; 835 decisions",
            because=_AGAIN,
        ),
    ),
    _limit(
        Limit("lines", "payer_service", "units", len(UNIT_EDGES) + 1, "units"),
        rated(
            meaning="Refusals for as few units or fewer, among these and payments of as many or more.",
            sentence="{value} of the answers that bear on it tell of a limit of units that is reached here.",
            group="coding",
            owner=Owner.CODING,
            source="837 as sent; 835 decisions",
            because=_AGAIN,
        ),
    ),
)
