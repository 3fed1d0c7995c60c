"""Where a reason's trees start for one claim: what claims without a past start from, lifted by past shares.

How often a payer denied such lines for a reason is itself an estimate of that reason's chance. Trees find
that out by themselves from many denials; from few they stay near where they start, whatever the shares say.
So the greatest share lifts the start, and counts for the more, the rarer the reason is among claims.

Claims whose shares are all below the usual start below it, by what became of their like. Else every tree
that sees none of the shares would lower all claims together, those with a past too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.calibrate import log_odds_of

FloatArray = NDArray[np.float64]

RARE = 0.008
"""Share of claims denied for a reason at which its lift is halved: trees find what is common by themselves.

Measured on worlds of 100,000 claims (500 denials) and 20,000 (100), where shares are less to be relied on.
"""
_BELIEVED = 0.8
"""Part of the greatest share that is taken for a chance: the greatest of several is so by luck too."""
_MOST = 0.95
"""The highest chance that shares alone can say."""
_STEEPEST = 2.0
"""Log-odds of the start per log-odds of the share: chances rose with its square on most worlds measured."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason's `columns` of x that are shares of its past denials, and their `weight`, 0 to 1.

    `usual` are the reason's log-odds over all claims: shares lift what they say above it.
    """

    columns: tuple[int, ...] = ()
    weight: float = 0.0
    usual: float = 0.0

    @classmethod
    def of(cls, columns: tuple[int, ...], denied: float, usual: float) -> "Evidence":
        """What these columns count for where this share of claims is denied for the reason."""
        return cls(columns, 1.0 / (1.0 + (denied / RARE) ** 2), usual)

    def silent(self, x: FloatArray) -> NDArray[np.bool_]:
        """Rows whose shares are all at or below the usual: nothing lifts them."""
        return self._above(self._shares(x).max(axis=1, initial=0.0)) <= 0.0

    def lift(self, x: FloatArray, start: float) -> FloatArray:
        """Log-odds above `start`, one per row, never below 0; a missing share says nothing."""
        if not self.columns:
            return np.zeros(len(x))
        return self._height(self._shares(x).max(axis=1), start)

    def parts(self, x: FloatArray, start: float) -> FloatArray:
        """What each column lifted, n x columns: Shapley values of the greatest, adding up to `lift`.

        Those of the airport game (Littlechild and Owen 1973): all who are at least so high share each step
        of the way up equally.
        """
        held = self._shares(x)
        order = np.argsort(held, axis=1, kind="stable")
        steps = np.diff(self._height(np.take_along_axis(held, order, axis=1), start), axis=1, prepend=0.0)
        shared = np.cumsum(steps / np.arange(held.shape[1], 0, -1), axis=1)
        out = np.empty_like(shared)
        np.put_along_axis(out, order, shared, axis=1)
        return out

    def as_json(self) -> dict[str, Any]:
        """Plain values, to be stored with the model."""
        return {"columns": self.columns, "weight": self.weight, "usual": self.usual}

    @classmethod
    def of_json(cls, held: Mapping[str, Any]) -> "Evidence":
        """The evidence that `as_json` wrote."""
        return cls(tuple(held["columns"]), held["weight"], held["usual"])

    def _shares(self, x: FloatArray) -> FloatArray:
        held: FloatArray = x[:, self.columns]
        held[np.isnan(held)] = 0.0
        return held

    def _height(self, share: FloatArray, start: float) -> FloatArray:
        above = self._above(share)
        said = self.usual - start + self.weight * above
        return np.maximum(np.minimum(said, _STEEPEST * above), 0.0)

    def _above(self, share: FloatArray) -> FloatArray:
        return log_odds_of(np.minimum(_BELIEVED * share, _MOST)) - self.usual
