"""Denial as reasons that compete: each has its own log-odds, and a claim is paid when it escapes them all.

With scores s (n x reasons), reason k fires with chance sigmoid(s_k), and risk = 1 - product(1 - chance). A
claim that one reason denied says nothing about the reasons behind it: there they are censored. So every
reason is learned from its own denials, and risk, reasons and what moved both come from the same trees.
"""

from dataclasses import dataclass
from functools import cache

import lightgbm
import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

NOT_FAILED = -1
"""The reason of rows that did not fail."""
_CENSORED_WEIGHT = 1e-6
"""LightGBM wants a second derivative above 0 everywhere."""
_ROWS = 1_000
"""Rows whose slopes are worked out in one go: all steps of one claim, one step of many claims."""
_STEPS = 48
"""Points on the way from base to score: their sum is exact to 1e-12 for steps of a few log-odds."""


@dataclass(frozen=True, slots=True)
class ReasonLoss:
    """LightGBM's objective: one logistic loss per reason over the rows that it is known of.

    `reason` is n numbers of reasons, NOT_FAILED where the row did not fail; `weight` what each row counts
    (LightGBM leaves weights to an objective that is not its own).
    """

    reason: IntArray
    reasons: int
    weight: FloatArray | None = None

    def __call__(self, scores: FloatArray, _: lightgbm.Dataset) -> tuple[FloatArray, FloatArray]:
        """First and second derivatives, both n x reasons."""
        mine = self.reason[:, None] == np.arange(self.reasons)
        censored = (self.reason != NOT_FAILED)[:, None] & ~mine
        chance = 1.0 / (1.0 + np.exp(-np.clip(scores.reshape(mine.shape, order="A"), -35.0, 35.0)))
        slope, bend = chance - mine, chance * (1.0 - chance)
        slope[censored], bend[censored] = 0.0, _CENSORED_WEIGHT
        if self.weight is None:
            return slope, bend
        return slope * self.weight[:, None], bend * self.weight[:, None]


def log_odds(scores: FloatArray) -> FloatArray:
    """Log-odds of failing for any reason, one per row of n x reasons."""
    escape = _added(_softplus(scores))
    return np.where(escape > 0, escape + np.log(-np.expm1(-np.maximum(escape, 1e-300))), -690.0)


def shares(scores: FloatArray) -> FloatArray:
    """Each reason's share of the risk, n x reasons: log(1 - its chance) over log(1 - risk)."""
    parts = _softplus(scores)
    return parts / np.maximum(_added(parts), 1e-300)[:, None]


def pulls(base: FloatArray, scores: FloatArray) -> FloatArray:
    """How far a step of each reason's log-odds moves the log-odds of failing, n x reasons.

    The mean of the slope along the straight way from `base` to `scores` (Aumann and Shapley), so that
    `(pulls * (scores - base)).sum(axis=1)` is the difference of the two `log_odds`.
    """
    nodes, weights = _quadrature()
    out = np.zeros_like(scores)
    way = scores - base
    together = max(1, min(len(nodes), _ROWS // max(1, len(scores))))
    for start in range(0, len(nodes), together):
        some = nodes[start : start + together, None, None]
        slopes = _slopes((base + some * way).reshape(-1, scores.shape[1])).reshape(len(some), *scores.shape)
        for weight, slope in zip(weights[start : start + together].tolist(), slopes, strict=True):
            out += weight * slope
    return out


def _slopes(scores: FloatArray) -> FloatArray:
    # d log_odds / d s_k = chance of k over risk.
    risk = -np.expm1(-_added(_softplus(scores)))
    return np.exp(-np.logaddexp(0.0, -scores)) / np.maximum(risk, 1e-300)[:, None]


def _added(parts: FloatArray) -> FloatArray:
    # Left to right: the same bits for one row and for many.
    total = parts[:, 0].copy()
    for k in range(1, parts.shape[1]):
        total += parts[:, k]
    return total


def _softplus(scores: FloatArray) -> FloatArray:
    return np.logaddexp(0.0, scores)


@cache
def _quadrature() -> tuple[FloatArray, FloatArray]:
    nodes, weights = np.polynomial.legendre.leggauss(_STEPS)
    return (nodes + 1.0) / 2.0, weights / 2.0
