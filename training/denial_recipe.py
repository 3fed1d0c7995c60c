"""The denial model's own steps: refit on all that is known now, and meet the gate beside the champion."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from data.errors import CorruptModelError, NoModelError
from data.home import Home
from data.records import Row
from models import registry
from models.denial import DENIAL
from models.families import fit_families
from models.fit import Fitted, fit
from models.registry import Decisions
from models.scorer import DenialScorer
from models.spec import ModelSpec, OutdatedModelError
from training import compare, gate, soundness
from training.compare import Comparison
from training.gate import Check, Decision, Speed
from training.recipe import Judged
from training.rows import DenialRows


def refit_denial(held: DenialRows, judged: Judged, spec: ModelSpec = DENIAL) -> Fitted:
    """The judged recipe on all that can be learned now: its tree count frozen, the reason families added."""
    fitted = fit(spec, held.rows.beside(held.young), trees=judged.trees, until=held.until)
    return replace(fitted, families=fit_families(held.failures(np.arange(len(held.rows)))))


@dataclass(frozen=True, slots=True)
class Trial:
    """What the gate is asked about: the candidate and its showing, and the champion.

    `champion` is None without one; `lost` says why one that was promoted cannot answer any more. `speeds` are
    the candidate's, and the champion's where there is one.
    """

    held: DenialRows
    judged: Judged
    fitted: Fitted
    champion: Fitted | None
    lost: str | None
    speeds: Sequence[Speed]
    turned_away: Row | None = None
    """The decision by which people rolled back from this very candidate, when it was the last."""

    @property
    def spec(self) -> ModelSpec:
        """The candidate's."""
        return self.fitted.spec


def denial_champion(home: Home, store: Decisions) -> tuple[Fitted | None, str | None]:
    """The model that answers now, or why it cannot answer any more; None and None before the first."""
    if registry.champion_row(store, DENIAL.name) is None:
        return None, None
    try:
        held = registry.champion(store, home, DENIAL.name)
        return DenialScorer.of_files(held.files, held.version, held.sha256).fitted, None
    except (NoModelError, CorruptModelError, OutdatedModelError) as error:
        return None, f"not comparable: {error}"


def decide_denial(trial: Trial) -> Decision:
    """The gate's decision, and all its checks."""
    met = None
    if trial.champion is not None:
        met = compare.compare(trial.spec, trial.held, trial.judged, trial.champion)
    return gate.weigh([*_against(trial, met), *_by_itself(trial, met)])


def _against(trial: Trial, met: Comparison | None) -> list[Check]:
    """Baselines, champion, slices, worklist."""
    losses = {name: metrics.log_loss for name, metrics in trial.judged.baselines.items()}
    margin = gate.MARGIN if trial.lost else 0.0
    found = None if met is None else met.paired()
    how = met.how if met else trial.lost or compare.NO_CHAMPION
    overlap = None if met is None else soundness.overlap(met.champion, met.challenger)
    return [
        gate.beats_baselines(trial.judged.metrics.log_loss, losses, margin=margin),
        gate.no_worse(found, how),
        gate.no_slice_worse(met.slices() if met else {}),
        gate.keeps_worklist(overlap, found.better if found else 1.0),
    ]


def _by_itself(trial: Trial, met: Comparison | None) -> list[Check]:
    """Data, calibration, directions, size, speed."""
    fitted, facts = trial.fitted, trial.champion.facts if trial.champion else {}
    own = soundness.calibrated(trial.judged.risks["model"], trial.judged.label)
    beside = None
    if met is not None:
        own = soundness.calibrated(met.challenger, met.label)
        beside = soundness.calibrated(met.champion, met.label)
    away = trial.turned_away or {}
    return [
        gate.no_older(str(fitted.facts["as_of"]), facts.get("as_of")),
        gate.not_turned_away(
            *(None if away.get(name) is None else str(away[name]) for name in ("by", "why"))
        ),
        *gate.calibrated(own, beside),
        gate.keeps_directions(
            soundness.broken_directions(fitted, trial.held.rows.x),
            int(np.count_nonzero(trial.spec.directions)),
        ),
        *gate.no_larger(fitted.trees, soundness.size_of(fitted)),
        *gate.no_slower(*trial.speeds),
    ]
