"""What a payer does now: its last answers under a key, drawn to those of the year, drawn to broader keys."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from features.asof import AsOf
from features.feature import Floats
from features.ledger import Ints, shrunken


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
    over: tuple[str, ...] | None = None
    """Per measure one of 0 and 1 that marks the events counted; None is all of them."""
    last: int = 12
    days: int = 365
    year_strength: float = 3.0
    """Events' worth of the broader key in the year's share."""
    last_strength: float = 2.0
    """Events' worth of the year's share in that of the last answers."""

    def of(self, asof: AsOf) -> Floats:
        """Rows of the ledger's grain x measures; missing where nothing stands under the broadest key."""
        return asof.once(("now", self), lambda: self._made(asof))

    def _made(self, asof: AsOf) -> Floats:
        year = asof.rates(self.ledger, self.by, self.measures, self.over, self.days, self.year_strength)
        sums, counts = self._last(asof)
        return shrunken(sums, counts, year, self.last_strength)

    def _last(self, asof: AsOf) -> tuple[Ints, Ints]:
        """Sums of the last events under the narrowest key, and how many they are: rows x measures."""
        if self.over is None:
            last = asof.under(self.ledger, self.by[-1]).last(self.last)
            return last.sums(self.measures), last.count[:, np.newaxis]
        each = [asof.under(self.ledger, f"{self.by[-1]}/{over}").last(self.last) for over in self.over]
        sums = [last.sum(measure) for last, measure in zip(each, self.measures, strict=True)]
        return np.stack(sums, axis=1), np.stack([last.count for last in each], axis=1)

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
