"""The day plan of 100,000 open denials beside two plain ways to work a list; small plans beside the optimum.

The plain ways: by earliest deadline (the best hour first among equals), and from the top of the ranked list;
each item goes into the first day that has room for it. The peer in worth is HiGHS (`scipy.optimize.milp`) on
small cases, which it solves to a thousandth; gaps are to what it has proven. Worth is planned expected
recovery. Plans are warm; what numba needs to load is told apart (`first_s`). Items are drawn at random: the
figures describe them alone.
Run: `python -m benchmarks.plan [--json]`.
"""

import json
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from workflow.plan import UNPLANNED, plan_places

ITEMS, DAYS, ROUNDS, SEED = 100_000, 125, 3, 7
CAPACITIES = {"one_person": 480.0, "two_people": 960.0, "ten_people": 4_800.0}
SMALL_CASES, SMALL_ITEMS, SMALL_DAYS, SMALL_CAPACITY = 60, 18, 4, 90.0
CLOSE = 0.001
AIM = {"seconds": 2.0, "worst_gap": 0.01}

Items = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Value in cents, minutes, number of the last day; best hour first."""


def main() -> None:
    first = timed(lambda: plan_places(*items(50, DAYS, SEED), DAYS, 480.0))[0]
    told = {"items": ITEMS, "days": DAYS, "first_s": first, **small()}
    told |= {name: large(capacity) for name, capacity in CAPACITIES.items()}
    told["seconds"] = max(told[name]["seconds"] for name in CAPACITIES)
    if "--json" not in sys.argv:
        for figure, value in told.items():
            print(f"{figure:>22} {value}")
    print(json.dumps({**told, "aim": AIM}))


def items(count: int, days: int, seed: int) -> Items:
    """Denials of 5 to 90 minutes and of very unequal worth, due on any of the days or the day before."""
    dice = np.random.default_rng(seed)
    minutes = dice.integers(5, 91, count).astype(float)
    value = np.rint(dice.lognormal(9, 1.2, count)).astype(np.int64)
    best_first = np.argsort(-value / minutes, kind="stable")
    return value[best_first], minutes[best_first], dice.integers(-1, days, count)


def large(capacity: float) -> dict[str, float]:
    """Seconds of our plan of everything, and its worth as multiples of the plain ways'."""
    value, minutes, last = items(ITEMS, DAYS, SEED)
    ours = [timed(lambda: plan_places(value, minutes, last, DAYS, capacity)) for _ in range(ROUNDS)]
    seconds, places = median(took for took, _ in ours), ours[0][1]
    planned = places != UNPLANNED
    worth = float(value[planned].sum())
    plain = {
        "by_deadline": first_with_room(np.argsort(last, kind="stable"), minutes, last, capacity),
        "from_the_top": first_with_room(np.arange(ITEMS), minutes, last, capacity),
    }
    return {
        "seconds": seconds,
        "planned": int(planned.sum()),
        "late": int((places > last)[planned].sum()),
        **{f"worth_to_{name}": worth / float(value[held != UNPLANNED].sum()) for name, held in plain.items()},
    }


def first_with_room(order: np.ndarray, minutes: np.ndarray, last: np.ndarray, capacity: float) -> np.ndarray:
    """Each item in turn into the first day up to its last that has room for it."""
    out, room = np.full(len(minutes), UNPLANNED), np.full(DAYS, capacity)
    for item in order.tolist():
        fits = room[: last[item] + 1] >= minutes[item]
        if fits.any():
            out[item] = fits.argmax()
            room[out[item]] -= minutes[item]
    return out


def small() -> dict[str, float]:
    """How much of the most that can be the plans of small cases lack."""
    gaps, ours, theirs = [], [], []
    for seed in range(SMALL_CASES):
        value, minutes, last = items(SMALL_ITEMS, SMALL_DAYS, seed)
        took, places = timed(lambda: plan_places(value, minutes, last, SMALL_DAYS, SMALL_CAPACITY))  # noqa: B023 - called at once
        needed, most = timed(lambda: optimum(value, minutes, last, SMALL_DAYS, SMALL_CAPACITY))  # noqa: B023
        gaps.append(1 - value[places != UNPLANNED].sum() / most)
        ours.append(took)
        theirs.append(needed)
    return {
        "mean_gap": float(np.mean(gaps)),
        "worst_gap": float(np.max(gaps)),
        "small_ms": median(ours) * 1e3,
        "milp_small_ms": median(theirs) * 1e3,
    }


def optimum(value: np.ndarray, minutes: np.ndarray, last: np.ndarray, days: int, capacity: float) -> float:
    """No less than any plan is worth, by HiGHS: items in one of their days or none, no day over its capacity.

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
    if not found.success:
        raise RuntimeError(found.message)
    return -float(found.mip_dual_bound)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    out = work()
    return time.perf_counter() - start, out


if __name__ == "__main__":
    main()
