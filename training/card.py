"""The run card: one MLflow run per training with what went in, what came out, and pictures of it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from matplotlib.figure import Figure

from data.home import Home
from data.outcomes import LABELS_VERSION
from models.registry import asking, mlflow_for, publish
from training import gate
from training.gate import Decision
from training.made import Made
from training.provenance import provenance
from training.recipe import Judged
from training.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Card:
    """What is said about one training run: counts, codes, hashes and measures, never a claim's value."""

    name: str
    params: Mapping[str, Any]
    metrics: Mapping[str, float]
    tags: Mapping[str, str]
    tables: Mapping[str, Any] = field(default_factory=dict)
    """JSON files by name."""
    figures: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Logged:
    """Where MLflow keeps the run, and the number it gave the model."""

    run_id: str
    version: str


def run_card(
    fitted: Made,
    judged: Judged,
    decision: Decision,
    snapshot: Snapshot,
    *,
    figures: Mapping[str, Figure],
    no_response: Mapping[str, int] | None = None,
) -> Card:
    """What is said about a training run."""
    spec = fitted.spec
    return Card(
        name=spec.name,
        params={
            **spec.as_json()["settings"],
            "seed": spec.seed,
            "features": len(spec.features),
            "trees": fitted.trees,
            "calibration": fitted.calibration.method,
            "gate": gate.VERSION,
            "labels": LABELS_VERSION,
        },
        metrics={"refitted_rows": float(fitted.facts["rows"]), **_measures(judged)},
        tags={
            **provenance(),
            "snapshot": snapshot.sha256,
            "as_of": snapshot.as_of.isoformat(),
            "feature_hash": spec.feature_hash,
            "gate_passed": str(decision.passed),
            "gate_why": decision.why,
        },
        tables={"segments.json": _segments(judged), "no_response.json": dict(no_response or {})},
        figures=figures,
    )


def _measures(judged: Judged) -> dict[str, float]:
    named = {"model": judged.metrics, **judged.baselines}
    return {f"{name}.{key}": float(v) for name, held in named.items() for key, v in held.as_dict().items()}


def _segments(judged: Judged) -> dict[str, Any]:
    return {
        f"{held.by}={held.value}": {
            "rows": held.rows,
            "failures": held.failures,
            **(held.metrics.as_dict() if held.metrics else {}),
        }
        for held in judged.segments
    }


def log_card(home: Home, card: Card, folder: Path, booster: Any | None) -> Logged:
    """Writes the card and the model's files as an MLflow run and registers the model.

    Args:
        home: whose tracking address is written to.
        card: what is said.
        folder: the installed model's files, named by their sha256.
        booster: LightGBM's own object, logged in its native text; None for a model without trees.

    Raises:
        RegistryDownError: MLflow could not be reached or refused.
    """
    mlflow = mlflow_for(home)
    with asking(mlflow):
        run_id, uri = _run(mlflow, home, card, folder, booster)
    return Logged(run_id, publish(home, card.name, uri, folder.name))


def _run(mlflow: ModuleType, home: Home, card: Card, folder: Path, booster: Any | None) -> tuple[str, str]:
    with mlflow.start_run(experiment_id=_experiment(mlflow, home, card.name)) as run:
        mlflow.set_tags({**card.tags, "sha256": folder.name})
        mlflow.log_params(dict(card.params))
        mlflow.log_metrics({name: value for name, value in card.metrics.items() if math.isfinite(value)})
        for name, held in card.tables.items():
            mlflow.log_dict(held, name)
        for name, figure in card.figures.items():
            mlflow.log_figure(figure, name, save_kwargs={"bbox_inches": "tight"})
        mlflow.log_artifacts(str(folder), "files")
        run_id = str(run.info.run_id)
        if booster is None:
            return run_id, f"{run.info.artifact_uri}/files"
        # Requirements are named, or MLflow would load the model in a second process to find them.
        made = mlflow.lightgbm.log_model(booster, name=card.name, pip_requirements=["lightgbm"])
        return run_id, str(made.model_uri)


def _experiment(mlflow: ModuleType, home: Home, name: str) -> str:
    held = mlflow.get_experiment_by_name(f"cleanclaim-{name}")
    if held is not None:
        return str(held.experiment_id)
    # Artifacts of the home's own tracking database stay in the home; a server decides for itself.
    place = None if home.tracking else (home.root.resolve() / "mlflow-artifacts").as_uri()
    return str(mlflow.create_experiment(f"cleanclaim-{name}", artifact_location=place))
