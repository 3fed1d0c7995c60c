"""What a training run tells its caller, and what it writes into the model about its making."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from math import isfinite
from typing import Any

from data.outcomes import LABELS_VERSION
from models.spec import ModelSpec
from training.conclude import Concluded
from training.evaluate import Metrics
from training.figures import sentences
from training.made import Made
from training.recipe import Judged
from training.slices import Segment
from training.snapshot import Snapshot
from training.steps import Steps


@dataclass(frozen=True, slots=True)
class TrainReport:
    """The outcome of a training run.

    `promoted` is whether the model trained is the champion now; `version` names it; `rows` is how many it was
    refitted on; `mlflow_error` is why MLflow has no copy (None when it has); `seconds` are by step, in order.
    """

    model: str
    as_of: datetime
    snapshot: str
    sha256: str
    version: str
    promoted: bool
    why: str
    rows: int
    trees: int
    metrics: Metrics
    baselines: Mapping[str, Metrics]
    segments: tuple[Segment, ...] = ()
    sentences: tuple[str, ...] = ()
    """What the figures come to, in words."""
    no_response: Mapping[str, int] = field(default_factory=dict)
    run_id: str | None = None
    mlflow_error: str | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    tuned: Mapping[str, Any] | None = None
    """What the search for settings came to (`training.tune`); None without one."""

    def as_json(self) -> dict[str, Any]:
        """Plain values, in the order of the fields."""
        return {**asdict(self), "as_of": self.as_of.isoformat()}


def making(spec: ModelSpec, judged: Judged, snapshot: Snapshot) -> dict[str, Any]:
    """What a model's file says of its making: a pure function of snapshot and recipe, no claim value."""
    return {
        "as_of": snapshot.as_of.isoformat(),
        "snapshot": snapshot.sha256,
        "labels": LABELS_VERSION,
        "feature_hash": spec.feature_hash,
        "judged": _finite(judged.metrics),
        "baselines": {name: _finite(metrics) for name, metrics in judged.baselines.items()},
    }


def _finite(metrics: Metrics) -> dict[str, float | None]:
    # A model's file is plain JSON, which has no word for NaN.
    return {name: value if isfinite(value) else None for name, value in metrics.as_dict().items()}


def report_of(
    fitted: Made,
    judged: Judged,
    snapshot: Snapshot,
    done: Concluded,
    steps: Steps,
    *,
    no_response: Mapping[str, int] | None = None,
) -> TrainReport:
    """The report of a run that came to its end."""
    return TrainReport(
        model=fitted.spec.name,
        as_of=snapshot.as_of,
        snapshot=snapshot.sha256,
        sha256=done.sha256,
        version=done.version,
        promoted=done.promoted,
        why=done.why,
        rows=int(fitted.facts["rows"]),
        trees=fitted.trees,
        metrics=judged.metrics,
        baselines=judged.baselines,
        segments=judged.segments,
        sentences=sentences(judged.showing),
        no_response=no_response or {},
        run_id=done.run_id,
        mlflow_error=done.mlflow_error,
        seconds=steps.seconds,
        tuned=fitted.facts.get("tuned"),
    )
