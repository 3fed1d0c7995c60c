"""Makes a day plan worth more, a few days at a time: what deadlines and sizes of items leave on the table."""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workflow.plan import UNPLANNED
from workflow.plan_search import Few, search

Ints = NDArray[np.int64]

_FREED, _OFFERED = 20, 12
"""Of each day in a window so many of its poorest items are freed, and for each deadline so many of the
richest that wait are offered in their place."""
_FEW_DAYS = 12
"""A plan of no more days than this is searched in every pair, triple and four of days, and as a whole."""
_PAIRS, _TRIPLES = 4, 2
"""In a longer one windows hold two days up to so many apart, and three that are up to so many apart."""
_MANY = 40
"""Days that hold more items than this on average have no gaps worth a search."""
_SWEEPS = 3
_STEPS, _NODES = 60_000_000, 20_000
"""What the searches of windows may cost together (a step is one look at an item and a day), and each
in nodes; a short plan is then searched as a whole for as many steps again."""


class Work(NamedTuple):
    """Items best first: value in cents, minutes in whole tenths, number of the last day (below 0: none)."""

    value: Ints
    size: Ints
    last: Ints

    def take(self, items: Ints) -> "Work":
        """The items with these numbers, in this order."""
        return Work(self.value[items], self.size[items], self.last[items])


def improved(work: Work, places: Ints, days: int, capacity: int) -> Ints:
    """A plan worth no less than `places` (the day of each item), under the same deadlines and capacity.

    Left alone is what is exact (items of one size, best first), or all but exact (days of many items).
    """
    planned = int((places != UNPLANNED).sum())
    if not planned or planned > _MANY * days or len(np.unique(work.size)) == 1:
        return places
    chosen = _candidates(work, places, capacity)
    out, held = places.copy(), _Held(work.take(chosen), places[chosen], capacity)
    _swept(held, days)
    out[chosen] = held.places
    return out


def _candidates(work: Work, places: Ints, capacity: int) -> Ints:
    """What has a day, and of the rest the richest for its size per deadline; the richest first."""
    richest = np.argsort(-(work.value / work.size), kind="stable")
    waits = (places == UNPLANNED) & (work.last >= 0) & (work.size <= capacity)
    idle = richest[waits[richest]]
    by_deadline = np.argsort(work.last[idle], kind="stable")
    due = work.last[idle][by_deadline]
    offered = idle[by_deadline[np.arange(len(due)) - np.searchsorted(due, due) < _OFFERED]]
    wanted = places != UNPLANNED
    wanted[offered] = True
    return richest[wanted[richest]]


def _swept(held: "_Held", days: int) -> None:
    """Searches window after window, and those again in which a day has changed since."""
    windows, changed = list(_windows(days)), set(range(days))
    for _ in range(_SWEEPS):
        due, changed = [window for window in windows if changed.intersection(window)], set()
        for left, window in zip(range(len(due), 0, -1), due, strict=True):
            if held.search(np.array(window), held.steps // left, _NODES):
                changed.update(window)
    if days <= _FEW_DAYS:
        held.search(np.arange(days), _STEPS, _STEPS)


def _windows(days: int) -> Iterator[tuple[int, ...]]:
    """The days to look at together, at most four at a time."""
    if days <= _FEW_DAYS:
        for width in (2, 3, 4):
            yield from combinations(range(days), width)
        return
    for apart in range(1, _PAIRS + 1):
        yield from ((day, day + apart) for day in range(days - apart))
    for apart in range(1, _TRIPLES + 1):
        yield from ((day, day + apart, day + 2 * apart) for day in range(days - 2 * apart))


class _Held:
    """A plan in the making over its candidates, richest first."""

    def __init__(self, work: Work, places: Ints, capacity: int) -> None:
        self.work = work
        self.places = places
        self.capacity = capacity
        self.steps = _STEPS

    def search(self, window: Ints, steps: int, nodes: int) -> bool:
        """Whether a better plan of the window's days was found; it is kept."""
        pool = self._pool(window)
        if not len(pool):
            return False
        few = self._few(window, pool)
        best = np.searchsorted(window, self.places[pool])
        best[self.places[pool] == UNPLANNED] = UNPLANNED
        before = few.value[best >= 0].sum()
        each = len(pool) * len(window)
        self.steps -= each * search(few, best, min(nodes, steps // each))
        self.places[pool] = np.where(best >= 0, window[best], UNPLANNED)
        return bool(few.value[best >= 0].sum() > before)

    def _pool(self, window: Ints) -> Ints:
        """The numbers of what may move, in order; none when nothing waits for these days."""
        idle = np.flatnonzero((self.places == UNPLANNED) & (self.work.last >= window[0]))
        if not len(idle):
            return idle
        reach = np.searchsorted(window, self.work.last[idle], "right") - 1
        offered = [idle[reach == place][:_OFFERED] for place in range(len(window))]
        freed = [np.flatnonzero(self.places == day)[-_FREED:] for day in window]
        return np.sort(np.concatenate([*offered, *freed]))

    def _few(self, window: Ints, pool: Ints) -> Few:
        work = self.work.take(pool)
        room = [self._room(day, pool) for day in window]
        last = np.searchsorted(window, work.last, "right") - 1
        return Few(work.value, work.size, last, np.array(room, dtype=np.int64))

    def _room(self, day: int, pool: Ints) -> int:
        whole = int(self.work.size[self.places == day].sum())
        return self.capacity - whole + int(self.work.size[pool][self.places[pool] == day].sum())
