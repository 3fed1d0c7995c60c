"""A shrunken rate table whose keys are fitted together, on outcomes that count less the older they are.

Each key adds, in log-odds, what its outcomes were beyond what all the *other* keys expect of them, drawn to
nothing by its strength; the keys take turns until they agree. A table whose stages are fitted one after
another gives a narrow key what broader ones learned later, and counts it twice.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks._imr_cases import KEYS, Blocks, Cases, Floats
from features.ledger import Ints
from models.calibrate import sigmoid

STRENGTH = 6.0
"""Precision of a key's shift about 0: one over its variance in log-odds."""
_TURNS = 12
_FORGOTTEN = 8
"""Half lives after which an outcome no longer counts at all."""


@dataclass(slots=True)
class JointTable:
    """Shifts in log-odds per key and value; `codes` number the values, n x keys; `half_life` is in cases."""

    codes: Ints
    shifts: list[Floats]
    half_life: int
    base: float = 0.0

    @classmethod
    def of(cls, cases: Cases, half_life: int) -> "JointTable":
        """A table that has seen no outcome."""
        codes = np.column_stack([pd.factorize(cases.keys[key])[0] for key in KEYS])
        return cls(codes, [np.zeros(size + 1) for size in codes.max(axis=0)], half_life)

    def learn(self, won: Floats) -> None:
        """Fits all shifts to the first outcomes, starting from what was fitted before."""
        first = max(0, len(won) - _FORGOTTEN * self.half_life)
        places = np.arange(first, len(won))
        weight = 0.5 ** ((len(won) - 1 - places) / self.half_life)
        raw = self.log_odds(places)
        for _ in range(_TURNS):
            raw = self._turn(places, won[first:], weight, raw)

    def _turn(self, places: Ints, won: Floats, weight: Floats, raw: Floats) -> Floats:
        """One Newton step of the base, then of each key, whose values do not touch one another."""
        chance = sigmoid(raw)
        step = (weight @ (won - chance)) / (weight @ (chance * (1 - chance)))
        self.base, raw = self.base + step, raw + step
        for codes, shifts in zip(self.codes[places].T, self.shifts, strict=True):
            chance = sigmoid(raw)
            gained = np.bincount(codes, weight * (won - chance), len(shifts)) - STRENGTH * shifts
            steps = gained / (np.bincount(codes, weight * chance * (1 - chance), len(shifts)) + STRENGTH)
            np.add(shifts, steps, out=shifts)
            raw = raw + steps[codes]
        return raw

    def log_odds(self, places: Ints) -> Floats:
        """What the table says of the cases at these places."""
        raw = np.full(len(places), self.base)
        for codes, shifts in zip(self.codes[places].T, self.shifts, strict=True):
            raw += shifts[codes]
        return raw


def joint_log_odds(cases: Cases, blocks: Blocks, half_life: int, warm: int) -> Floats:
    """Every case's log-odds from the outcomes in hand for it; NaN where fewer than `warm` were."""
    table, found = JointTable.of(cases, half_life), np.full(len(cases), np.nan)
    for places, known in blocks.each(0, len(cases)):
        if known >= warm:
            table.learn(cases.won[:known].astype(float))
            found[places] = table.log_odds(places)
    return found
