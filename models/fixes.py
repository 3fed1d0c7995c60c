"""What would a claim like this score without this finding? Only for what may honestly be put right.

The allow-list holds facts the practice already has or must give anyway. Nothing here suggests another code,
modifier, diagnosis, unit, date or place: whatever turns a zero into a payment that way raises payment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from features.scrub import PUT_RIGHT
from models.calibrate import FloatArray
from models.fit import Fitted


class Found(Protocol):
    """The part of a finding that decides whether it can be fixed."""

    @property
    def code(self) -> str:
        """Stable code of the finding."""
        ...

    @property
    def actionable(self) -> bool:
        """Whether its owner can put it right."""
        ...


@dataclass(frozen=True, slots=True)
class Fix:
    """A finding that may be put right: its code as `action`, and the risk of a claim like this without it."""

    action: str
    risk_after: float


ALLOWED: frozenset[str] = frozenset(
    {
        "authorization_left_off",
        "coverage_ended",
        "coverage_not_begun",
        "other_payer_first",
        "invalid_npi",
    }
)
"""Findings that may be given a number (DESIGN, section 8): a number on file, verified member and payer data,
an enrolled NPI. Everything else stays a finding: a review or a query, without a number."""


def fixes(
    fitted: Fitted, x: FloatArray, table: FloatArray, found: Sequence[Sequence[Found]]
) -> tuple[tuple[Fix, ...], ...]:
    """Per claim, its fixes that lower the risk, best first.

    Args:
        fitted: the model.
        x: features, n x features.
        table: the rate table's log-odds, n.
        found: findings, one sequence per claim.
    """
    asked = [
        (row, one.code)
        for row, held in enumerate(found)
        for one in held
        if one.actionable and one.code in ALLOWED and one.code in PUT_RIGHT
    ]
    made: list[list[Fix]] = [[] for _ in range(len(x))]
    if asked:
        rows = np.array([row for row, _ in asked])
        after = fitted.risk(_fixed(fitted, x, asked), table[rows])
        before = fitted.risk(x[rows], table[rows])
        for (row, code), new, old in zip(asked, after.tolist(), before.tolist(), strict=True):
            if new < old:
                made[row].append(Fix(code, new))
    return tuple(tuple(sorted(held, key=lambda fix: (fix.risk_after, fix.action))) for held in made)


def _fixed(fitted: Fitted, x: FloatArray, asked: Sequence[tuple[int, str]]) -> FloatArray:
    place = {name: number for number, name in enumerate(fitted.spec.features)}
    out = x[[row for row, _ in asked]].copy()
    for number, (_, code) in enumerate(asked):
        for name, value in PUT_RIGHT[code].items():
            if name in place:
                out[number, place[name]] = value
    return out
