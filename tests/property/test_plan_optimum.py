"""The plan beside the exact optimum by HiGHS, on small random cases that rank order alone would fail."""

import itertools
from collections.abc import Iterator

import numpy as np
import pytest

from benchmarks.plan import optimum
from workflow.plan import UNPLANNED, plan_places
from workflow.plan_order import latest_first
from workflow.plan_windows import Work

WORST, MEAN = 0.01, 0.002
"""What the plan may lack of the most value there can be, at worst and on average."""

Case = tuple[np.ndarray, np.ndarray, np.ndarray, int, float]
KINDS = {
    "a handful": (20, (4, 15), (1, 5), (60, 240), (5, 61)),
    "odd minutes": (20, (5, 25), (1, 6), (40, 200), (3, 61)),
    "days of two or three items": (8, (10, 36), (2, 7), (60, 61), (12, 50)),
    "a week": (4, (16, 27), (4, 7), (120, 121), (15, 61)),
}
"""Cases; then half-open ranges of items, days, capacity and minutes of an item."""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value_by", ["itself", "its minutes"])
def test_the_plan_is_within_one_percent_of_the_exact_optimum(kind: str, value_by: str) -> None:
    lacking = np.array([_lacking(*case) for case in _cases(kind, value_by)])
    assert lacking.min() >= -1e-9, "the oracle found less than the plan: one of the two is wrong"
    assert lacking.max() <= WORST, f"worst {lacking.max():.4f}, mean {lacking.mean():.5f}"
    assert lacking.mean() <= MEAN, f"mean {lacking.mean():.5f}"


def _cases(kind: str, value_by: str) -> Iterator[Case]:
    """The first cases of a kind in which rank order alone lacks more than a plan may."""
    count, *spans = KINDS[kind]
    dice = np.random.default_rng([count, len(value_by)])
    drawn = (_drawn(dice, spans, value_by) for _ in itertools.count())
    return itertools.islice((case for case in drawn if _ranked_alone(*case) < 1 - WORST), count)


def _drawn(dice: np.random.Generator, spans: list[tuple[int, int]], value_by: str) -> Case:
    items, days, capacity = (int(dice.integers(*span)) for span in spans[:3])
    minutes = dice.integers(*spans[3], items).astype(float)
    worth = dice.lognormal(9, 1, items) if value_by == "itself" else minutes * dice.uniform(50, 80, items)
    value = np.rint(worth).astype(np.int64)
    best_first = np.argsort(-value / minutes, kind="stable")
    last = dice.integers(0, days, items)
    return value[best_first], minutes[best_first], last, days, float(capacity)


def _ranked_alone(
    value: np.ndarray, minutes: np.ndarray, last: np.ndarray, days: int, capacity: float
) -> float:
    """What items placed in rank order bring, as a share of what the plan brings."""
    ranked = latest_first(Work(value, minutes.astype(np.int64), last), days, int(capacity))
    planned = plan_places(value, minutes, last, days, capacity)
    return float(value[ranked != UNPLANNED].sum() / max(value[planned != UNPLANNED].sum(), 1))


def _lacking(value: np.ndarray, minutes: np.ndarray, last: np.ndarray, days: int, capacity: float) -> float:
    """The share of the most value that the plan leaves."""
    places = plan_places(value, minutes, last, days, capacity)
    most = optimum(value, minutes, last, days, capacity)
    return 1 - float(value[places != UNPLANNED].sum()) / most if most else 0.0
