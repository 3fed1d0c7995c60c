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
    each; `known_at` when its label is known for good (decided and mature); `group` ties rows that must stay
    on one side of a split (the chain). `reason` is the number in FAMILIES of what a true label was for, -1
    with a false one; None where labels have no reasons. `weight` is what each counts for; None: all the same.
    `decided_at` is when the answer itself came, and `decider` who gave it: `models.known` learns from both.
    """

    x: FloatArray
    offset: FloatArray
    label: BoolArray
    at: NDArray[np.datetime64]
    known_at: NDArray[np.datetime64]
    group: NDArray[Any]
    reason: NDArray[np.int64] | None = None
    weight: FloatArray | None = None
    decided_at: NDArray[np.datetime64] | None = None
    decider: NDArray[Any] | None = None

    @property
    def answered_at(self) -> NDArray[np.datetime64]:
        """When each label came, mature or not; `known_at` where nothing says more."""
        return self.known_at if self.decided_at is None else self.decided_at

    def __len__(self) -> int:
        return len(self.label)

    def take(self, which: NDArray[Any] | slice) -> "Rows":
        """The rows of a mask, of places, or of a slice, in that order."""
        return Rows(**{one.name: _taken(getattr(self, one.name), which) for one in fields(self)})

    def beside(self, others: "Rows") -> "Rows":
        """These rows, and after them others that say as much."""
        names = (one.name for one in fields(self))
        return Rows(**{name: _joined(getattr(self, name), getattr(others, name)) for name in names})


def _taken(values: Any, which: NDArray[Any] | slice) -> Any:
    return None if values is None else values[which]


def _joined(values: Any, others: Any) -> Any:
    return None if values is None else np.concatenate([values, others])


def both_classes(rows: Rows) -> bool:
    """Whether labels of either kind are among the rows."""
    return bool(rows.label.any()) and not bool(rows.label.all())
