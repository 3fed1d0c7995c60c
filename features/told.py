"""Records told and told again (coverages, authorizations): the latest telling known before a moment."""

import numpy as np
from numpy.typing import NDArray

from data.frames import Columns
from features.ledger import Ints, Objects, microseconds, ranges


class Told:
    """Rows under a key; rows of one identity supersede each other in the order they became available.

    Invariant: a row available at or after `t` changes no answer for `t`.
    """

    def __init__(self, columns: Columns, key: Objects, identity: Objects) -> None:
        """`key` is asked by, `identity` says which thing a row tells of; both one per row."""
        rows = [row for row, value in enumerate(key) if value is not None]
        at = microseconds(columns["available_at"])
        rows.sort(key=lambda row: (key[row], identity[row] or "", at[row]))
        order = np.array(rows, dtype=np.int64)
        self.columns = {name: values[order] for name, values in columns.items()}
        self.at: Ints = at[order]
        self._identity = identity[order]
        self._ids, self._low = _groups(key[order])
        self._first_at = int(at.min()) if len(at) else None

    def fed(self, t: NDArray[np.datetime64]) -> NDArray[np.bool_]:
        """Whether this source had told anything at all before each moment."""
        if self._first_at is None:
            return np.zeros(len(t), dtype=bool)
        return np.asarray(microseconds(t) > self._first_at)

    def tellings(self, values: Objects, t: NDArray[np.datetime64]) -> tuple[Ints, Ints]:
        """(query, row) for all that was told under each value before each moment, one thing after another."""
        ids = np.array([self._ids.get(value, -1) for value in values], dtype=np.int64)
        low = np.where(ids < 0, 0, self._low[ids])
        high = np.where(ids < 0, 0, self._low[ids + 1])
        query, row = ranges(low, high)
        early = self.at[row] < microseconds(t)[query]
        return query[early], row[early]

    def latest(self, query: Ints, row: Ints) -> NDArray[np.bool_]:
        """Which of `tellings` are the last of the things they tell of."""
        last = np.ones(len(query), dtype=bool)
        same = self._identity[row[1:]] == self._identity[row[:-1]]
        last[:-1] = (query[1:] != query[:-1]) | ~same.astype(bool)
        return last

    def known(self, values: Objects, t: NDArray[np.datetime64]) -> tuple[Ints, Ints]:
        """(query, row) for each thing known under each value before each moment, in its latest telling."""
        query, row = self.tellings(values, t)
        last = self.latest(query, row)
        return query[last], row[last]


def _groups(key: Objects) -> tuple[dict[str, int], Ints]:
    """Place of each distinct value of a sorted column, and where each begins (with the end last)."""
    starts = [row for row in range(len(key)) if row == 0 or key[row] != key[row - 1]]
    ids = {key[row]: place for place, row in enumerate(starts)}
    return ids, np.array([*starts, len(key)], dtype=np.int64)
