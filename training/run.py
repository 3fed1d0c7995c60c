"""A training run as named steps: snapshot, features, judge, refit, gate, register."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from data.clocks import now
from data.errors import NoDataError
from data.events import Events
from data.home import Home
from data.outcomes import LABELS_VERSION
from data.store import Store
from models import registry
from models.denial import DENIAL
from models.families import fit_families
from models.fit import Fitted, fit
from training import gate
from training.card import Card
from training.conclude import Concluded, conclude
from training.evaluate import Metrics, log_loss
from training.gate import Decision, Rival
from training.pictures import pictures
from training.provenance import provenance
from training.recipe import Judged, judge_recipe
from training.report import TrainReport
from training.rows import DenialRows, denial_rows
from training.snapshot import Snapshot, write_snapshot
from training.split import newest_split
from training.steps import Progress, Steps

_FEWEST_UNSEEN = 300
_FEWEST_UNSEEN_FAILURES = 30
"""Claims, and failures, the champion has not learned from, below which a comparison says too little."""


def train_denial(
    home: Home, store: Store, *, as_of: datetime | None = None, by: str, progress: Progress | None = None
) -> TrainReport:
    """Trains the denial model on everything known before a moment, and promotes it if the gate passes.

    Args:
        home: where snapshot and model are kept.
        store: events in, decision out.
        as_of: the moment; default now. Time ends with the newest event held.
        by: who asked.
        progress: told each step's name as it begins.

    Raises:
        NoDataError: too few claims are answered and mature.
    """
    steps = Steps(progress)
    with steps.step("snapshot"):
        snapshot = take_snapshot(home, store, as_of)
    with steps.step("features"):
        held = denial_rows(snapshot.events(), snapshot.as_of)
    with steps.step("judge"):
        judged = judge_recipe(DENIAL, held, newest_split(held.rows))
    with steps.step("refit"):
        fitted = refit(held, judged, snapshot)
    with steps.step("gate"):
        decision = decide(home, store, held, judged)
    with steps.step("register"):
        card = denial_card(held, judged, fitted, decision, snapshot)
        done = conclude(home, store, fitted, booster=fitted.booster, decision=decision, card=card, by=by)
    return _report(held, judged, fitted, snapshot, done, steps)


def take_snapshot(home: Home, store: Store, as_of: datetime | None) -> Snapshot:
    """The snapshot of everything known before a moment (default now).

    The moment ends with the newest event: the same events always give the same snapshot, and a feed that
    stopped does not make young claims look old.
    """
    asked = as_of or now()
    events = store.events(asked)
    return write_snapshot(events, min(asked, _just_after(events)), home.snapshots)


def _just_after(events: Events) -> datetime:
    newest = [held["available_at"].max() for held in (events.claims, events.remits) if len(held)]
    if not newest:
        raise NoDataError("no claim (837) is held")
    moment: datetime = pd.Timestamp(max(newest)).to_pydatetime()
    return moment + timedelta(microseconds=1)


def refit(held: DenialRows, judged: Judged, snapshot: Snapshot) -> Fitted:
    """The judged recipe on everything mature: tree count frozen, families added, its making written in."""
    fitted = fit(DENIAL, held.rows, trees=judged.recipe.trees)
    families = fit_families(DENIAL, held.failures(np.arange(len(held.rows))))
    made = Fitted(fitted.spec, fitted.booster, fitted.calibration, families, fitted.operating, fitted.facts)
    return made.with_facts(
        as_of=snapshot.as_of.isoformat(),
        snapshot=snapshot.sha256,
        labels=LABELS_VERSION,
        feature_hash=DENIAL.feature_hash,
        judged=judged.metrics.as_dict(),
        baselines={name: metrics.as_dict() for name, metrics in judged.baselines.items()},
    )


def decide(home: Home, store: Store, held: DenialRows, judged: Judged) -> Decision:
    """The gate's decision on a judged recipe against the baselines and the present champion."""
    baselines = {name: metrics.log_loss for name, metrics in judged.baselines.items()}
    return gate.decide(judged.metrics.log_loss, baselines, _rival(home, store, held, judged))


def _rival(home: Home, store: Store, held: DenialRows, judged: Judged) -> Rival | None:
    """The champion on the judged claims it has not learned from; None when that says too little."""
    if registry.champion_row(store, DENIAL.name) is None:
        return None
    champion = registry.champion(store, home, DENIAL.name).fitted()
    if champion.spec.features != DENIAL.features:
        return None  # other columns: nothing to compare on without computing them again
    test = held.rows.take(judged.split.test)
    unseen = test.known_at >= np.datetime64(str(champion.facts["as_of"]))
    label = test.label[unseen]
    if len(label) < _FEWEST_UNSEEN or int(label.sum()) < _FEWEST_UNSEEN_FAILURES:
        return None
    risk = champion.risk(test.x[unseen], test.offset[unseen])
    return Rival(len(label), log_loss(risk, label), log_loss(judged.risks["model"][unseen], label))


def denial_card(
    held: DenialRows, judged: Judged, fitted: Fitted, decision: Decision, snapshot: Snapshot
) -> Card:
    """What is said about a denial training run."""
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
        metrics=_flat(judged, fitted.facts),
        tags={
            **provenance(),
            "snapshot": snapshot.sha256,
            "as_of": snapshot.as_of.isoformat(),
            "feature_hash": spec.feature_hash,
            "gate_passed": str(decision.passed),
            "gate_why": decision.why,
        },
        tables={"segments.json": _segments(judged), "no_response.json": dict(held.no_response)},
        figures=pictures(fitted, held.rows, dict(judged.risks), judged.label),
    )


def _flat(judged: Judged, facts: Mapping[str, Any]) -> dict[str, float]:
    counts = {"mature_rows": float(facts["rows"]), "mature_failures": float(facts["positives"])}
    named: dict[str, Metrics] = {"model": judged.metrics, **judged.baselines}
    measures = {f"{name}.{key}": float(v) for name, m in named.items() for key, v in m.as_dict().items()}
    return {**counts, **measures}


def _segments(judged: Judged) -> dict[str, Any]:
    return {
        f"{s.by}={s.value}": {
            "rows": s.rows,
            "failures": s.failures,
            **(s.metrics.as_dict() if s.metrics else {}),
        }
        for s in judged.segments
    }


def _report(
    held: DenialRows, judged: Judged, fitted: Fitted, snapshot: Snapshot, done: Concluded, steps: Steps
) -> TrainReport:
    return TrainReport(
        model=fitted.spec.name,
        as_of=snapshot.as_of,
        snapshot=snapshot.sha256,
        sha256=done.sha256,
        version=done.version,
        promoted=done.promoted,
        why=done.why,
        rows=len(held.rows),
        positives=int(held.rows.label.sum()),
        trees=fitted.trees,
        metrics=judged.metrics,
        baselines=judged.baselines,
        segments=judged.segments,
        no_response=held.no_response,
        run_id=done.run_id,
        mlflow_error=done.mlflow_error,
        seconds=steps.seconds,
    )
