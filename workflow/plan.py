"""A day plan under a capacity: deadlines act here, and only here.

Four steps, each of which keeps every deadline and every day's capacity:

1. In rank order each item reserves the latest day on or before its deadline that has room for it: early room
   stays free for tighter deadlines. Of items of equal minutes this keeps the most valuable set there is (jobs
   of one length with deadlines are a matroid).
2. Items of unequal minutes leave gaps. A few days at a time, what stands in them and what waits is exchanged
   where others together bring more (`workflow.plan_windows`): an item may give way to several, but never to a
   worse one of its own minutes.
3. Whole days change places, the day worth most first, as far as the deadlines of its items let it; then days
   are walked forward, and room left is filled with the best from later days or from what has no day.
4. Items of the same minutes change places, so that the better one has a day, and the earlier one.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from workflow.calendar import Days

Ints = NDArray[np.int64]

UNPLANNED = -1
"""The day of an item that does not fit."""
_TENTHS = 10
"""Time is counted in whole tenths of a minute, rounded against us: sums are exact."""


def plan(
    value_cents: Ints, minutes: NDArray[np.float64], deadline_on: Days, days: Days, capacity_minutes: float
) -> Days:
    """The day each item is worked on; NaT when it does not fit before its deadline.

    Args:
        value_cents: what each item brings, above 0; best item first.
        minutes: staff minutes of each item, above 0. An item needs one day with room for all of it.
        deadline_on: last day of each item; NaT is no deadline.
        days: days that can be worked, rising.
        capacity_minutes: minutes of work in each of those days.

    Invariant: no item after its deadline; the minutes of a day never exceed the capacity; an item without a
        day is not better than one of the same minutes with a day that it could have had.
    """
    last = np.searchsorted(days, deadline_on.astype("datetime64[D]"), "right") - 1
    last[np.isnat(deadline_on)] = len(days) - 1
    places = plan_places(value_cents, minutes, last.astype(np.int64), len(days), capacity_minutes)
    out = np.full(len(minutes), "NaT", dtype="datetime64[D]")
    out[places >= 0] = days[places[places >= 0]]
    return out


def plan_places(
    value_cents: Ints, minutes: NDArray[np.float64], last: Ints, days: int, capacity: float
) -> Ints:
    """The number of each item's day, `UNPLANNED` when it does not fit; items best first.

    `last` is the number of the last day an item may be worked on, below 0 when there is none.
    """
    from workflow.plan_order import by_size, filled, latest_first, whole_days  # noqa: PLC0415 - numba: seconds
    from workflow.plan_windows import Work, improved  # noqa: PLC0415 - that only planning needs

    size = np.ceil(np.round(minutes * _TENTHS, 6)).astype(np.int64)
    work = Work(value_cents.astype(np.int64), size, np.minimum(last, days - 1))
    room = int(np.floor(np.round(capacity * _TENTHS, 6)))
    steps: tuple[Callable[[Work, Ints, int, int], Ints], ...] = (improved, whole_days, filled, by_size)
    places = latest_first(work, days, room)
    for step in steps:
        places = step(work, places, days, room)
    return places
