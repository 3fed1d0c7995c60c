"""The run card: one MLflow run per training with what went in, what came out, and pictures of it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from matplotlib.figure import Figure

from data.home import Home
from data.outcomes import LABELS_VERSION
from models.reasons import Reasons
from models.registry import asking, mlflow_for, publish
from training import gate
from training.gate import Decision
from training.leaks import LeakReport
from training.made import Made
from training.model_card import CardFacts, band_showings, told_beside, write_model_card
from training.provenance import provenance
from training.recipe import Judged
from training.showing import Showing
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
    about: CardFacts | None = None
    """What the model card is written from; None for a card without one."""


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
    reasons: Reasons = Reasons(),  # noqa: B008 - frozen
    leaks: LeakReport | None = None,
) -> Card:
    """What is said about a training run."""
    spec, shown = fitted.spec, judged.showing
    about = replace(
        _about(fitted, judged, decision, snapshot, shown),
        silent=sum((no_response or {}).values()),
        reasons=reasons,
        leaks=leaks,
    )
    return Card(
        name=spec.name,
        params={
            **spec.as_json()["settings"],
            "seed": spec.seed,
            "features": len(spec.features),
            "trees": fitted.trees,
            "reasons": len(reasons),
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
        tables={
            "segments.json": _segments(shown),
            "showing.json": finite(shown.as_json()),
            "no_response.json": dict(no_response or {}),
            **({} if leaks is None else {"leaks.json": finite(leaks.as_json())}),
        },
        figures=figures,
        about=about,
    )


def _about(fitted: Made, judged: Judged, decision: Decision, snapshot: Snapshot, shown: Showing) -> CardFacts:
    spec = fitted.spec
    return CardFacts(
        spec=spec,
        as_of=snapshot.as_of,
        hashes={"snapshot_sha256": snapshot.sha256, **provenance()},
        learned=judged.learned,
        trees=fitted.trees,
        calibration=fitted.calibration.method,
        showing=shown,
        bands=band_showings(judged.risks["model"], judged.label, spec.bands),
        decision=decision,
        making=fitted.facts,
    )


def finite(value: Any) -> Any:
    """Plain JSON values with null for numbers that JSON has no word for."""
    if isinstance(value, Mapping):
        return {name: finite(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [finite(held) for held in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _measures(judged: Judged) -> dict[str, float]:
    named = {"model": judged.metrics, **judged.baselines}
    return {f"{name}.{key}": float(v) for name, held in named.items() for key, v in held.as_dict().items()}


def _segments(shown: Showing) -> dict[str, Any]:
    told = {
        f"{held.by}={held.value}": {
            "rows": held.rows,
            "failures": held.failures,
            **(held.metrics.as_dict() if held.metrics else {}),
        }
        for held in shown.slices
    }
    return dict(finite(told))


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
    about = card.about and replace(card.about, beside=told_beside(card.tables))
    if about is not None:  # in the home even when MLflow is down, and then without its number
        write_model_card(home, about, folder.name, None)
    mlflow = mlflow_for(home)
    with asking(mlflow):
        run_id, uri = _run(mlflow, home, card, folder, booster)
    version = publish(home, card.name, uri, folder.name)
    if about is not None:
        texts = write_model_card(home, about, folder.name, version)
        with asking(mlflow):
            for name, text in texts.items():
                mlflow.MlflowClient().log_text(run_id, text, name)
    return Logged(run_id, version)


def log_page(home: Home, name: str, page: Path, shown: Showing, tags: Mapping[str, str]) -> None:
    """Logs a backtest's page and figures as an MLflow run of its own.

    Raises:
        RegistryDownError: MLflow could not be reached or refused.
    """
    mlflow = mlflow_for(home)
    with asking(mlflow), mlflow.start_run(experiment_id=_experiment(mlflow, home, f"{name}-backtest")):
        mlflow.set_tags({**provenance(), **tags})
        held = {
            f"{scorer}.{key}": float(v)
            for scorer, m in shown.scorers.items()
            for key, v in m.as_dict().items()
        }
        mlflow.log_metrics({key: value for key, value in held.items() if math.isfinite(value)})
        mlflow.log_dict(finite(shown.as_json()), "showing.json")
        mlflow.log_artifact(str(page))


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
    # Beside a database in a file artifacts stay in the home, not the working folder; a server decides itself.
    local = home.tracking_uri.startswith("sqlite:")
    place = (home.root.resolve() / "mlflow-artifacts").as_uri() if local else None
    return str(mlflow.create_experiment(f"cleanclaim-{name}", artifact_location=place))
