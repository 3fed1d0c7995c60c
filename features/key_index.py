"""A key's values as ids, and its events sorted by (id, time): what the ledger searches in."""

from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Objects = NDArray[np.object_]

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
    """One key's index: ids of its values and its events sorted by (id, time)."""

    def __init__(self, values: Objects, ranks: Ints, base: int) -> None:
        codes, uniques = pd.factorize(values)
        self.codes: Ints = codes.astype(np.int64)
        self.ids: dict[str, int] = {value: place for place, value in enumerate(uniques)}
        held = np.flatnonzero(self.codes >= 0)
        composite = self.codes[held] * base + ranks[held]
        order = np.argsort(composite, kind="stable")
        self.order: Ints = held[order]
        self.composite: Ints = composite[order]
        self.totals: dict[tuple[str, ...], NDArray[np.integer[Any]]] = {}

    @cached_property
    def places(self) -> Ints:
        """Where each event stands in the order; -1 for one without a value."""
        found = np.full(len(self.codes), -1, dtype=np.int64)
        found[self.order] = np.arange(len(self.order))
        return found

    def ids_of(self, values: Objects) -> Ints:
        """The id of each value; -1 where it is missing or was never seen."""
        get = self.ids.get
        if len(values) <= _FEW:
            return np.array([get(value, -1) for value in values], dtype=np.int64)
        codes, different = pd.factorize(values)  # each value is looked up once; a missing one has code -1
        return np.array([*(get(value, -1) for value in different), -1], dtype=np.int64)[codes]
