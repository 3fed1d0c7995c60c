"""A day plan under a capacity: deadlines act here, and only here.

Two passes. In rank order each item reserves the latest day on or before its deadline that still has room
for it, so that a better item is never lost to a worse one and early room stays free for tighter deadlines
(for items of equal minutes this keeps the most valuable set that fits). Then the days are walked forward and
room left over is filled with the best items that remain, reserved for later or not, so that no day idles.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workflow.calendar import Days

Ints = NDArray[np.int64]

UNPLANNED = -1
"""The place of an item that does not fit."""
_TENTHS = 10
"""Time is counted in whole tenths of a minute, rounded against us: sums are exact."""


def plan(minutes: NDArray[np.float64], deadline_on: Days, days: Days, capacity_minutes: float) -> Days:
    """The day each item is worked on; NaT when it does not fit before its deadline.

    Args:
        minutes: staff minutes of each item, best item first. An item needs one day with room for all of it.
        deadline_on: last day of each item; NaT is no deadline.
        days: days that can be worked, rising.
        capacity_minutes: minutes of work in each of those days.

    Invariant: no item after its deadline; the minutes of a day never exceed the capacity.
    """
    last = np.searchsorted(days, deadline_on.astype("datetime64[D]"), "right") - 1
    last[np.isnat(deadline_on)] = len(days) - 1
    places = plan_places(minutes, last.astype(np.int64), len(days), capacity_minutes)
    out = np.full(len(minutes), "NaT", dtype="datetime64[D]")
    out[places >= 0] = days[places[places >= 0]]
    return out


def plan_places(minutes: NDArray[np.float64], last: Ints, days: int, capacity: float) -> Ints:
    """The day number of each item, `UNPLANNED` when it does not fit; items best first.

    `last` is the number of the last day an item may be worked on, below 0 when there is none.
    """
    classes, room = _Classes.of(minutes), int(np.floor(np.round(capacity * _TENTHS, 6)))
    return _filled(classes, last, _reserved(classes, last, days, room), days, room)


@dataclass(frozen=True, slots=True)
class _Classes:
    """Items grouped by size: `size[place]` is in tenths of a minute, `of_item` the place of each item."""

    size: list[int]
    of_item: list[int]

    @classmethod
    def of(cls, minutes: NDArray[np.float64]) -> "_Classes":
        tenths = np.ceil(np.round(minutes * _TENTHS, 6)).astype(np.int64)
        sizes, places = np.unique(tenths, return_inverse=True)
        return cls(sizes.tolist(), places.tolist())

    def queues(self) -> list[list[int]]:
        """The items of each class, best first."""
        held: list[list[int]] = [[] for _ in self.size]
        for item, place in enumerate(self.of_item):
            held[place].append(item)
        return held


def _reserved(classes: _Classes, last: Ints, days: int, capacity: int) -> list[int]:
    """Pass one: the latest day with room, per item in rank order; `UNPLANNED` without one.

    A day without room for some minutes never gets it back, so each size of item keeps a union-find over
    days that joins a full day to the one before it.
    """
    room = [capacity] * days
    earlier: dict[int, list[int]] = {}
    out = []
    for place, day_or_less in zip(classes.of_item, last.tolist(), strict=True):
        if place not in earlier:
            earlier[place] = list(range(days))
        day = _latest(earlier[place], room, day_or_less, classes.size[place])
        if day >= 0:
            room[day] -= classes.size[place]
        out.append(day)
    return out


def _latest(parents: list[int], room: Sequence[int], day: int, size: int) -> int:
    """The latest day up to `day` with room for `size`; -1 without one.

    A day that is its own parent may have room; any other points to the nearest earlier one that may.
    """
    path = []
    while day >= 0 and (parents[day] != day or room[day] < size):
        path.append(day)
        day = parents[day] if parents[day] != day else day - 1
    for passed in path:
        parents[passed] = day
    return day


def _filled(classes: _Classes, last: Ints, reserved: list[int], days: int, capacity: int) -> Ints:
    """Pass two: forward over the days, what is reserved first, then the best that still fits."""
    out = np.full(len(reserved), UNPLANNED, dtype=np.int64)
    due: list[list[int]] = [[] for _ in range(days)]
    for item, day in enumerate(reserved):
        if day >= 0:
            due[day].append(item)
    waiting = _Waiting(classes, last.tolist(), out)
    for day in range(days):
        left = [item for item in due[day] if out[item] == UNPLANNED]
        out[left] = day
        waiting.fill(day, capacity - sum(classes.size[classes.of_item[item]] for item in left))
    return out


class _Waiting:
    """Items not yet placed, best first within each size; `heads` is a heap of (best item, class)."""

    def __init__(self, classes: _Classes, last: list[int], placed: Ints) -> None:
        self._size = classes.size
        self._queues = classes.queues()
        self._next = [0] * len(classes.size)
        self._last = last
        self._placed = placed
        self.heads = [(queue[0], place) for place, queue in enumerate(self._queues)]
        heapq.heapify(self.heads)

    def fill(self, day: int, room: int) -> None:
        """Puts the best items that fit into what is left of a day."""
        aside = []
        while self.heads and room >= self._size[0]:
            item, place = heapq.heappop(self.heads)
            if self._placed[item] != UNPLANNED or self._last[item] < day:
                self._advance(place)
            elif self._size[place] <= room:
                self._placed[item] = day
                room -= self._size[place]
                self._advance(place)
            else:
                aside.append((item, place))
        for head in aside:
            heapq.heappush(self.heads, head)

    def _advance(self, place: int) -> None:
        self._next[place] += 1
        queue = self._queues[place]
        if self._next[place] < len(queue):
            heapq.heappush(self.heads, (queue[self._next[place]], place))
