"""Windows over a ledger: what stands under a key in `[t - days, t)`, for many keys and moments at once."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from features.key_index import Ints, KeyIndex, Objects, Places, ranges

if TYPE_CHECKING:
    from features.ledger import Ledger

_DAY_US = 86_400_000_000
"""Microseconds of a day."""

_FEW = 200
"""Queries up to which sorting them costs more than it saves."""

OwnEvents = tuple[Ints, Places]
"""Pairs (query, event)."""


class Before:
    """A ledger as seen at n moments: ranks of the moments and the queries' own events, found once."""

    def __init__(self, ledger: "Ledger", t: Ints, own: Objects | None) -> None:
        self.ledger = ledger
        self.t = t
        self._ranks: dict[int | None, Ints] = {}
        self.own_ids = None if own is None or ledger.own is None else ledger.owners.ids_of(own)
        self.own_query, self.own_event = self._own_events()

    def rank(self, days: int | None) -> Ints:
        """How many distinct times stand before `t`, or with days before the window's start."""
        if days not in self._ranks:
            start = self.t if days is None else self.t - days * _DAY_US
            self._ranks[days] = self.ledger.times.searchsorted(start, "left")
        return self._ranks[days]

    def _own_events(self) -> OwnEvents:
        """Pairs (query, event) of a query's own chain that were available before its moment."""
        if self.own_ids is None or self.own_ids.max(initial=-1) < 0:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int32)
        held = self.ledger.owners
        low = np.searchsorted(held.composite, self.own_ids * self.ledger.base, "left")
        high = np.searchsorted(held.composite, self.own_ids * self.ledger.base + self.rank(None), "left")
        query, place = ranges(low, high)
        return query, held.order[place]

    def under(self, key: str, values: Objects) -> "Under":
        """The part of the ledger that stands under each query's key value."""
        return Under(self, key, Sought(self, self.ledger.index(key).ids_of(values)))


class Sought:
    """n queries' values of a key by their ids, and where an index of the key has their events end.

    One serves a key and all that it is narrowed to: their indexes count the same values.
    """

    def __init__(self, before: Before, ids: Ints) -> None:
        self.ids = ids
        self.start: Ints = ids * before.ledger.base
        self.end: Ints = self.start + before.rank(None)
        # In this order every window's ends ascend too, and searching for ascending values is far faster.
        self._order = np.argsort(self.end, kind="stable") if len(ids) > _FEW else None

    def place(self, index: KeyIndex, wanted: Ints) -> Ints:
        """How many of the index's events stand before each composite."""
        if self._order is None:
            return np.asarray(index.composite.searchsorted(wanted, "left"))
        found = np.empty(len(wanted), dtype=np.int64)
        found[self._order] = index.composite.searchsorted(wanted[self._order], "left")
        return found


class Under:
    """n queries under one key: upper ends and own events, shared by all windows."""

    def __init__(self, before: Before, key: str, sought: Sought) -> None:
        self.before = before
        self.key = key
        self.index = before.ledger.index(key)
        self._sought = sought
        self.high: Ints = sought.place(self.index, sought.end)
        self.own_query, self.own_event = before.own_query, before.own_event
        if len(self.own_query):
            wanted = sought.ids[self.own_query]
            same = (self.index.codes[self.own_event] == wanted) & (wanted >= 0)
            self.own_query, self.own_event = self.own_query[same], self.own_event[same]

    def narrowed(self, measure: str) -> "Under":
        """The same queries, of the events that have a measure of 0 and 1."""
        return Under(self.before, f"{self.key}/{measure}", self._sought)

    def window(self, days: int | None) -> "Window":
        """The events of the last `days` days before each moment; None is all of them."""
        ranks = 0 if days is None else self.before.rank(days)
        low = self._place(ranks)
        if days is None or not len(self.own_query):
            return Window(self, low, (self.own_query, self.own_event))
        inside = self.before.ledger.at[self.own_event] >= self.before.t[self.own_query] - days * _DAY_US
        return Window(self, low, (self.own_query[inside], self.own_event[inside]))

    def since(self, moments: Ints) -> "Window":
        """The events from each query's moment (int64 microseconds) on; none for one that is yet to come."""
        ranks = self.before.ledger.times.searchsorted(moments)
        return self._from(np.minimum(self._place(ranks), self.high))

    def last(self, count: int) -> "Window":
        """The last `count` events before each moment, however old; a query's own are left out of these."""
        return self._from(np.maximum(self._place(0), self.high - count))

    def _place(self, ranks: Ints | int) -> Ints:
        """How many events stand before those of a rank of time under each query's value."""
        return self._sought.place(self.index, self._sought.start + ranks)

    def _from(self, low: Ints) -> "Window":
        if not len(self.own_query):
            return Window(self, low, (self.own_query, self.own_event))
        inside = self.index.places[self.own_event] >= low[self.own_query]
        return Window(self, low, (self.own_query[inside], self.own_event[inside]))


class Window:
    """Answers over n windows of one key; all arrays have one entry per query."""

    def __init__(self, under: Under, low: Ints, own: OwnEvents) -> None:
        self._under = under
        self._ledger = under.before.ledger
        self._low = low
        self._count: Ints | None = None
        self._own = own
        """Pairs (query, event) of queries' own events among those from `low` on."""

    @property
    def count(self) -> Ints:
        """How many events."""
        if self._count is None:
            self._count = self._under.high - self._low
            if len(self._own[0]):
                np.subtract.at(self._count, self._own[0], 1)
        return self._count

    def sum(self, measure: str) -> Ints:
        """The measure's total; 0 without events."""
        return self.sums((measure,))[:, 0]

    def sums(self, measures: tuple[str, ...]) -> Ints:
        """Totals of several measures at once, one column each."""
        under = self._under
        running = under.index.totals.get(measures)
        if running is None:
            running = self._ledger.totals(under.key, measures)
        # For one row `take` costs a third of an index. Totals leave room for the difference of two.
        found: Ints = (running.take(under.high, 0) - running.take(self._low, 0)).astype(np.int64, copy=False)
        if len(self._own[0]):
            query, event = self._own
            mine = np.stack([self._ledger.measures[measure][event] for measure in measures], axis=1)
            np.subtract.at(found, query, mine)
        return found

    def latest(self, name: str) -> NDArray[Any]:
        """The remembered value of the last event (the later row wins a tie); None or NaT without one."""
        return self._values(name, self._place(self._under.high - 1, -1))

    def latest_at(self) -> NDArray[np.datetime64]:
        """When the last event became available; NaT without one."""
        return self._times(self._place(self._under.high - 1, -1))

    def first_seen(self) -> NDArray[np.datetime64]:
        """When the first event became available; NaT without one."""
        return self._times(self._place(self._low.copy(), 1))

    def _place(self, place: Ints, step: int) -> Ints | Places:
        """The event at each place of the key's order, stepping over own events; -1 when none is left."""
        order, own = self._under.index.order, self._under.before.own_ids
        inside = (place >= self._low) & (place < self._under.high)
        todo = np.unique(self._own[0]) if len(self._own[0]) else self._own[0]
        while own is not None and len(todo):
            todo = todo[inside[todo]]
            mine = self._ledger.owners.codes[order[place[todo]]] == own[todo]
            todo = todo[mine]
            place[todo] += step
            inside[todo] = (place[todo] >= self._low[todo]) & (place[todo] < self._under.high[todo])
        if not len(order):
            return np.full(len(place), -1)
        event = order.take(place, mode="clip")
        event[~inside] = -1
        return event

    def _times(self, event: Ints | Places) -> NDArray[np.datetime64]:
        if not len(self._ledger):
            return np.full(len(event), "NaT", dtype="datetime64[us]")
        found = self._ledger.at.take(event).view("datetime64[us]")
        found[event < 0] = np.datetime64("NaT")
        return found

    def _values(self, name: str, event: Ints | Places) -> NDArray[Any]:
        held = self._ledger.remembered[name]
        missing = np.datetime64("NaT") if held.dtype.kind == "M" else None
        if not len(held):
            return np.full(len(event), missing, dtype=held.dtype)
        found = held[event]
        found[event < 0] = missing
        return found
