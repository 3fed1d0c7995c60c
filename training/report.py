"""What a training run tells its caller."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from training.evaluate import Metrics, Segment


@dataclass(frozen=True, slots=True)
class TrainReport:
    """The outcome of a training run.

    `promoted` is whether the model trained is the champion now; `version` names it; `mlflow_error` is why
    MLflow has no copy (None when it has); `seconds` are by step, in order.
    """

    model: str
    as_of: datetime
    snapshot: str
    sha256: str
    version: str
    promoted: bool
    why: str
    rows: int
    positives: int
    trees: int
    metrics: Metrics
    baselines: Mapping[str, Metrics]
    segments: tuple[Segment, ...] = ()
    no_response: Mapping[str, int] = field(default_factory=dict)
    run_id: str | None = None
    mlflow_error: str | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain values, in the order of the fields."""
        return {**asdict(self), "as_of": self.as_of.isoformat()}
