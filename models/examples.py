"""What models learn from: labelled rows, each with its two moments."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rows:
    """n labelled examples, as equally long arrays.

    `x` is n x features in the spec's order; `offset` the log-odds that trees start from; `at` the moment T of
    each; `known_at` when its label may be learned from (decided and mature); `group` ties rows that must stay
    on one side of a split (the chain). `reason` is the number in FAMILIES of what a true label was for, -1
    with a false one; None where labels have no reasons. `weight` is what each counts for; None: all the same.
    """

    x: FloatArray
    offset: FloatArray
    label: BoolArray
    at: NDArray[np.datetime64]
    known_at: NDArray[np.datetime64]
    group: NDArray[Any]
    reason: NDArray[np.int64] | None = None
    weight: FloatArray | None = None

    def __len__(self) -> int:
        return len(self.label)

    def take(self, which: NDArray[Any]) -> "Rows":
        """The rows of a mask or of places, in that order."""
        return Rows(**{one.name: _taken(getattr(self, one.name), which) for one in fields(self)})


def _taken(values: Any, which: NDArray[Any]) -> Any:
    return None if values is None else values[which]


def both_classes(rows: Rows) -> bool:
    """Whether labels of either kind are among the rows."""
    return bool(rows.label.any()) and not bool(rows.label.all())


def known_before(rows: Rows, block: NDArray[np.int64]) -> Rows:
    """Rows whose label was known before the block's first moment, of other chains than the block's."""
    start = rows.at[block].min() if len(block) else rows.at.min()
    return rows.take(
        (rows.known_at < start) & ~np.isin(rows.group.astype(str), rows.group[block].astype(str))
    )
