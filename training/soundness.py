"""What the gate asks of a model beside its log loss: calibration, directions, size, speed, and churn."""

from collections.abc import Sequence
from time import perf_counter

import numpy as np
from sklearn.linear_model import LogisticRegression

from data.batch import ClaimBatch, batch_of_frames
from data.events import Events
from data.population import population
from features.knowledge import Knowledge
from models.calibrate import FloatArray, log_odds_of
from models.examples import BoolArray
from models.fit import Fitted
from models.scorer import DenialScorer
from training.answered import POPULATION
from training.evaluate import CAPACITY, calibration_error, reliability
from training.gate import Calibrated, Speed

_SWEPT = 20
_GRID = 9
_FREE = 1e6
"""Practically no penalty."""
_ALONE = 15
_TIMES = 3


def calibrated(risk: FloatArray, label: BoolArray) -> Calibrated:
    """Calibration error with the error that perfect risks would show, and the slope of the true log-odds."""
    slope, error = calibration_slope(risk, label)
    return Calibrated(calibration_error(risk, label), _chance_error(risk, label), slope, error)


def _chance_error(risk: FloatArray, label: BoolArray) -> float:
    # The mean of |share - p| of n draws is sqrt(2 / pi) standard deviations.
    told, _, rows = reliability(risk, label).T
    gap = np.sqrt(2 / np.pi * told * (1 - told) / rows)
    return float(np.average(gap, weights=rows))


def calibration_slope(risk: FloatArray, label: BoolArray) -> tuple[float, float]:
    """Slope of a logistic regression of the label on the risk's log-odds, and its standard error.

    1 is right, below 1 the risks are too bold; NaN with one class only.
    """
    if label.all() or not label.any():
        return float("nan"), float("nan")
    told = log_odds_of(risk)[:, None]
    line = LogisticRegression(C=_FREE, tol=1e-6).fit(told, label)
    p = line.predict_proba(told)[:, 1]
    held = np.hstack([np.ones_like(told), told])
    information = held.T @ (held * (p * (1 - p))[:, None])
    return float(line.coef_[0, 0]), float(np.sqrt(np.linalg.pinv(information)[1, 1]))


def broken_directions(fitted: Fitted, x: FloatArray) -> list[str]:
    """Features along which the raw score moves against the declared direction, over some of the rows given.

    Each is moved through the values it has in `x` and beyond both ends, all else staying as it is.
    """
    rows = x[np.unique(np.linspace(0, len(x) - 1, _SWEPT).astype(np.int64))]
    names = enumerate(zip(fitted.spec.features, fitted.spec.directions, strict=True))
    return [name for k, (name, way) in names if way and not _keeps(fitted, rows, x[:, k], k, way)]


def _keeps(fitted: Fitted, rows: FloatArray, values: FloatArray, place: int, way: int) -> bool:
    seen = values[np.isfinite(values)]
    if not len(seen):
        return True
    inner = np.quantile(seen, np.linspace(0, 1, _GRID))
    grid = np.array([inner[0] - 1, *inner, inner[-1] + 1])
    swept = np.repeat(rows, len(grid), axis=0)
    swept[:, place] = np.tile(grid, len(rows))
    raw = fitted.raw(swept, np.zeros(len(swept))).reshape(len(rows), -1)
    return bool((np.diff(raw, axis=1) * way >= 0).all())


def size_of(fitted: Fitted) -> int:
    """Bytes of the model's files."""
    return sum(len(text.encode()) for text in fitted.files().values())


def overlap(champion: FloatArray, challenger: FloatArray) -> float:
    """Share of the champion's riskiest tenth that is in the challenger's too."""
    held = max(1, int(len(champion) * CAPACITY))
    tops = (np.argsort(-risk, kind="stable")[:held] for risk in (champion, challenger))
    return len(set.intersection(*(set(top.tolist()) for top in tops))) / held


def speeds(models: Sequence[Fitted], claims: ClaimBatch, knowledge: Knowledge) -> list[Speed]:
    """How fast each model scores claims, features included: the best of some tries, taken in turns."""
    scorers = [DenialScorer(fitted, "", "") for fitted in models]
    one = _best(scorers, claims.between(0, 1), knowledge, _ALONE)
    batch = _best(scorers, claims, knowledge, _TIMES)
    return [Speed(a, b / len(claims)) for a, b in zip(one, batch, strict=True)]


def newest(events: Events, many: int) -> ClaimBatch:
    """The newest original primary claims, for timing."""
    claims = events.claims[population(events.claims, events.lines) == POPULATION]
    claims = claims.nlargest(many, "submitted_at")
    return batch_of_frames(claims, events.lines, events.other_payers)


def _best(
    scorers: Sequence[DenialScorer], batch: ClaimBatch, knowledge: Knowledge, tries: int
) -> list[float]:
    """Milliseconds of each scorer's fastest try."""
    best = [float("inf")] * len(scorers)
    for _ in range(tries):
        for place, scorer in enumerate(scorers):
            start = perf_counter()
            scorer.score(batch, knowledge)
            best[place] = min(best[place], (perf_counter() - start) * 1000)
    return best
