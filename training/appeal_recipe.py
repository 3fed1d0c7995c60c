"""The appeal model's own steps: decided appeals as rows, judged on the newest of them."""

import numpy as np

from data.events import Events
from features.appeal_past import appeal_past
from features.knowledge import Knowledge
from models.appeal import APPEAL, raw_scores
from models.appeal_fit import AppealRows, appeal_rows, fit_appeal
from models.calibrate import sigmoid
from training import gate
from training.gate import Decision
from training.held_out import HeldOut
from training.learned import learned
from training.recipe import Judged, sides
from training.split import Split

NEWEST_SHARE = 0.25
"""Share of the decided appeals, newest by filing, on which the recipe is judged: there are few."""
_FEWEST_TRAIN = 40
_FEWEST_TEST = 15
_MUST_BEAT = ("base_rate",)
"""The win table is the zero-tree model, so a recipe that rightly stays with it cannot beat it."""


def decided_appeals(events: Events) -> AppealRows:
    """The appeals decided so far, as they stood when filed."""
    return appeal_rows(appeal_past(events, Knowledge.build(events)), APPEAL)


def judge_appeal(held: AppealRows, split: Split) -> Judged:
    """The appeal recipe's showing on a split, beside base rate and win table.

    Raises: NoDataError when a side has too few decided appeals, wins or losses.
    """
    train, test = sides(held.rows, split, train=_FEWEST_TRAIN, test=_FEWEST_TEST)
    recipe = fit_appeal(APPEAL, held.take(split.train))
    raw = raw_scores(recipe.booster, test.offset, test.x)
    risks = {
        "model": recipe.calibration.probability(raw),
        "base_rate": np.full(len(test), float(train.label.mean())),
        "table": sigmoid(test.offset),
    }
    return Judged(
        split, recipe.trees, HeldOut(risks, test.label, test.at, outcome="won"), learned(held.rows, {})
    )


def decide_appeal(judged: Judged) -> Decision:
    """The gate's decision on a judged appeal recipe."""
    baselines = {name: metrics.log_loss for name, metrics in judged.baselines.items()}
    return gate.decide(judged.metrics.log_loss, baselines, must_beat=_MUST_BEAT)
