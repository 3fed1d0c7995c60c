"""Rows of a table that belong together, wherever they stand in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.tabular import Texts

_GROUPS_AT_ONCE = 4_000


@dataclass(frozen=True, slots=True)
class Block:
    """Some whole groups: their rows one group after the other, each in the table's order.

    `rows` are places in the table, from 0; group g has those from `starts[g]` up to `starts[g + 1]`.
    """

    columns: Mapping[str, Texts]
    rows: NDArray[np.int64]
    starts: NDArray[np.int64]

    def firsts(self, names: Sequence[str]) -> dict[str, Texts]:
        """These columns, in the first row of each group alone."""
        return {name: self.columns[name].take(self.starts[:-1]) for name in names if name in self.columns}

    def differing(self, names: Sequence[str]) -> NDArray[np.bool_]:
        """Whether some row of a group says something else than its first in one of these columns."""
        found = np.zeros(len(self.starts) - 1, dtype=np.bool_)
        for name in names:
            if name in self.columns:
                told = _codes(self.columns[name])
                other = told != np.repeat(told[self.starts[:-1]], np.diff(self.starts))
                found |= np.logical_or.reduceat(other, self.starts[:-1])
        return found


def blocks(columns: Mapping[str, Texts], rows: int, by: Sequence[str]) -> Iterator[Block]:
    """The rows grouped by equal cells in the columns `by` (those that are there), in order of first rows."""
    group = _groups(columns, rows, by)
    order = np.argsort(group, kind="stable")
    ends = np.concatenate(([0], np.cumsum(np.bincount(group, minlength=0))))
    for start in range(0, len(ends) - 1, _GROUPS_AT_ONCE):
        bounds = ends[start : start + _GROUPS_AT_ONCE + 1]
        held = order[bounds[0] : bounds[-1]]
        yield Block({name: texts.take(held) for name, texts in columns.items()}, held, bounds - bounds[0])


def _groups(columns: Mapping[str, Texts], rows: int, by: Sequence[str]) -> NDArray[np.int64]:
    """Each row's group, numbered from 0 by first rows."""
    group = np.zeros(rows, dtype=np.int64)
    for name in by:
        if name in columns:
            told = _codes(columns[name])
            _, group = np.unique(group * (int(told.max(initial=0)) + 1) + told, return_inverse=True)
    _, first, inverse = np.unique(group, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse]


def _codes(texts: Texts) -> NDArray[np.int64]:
    """A number for each different text."""
    return texts.dictionary_encode().indices.to_numpy().astype(np.int64)
