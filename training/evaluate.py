"""How good scores are: measures over all rows, and per payer and kind where there is enough to say."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

CAPACITY = 0.10
"""Share of claims a team can look at before sending: recall is measured there."""
FEWEST_ROWS = 100
"""A segment with fewer rows, or fewer than FEWEST_EACH failures or payments, gets its counts alone."""
FEWEST_EACH = 10
_BINS = 10
_CLIP = 1e-12


@dataclass(frozen=True, slots=True)
class Metrics:
    """Measures of n risks against what happened.

    `auc` and `pr_auc` are NaN with one class only; `ece` is over ten bins of equal count;
    `recall_at_capacity` is the share of failures among the riskiest tenth.
    """

    rows: int
    failures: int
    log_loss: float
    brier: float
    auc: float
    pr_auc: float
    ece: float
    recall_at_capacity: float

    def as_dict(self) -> dict[str, float]:
        """Measures by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Segment:
    """Measures of one payer or kind; `metrics` is None where there is too little to say."""

    by: str
    value: str
    rows: int
    failures: int
    metrics: Metrics | None


def measure(risk: FloatArray, label: BoolArray) -> Metrics:
    """The measures of risks (0 to 1) against labels; both at least one long."""
    both = bool(label.any()) and not bool(label.all())
    return Metrics(
        rows=len(label),
        failures=int(label.sum()),
        log_loss=log_loss(risk, label),
        brier=float(np.mean((risk - label) ** 2)),
        auc=float(roc_auc_score(label, risk)) if both else float("nan"),
        pr_auc=float(average_precision_score(label, risk)) if both else float("nan"),
        ece=calibration_error(risk, label),
        recall_at_capacity=recall_at(risk, label, CAPACITY),
    )


def log_loss(risk: FloatArray, label: BoolArray) -> float:
    """Mean negative log-likelihood, in nats."""
    p = np.clip(risk, _CLIP, 1.0 - _CLIP)
    return float(-np.mean(np.where(label, np.log(p), np.log1p(-p))))


def calibration_error(risk: FloatArray, label: BoolArray) -> float:
    """Mean absolute gap between risk and share of failures over ten bins of equal count, weighted by rows."""
    bins = reliability(risk, label)
    return float(np.average(np.abs(bins[:, 0] - bins[:, 1]), weights=bins[:, 2]))


def reliability(risk: FloatArray, label: BoolArray) -> FloatArray:
    """Bins of equal count, rising: mean risk, share of failures, rows; one row per bin."""
    parts = np.array_split(np.argsort(risk, kind="stable"), min(_BINS, len(risk)))
    return np.array([(risk[part].mean(), label[part].mean(), len(part)) for part in parts])


def recall_at(risk: FloatArray, label: BoolArray, share: float) -> float:
    """Share of all failures found among the riskiest `share` of rows; NaN without failures."""
    if not label.any():
        return float("nan")
    looked_at = np.argsort(-risk, kind="stable")[: max(1, int(len(risk) * share))]
    return float(label[looked_at].sum() / label.sum())


def by_segment(by: str, values: NDArray[Any], risk: FloatArray, label: BoolArray) -> tuple[Segment, ...]:
    """One segment per value, largest first; small ones carry counts alone."""
    names = np.array([str(value) if value is not None else "missing" for value in values.tolist()])
    held = [_segment(by, str(name), risk[names == name], label[names == name]) for name in np.unique(names)]
    return tuple(sorted(held, key=lambda segment: (-segment.rows, segment.value)))


def _segment(by: str, value: str, risk: FloatArray, label: BoolArray) -> Segment:
    failures = int(label.sum())
    enough = len(label) >= FEWEST_ROWS and min(failures, len(label) - failures) >= FEWEST_EACH
    return Segment(by, value, len(label), failures, measure(risk, label) if enough else None)
