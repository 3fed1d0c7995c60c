"""The history ledger: what happened under a key in a window before a moment, exactly and fast.

Per key, events stand in the order of their availability with running **integer** totals. A window
`[t - days, t)` is found by binary search at both ends, so one row and a batch give the same numbers
to the bit. Search: every event has the composite `key id * R + rank of its time`; sorted, one
`searchsorted` answers any mix of keys and moments.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.key_index import Ints, KeyIndex, Objects, microseconds, ranges

__all__ = [
    "Before",
    "Ints",
    "Ledger",
    "Objects",
    "Under",
    "Window",
    "joined_key",
    "microseconds",
    "only",
    "ranges",
    "shrunken",
]

_DAY_US = 86_400_000_000
"""Microseconds of a day."""


def joined_key(*columns: Objects) -> Objects:
    """One key per row from the columns' values, `a|b`; None when any part is None."""
    out = np.empty(len(columns[0]), dtype=object)
    out[:] = [None if None in parts else "|".join(parts) for parts in zip(*columns, strict=True)]
    return out


def only(values: Objects, flags: NDArray[np.bool_]) -> Objects:
    """The values where the flag is set, None elsewhere."""
    out = values.copy()
    out[~flags] = None
    return out


def shrunken(
    sums: NDArray[Any], counts: NDArray[Any], parent: NDArray[Any] | float, strength: float
) -> NDArray[np.float64]:
    """The rate `sums / counts` drawn to its parent as if `strength` more events had the parent's rate.

    With strength 0 and no events, or a missing parent, the rate is missing.
    """
    if strength > 0:
        rate: NDArray[np.float64] = (sums + strength * parent) / (counts + strength)
        return rate
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(sums / counts)


class _Joined(Mapping[str, Objects]):
    """The keys of one ledger followed by those of another, joined when asked for."""

    def __init__(self, first: Mapping[str, Objects], second: Mapping[str, Objects]) -> None:
        self._first = first
        self._second = second

    def __getitem__(self, name: str) -> Objects:
        return np.concatenate([self._first[name], self._second[name]])

    def __iter__(self) -> Iterator[str]:
        return iter(self._first)

    def __len__(self) -> int:
        return len(self._first)


class Ledger:
    """Events with keys, integer measures and things to remember of the latest one.

    Invariant: nothing available at or after `t` changes an answer for `t`, and events whose `own` is
    the query's own never count for it.
    """

    def __init__(
        self,
        at: Ints,
        keys: Mapping[str, Objects],
        measures: Mapping[str, Ints],
        latest: Mapping[str, NDArray[Any]],
        own: Objects | None,
    ) -> None:
        self.at = at
        self.keys = keys
        self.measures = measures
        self.remembered = latest
        self.own = own
        self.times = np.unique(at)
        self._ranks: Ints = np.searchsorted(self.times, at, "left")
        self.base = len(self.times) + 1
        self._indexes: dict[str, KeyIndex] = {}

    @classmethod
    def build(
        cls,
        at: NDArray[Any],
        keys: Mapping[str, Objects],
        measures: Mapping[str, NDArray[Any]],
        latest: Mapping[str, NDArray[Any]] | None = None,
        own: Objects | None = None,
    ) -> "Ledger":
        """A ledger of n events.

        Args:
            at: when each event could be known, datetime64, n.
            keys: per key name one string per event; None leaves the event out of that key.
            measures: whole numbers per event, summed exactly.
            latest: values per event that `Window.latest` may return (objects or datetime64).
            own: the chain each event belongs to, so that a chain never feeds its own features.
        """
        whole = {name: np.asarray(values).astype(np.int64) for name, values in measures.items()}
        return cls(microseconds(at), keys, whole, dict(latest or {}), own)

    def __len__(self) -> int:
        return len(self.at)

    def extended(self, other: "Ledger") -> "Ledger":
        """This ledger with the events of another of the same keys, measures and memories after its own."""
        if not len(other):
            return self
        return Ledger(
            np.concatenate([self.at, other.at]),
            _Joined(self.keys, other.keys),
            {name: np.concatenate([values, other.measures[name]]) for name, values in self.measures.items()},
            {k: np.concatenate([v, other.remembered[k]]) for k, v in self.remembered.items()},
            None if self.own is None or other.own is None else np.concatenate([self.own, other.own]),
        )

    def index(self, key: str) -> KeyIndex:
        """The index of a key, made when first asked for."""
        if key not in self._indexes:
            self._indexes[key] = KeyIndex(self.keys[key], self._ranks, self.base)
        return self._indexes[key]

    def totals(self, key: str, measures: tuple[str, ...]) -> Ints:
        """Running totals of measures in the key's order, starting with 0: one column each."""
        held = self.index(key)
        if measures not in held.totals:
            running = np.zeros((len(held.order) + 1, len(measures)), dtype=np.int64)
            for column, measure in enumerate(measures):
                np.cumsum(self.measures[measure][held.order], out=running[1:, column])
            held.totals[measures] = running
        return held.totals[measures]

    @cached_property
    def owners(self) -> KeyIndex:
        """Events by the chain they belong to, in order of time."""
        own = np.full(len(self.at), None, dtype=object) if self.own is None else self.own
        return KeyIndex(own, self._ranks, self.base)

    def before(self, t: NDArray[Any], own: Objects | None = None) -> "Before":
        """What is known strictly before each moment, without each query's own chain."""
        return Before(self, microseconds(t), own)

    def window(
        self,
        key: str,
        values: Objects,
        t: NDArray[Any],
        days: int | None,
        own: Objects | None = None,
    ) -> "Window":
        """Events under `values` of a key in `[t - days, t)`; `days=None` is everything before t.

        Args:
            key: name of the key.
            values: key value per query; None finds nothing.
            t: moment per query, datetime64.
            days: length of the window in days of 24 hours.
            own: chain of each query, left out of its own answer.
        """
        return self.before(t, own).under(key, values).window(days)


class Before:
    """A ledger as seen at n moments: ranks of the moments and the queries' own events, found once."""

    def __init__(self, ledger: Ledger, t: Ints, own: Objects | None) -> None:
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

    def _own_events(self) -> tuple[Ints, Ints]:
        """Pairs (query, event) of a query's own chain that were available before its moment."""
        none = np.empty(0, dtype=np.int64)
        if self.own_ids is None or self.own_ids.max(initial=-1) < 0:
            return none, none
        held = self.ledger.owners
        low = np.searchsorted(held.composite, self.own_ids * self.ledger.base, "left")
        high = np.searchsorted(held.composite, self.own_ids * self.ledger.base + self.rank(None), "left")
        query, place = ranges(low, high)
        return query, held.order[place]

    def under(self, key: str, values: Objects) -> "Under":
        """The part of the ledger that stands under each query's key value."""
        return Under(self, key, values)


class Under:
    """n queries under one key: ids and upper ends, shared by all windows."""

    def __init__(self, before: Before, key: str, values: Objects) -> None:
        self.before = before
        self.key = key
        self.index = before.ledger.index(key)
        self.ids = self.index.ids_of(values)
        self._start: Ints = self.ids * before.ledger.base
        self.high: Ints = self.index.composite.searchsorted(self._start + before.rank(None), "left")
        self.own_query, self.own_event = before.own_query, before.own_event
        if len(self.own_query):
            wanted = self.ids[self.own_query]
            same = (self.index.codes[self.own_event] == wanted) & (wanted >= 0)
            self.own_query, self.own_event = self.own_query[same], self.own_event[same]

    def window(self, days: int | None) -> "Window":
        """The events of the last `days` days before each moment; None is all of them."""
        ranks = 0 if days is None else self.before.rank(days)
        return Window(self, self.index.composite.searchsorted(self._start + ranks, "left"), days)


class Window:
    """Answers over n windows of one key; all arrays have one entry per query."""

    def __init__(self, under: Under, low: Ints, days: int | None) -> None:
        self._under = under
        self._ledger = under.before.ledger
        self._low = low
        self._count: Ints | None = None
        self._own = (under.own_query, under.own_event)
        if days is not None and len(under.own_query):
            starts = under.before.t[under.own_query] - days * _DAY_US
            inside = self._ledger.at[under.own_event] >= starts
            self._own = (under.own_query[inside], under.own_event[inside])

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
        found = running[under.high] - running[self._low]
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

    def _place(self, place: Ints, step: int) -> Ints:
        """The event at each place of the key's order, stepping over own events; -1 when none is left."""
        place = place.copy()
        order, own = self._under.index.order, self._under.before.own_ids
        inside = (place >= self._low) & (place < self._under.high)
        todo = np.unique(self._own[0])
        while own is not None and len(todo):
            todo = todo[inside[todo]]
            mine = self._ledger.owners.codes[order[place[todo]]] == own[todo]
            todo = todo[mine]
            place[todo] += step
            inside[todo] = (place[todo] >= self._low[todo]) & (place[todo] < self._under.high[todo])
        return np.where(inside, order[np.where(inside, place, 0)] if len(order) else -1, -1)

    def _times(self, event: Ints) -> NDArray[np.datetime64]:
        if not len(self._ledger):
            return np.full(len(event), "NaT", dtype="datetime64[us]")
        found = self._ledger.at[event].astype("datetime64[us]")
        found[event < 0] = np.datetime64("NaT")
        return found

    def _values(self, name: str, event: Ints) -> NDArray[Any]:
        held = self._ledger.remembered[name]
        missing = np.datetime64("NaT") if held.dtype.kind == "M" else None
        if not len(held):
            return np.full(len(event), missing, dtype=held.dtype)
        found = held[event]
        found[event < 0] = missing
        return found
