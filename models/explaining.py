"""What moved scores: exact TreeSHAP of each reason's trees and of its start, together in log-odds of failing.

Each reason counts by its mean share of the risk on the way from where its trees start to its score
(`models.hazards.pulls`), so base and contributions add up to the log-odds of failing.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import lightgbm
import numpy as np

from models import hazards
from models.grow import raw_of, text_of
from models.hazards import FloatArray
from models.reasons import Reasons

if TYPE_CHECKING:
    from models.treeshap import TreeShap


@dataclass(frozen=True, slots=True)
class Moved:
    """Log-odds by their causes, n rows: `base[i] + contributions[i].sum()` is the raw score to 1e-9."""

    base: FloatArray
    contributions: FloatArray


@dataclass(frozen=True, slots=True)
class Explainer:
    """A model's trees, ready to say what moved its scores; made once, safe to share between threads."""

    reasons: Reasons
    shap: "TreeShap"

    @classmethod
    def of(cls, booster: lightgbm.Booster, reasons: Reasons) -> "Explainer":
        """The explainer of a booster with an output per reason."""
        from models.treeshap import TreeShap  # noqa: PLC0415 - numba: seconds that only explaining needs

        return cls(reasons, TreeShap.of(text_of(booster)))

    def by_reason(self, x: FloatArray, *, threads: int = 1) -> FloatArray:
        """What each feature moved each reason's log-odds, n x reasons x features."""
        trees = self.shap.contributions(x, threads).reshape(len(x), len(self.reasons), self.shap.features)
        return trees + self.reasons.lifted(x)

    def moved(self, x: FloatArray, offset: FloatArray, scores: FloatArray, *, threads: int = 1) -> Moved:
        """What moved each row; `scores` are `models.grow.scores_of` of the same rows and offset."""
        base = offset[:, None] + np.array(self.reasons.start) + self.shap.base
        pulls = hazards.pulls(base, scores)
        return Moved(raw_of(base), weighed(pulls, self.by_reason(x, threads=threads)))


def weighed(pulls: FloatArray, moved: FloatArray) -> FloatArray:
    """What moved each reason (n x reasons x features), each reason by its pull: n x features."""
    total = pulls[:, 0, None] * moved[:, 0]
    for k in range(1, pulls.shape[1]):  # left to right: the same bits for one claim and for many
        total += pulls[:, k, None] * moved[:, k]
    return total
