"""Steps of a day plan that choose or change days and lose nothing: see `workflow.plan`.

Each takes and gives the number of each item's day, items best first, and keeps deadlines and capacity.
"""

import numpy as np
from numpy.typing import NDArray

from workflow.plan import UNPLANNED
from workflow.plan_kernel import fill, reserve
from workflow.plan_windows import Ints, Work


def latest_first(work: Work, days: int, capacity: int) -> Ints:
    """In rank order, each item the latest day on or before its last one that has room for it."""
    every, room = np.arange(len(work.size)), np.full((1, days), capacity)
    return _reserved(every, work, _place(work), room, np.zeros_like(every))


def whole_days(work: Work, places: Ints, days: int, capacity: int) -> Ints:
    """Days change places with all that stands in them: the one worth most first, as far as deadlines allow.

    From the last day back, each gets the day worth least of those that may stand so late. What may stand in a
    later place may stand in any earlier one, so a place is never left without a day.
    """
    held = places != UNPLANNED
    worth = np.bincount(places[held], weights=work.value[held], minlength=days)
    until = np.full(days, days - 1)
    np.minimum.at(until, places[held], work.last[held])
    moved = np.empty(days, dtype=np.int64)
    for place in range(days - 1, -1, -1):
        day = np.argmin(np.where(until >= place, worth, np.inf))
        moved[day], until[day] = place, UNPLANNED
    out = places.copy()
    out[held] = moved[places[held]]
    return out


def filled(work: Work, places: Ints, days: int, capacity: int) -> Ints:
    """Days walked forward, room left filled with the best that fits, from later days or without a day."""
    held = places != UNPLANNED
    used = np.bincount(places[held], weights=work.size[held], minlength=days).astype(np.int64)
    out, place = places.copy(), _place(work)
    end = np.cumsum(np.bincount(place))
    head = np.concatenate([np.zeros(min(len(end), 1), dtype=np.int64), end[:-1]])
    fill(work.size, work.last, np.argsort(place, kind="stable"), head, end, out, capacity - used)
    return out


def by_size(work: Work, places: Ints, days: int, capacity: int) -> Ints:
    """The same minutes in each day, given to the best items of that size that they can be given to.

    The days of one size are slots: the best items reserve them, and then the worst of those chosen take the
    latest they may, which leaves the earliest to the best (Smith's rule from the last slot back).
    """
    place, held = _place(work), places != UNPLANNED
    slots = np.zeros((int(place.max(initial=-1)) + 1, days), dtype=np.int64)
    np.add.at(slots, (place[held], places[held]), 1)
    each = work._replace(size=np.ones_like(work.size))
    best = _reserved(np.arange(len(place)), each, place, slots.copy(), place)
    worst_first = np.flatnonzero(best != UNPLANNED)[::-1].copy()
    return _reserved(worst_first, each, place, slots, place)


def _reserved(order: Ints, work: Work, place: Ints, room: Ints, row: Ints) -> Ints:
    """The latest day with room for each item, taken in `order`; see `reserve`."""
    sizes, days = int(place.max(initial=-1)) + 1, room.shape[1]
    earlier, out = np.tile(np.arange(days), (sizes, 1)), np.full(len(place), UNPLANNED)
    reserve(order, work.size, work.last, place, room, row, earlier, out)
    return out


def _place(work: Work) -> NDArray[np.int64]:
    """Of each item the number of its size among all sizes, smallest first."""
    return np.unique(work.size, return_inverse=True)[1].astype(np.int64)
