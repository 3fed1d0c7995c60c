"""A search for the most value a few days can hold, for `workflow.plan`: branch and bound, compiled.

Which items fit which days is a knapsack with several sacks, nested by deadline. Few days and few items at a
time are searched to the end or to a limit of nodes; a limit of nodes, not of time, gives the same plan each
time.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

OUT = -1
"""The day of an item left out."""
_DONE = -2
"""The state of an item all of whose days were tried."""
_EXACT = 1e-6
"""Values are whole cents: what the bound is off by rounding is less than this."""


class Few(NamedTuple):
    """Some items and days, most value for their size first; days are numbered within the few.

    `last` is at least 0; `room` is of each day, with none of these items in it.
    """

    value: NDArray[np.int64]
    size: NDArray[np.int64]
    last: NDArray[np.int64]
    room: NDArray[np.int64]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator] # numba has no types
def search(few: Few, best: Any, limit: int) -> int:
    """Puts into `best` (the day of each item, a plan that holds) a better plan where one is found.

    Depth first: each item in turn goes to its days, latest first, and is left out last; what cannot come to
    more than the best plan known is not followed. Returns the nodes visited, at most `limit`: fewer than that
    say that `best` is the best there is.
    """
    items, days = len(few.size), len(few.room)
    state, slack, until = np.full(items + 1, days), np.zeros(days, np.int64), _last_with(few)
    depth, held, top = 0, 0, _value(few, best)
    for node in range(limit):
        if depth < 0:
            return node
        if depth == items:
            top = _kept(best, state, held)
            depth -= 1
            continue
        held -= _taken_back(few, state, depth)
        state[depth] = _next_day(few, state, until, depth)
        held += _taken(few, state, depth)
        if state[depth] == _DONE:
            depth -= 1
        elif held + _most(few, depth + 1, slack) + _EXACT >= top + 1:
            depth += 1
            state[depth] = days
    return limit


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _kept(best: Any, state: Any, held: int) -> int:
    """Keeps a plan and says its value. A loop: numba takes seconds to compile a copy of a slice."""
    for item in range(len(best)):
        best[item] = state[item]
    return held


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _value(few: Few, places: Any) -> int:
    total = 0
    for item in range(len(places)):
        total += few.value[item] if places[item] >= 0 else 0
    return total


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _taken_back(few: Few, state: Any, item: int) -> int:
    """Frees the day an item stands in, and says what that loses."""
    if 0 <= state[item] < len(few.room):
        few.room[state[item]] += few.size[item]
        return few.value[item]
    return 0


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _taken(few: Few, state: Any, item: int) -> int:
    """Takes the room of the day an item goes to, and says what that brings."""
    if state[item] >= 0:
        few.room[state[item]] -= few.size[item]
        return few.value[item]
    return 0


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _next_day(few: Few, state: Any, until: Any, item: int) -> int:
    """What to try next for an item: its days with room, latest first, then `OUT`, then `_DONE`."""
    if state[item] == OUT:
        return _DONE
    if state[item] == len(few.room) and _is_worse_than_one_left_out(few, state, item):
        return OUT
    day = min(few.last[item], state[item] - 1)
    while day >= 0 and (few.room[day] < few.size[item] or _is_like_a_later_day(few, until, item, day)):
        day -= 1
    return day


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _is_worse_than_one_left_out(few: Few, state: Any, item: int) -> bool:
    """Whether an earlier item was left out that could stand in this one's place and brings no less."""
    for other in range(item):
        if (
            state[other] == OUT
            and few.size[other] <= few.size[item]
            and few.last[other] >= few.last[item]
            and few.value[other] >= few.value[item]
        ):
            return True
    return False


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _is_like_a_later_day(few: Few, until: Any, item: int, day: int) -> bool:
    """Whether a later day of the item has the same room, and no item to come tells the two apart."""
    for later in range(day + 1, few.last[item] + 1):
        if until[later - 1] > item:
            return False
        if few.room[later] == few.room[day]:
            return True
    return False


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _last_with(few: Few) -> Any:
    """Per day the last item that has it for its last day; -1 without one."""
    out = np.full(len(few.room), -1)
    for item in range(len(few.last)):
        out[few.last[item]] = item
    return out


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _most(few: Few, first: int, slack: Any) -> float:
    """No less than what items from `first` on can bring: as if each could be split between days and cut.

    Then only the room up to each deadline counts, and taking the most value for its size first is best.
    """
    days, total = len(few.room), 0.0
    slack[0] = few.room[0]
    for day in range(1, days):
        slack[day] = slack[day - 1] + few.room[day]
    for item in range(first, len(few.size)):
        if slack[days - 1] <= 0:
            break
        if _fits(few, item):
            total += few.value[item] * (_part_taken(slack, few.last[item], few.size[item]) / few.size[item])
    return total


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _part_taken(slack: Any, last: int, size: int) -> int:
    """As much of `size` as every deadline from `last` on has room for, taken from their room."""
    part = size
    for day in range(last, len(slack)):
        part = min(part, slack[day])
    for day in range(last, len(slack)):
        slack[day] -= part
    return part


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _fits(few: Few, item: int) -> bool:
    room = few.room[0]
    for day in range(1, few.last[item] + 1):
        room = max(room, few.room[day])
    return room >= few.size[item]
