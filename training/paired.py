"""Two models on the same claims: the difference of their log losses, and how sure it is.

Claims of one week share holidays, feeds and new rules, so weeks are drawn again, not claims.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.calibrate import FloatArray
from models.examples import BoolArray
from training.evaluate import log_losses

DRAWS = 2_000
SEED = 7
INTERVAL = 0.95
_MONDAY = 3  # 1970-01-01 was a Thursday


@dataclass(frozen=True, slots=True)
class Paired:
    """Champion against challenger on n rows of some weeks.

    `difference` is the challenger's mean log loss less the champion's: below 0 the challenger is better.
    `low` to `high` hold 95 of 100 bootstrap draws; `better` is the share of draws below 0, ties half.
    """

    rows: int
    weeks: int
    champion: float
    challenger: float
    difference: float
    low: float
    high: float
    better: float


def paired(
    champion: FloatArray,
    challenger: FloatArray,
    label: BoolArray,
    at: NDArray[np.datetime64],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Paired:
    """The comparison of two models' risks (0 to 1) of the same rows, submitted `at`; at least one row."""
    old, new = log_losses(champion, label), log_losses(challenger, label)
    drawn, weeks = _week_means(new - old, at, draws, seed)
    low, high = np.quantile(drawn, [(1 - INTERVAL) / 2, (1 + INTERVAL) / 2]).tolist()
    return Paired(
        rows=len(label),
        weeks=weeks,
        champion=float(old.mean()),
        challenger=float(new.mean()),
        difference=float((new - old).mean()),
        low=low,
        high=high,
        better=float(np.mean(drawn < 0) + np.mean(drawn == 0) / 2),
    )


def week_of(at: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """The number of each moment's week; weeks begin on Monday."""
    return (at.astype("datetime64[D]").astype(np.int64) + _MONDAY) // 7


def _week_means(
    values: FloatArray, at: NDArray[np.datetime64], draws: int, seed: int
) -> tuple[FloatArray, int]:
    """Means over weeks drawn with replacement, one per draw; and how many weeks there are."""
    weeks, place = np.unique(week_of(at), return_inverse=True)
    sums, counts = np.bincount(place, values), np.bincount(place).astype(np.float64)
    n = len(weeks)
    times = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=draws).astype(np.float64)
    return (times @ sums) / (times @ counts), n
