"""The appeal queue: open denials, best hour of work first, deadlines acting through the day plan."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.events import Events
from features.appeal_past import AppealPast, appeal_past
from features.denial import DenialBatch, denial_batch
from features.knowledge import Knowledge
from models.appeal import AppealScorer, AppealScores
from workflow.calendar import Days, business_days
from workflow.deadlines import Deadlines, Items, deadlines
from workflow.plan import plan
from workflow.routes import Denials, Routes, routes

CENTS_PER_MINUTE = 50.0
"""What a minute of staff time costs: $30 an hour, so that a rework of 50 minutes costs the $25 of
`industry.md`. Ours."""

_YEAR = 365
"""What has no deadline is planned within so many days."""

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

    `frame` has the contract's columns and besides `version_key`, `deadline_verified` (False: the shortest
    plausible, no rule known), `allowed_basis`, `win_basis` and `recovery_if_won` (dollars). `scores` and
    `batch` are in the order of `frame["place"]`: row i of the frame was scored at `place[i]`.
    """

    frame: pd.DataFrame
    batch: DenialBatch
    scores: AppealScores

    def sheet(self) -> pd.DataFrame:
        """The contract's columns alone."""
        return self.frame[list(COLUMNS)]


def appeal_queue(
    events: Events,
    scorer: AppealScorer,
    *,
    as_of: datetime,
    knowledge: Knowledge,
    capacity_minutes: float | None = None,
) -> pd.DataFrame:
    """The queue with exactly the contract's columns, one row per open denial, best first.

    Money is in dollars; lists are separated by `;`; `planned_on` is missing without a capacity, for an item
    that does not fit before its deadline, and for one that would cost more than it brings.
    """
    return open_denials(
        events, scorer, as_of=as_of, knowledge=knowledge, capacity_minutes=capacity_minutes
    ).sheet()


def open_denials(
    events: Events,
    scorer: AppealScorer,
    *,
    as_of: datetime,
    knowledge: Knowledge,
    capacity_minutes: float | None = None,
) -> Queue:
    """Open denials as known strictly before `as_of`, scored as if worked then.

    Left out: what was recovered, replaced or given up, what has an appeal pending, what was billed to be
    denied. Contractual amounts and cost share are no denials and never come here.
    """
    known = events.before(as_of)
    past = appeal_past(known, knowledge)
    held = _open(past.held)
    batch = denial_batch(held, past.facts, np.datetime64(as_of, "us"))
    ways = _routes(held, batch, as_of)
    scores = scorer.score(batch, past.history, ways.minutes)
    frame = _rows(held, batch, scores, ways).assign(**_deadlines(held, batch, ways, past, as_of))
    return Queue(_ranked(frame, as_of, capacity_minutes), batch, scores)


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


def _deadlines(
    held: pd.DataFrame, batch: DenialBatch, ways: Routes, past: AppealPast, as_of: datetime
) -> dict[str, NDArray[np.generic]]:
    items = Items(
        clock=ways.clock,
        level=batch.facts.level,
        payer_id=batch.facts.payer,
        filing=batch.filing,
        claim_kind=np.where(batch.institutional > 0, "institutional", "professional").astype(object),
        notice_on=_notices(held, past),
        service_on=batch.service_on,
    )
    found: Deadlines = deadlines(items, as_of.date())
    return {"deadline_on": found.on.astype("datetime64[us]"), "deadline_verified": found.verified}


def _notices(held: pd.DataFrame, past: AppealPast) -> Days:
    """The day of the denial; above level 1 the day the last appeal was decided."""
    decided = pd.Series(past.decided_at, index=past.decided.version_key).groupby(level=0).max()
    last = decided.reindex(held["version_key"]).to_numpy(dtype="datetime64[us]").astype("datetime64[D]")
    denied = held["denied_on"].to_numpy(dtype="datetime64[us]").astype("datetime64[D]")
    return np.where((held["level"].to_numpy(dtype=np.int64) > 1) & ~np.isnat(last), last, denied)


def _rows(held: pd.DataFrame, batch: DenialBatch, scores: AppealScores, ways: Routes) -> pd.DataFrame:
    minutes = np.maximum(np.rint(scores.minutes), 1.0)
    net = np.rint(scores.recovery_cents - minutes * CENTS_PER_MINUTE)
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
        }
    )


def _ranked(frame: pd.DataFrame, as_of: datetime, capacity_minutes: float | None) -> pd.DataFrame:
    """Best hour first, items past their deadline last, ties by money and then by number."""
    days = (frame["deadline_on"] - pd.Timestamp(as_of.date())).dt.days.astype("Int64")
    held = frame.assign(days_left=days, late=(days < 0).fillna(value=False))
    held = held.sort_values(
        ["late", "value_per_hour", "expected_recovery", "claim_id", "version_key"],
        ascending=[True, False, False, True, True],
        kind="stable",
        ignore_index=True,
    )
    held["rank"] = np.arange(1, len(held) + 1)
    held["planned_on"] = pd.Series(_planned(held, as_of, capacity_minutes)).astype("datetime64[us]")
    return held.drop(columns="late")


def _planned(held: pd.DataFrame, as_of: datetime, capacity_minutes: float | None) -> Days:
    out = np.full(len(held), "NaT", dtype="datetime64[D]")
    worth = np.flatnonzero((held["expected_recovery"] > 0) & ~held["late"])
    if capacity_minutes is None or not len(worth):
        return out
    due = held["deadline_on"].to_numpy(dtype="datetime64[us]").astype("datetime64[D]")[worth]
    minutes = held["expected_minutes"].to_numpy(dtype=np.float64)[worth]
    cents = np.rint(held["expected_recovery"].to_numpy(dtype=np.float64)[worth] * 100).astype(np.int64)
    days = business_days(as_of.date(), _last_planned(due, as_of.date()))
    out[worth] = plan(cents, minutes, due, days, capacity_minutes)
    return out


def _last_planned(due: Days, first: date) -> date:
    """The last deadline; where some item has none, a year from the first day or that, whichever is later."""
    known = due[~np.isnat(due)]
    ends = [known.max().astype(object)] if len(known) else []
    return max([*ends, first + timedelta(days=_YEAR)] if len(known) < len(due) else ends)


def _listed(codes: pd.Series) -> NDArray[np.object_]:
    return np.array([(held or "").replace(" ", ";") for held in _texts(codes)], dtype=object)


def _texts(series: pd.Series) -> list[str | None]:
    return series.astype("object").where(series.notna(), None).tolist()
