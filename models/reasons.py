"""Which reason families a model tells apart: the common ones each by itself, the rare ones together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.codes import FAMILIES
from models.examples import Rows
from models.hazards import NOT_FAILED, FloatArray, IntArray

FEWEST = 40
"""Failures that a family needs to be learned by itself."""
_FLOOR = 0.02
"""Share of the answer that is always the payer's own mix: no family is ever ruled out."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """The outputs of a model: `groups[k]` are numbers in FAMILIES; `start[k]` its usual log-odds.

    A model of labels without reasons has one group without families.
    """

    groups: tuple[tuple[int, ...], ...] = ((),)
    start: tuple[float, ...] = (0.0,)

    def __len__(self) -> int:
        return len(self.groups)

    @classmethod
    def of(cls, rows: Rows) -> "Reasons":
        """Families with enough failures among the rows apart, the others together as the last group."""
        if rows.reason is None or not rows.label.any():
            return cls()
        counts = np.bincount(rows.reason[rows.reason != NOT_FAILED], minlength=len(FAMILIES))
        common = [k for k, count in enumerate(counts.tolist()) if count >= FEWEST]
        rare = tuple(k for k in range(len(FAMILIES)) if k not in common)
        groups = (*((k,) for k in common), *((rare,) if rare else ()))
        fails = np.array([counts[list(group)].sum() for group in groups]) + 0.5
        start = np.log(fails / (int((~rows.label).sum()) + 0.5)) - rows.offset.mean()
        return cls(groups, tuple(start.tolist()))

    def numbers(self, rows: Rows) -> IntArray:
        """The output that each row's failure belongs to; NOT_FAILED without one."""
        if rows.reason is None or len(self) == 1:
            return np.where(rows.label, 0, NOT_FAILED)
        output = np.full(len(FAMILIES) + 1, NOT_FAILED, dtype=np.int64)  # the last place is that of -1
        for k, group in enumerate(self.groups):
            output[list(group)] = k
        return output[rows.reason]

    def spread(self, shares: FloatArray, mix: FloatArray) -> FloatArray:
        """P(family | it fails), n x FAMILIES, from the outputs' shares and the payer's mix of families.

        Families without an output of their own have their group's share by the mix.
        """
        told = np.zeros_like(mix)
        for k, group in enumerate(self.groups):
            columns = list(group) or list(range(len(FAMILIES)))
            held = mix[:, columns]
            total = held[:, 0].copy()
            for column in range(1, len(columns)):
                total += held[:, column]
            told[:, columns] = held * (shares[:, k] / total)[:, None]
        return (1.0 - _FLOOR) * told + _FLOOR * mix

    def as_json(self) -> dict[str, Any]:
        """Plain values, to be stored with the model."""
        return {"groups": [[FAMILIES[k] for k in group] for group in self.groups], "start": self.start}

    @classmethod
    def of_json(cls, held: Mapping[str, Any]) -> "Reasons":
        """The reasons that `as_json` wrote."""
        groups = tuple(tuple(FAMILIES.index(name) for name in group) for group in held["groups"])
        return cls(groups, tuple(held["start"]))


def reason_numbers(family: NDArray[Any]) -> IntArray:
    """Numbers in FAMILIES; NOT_FAILED where there is no family."""
    place = {name: k for k, name in enumerate(FAMILIES)}
    return np.array([NOT_FAILED if name is None else place[name] for name in family.tolist()], dtype=np.int64)
