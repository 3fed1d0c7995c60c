"""What a payer does now: its last answers under a key, drawn to those of the year, drawn to broader keys."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from features.asof import AsOf
from features.feature import Floats
from features.ledger import shrunken

YEAR_STRENGTH, LAST_STRENGTH = 3.0, 2.0
"""Events' worth of the broader key in a year's share, and of the year's share in the last answers'."""


@dataclass(frozen=True, slots=True)
class Now:
    """Shares of the last `last` events under the narrowest key of `by`, one column per measure.

    When a rule is old the year decides, when it is new or the key is rare the last answers do: one number
    serves both, so that what is learned from old rules holds for new ones.
    """

    ledger: str
    by: tuple[str, ...]
    """Keys from broad to narrow."""
    measures: tuple[str, ...]
    over: str | None = None
    """A measure of 0 and 1 that marks the events counted; None is all of them."""
    last: int = 12
    days: int = 365

    def of(self, asof: AsOf) -> Floats:
        """Rows of the ledger's grain x measures; missing where nothing stands under the broadest key."""
        return asof.once(("now", self), lambda: self._made(asof))

    def _made(self, asof: AsOf) -> Floats:
        over = None if self.over is None else (self.over,) * len(self.measures)
        year = asof.rates(self.ledger, self.by, self.measures, over, self.days, YEAR_STRENGTH)
        narrow = self.by[-1] if self.over is None else f"{self.by[-1]}/{self.over}"
        last = asof.under(self.ledger, narrow).last(self.last)
        return shrunken(last.sums(self.measures), last.count[:, np.newaxis], year, LAST_STRENGTH)

    def share(self, measure: str) -> Callable[[AsOf], Floats]:
        """A feature's function: one measure's share per claim."""
        return Share(self, measure)


@dataclass(frozen=True, slots=True)
class Share:
    """One measure of a `Now` per claim."""

    now: Now
    measure: str

    def __call__(self, asof: AsOf) -> Floats:
        """The greatest share of the claim's rows."""
        found = self.now.of(asof)[:, self.now.measures.index(self.measure)]
        return asof.per_claim(self.now.ledger, found, "max")
