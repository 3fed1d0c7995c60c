"""The appeal queue: open denials, best hour of work first, deadlines acting through the day plan."""

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.events import Events
from features.appeal_past import AppealPast, appeal_past
from features.denial import DenialBatch, denial_batch
from features.knowledge import Knowledge
from models.appeal import AppealScorer, AppealScores
from models.appeal_choice import to_learn_from
from workflow.alike import alike
from workflow.deadlines import running
from workflow.due import dated_items, due
from workflow.giving_up import WRITE_OFF_REVIEW, going_on
from workflow.ranking import is_late, planned, ranked
from workflow.routes import Denials, Routes, routes

Floats = NDArray[np.float64]

CENTS_PER_MINUTE = 50.0
"""What a minute of staff time costs: $30 an hour, so that a rework of 50 minutes costs the $25 of
`industry.md`. Ours."""

_APPEAL = "appeal"
"""The clock of what is disputed with the payer, level after level."""

COLUMNS = (
    *("rank", "claim_id", "version", "payer_claim_number", "payer_id", "level", "denied_on"),
    *("deadline_on", "days_left", "route", "denied_amount", "denied_allowed", "win_probability"),
    *("expected_recovery", "expected_minutes", "value_per_hour", "planned_on", "reason_family"),
    *("carcs", "rarcs", "low_support"),
)
"""The contract's columns, in order."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Open denials, best first.

    `frame` has the contract's columns. Money is in dollars; lists are separated by `;`; `planned_on` is
    missing without a plan, for an item that does not fit before its deadline, and for one that would cost
    more than it brings and was not drawn to learn from. Besides:

    - `version_key`, `place`; what `workflow.due.due` tells of the deadline;
    - `allowed_basis`, `win_basis`, `recovery_if_won` (dollars), `decision_days`;
    - `unlike` (nothing like it was ever appealed), with bounds of the chance, `win_low` and `win_high`;
    - `value_with_next_level` (`expected_recovery` with the right to go on after a loss), `write_off_review`
      (a person should look whether to give it up);
    - `alike` (missing: none known), `alike_count` and `alike_recovery` of the denials that one look resolves
      together before their deadlines;
    - `to_learn_from`: drawn to be worked whatever it brings.

    `scores`, by `scorer`, are in the order of `frame["place"]`: row i of the frame was scored at `place[i]`.
    `clocks` has every clock that runs on each `place`; see `workflow.deadlines.running`.
    """

    frame: pd.DataFrame
    clocks: pd.DataFrame
    scores: AppealScores
    scorer: AppealScorer
    as_of: datetime

    def planned(self, capacity_minutes: float | None) -> "Queue":
        """With the day each item is planned for, under so many minutes of work a business day."""
        if capacity_minutes is None:
            return self
        return replace(self, frame=planned(self.frame, self.as_of, capacity_minutes))

    def sheet(self) -> pd.DataFrame:
        """The contract's columns alone."""
        return self.frame[list(COLUMNS)]


def open_denials(
    events: Events,
    scorer: AppealScorer,
    *,
    as_of: datetime,
    knowledge: Knowledge,
    learning_share: float = 0.0,
) -> Queue:
    """Open denials as known strictly before `as_of`, scored as if worked then.

    Of first denials in dispute with the payer, `learning_share` are drawn to be worked whatever they bring.

    Left out: what was recovered, replaced or given up, what has an appeal pending, what was billed to be
    denied. Contractual amounts and cost share are no denials and never come here.
    """
    past = appeal_past(events.before(as_of), knowledge)
    return queue_of(_open(past.held), past, scorer, as_of=as_of, learning_share=learning_share)


def queue_of(
    held: pd.DataFrame,
    past: AppealPast,
    scorer: AppealScorer,
    *,
    as_of: datetime,
    learning_share: float = 0.0,
) -> Queue:
    """These denials (rows of `past.held`), as if they were what is open; see `open_denials`."""
    batch = denial_batch(held, past.facts, np.datetime64(as_of, "us"))
    ways = _routes(held, batch, as_of)
    scores = scorer.score(batch, past.history, ways.minutes)
    items = dated_items(held, batch, ways, past)
    clocks = running(items, ways.also, as_of.date())
    days = due(items, clocks, batch.denied_at, as_of.date())
    frame = _rows(held, batch, scores, ways).assign(
        **days,
        **_alike(batch, scores, is_late(days["deadline_on"], as_of)),
        value_with_next_level=_with_next_level(held, batch, scores, ways, past, as_of),
        to_learn_from=_drawn(held, ways, learning_share),
    )
    return Queue(ranked(frame, as_of), clocks, scores, scorer, as_of)


def _drawn(held: pd.DataFrame, ways: Routes, share: float) -> NDArray[np.bool_]:
    drawn = to_learn_from(held["version_key"].tolist(), share)
    return drawn & (held["level"].to_numpy() == 1) & (ways.clock == _APPEAL)


def _open(denials: pd.DataFrame) -> pd.DataFrame:
    return denials[~(denials["resolved"] | denials["appeal_pending"])].reset_index(drop=True)


def _routes(held: pd.DataFrame, batch: DenialBatch, as_of: datetime) -> Routes:
    facts = batch.facts
    denials = Denials(
        state=_texts(held["state"]),
        level=facts.level,
        groups=batch.groups,
        carcs=facts.reason,
        rarcs=_texts(held["rarcs"]),
        payer_id=facts.payer,
        filing=batch.filing,
        family=facts.family,
    )
    return routes(denials, as_of.date())


def _rows(held: pd.DataFrame, batch: DenialBatch, scores: AppealScores, ways: Routes) -> pd.DataFrame:
    minutes, net = _whole(scores.minutes), _net_cents(scores)
    return pd.DataFrame(
        {
            "place": np.arange(len(held)),
            "version_key": held["version_key"],
            "claim_id": held["claim_id"],
            "version": held["version"],
            "payer_claim_number": held["payer_claim_number"],
            "payer_id": held["payer_id"],
            "level": held["level"],
            "denied_on": held["denied_on"],
            "route": ways.name,
            "denied_amount": batch.denied_cents / 100,
            "denied_allowed": np.rint(batch.allowed_cents) / 100,
            "allowed_basis": batch.allowed_basis,
            "win_probability": scores.win_probability,
            "win_basis": scores.basis,
            "recovery_if_won": np.rint(scores.win_cents) / 100,
            "expected_recovery": net / 100,
            "expected_minutes": minutes,
            "value_per_hour": np.rint(net * 60 / minutes) / 100,
            "reason_family": held["family"],
            "carcs": _listed(held["carcs"]),
            "rarcs": _listed(held["rarcs"]),
            "low_support": scores.low_support,
            "decision_days": np.rint(scores.days),
            "unlike": scores.unlike,
            "win_low": scores.low,
            "win_high": scores.high,
        }
    )


def _whole(minutes: Floats) -> Floats:
    return np.maximum(np.rint(minutes), 1.0)


def _net_cents(scores: AppealScores) -> Floats:
    return np.rint(scores.recovery_cents - _whole(scores.minutes) * CENTS_PER_MINUTE)


def _alike(
    batch: DenialBatch, scores: AppealScores, late: NDArray[np.bool_]
) -> dict[str, NDArray[np.generic]]:
    """Groups of what can still be worked; what is past its deadline stands alone."""
    facts = batch.facts
    cents = np.nan_to_num(_net_cents(scores)).astype(np.int64)
    payer = facts.payer.copy()
    payer[late] = None
    found = alike(payer, facts.reason, facts.procedure, cents)
    return {"alike": found.key, "alike_count": found.count, "alike_recovery": found.cents / 100}


def _with_next_level(
    held: pd.DataFrame,
    batch: DenialBatch,
    scores: AppealScores,
    ways: Routes,
    past: AppealPast,
    as_of: datetime,
) -> Floats:
    """Dollars net of cost with the right to appeal one level higher after a loss, by the win table.

    As if that level were open to everyone whose route is an appeal: a contract may give fewer.
    """
    after = replace(batch, facts=replace(batch.facts, level=batch.facts.level + 1))
    next_ways, table = _routes(held, after, as_of), past.history.table(after.facts)
    is_open = (ways.clock == _APPEAL) & (next_ways.clock == _APPEAL) & (next_ways.name != WRITE_OFF_REVIEW)
    chance = np.where(is_open, 1 / (1 + np.exp(-table.log_odds)), np.nan)
    win_cents = np.nan_to_num(batch.allowed_cents) * table.share
    minutes = past.history.minutes(after.facts, next_ways.minutes)
    levels = going_on(
        np.column_stack([scores.win_probability, chance]),
        np.column_stack([scores.win_cents, win_cents]),
        np.column_stack([_whole(scores.minutes), _whole(minutes)]) * CENTS_PER_MINUTE,
    )
    return np.rint(levels[:, 0]) / 100


def _listed(codes: pd.Series) -> NDArray[np.object_]:
    return np.array([(held or "").replace(" ", ";") for held in _texts(codes)], dtype=object)


def _texts(series: pd.Series) -> list[str | None]:
    return series.astype("object").where(series.notna(), None).tolist()
