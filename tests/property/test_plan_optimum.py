"""The plan beside the exact optimum by HiGHS (scipy comes with LightGBM), on many small random cases."""

from collections.abc import Iterator

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from workflow.plan import UNPLANNED, plan_places

WORST, MEAN = 0.01, 0.002
"""What the plan may lack of the most value there can be, at worst and on average."""
CLOSE = 0.001
"""How much above the most value found, as a share of it, the solver's proof may end."""

Case = tuple[np.ndarray, np.ndarray, np.ndarray, int, float]
KINDS = {
    "a handful": (60, (4, 15), (1, 5), (60, 240), (5, 61)),
    "odd minutes": (60, (5, 25), (1, 6), (40, 200), (3, 61)),
    "days of two or three items": (15, (10, 36), (2, 7), (60, 61), (12, 50)),
    "a week": (8, (18, 31), (4, 7), (120, 121), (15, 61)),
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
    count, *spans = KINDS[kind]
    dice = np.random.default_rng([count, len(value_by)])
    for _ in range(count):
        items, days, capacity = (int(dice.integers(*span)) for span in spans[:3])
        minutes = dice.integers(*spans[3], items).astype(float)
        worth = dice.lognormal(9, 1, items) if value_by == "itself" else minutes * dice.uniform(50, 80, items)
        value = np.rint(worth).astype(np.int64)
        best_first = np.argsort(-value / minutes, kind="stable")
        last = dice.integers(0, days, items)
        yield value[best_first], minutes[best_first], last, days, float(capacity)


def _lacking(value: np.ndarray, minutes: np.ndarray, last: np.ndarray, days: int, capacity: float) -> float:
    """The share of the most value that the plan leaves."""
    places = plan_places(value, minutes, last, days, capacity)
    most = optimum(value, minutes, last, days, capacity)
    return 1 - float(value[places != UNPLANNED].sum()) / most if most else 0.0


def optimum(value: np.ndarray, minutes: np.ndarray, last: np.ndarray, days: int, capacity: float) -> float:
    """The most value there can be: each item in one of its days or none, no day over its capacity.

    What the solver has proven, at most a thousandth above what it found: more would take minutes.
    """
    item, day = np.nonzero((np.arange(days) <= last[:, None]) & (minutes <= capacity)[:, None])
    if not len(item):
        return 0.0
    pair = np.arange(len(item))
    once = coo_array((np.ones(len(pair)), (item, pair)), shape=(len(value), len(pair)))
    load = coo_array((minutes[item], (day, pair)), shape=(days, len(pair)))
    found = milp(
        -value[item].astype(float),
        integrality=np.ones(len(pair)),
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(once.tocsr(), ub=1), LinearConstraint(load.tocsr(), ub=capacity)],
        options={"mip_rel_gap": CLOSE},
    )
    assert found.success, found.message
    return -float(found.mip_dual_bound)
