"""What flagging above a threshold gave on held-back scores: precision and recall by threshold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_POINTS = 50
_FEWEST = 20
"""Claims flagged below which a precision says too little."""


@dataclass(frozen=True, slots=True)
class OperatingPoints:
    """Thresholds of risk, falling, each with the share flagged, precision and recall it had out of fold."""

    thresholds: tuple[float, ...] = ()
    flagged: tuple[float, ...] = ()
    precision: tuple[float, ...] = ()
    recall: tuple[float, ...] = ()

    def threshold_for_precision(self, wanted: float) -> float | None:
        """The lowest risk from which on at least this share of flagged claims failed; None when never."""
        reached = [t for t, p in zip(self.thresholds, self.precision, strict=True) if p >= wanted]
        return min(reached, default=None)

    def as_json(self) -> dict[str, Any]:
        """Plain values, to be stored with the model."""
        return {name: getattr(self, name) for name in ("thresholds", "flagged", "precision", "recall")}

    @classmethod
    def of_json(cls, held: Mapping[str, Any]) -> "OperatingPoints":
        """The points that `as_json` wrote."""
        return cls(**{name: tuple(values) for name, values in held.items()})


def operating_points(risk: NDArray[np.float64], label: NDArray[np.bool_]) -> OperatingPoints:
    """Points at up to 50 evenly spaced shares flagged; none without failures."""
    if len(risk) < _FEWEST or not label.any():
        return OperatingPoints()
    order = np.argsort(-risk, kind="stable")
    hits = np.cumsum(label[order])
    places = np.unique(np.linspace(_FEWEST - 1, len(risk) - 1, _POINTS).astype(np.int64))
    return OperatingPoints(
        thresholds=tuple(risk[order][places].tolist()),
        flagged=tuple(((places + 1) / len(risk)).tolist()),
        precision=tuple((hits[places] / (places + 1)).tolist()),
        recall=tuple((hits[places] / hits[-1]).tolist()),
    )
