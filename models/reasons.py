"""Which reason families a model tells apart: the common ones each by itself, the rare ones together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.codes import FAMILIES
from models.calibrate import log_odds_of
from models.evidence import Evidence
from models.examples import BoolArray, Rows
from models.hazards import NOT_FAILED, FloatArray, IntArray

FEWEST = 40
"""Failures that a family needs to be learned by itself."""
_DRAWN = 10_000.0
"""Claims' worth that draw the start of those without a past to the usual: a short history has many."""
_FLOOR = 0.02
"""Share of the answer that is always the payer's own mix: no family is ever ruled out."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """The outputs of a model: `groups[k]` are numbers in FAMILIES; `start[k]` log-odds without evidence.

    `evidence[k]` lifts a claim's start. A model of labels without reasons has one group without families.
    """

    groups: tuple[tuple[int, ...], ...] = ((),)
    start: tuple[float, ...] = (0.0,)
    evidence: tuple[Evidence, ...] = (Evidence(),)

    def __len__(self) -> int:
        return len(self.groups)

    @classmethod
    def of(cls, rows: Rows, shares: Mapping[str, Sequence[int]] | None = None) -> "Reasons":
        """Families with enough failures among the rows apart, the others together as the last group.

        `shares` names by family the columns of x that are shares of its past failures.
        """
        if rows.reason is None or not rows.label.any():
            return cls()
        counts = np.bincount(rows.reason[rows.reason != NOT_FAILED], minlength=len(FAMILIES))
        common = [k for k, count in enumerate(counts.tolist()) if count >= FEWEST]
        rare = tuple(k for k in range(len(FAMILIES)) if k not in common)
        groups = (*((k,) for k in common), *((rare,) if rare else ()))
        told = [
            _started(rows, np.isin(rows.reason, group), _columns(group, shares or {})) for group in groups
        ]
        return cls(groups, tuple(start for start, _ in told), tuple(evidence for _, evidence in told))

    def numbers(self, rows: Rows) -> IntArray:
        """The output that each row's failure belongs to; NOT_FAILED without one."""
        if rows.reason is None or len(self) == 1:
            return np.where(rows.label, 0, NOT_FAILED)
        output = np.full(len(FAMILIES) + 1, NOT_FAILED, dtype=np.int64)  # the last place is that of -1
        for k, group in enumerate(self.groups):
            output[list(group)] = k
        return output[rows.reason]

    def starting(self, x: FloatArray) -> FloatArray:
        """The log-odds that each reason's trees start from, n x reasons."""
        lifts = [held.lift(x, start) for held, start in zip(self.evidence, self.start, strict=True)]
        return np.array(self.start) + np.column_stack(lifts)

    def lifted(self, x: FloatArray) -> FloatArray:
        """What each column moved each reason's start, n x reasons x columns of x."""
        out = np.zeros((len(x), len(self), x.shape[1]))
        for k, held in enumerate(self.evidence):
            if held.columns:
                out[:, k, held.columns] = held.parts(x, self.start[k])
        return out

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
        return {
            "groups": [[FAMILIES[k] for k in group] for group in self.groups],
            "start": self.start,
            "evidence": [held.as_json() for held in self.evidence],
        }

    @classmethod
    def of_json(cls, held: Mapping[str, Any]) -> "Reasons":
        """The reasons that `as_json` wrote."""
        groups = tuple(tuple(FAMILIES.index(name) for name in group) for group in held["groups"])
        return cls(groups, tuple(held["start"]), tuple(map(Evidence.of_json, held["evidence"])))


def _started(rows: Rows, own: BoolArray, columns: tuple[int, ...]) -> tuple[float, Evidence]:
    """Log-odds without evidence, and the evidence, of the reason whose `own` failures these are."""
    chance = (own.sum() + 0.5) / (own.sum() + (~rows.label).sum() + 1.0)
    usual = _above_offset(rows, chance)
    evidence = Evidence.of(columns, float(own.mean()), usual)
    if not columns:
        return usual, evidence
    silent = evidence.silent(rows.x)
    fails, rest = (own & silent).sum(), (~rows.label & silent).sum()
    low = (fails + _DRAWN * chance) / (fails + rest + _DRAWN)
    return min(usual, _above_offset(rows, low)), evidence


def _above_offset(rows: Rows, chance: float) -> float:
    return float(log_odds_of(np.array([chance]))[0] - rows.offset.mean())


def _columns(group: tuple[int, ...], shares: Mapping[str, Sequence[int]]) -> tuple[int, ...]:
    # Families that share an output are told apart by no tree: their shares would not be its own.
    return tuple(shares.get(FAMILIES[group[0]], ())) if len(group) == 1 else ()


def reason_numbers(family: NDArray[Any]) -> IntArray:
    """Numbers in FAMILIES; NOT_FAILED where there is no family."""
    place = {name: k for k, name in enumerate(FAMILIES)}
    return np.array([NOT_FAILED if name is None else place[name] for name in family.tolist()], dtype=np.int64)
