"""A key's values as ids, and its events sorted by (id, time): what the ledger searches in."""

from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Objects = NDArray[np.object_]
Places = NDArray[np.int32]

_FEW = 200
"""Values up to which finding the different ones costs more than it saves."""


def microseconds(moments: NDArray[Any]) -> Ints:
    """Moments (datetime64 of any unit) as int64 microseconds since 1970."""
    return moments.astype("datetime64[us]").astype(np.int64)


def ranges(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Every (query, place) with `low[query] <= place < high[query]`, in that order."""
    sizes = high - low
    query = np.repeat(np.arange(len(low)), sizes)
    first = np.cumsum(sizes) - sizes
    return query, np.arange(int(sizes.sum())) - np.repeat(first - low, sizes)


class KeyIndex:
    """One key's index: ids of its values and its events sorted by (id, time).

    `codes` are the events' ids, -1 without a value, `order` the events that have one; `composite` is what
    these are sorted by. Places of events take 4 bytes: there are a hundred indexes of each event.
    """

    def __init__(self, codes: Places, ids: dict[str, int], order: Places, composite: Ints) -> None:
        self.codes = codes
        self.ids = ids
        self.order = order
        self.composite = composite
        self.totals: dict[tuple[str, ...], NDArray[np.integer[Any]]] = {}

    @classmethod
    def of(cls, values: Objects, ranks: Ints, base: int) -> "KeyIndex":
        """The index of events with these values, each with the rank (below `base`) of its time."""
        codes, different = pd.factorize(values)
        return cls._sorted(codes, {value: place for place, value in enumerate(different)}, ranks, base)

    @classmethod
    def _sorted(cls, codes: Ints, ids: dict[str, int], ranks: Ints, base: int) -> "KeyIndex":
        held = np.flatnonzero(codes >= 0)
        composite = codes[held].astype(np.int64) * base + ranks[held]
        order = np.argsort(composite, kind="stable")
        return cls(codes.astype(np.int32), ids, held[order].astype(np.int32), composite[order])

    def narrowed(self, flags: NDArray[np.bool_]) -> "KeyIndex":
        """The index of the events with the flag alone; the ids stay."""
        kept = flags[self.order]
        codes = np.where(flags, self.codes, np.int32(-1))
        return KeyIndex(codes, self.ids, self.order[kept], self.composite[kept])

    def extended(self, values: Objects, ranks: Ints, base: int) -> "KeyIndex":
        """The index of its own events and those with these values after them, by new ranks of all times."""
        codes, different = pd.factorize(values)
        ids = dict(self.ids)
        found = np.array([*(ids.setdefault(value, len(ids)) for value in different), -1], dtype=np.int64)
        return KeyIndex._sorted(np.concatenate([self.codes, found[codes]]), ids, ranks, base)

    @cached_property
    def places(self) -> Places:
        """Where each event stands in the order; -1 for one without a value."""
        found = np.full(len(self.codes), -1, dtype=np.int32)
        found[self.order] = np.arange(len(self.order), dtype=np.int32)
        return found

    def ids_of(self, values: Objects) -> Ints:
        """The id of each value; -1 where it is missing or was never seen."""
        get = self.ids.get
        if len(values) <= _FEW:
            return np.array([get(value, -1) for value in values], dtype=np.int64)
        codes, different = pd.factorize(values)  # each value is looked up once; a missing one has code -1
        return np.array([*(get(value, -1) for value in different), -1], dtype=np.int64)[codes]
