"""The denial model's own steps: refit on everything mature, and meet the champion."""

from dataclasses import replace

import numpy as np

from data.home import Home
from models import registry
from models.denial import DENIAL
from models.families import fit_families
from models.fit import Fitted, fit
from models.registry import Decisions
from training import gate
from training.evaluate import log_loss
from training.gate import Decision, Rival
from training.recipe import Judged
from training.rows import DenialRows

_FEWEST_UNSEEN = 300
_FEWEST_UNSEEN_FAILURES = 30
"""Claims, and failures, the champion has not learned from, below which a comparison says too little."""


def refit_denial(held: DenialRows, judged: Judged) -> Fitted:
    """The judged recipe on everything mature: its tree count frozen, the reason families added."""
    fitted = fit(DENIAL, held.rows, trees=judged.trees)
    return replace(fitted, families=fit_families(DENIAL, held.failures(np.arange(len(held.rows)))))


def decide_denial(home: Home, store: Decisions, held: DenialRows, judged: Judged) -> Decision:
    """The gate's decision on a judged recipe against the baselines and the present champion."""
    baselines = {name: metrics.log_loss for name, metrics in judged.baselines.items()}
    return gate.decide(judged.metrics.log_loss, baselines, rival=_rival(home, store, held, judged))


def _rival(home: Home, store: Decisions, held: DenialRows, judged: Judged) -> Rival | None:
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
