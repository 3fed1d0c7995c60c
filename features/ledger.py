"""The history ledger: what happened under a key in a window before a moment, exactly and fast.

Per key, events stand in the order of their availability with running **integer** totals. A window
`[t - days, t)` is found by binary search at both ends, so one row and a batch give the same numbers
to the bit. Search: every event has the composite `key id * R + rank of its time`; sorted, one
`searchsorted` answers any mix of keys and moments.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.key_index import Ints, KeyIndex, Objects, microseconds, ranges
from features.windows import Before, Under, Window

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


_FEW = 200
"""Rows up to which finding the different ones costs more than it saves."""


def joined_key(*columns: Objects) -> Objects:
    """One key per row from the columns' values, `a|b`; None when any part is None.

    Rows of one key share one text: of a million claims' keys few are different.
    """
    if len(columns[0]) <= _FEW:
        return _joined(columns)
    codes, first = _different(columns)
    texts = np.full(len(first) + 1, None, dtype=object)
    texts[:-1] = _joined([column[first] for column in columns])
    return texts[codes]


def _joined(columns: Sequence[Objects]) -> Objects:
    out = np.empty(len(columns[0]), dtype=object)
    out[:] = [None if None in parts else "|".join(parts) for parts in zip(*columns, strict=True)]
    return out


def _different(columns: Sequence[Objects]) -> tuple[Ints, Ints]:
    """A number per row, one for all rows of the same values (-1 where one is None), and its first row."""
    codes = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        found, values = pd.factorize(column)
        mixed = np.where((codes < 0) | (found < 0), -1, codes * (len(values) + 1) + found)
        codes, different = pd.factorize(mixed)
        codes = np.where(mixed < 0, -1, codes)
    first = np.zeros(len(different), dtype=np.int64)
    held = np.flatnonzero(codes >= 0)[::-1]
    first[codes[held]] = held
    return codes, first


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


def _small(values: NDArray[Any]) -> NDArray[np.integer[Any]]:
    """The same whole numbers in as few bytes as hold them all."""
    least, most = values.min(initial=0), values.max(initial=0)
    kinds = ((kind, np.iinfo(kind)) for kind in (np.int8, np.int16, np.int32))
    return values.astype(next((kind for kind, of in kinds if of.min <= least and most <= of.max), np.int64))


class Ledger:
    """Events with keys, integer measures and things to remember of the latest one.

    Invariant: nothing available at or after `t` changes an answer for `t`, and events whose `own` is
    the query's own never count for it. A measure of 0 and 1 narrows any key to the events that have it, as
    `payer/failed`. Values of keys are asked of `keys` once, for the index, and not kept.
    """

    def __init__(
        self,
        at: Ints,
        keys: Mapping[str, Objects],
        measures: Mapping[str, NDArray[np.integer[Any]]],
        latest: Mapping[str, NDArray[Any]],
        own: Objects | None,
        *,
        first: "Ledger | None" = None,
    ) -> None:
        self.at = at
        self.keys = keys
        self.measures = {name: _small(values) for name, values in measures.items()}
        self.remembered = latest
        self.own = own
        self._first = first
        """The ledger that this one begins with: `keys` are those of the events after it."""
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
            other.keys,
            {name: np.concatenate([values, other.measures[name]]) for name, values in self.measures.items()},
            {k: np.concatenate([v, other.remembered[k]]) for k, v in self.remembered.items()},
            None if self.own is None or other.own is None else np.concatenate([self.own, other.own]),
            first=self,
        )

    def index(self, key: str) -> KeyIndex:
        """The index of a key, made when first asked for."""
        if key not in self._indexes:
            self._indexes[key] = self._made(key)
        return self._indexes[key]

    def _made(self, key: str) -> KeyIndex:
        wide, _, condition = key.partition("/")
        if condition:
            return self.index(wide).narrowed(self.measures[condition] > 0)
        if self._first is not None:
            return self._first.index(key).extended(self.keys[key], self._ranks, self.base)
        return KeyIndex.of(self.keys[key], self._ranks, self.base)

    def forget_indexes(self) -> None:
        """Lets go of the keys' indexes; they are made again when asked for."""
        self._indexes.clear()

    def totals(self, key: str, measures: tuple[str, ...]) -> NDArray[np.integer[Any]]:
        """Running totals of measures in the key's order, starting with 0: one column each."""
        held = self.index(key)
        if measures not in held.totals:
            running = np.zeros((len(held.order) + 1, len(measures)), dtype=np.int64)
            for column, measure in enumerate(measures):
                np.cumsum(self.measures[measure][held.order], out=running[1:, column])
            small = np.abs(running).max() <= np.iinfo(np.int32).max // 2  # so are the differences of two
            held.totals[measures] = running.astype(np.int32) if small else running  # half the memory
        return held.totals[measures]

    @cached_property
    def owners(self) -> KeyIndex:
        """Events by the chain they belong to, in order of time."""
        own = np.full(len(self.at), None, dtype=object) if self.own is None else self.own
        return KeyIndex.of(own, self._ranks, self.base)

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
