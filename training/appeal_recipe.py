"""The appeal model's own steps: decided appeals as rows, judged on the newest of them."""

from dataclasses import dataclass

import numpy as np

from data.events import Events
from features.appeal_past import appeal_past
from features.knowledge import Knowledge
from models.appeal import APPEAL, raw_scores
from models.appeal_fit import AppealRows, appeal_rows, fit_appeal
from models.calibrate import FloatArray, sigmoid
from training import gate
from training.gate import Decision
from training.held_out import HeldOut
from training.learned import learned
from training.recipe import Judged, check_sides
from training.split import Split
from training.worked import Worked

NEWEST_SHARE = 0.25
"""Share of the decided appeals, newest by filing, on which the recipe is judged: there are few."""
_FEWEST_TRAIN = 40
_FEWEST_TEST = 15
_CENTS = 100.0
_MUST_BEAT = ("base_rate",)
"""The win table is the zero-tree model, so a recipe that rightly stays with it cannot beat it."""


@dataclass(frozen=True)
class JudgedAppeals(Judged):
    """An appeal recipe's showing, with what its order of work would have brought (None: minutes unknown)."""

    worked: Worked | None = None


def decided_appeals(events: Events) -> AppealRows:
    """The appeals decided so far, as they stood when filed."""
    return appeal_rows(appeal_past(events, Knowledge.build(events)), APPEAL)


def judge_appeal(held: AppealRows, split: Split) -> JudgedAppeals:
    """The appeal recipe's showing on a split, beside base rate and win table.

    Raises: NoDataError when a side has too few decided appeals, wins or losses.
    """
    check_sides(held.rows, split, train=_FEWEST_TRAIN, test=_FEWEST_TEST)
    test = held.rows.take(split.test)
    recipe = fit_appeal(APPEAL, held.take(split.train))
    raw = raw_scores(recipe.booster, test.offset, test.x)
    risks = {
        "model": recipe.calibration.probability(raw),
        "base_rate": np.full(len(test), float(held.rows.label[split.train].mean())),
        "table": sigmoid(test.offset),
    }
    tested = HeldOut(risks, test.label, test.at, outcome="won")
    work = _worked(held.take(split.test), risks["model"], recipe.dollars)
    return JudgedAppeals(split, recipe.trees, tested, learned(held.rows, {}), worked=work)


def _worked(test: AppealRows, chance: FloatArray, dollars: float) -> Worked | None:
    """What the tested appeals brought and took, and scores to work them by; dollars as they came in."""
    if test.minutes is None or test.usual_minutes is None or test.charge_cents is None:
        return None
    usual, stake = test.usual_minutes, _column(test, "denied_allowed_cents")
    minutes = np.where(np.isnan(test.minutes), usual, test.minutes)
    charge = np.nan_to_num(test.charge_cents)
    orders = {
        "model": chance * np.nan_to_num(test.expected_cents) * dollars / usual,
        "dollars_per_minute": stake / usual,
        "charge": charge,
        "charge_per_minute": charge / usual,
        "age": _column(test, "days_since_denial"),
        "probability": chance,
    }
    won = np.where(test.rows.label, np.nan_to_num(test.recovered_cents), 0.0)
    return Worked(won / _CENTS, np.maximum(minutes, 1.0), orders)


def _column(held: AppealRows, name: str) -> FloatArray:
    return np.nan_to_num(held.rows.x[:, APPEAL.features.index(name)])


def decide_appeal(judged: Judged) -> Decision:
    """The gate's decision on a judged appeal recipe."""
    baselines = {name: metrics.log_loss for name, metrics in judged.baselines.items()}
    return gate.decide(judged.metrics.log_loss, baselines, must_beat=_MUST_BEAT)
