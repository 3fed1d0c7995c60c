"""The compiled loops behind `workflow.plan`: days with room, found fast and filled to the brim.

Items are numbered best first. Sizes and room are whole tenths of a minute. A day is its number among the days
of the plan, below 0 no day.
"""

from typing import Any

from numba import njit


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator] # numba has no types
def reserve(
    order: Any, size: Any, last: Any, place: Any, room: Any, row: Any, earlier: Any, out: Any
) -> None:
    """Gives each item, taken in `order`, the latest day with room for it; none where there is none.

    A day without room for a size never gets it back, so each size keeps a union-find over days, which joins a
    day that is full for it to the one before.

    Args:
        order: numbers of the items to place, those that choose first first.
        size: of each item, as it counts against `room`.
        last: last day of each item; below 0 there is none.
        place: of each item the number of its size among all sizes.
        room: rows x days, used up here.
        row: of each item the row of `room` it draws on.
        earlier: sizes x days, each day its own parent; changed here.
        out: of each item the day, set here where it gets one.
    """
    for item in order:
        day = _latest(earlier[place[item]], room[row[item]], last[item], size[item])
        if day >= 0:
            room[row[item], day] -= size[item]
            out[item] = day


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _latest(earlier: Any, room: Any, day: int, size: int) -> int:
    """The latest day up to `day` with room for `size`; below 0 without one.

    A day that is its own parent may have room; any other points to an earlier one that may.
    """
    found = day
    while found >= 0 and (earlier[found] != found or room[found] < size):
        found = earlier[found] if earlier[found] != found else found - 1
    while day > found:
        after = earlier[day] if earlier[day] != day else day - 1
        earlier[day] = found
        day = after
    return found


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def fill(size: Any, last: Any, queue: Any, head: Any, end: Any, out: Any, room: Any) -> None:
    """Walks the days forward and fills each day's room with the best that fits, from later days or none.

    Nothing is moved to a later day, so what kept its deadline keeps it.

    Args:
        size: of each item.
        last: last day of each item.
        queue: items of one size after another, best first.
        head: where in `queue` each size's items start; moved on here.
        end: where they end.
        out: of each item the day, changed here.
        room: per day what is left of it, changed here.
    """
    for day in range(len(room)):
        item = _best_waiting(size, last, queue, head, end, out, day, room[day])
        while item >= 0:
            if out[item] >= 0:
                room[out[item]] += size[item]
            out[item] = day
            room[day] -= size[item]
            item = _best_waiting(size, last, queue, head, end, out, day, room[day])


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _best_waiting(
    size: Any, last: Any, queue: Any, head: Any, end: Any, out: Any, day: int, room: int
) -> int:
    """The best item that fits in `room` and may move up to `day`; -1 without one."""
    best = -1
    for held in range(len(head)):
        if head[held] == end[held] or size[queue[head[held]]] > room:
            continue
        while head[held] < end[held] and _is_past(queue[head[held]], last, out, day):
            head[held] += 1
        if head[held] < end[held] and (best < 0 or queue[head[held]] < best):
            best = queue[head[held]]
    return best


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _is_past(item: int, last: Any, out: Any, day: int) -> bool:
    """Whether an item cannot move to `day` or any later day: it stands no later, or its deadline passed."""
    return last[item] < day or 0 <= out[item] <= day
