"""From raw log-odds to probabilities that mean what they say, strictly rising, kept as JSON.

Platt's line when failures are few; otherwise the better of that line and a binned isotonic curve on newer
scores, and neither unless it proves its worth there. Both are one shape: a curve through knots in log-odds
that goes on with a positive slope, so that two different raw scores never become one risk.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

FEW_POSITIVES = 1000
"""Isotonic curves want about this many failures (gotchas: scikit-learn)."""
_BINS = 40
_FLATTEST = 0.05
"""Least slope kept between knots, in log-odds per log-odds: equal risks are told apart by raw score."""
_FITTED_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Calibration:
    """Knots of raw log-odds and their calibrated log-odds, both strictly rising; `slope` beyond the ends."""

    method: str
    knots: tuple[float, ...]
    values: tuple[float, ...]
    slope: float

    def log_odds(self, raw: FloatArray) -> FloatArray:
        """Calibrated log-odds of each raw score."""
        knots, values = np.array(self.knots), np.array(self.values)
        outside = np.where(raw < knots[0], raw - knots[0], np.maximum(raw - knots[-1], 0.0))
        return np.interp(raw, knots, values) + self.slope * outside

    def probability(self, raw: FloatArray) -> FloatArray:
        """Calibrated probability of each raw score."""
        return sigmoid(self.log_odds(raw))

    def as_json(self) -> dict[str, Any]:
        """Plain values, to be stored with the model."""
        return {"method": self.method, "knots": self.knots, "values": self.values, "slope": self.slope}

    @classmethod
    def of_json(cls, held: Mapping[str, Any]) -> "Calibration":
        """The calibration that `as_json` wrote."""
        return cls(held["method"], tuple(held["knots"]), tuple(held["values"]), held["slope"])


IDENTITY = Calibration("none", (0.0,), (0.0,), 1.0)
"""Raw scores taken at their word."""


def sigmoid(log_odds: FloatArray) -> FloatArray:
    """Probability of log-odds, safe at both ends."""
    return 1.0 / (1.0 + np.exp(-np.clip(log_odds, -35.0, 35.0)))


def log_odds_of(probability: FloatArray) -> FloatArray:
    """Log-odds of probabilities, kept off 0 and 1."""
    held = np.clip(probability, 1e-9, 1 - 1e-9)
    return np.log(held / (1 - held))


def calibrate(raw: FloatArray, label: NDArray[np.bool_]) -> Calibration:
    """The calibration of out-of-fold scores given in time order.

    A curve fitted on the older scores must serve the newer ones better than the raw scores do, by more than
    one standard error; then it is fitted again on all. Else, and when one class is absent, identity: in a
    world that drifts, last season's correction can do harm.
    """
    first = int(len(raw) * _FITTED_SHARE)
    older, newer = slice(None, first), slice(first, None)
    if not _both(label[older]) or not _both(label[newer]):
        return IDENTITY
    few = int(label.sum()) < FEW_POSITIVES
    gained = 0.0
    chosen: Callable[[FloatArray, NDArray[np.bool_]], Calibration] | None = None
    plain = _losses(IDENTITY, raw[newer], label[newer])
    for method in (platt,) if few else (platt, isotonic):
        gain = plain - _losses(method(raw[older], label[older]), raw[newer], label[newer])
        if gain.mean() > max(gained, float(gain.std() / np.sqrt(len(gain)))):
            chosen, gained = method, float(gain.mean())
    return IDENTITY if chosen is None else chosen(raw, label)


def levelled(raw: FloatArray, label: NDArray[np.bool_]) -> FloatArray:
    """Scores moved together until their mean probability is the share of failures.

    For one block of out-of-fold scores: a change of season that its trees could not know moved their level,
    and the refit, which has seen the season, brings its own. Only the curve's shape is learned from blocks.
    """
    if not _both(label):
        return raw
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if sigmoid(raw + middle).mean() < label.mean() else (low, middle)
    return raw + (low + high) / 2


def _both(label: NDArray[np.bool_]) -> bool:
    return bool(label.any()) and not bool(label.all())


def platt(raw: FloatArray, label: NDArray[np.bool_]) -> Calibration:
    """A line in log-odds by Newton's method, its slope drawn to 1 by one claim's worth of ridge."""
    intercept, slope = 0.0, 1.0
    for _ in range(30):
        p = sigmoid(intercept + slope * raw)
        error, weight = p - label, p * (1 - p)
        gradient = np.array([error.sum(), error @ raw + (slope - 1.0)])
        cross = weight @ raw
        hessian = np.array([[weight.sum() + 1e-6, cross], [cross, weight @ raw**2 + 1.0]])
        step = np.linalg.solve(hessian, gradient)
        intercept, slope = intercept - step[0], slope - step[1]
        if abs(step).max() < 1e-10:  # noqa: PLR2004 - converged
            break
    return Calibration("platt", (0.0,), (float(intercept),), float(max(slope, _FLATTEST)))


def isotonic(raw: FloatArray, label: NDArray[np.bool_]) -> Calibration:
    """Rising rates over bins of equal count, joined by lines in log-odds between the bins' mean scores."""
    order = np.argsort(raw, kind="stable")
    bins = np.array_split(order, min(_BINS, len(raw)))
    pooled = _pooled([(float(raw[b].sum()), float(label[b].sum()), float(len(b))) for b in bins])
    base = float(label.mean())
    knots = np.array([score / n for score, _, n in pooled])
    values = log_odds_of(np.array([(failed + base) / (n + 1.0) for _, failed, n in pooled]))
    knots, keep = np.unique(knots, return_index=True)
    values = _rising(knots, values[keep])
    slope = max(platt(raw, label).slope, _FLATTEST)
    return Calibration("isotonic", tuple(knots.tolist()), tuple(values.tolist()), slope)


def _pooled(blocks: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    # Pool adjacent violators over (sum of scores, failures, count).
    held: list[tuple[float, float, float]] = []
    for block in blocks:
        held.append(block)
        while len(held) > 1 and held[-2][1] * held[-1][2] >= held[-1][1] * held[-2][2]:
            last, before = held.pop(), held.pop()
            held.append((before[0] + last[0], before[1] + last[1], before[2] + last[2]))
    return held


def _rising(knots: FloatArray, values: FloatArray) -> FloatArray:
    # Smoothing toward the base rate can undo a step between bins of unlike size: hold the least slope.
    lifted = np.maximum.accumulate(values - _FLATTEST * knots)
    return lifted + _FLATTEST * knots


def _losses(calibration: Calibration, raw: FloatArray, label: NDArray[np.bool_]) -> FloatArray:
    p = np.clip(calibration.probability(raw), 1e-12, 1 - 1e-12)
    return -np.where(label, np.log(p), np.log(1 - p))
