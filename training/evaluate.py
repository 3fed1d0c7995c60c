"""How good scores are: measures of risks against what happened."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

from models.calibrate import log_odds_of, platt

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

CAPACITY = 0.10
"""Share of claims a team can look at before sending: recall is measured there."""
FEWEST_ROWS = 100
"""With fewer rows, or fewer than FEWEST_EACH failures or payments, measures of a slice say too little."""
FEWEST_EACH = 10
_BINS = 10
_CLIP = 1e-12
_NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Metrics:
    """Measures of n risks against what happened; NaN where there is too little to say.

    `ece` is over ten bins of equal count; `slope` and `intercept` are those of the line that would calibrate
    the log-odds (1 and 0 is perfect); `recall_at_capacity` is the share of failures, and
    `dollars_at_capacity` the share of their usual allowed dollars, among the riskiest tenth.
    """

    rows: int
    failures: int
    log_loss: float
    brier: float
    auc: float
    pr_auc: float
    ece: float
    recall_at_capacity: float
    slope: float = _NAN
    intercept: float = _NAN
    dollars_at_capacity: float = _NAN

    def as_dict(self) -> dict[str, float]:
        """Measures by name."""
        return asdict(self)


def measure(risk: FloatArray, label: BoolArray, *, cents: FloatArray | None = None) -> Metrics:
    """The measures of risks (0 to 1) against labels; both at least one long; `cents` usually allowed."""
    both = bool(label.any()) and not bool(label.all())
    slope, intercept = calibration_line(risk, label)
    return Metrics(
        rows=len(label),
        failures=int(label.sum()),
        log_loss=log_loss(risk, label),
        brier=float(np.mean((risk - label) ** 2)),
        auc=float(roc_auc_score(label, risk)) if both else _NAN,
        pr_auc=float(average_precision_score(label, risk)) if both else _NAN,
        ece=calibration_error(risk, label),
        recall_at_capacity=recall_at(risk, label, CAPACITY),
        slope=slope,
        intercept=intercept,
        dollars_at_capacity=_NAN if cents is None else dollars_at(risk, label, cents, CAPACITY),
    )


def measures(
    risks: Mapping[str, FloatArray], label: BoolArray, cents: FloatArray | None = None
) -> dict[str, Metrics]:
    """The measures of each scorer."""
    return {name: measure(risk, label, cents=cents) for name, risk in risks.items()}


def log_losses(risk: FloatArray, label: BoolArray) -> FloatArray:
    """Negative log-likelihood of each row, in nats."""
    p = np.clip(risk, _CLIP, 1.0 - _CLIP)
    return -np.where(label, np.log(p), np.log1p(-p))


def log_loss(risk: FloatArray, label: BoolArray) -> float:
    """Mean negative log-likelihood, in nats."""
    return float(np.mean(log_losses(risk, label)))


def calibration_error(risk: FloatArray, label: BoolArray) -> float:
    """Mean absolute gap between risk and share of failures over ten bins of equal count, weighted by rows."""
    bins = reliability(risk, label)
    return float(np.average(np.abs(bins[:, 0] - bins[:, 1]), weights=bins[:, 2]))


def reliability(risk: FloatArray, label: BoolArray, bins: int = _BINS) -> FloatArray:
    """Bins of equal count, rising: mean risk, share of failures, rows; one row per bin."""
    parts = np.array_split(np.argsort(risk, kind="stable"), min(bins, len(risk)))
    return np.array([(risk[part].mean(), label[part].mean(), len(part)) for part in parts])


def calibration_line(risk: FloatArray, label: BoolArray) -> tuple[float, float]:
    """Slope and intercept of the line through log-odds that fits best; NaN when risks or labels are alike."""
    failures = int(label.sum())
    if min(failures, len(label) - failures) < FEWEST_EACH or np.ptp(risk) == 0:
        return _NAN, _NAN
    line = platt(log_odds_of(risk), label)
    return line.slope, line.values[0]


def looked_at(risk: FloatArray, share: float) -> FloatArray:
    """Each row's chance to be among the riskiest `share` of rows: ties at the edge are looked at in part."""
    count = max(1, int(len(risk) * share))
    edge = np.partition(risk, len(risk) - count)[len(risk) - count]
    above, tied = risk > edge, risk == edge
    return above + tied * ((count - above.sum()) / tied.sum())


def recall_at(risk: FloatArray, label: BoolArray, share: float) -> float:
    """Share of all failures found among the riskiest `share` of rows; NaN without failures."""
    return float((looked_at(risk, share) * label).sum() / label.sum()) if label.any() else _NAN


def dollars_at(risk: FloatArray, label: BoolArray, cents: FloatArray, share: float) -> float:
    """Share of the failures' usual allowed dollars found there; NaN without any."""
    at_stake = np.where(label, np.nan_to_num(cents), 0.0)
    return float(looked_at(risk, share) @ at_stake / at_stake.sum()) if at_stake.any() else _NAN
