"""How far a figure may be off by the luck of the draw: 95 % intervals.

Shares of independent claims get Wilson's interval. Everything else is drawn again a week of submissions at
a time, because claims of one week share their payers' moods.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

DRAWS = 400
FEWEST_CLUSTERS = 8
"""Weeks, else days, below which drawing them again says too little: no interval."""
_Z = 1.959964
_EDGES = (2.5, 97.5)
_BINS = 1000
_SEED = 7


@dataclass(frozen=True, slots=True)
class Interval:
    """Both ends of a 95 % interval."""

    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.low:.4g} to {self.high:.4g}"


def wilson(hits: float, n: float) -> Interval | None:
    """Of a share `hits` of `n` independent claims; None without claims."""
    if n <= 0:
        return None
    share, spread = hits / n, _Z**2 / n
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * np.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return Interval(max(0.0, float(middle - half)), min(1.0, float(middle + half)))


@dataclass(frozen=True, slots=True)
class Clusters:
    """Which cluster each row is of (0 to k - 1), and how often each draw took each: draws x k."""

    of: NDArray[np.int64]
    taken: FloatArray

    def mean(self, values: FloatArray) -> Interval:
        """Of the mean of one value per row."""
        k = self.taken.shape[1]
        sums = self.taken @ np.bincount(self.of, values, minlength=k)
        return _between(sums / (self.taken @ np.bincount(self.of, minlength=k)))

    def auc(self, risk: FloatArray, label: BoolArray) -> Interval | None:
        """Of the area under the curve, over a thousand bins of risk; None when a draw lacks a class."""
        places = np.unique(np.quantile(risk, np.linspace(0, 1, _BINS)))
        code = np.searchsorted(places, risk)
        bad, good = (self.taken @ self._counted(code, side, len(places)) for side in (label, ~label))
        pairs = bad.sum(axis=1) * good.sum(axis=1)
        if not pairs.all():
            return None
        below = np.cumsum(good, axis=1) - good
        return _between((bad * (below + good / 2)).sum(axis=1) / pairs)

    def _counted(self, code: NDArray[np.int64], side: BoolArray, bins: int) -> FloatArray:
        k = self.taken.shape[1]
        held = np.bincount(self.of[side] * bins + code[side], minlength=k * bins)
        return held.reshape(k, bins).astype(np.float64)


def clusters_of(at: NDArray[np.datetime64]) -> Clusters | None:
    """Weeks of the moments drawn again, days when there are few weeks; None when there are few days."""
    for unit in ("datetime64[W]", "datetime64[D]"):
        names, of = np.unique(at.astype(unit), return_inverse=True)
        k = len(names)
        if k >= FEWEST_CLUSTERS:
            taken = np.random.default_rng(_SEED).multinomial(k, np.full(k, 1 / k), size=DRAWS)
            return Clusters(of.astype(np.int64), taken.astype(np.float64))
    return None


def _between(drawn: FloatArray) -> Interval:
    low, high = np.percentile(drawn, _EDGES)
    return Interval(float(low), float(high))
