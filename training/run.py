"""A training run as named steps: snapshot, features, leaks, judge, refit, gate, register."""

from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from data.batch import ClaimBatch
from data.clocks import now
from data.errors import NoDataError
from data.events import Events
from data.home import Home
from data.memory import give_back
from data.store import Store
from features.knowledge import Knowledge
from models.appeal import APPEAL
from models.appeal_fit import fit_appeal
from models.artifact import sha256_of
from models.denial import DENIAL
from models.fit import Fitted
from models.registry import rolled_back
from models.spec import ModelSpec
from training.appeal_recipe import NEWEST_SHARE, decide_appeal, decided_appeals, judge_appeal
from training.card import run_card
from training.conclude import conclude
from training.denial_recipe import Trial, decide_denial, denial_champion, refit_denial
from training.exposure import exposure
from training.gate import Speed
from training.leaks import training_leaks
from training.pictures import moving_picture, pictures
from training.recipe import Judged, judge_denial
from training.report import TrainReport, making, report_of
from training.retrained import Beside, Retrained, retrained, with_gate
from training.rows import DenialRows, denial_rows
from training.snapshot import Snapshot, write_snapshot
from training.soundness import newest, speeds
from training.split import newest_split
from training.steps import Progress, Steps
from training.tune import tune

TIMED, HISTORY = 500, 200_000
"""Claims whose scoring is timed, the newest of so many first ones: what is known of more takes long.
Measured: beside 1,000,000 one claim takes a tenth longer, and a claim of a batch a third."""


def train_denial(
    home: Home,
    store: Store,
    *,
    as_of: datetime | None = None,
    by: str,
    spec: ModelSpec = DENIAL,
    tune_minutes: float = 0.0,
    progress: Progress | None = None,
) -> Retrained:
    """Trains the denial model on everything known before a moment, and promotes it if the gate passes.

    Args:
        home: where snapshot and model are kept.
        store: events in, decision out.
        as_of: the moment; default now. Time ends with the newest event held.
        by: who asked.
        spec: other settings than the model's own; features must be the same.
        tune_minutes: how long to search for better settings than the spec's; 0 not at all.
        progress: told each step's name as it begins.

    Raises:
        NoDataError: too few claims are answered and mature.
    """
    steps = Steps(progress)
    with steps.step("snapshot"):
        snapshot = take_snapshot(home, store, as_of)
    with steps.step("features"):
        held = denial_rows(snapshot.events(), snapshot.as_of)
    with steps.step("leaks"):
        # Events are read again, here and below: trees need the room.
        leaks = training_leaks(snapshot.events(), held.rows)
    spec, tuned = _tuned(spec, held, tune_minutes, steps, progress)
    with steps.step("judge"):
        judged = judge_denial(spec, held, newest_split(held.rows))
    with steps.step("refit"):
        fitted = refit_denial(held, judged, spec).with_facts(**making(spec, judged, snapshot), **tuned)
    with steps.step("gate"):
        trial = _trial(home, store, snapshot, held, judged, fitted)
        decision = decide_denial(trial)
        more = Beside.of(trial, exposure(store, snapshot.events(), held, judged.split.test))
    with steps.step("register"):
        drawn = pictures(judged, moving_picture(spec, fitted.booster, held.rows, fitted.reasons))
        card = run_card(
            fitted,
            judged,
            decision,
            snapshot,
            figures=drawn,
            no_response=held.no_response,
            reasons=fitted.reasons,
            leaks=leaks,
        )
        card = with_gate(card, decision, more)
        done = conclude(home, store, fitted, booster=fitted.booster, decision=decision, card=card, by=by)
    report = report_of(fitted, judged, snapshot, done, steps, no_response=held.no_response)
    return retrained(report, decision, more)


def _trial(
    home: Home, store: Store, snapshot: Snapshot, held: DenialRows, judged: Judged, fitted: Fitted
) -> Trial:
    """The challenger as the gate sees it, beside the champion."""
    champion, lost = denial_champion(home, store)
    times = _timed([fitted] if champion is None else [fitted, champion], snapshot)
    give_back()
    away = rolled_back(store, fitted.spec.name, sha256_of(fitted.files()))
    return Trial(held, judged, fitted, champion, lost, times, away)


def _timed(models: list[Fitted], snapshot: Snapshot) -> list[Speed]:
    """How fast each model scores claims, features included."""
    claims, knowledge = _newest_and_known(snapshot.events().of_first(HISTORY))
    give_back()  # events are let go before anything is looked up
    return speeds(models, claims, knowledge)


def _newest_and_known(events: Events) -> tuple[ClaimBatch, Knowledge]:
    return newest(events, TIMED), Knowledge.build(events)


def _tuned(
    spec: ModelSpec, held: DenialRows, minutes: float, steps: Steps, progress: Progress | None
) -> tuple[ModelSpec, dict[str, Any]]:
    """The spec to go on with, and what the model's file says of the search: nothing without one."""
    if not minutes:
        return spec, {}
    with steps.step("tune"):
        found = tune(spec, held.rows, newest_split(held.rows), minutes=minutes, progress=progress)
    return found.spec, {"tuned": found.as_json()}


def train_appeal(
    home: Home, store: Store, *, as_of: datetime | None = None, by: str, progress: Progress | None = None
) -> TrainReport:
    """Trains the appeal model on the appeals decided before a moment; arguments as for `train_denial`.

    Raises:
        NoDataError: too few appeals were decided.
    """
    steps = Steps(progress)
    with steps.step("snapshot"):
        snapshot = take_snapshot(home, store, as_of)
    with steps.step("features"):
        held = decided_appeals(snapshot.events())
    with steps.step("judge"):
        judged = judge_appeal(held, newest_split(held.rows, NEWEST_SHARE))
    with steps.step("refit"):
        fitted = fit_appeal(APPEAL, held).with_facts(**making(APPEAL, judged, snapshot))
    with steps.step("gate"):
        decision = decide_appeal(judged)
    with steps.step("register"):
        drawn = pictures(judged, moving_picture(APPEAL, fitted.booster, held.rows))
        card = run_card(fitted, judged, decision, snapshot, figures=drawn)
        done = conclude(home, store, fitted, booster=fitted.booster, decision=decision, card=card, by=by)
    return report_of(fitted, judged, snapshot, done, steps)


def take_snapshot(home: Home, store: Store, as_of: datetime | None) -> Snapshot:
    """The snapshot of everything known before a moment (default now).

    The moment ends with the newest event: the same events always give the same snapshot, and a feed that
    stopped does not make young claims look old.

    Raises: NoDataError when no claim or remittance is held.
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
