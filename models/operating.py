"""What flagging above a threshold gave on held-back scores: precision and recall by threshold."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

_POINTS = 50
_FEWEST = 20
"""Claims flagged below which a precision says too little."""
_Z = 1.281552
"""A precision is promised where chance alone would show as much in one of ten draws at most."""


@dataclass(frozen=True, slots=True)
class OperatingPoints:
    """Thresholds of risk, falling, each with the share flagged, precision and recall it had out of fold.

    `assured` is what the precision is with 90 % confidence at the least.
    """

    thresholds: tuple[float, ...] = ()
    flagged: tuple[float, ...] = ()
    precision: tuple[float, ...] = ()
    recall: tuple[float, ...] = ()
    assured: tuple[float, ...] = ()

    def threshold_for_precision(self, wanted: float) -> float | None:
        """The lowest risk from which on at least this share of flagged claims fails, with 90 % confidence.

        None when no threshold is that good, or when too few claims were flagged to be sure of it.
        """
        reached = [t for t, p in zip(self.thresholds, self.assured, strict=True) if p >= wanted]
        return min(reached, default=None)

    def as_json(self) -> dict[str, Any]:
        """Plain values, to be stored with the model."""
        return asdict(self)

    @classmethod
    def of_json(cls, held: Mapping[str, Any]) -> "OperatingPoints":
        """The points that `as_json` wrote; of models from before `assured`, the precision stands for it."""
        known = {"assured": held["precision"], **held}
        return cls(**{name: tuple(values) for name, values in known.items()})


def operating_points(risk: FloatArray, label: NDArray[np.bool_]) -> OperatingPoints:
    """Points at up to 50 evenly spaced shares flagged; none without failures."""
    if len(risk) < _FEWEST or not label.any():
        return OperatingPoints()
    order = np.argsort(-risk, kind="stable")
    hits = np.cumsum(label[order].astype(np.int64))
    places = np.unique(np.linspace(_FEWEST - 1, len(risk) - 1, _POINTS).astype(np.int64))
    flagged = (places + 1).astype(np.float64)
    return OperatingPoints(
        thresholds=tuple(risk[order][places].tolist()),
        flagged=tuple((flagged / len(risk)).tolist()),
        precision=tuple((hits[places] / flagged).tolist()),
        recall=tuple((hits[places] / hits[-1]).tolist()),
        assured=tuple(at_least(hits[places], flagged).tolist()),
    )


def at_least(hits: NDArray[np.int64], n: FloatArray) -> FloatArray:
    """What the share behind `hits` of `n` claims is at the least: Wilson's bound, one-sided at 90 %."""
    share, spread = hits / n, _Z**2 / n
    half = _Z * np.sqrt(share * (1 - share) / n + spread / (4 * n))
    return np.asarray((share + spread / 2 - half) / (1 + spread))
