"""The two lists people start their day with, as frames: claims at risk, and open denials."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from data.batch import ClaimBatch, batch_of_frames
from data.events import Events
from data.outcomes import claim_outcomes
from data.population import population
from models.appeal import AppealScorer
from models.scorer import Scores
from serving.services import Past, Services
from workflow.queue import appeal_queue

RECENT_DAYS = 60
"""Claims submitted longer ago than this are not "recent": their answer is late, which is another worklist."""


@dataclass(frozen=True, slots=True)
class OpenDenials:
    """The appeal queue as of a moment, in the columns of the command `queue`, and who scored it."""

    frame: pd.DataFrame
    scorer: AppealScorer


def open_denials(services: Services, as_of: datetime, *, capacity_minutes: float | None) -> OpenDenials:
    """The open denials as of a moment, best first."""
    past, scorer = services.past(), services.appeal()
    frame = appeal_queue(
        past.events,
        scorer,
        as_of=as_of,
        capacity_minutes=capacity_minutes,
        knowledge=past.knowledge,
    )
    return OpenDenials(frame, scorer)


@dataclass(frozen=True, slots=True)
class ClaimsAtRisk:
    """Recent claims without an answer, as a batch, with their scores; `order` has the riskiest first."""

    batch: ClaimBatch
    scores: Scores
    order: list[int]


def claims_at_risk(services: Services, as_of: datetime) -> ClaimsAtRisk:
    """Original primary claims of the last 60 days that no payer has answered, each scored as of its T.

    Raises:
        NoModelError: there is no denial model.
    """
    scorer, past = services.denial(), services.past()
    waiting = unanswered(past.events.before(as_of), as_of)
    batch = batch_of_frames(waiting, past.events.lines, past.events.other_payers)
    scores = scorer.score(batch, past.knowledge)
    order = np.lexsort((np.arange(len(batch)), -scores.expected_denied_cents, -scores.risk))
    return ClaimsAtRisk(batch, scores, order.tolist())


def unanswered(known: Events, as_of: datetime) -> pd.DataFrame:
    """Recent original primary claims that have neither an outcome nor a later version, in frame order."""
    claims = known.claims.merge(known.chains[["version_key", "chain_key", "version"]], on="version_key")
    newest = claims["version"] == claims.groupby("chain_key")["version"].transform("max")
    recent = claims["submitted_at"] >= pd.Timestamp(as_of - timedelta(days=RECENT_DAYS))
    answered = claims["version_key"].isin(claim_outcomes(known)["version_key"])
    original = population(claims, known.lines) == "original_primary"
    return claims[newest & recent & ~answered & original].reset_index(drop=True)


def shown_as_of(past: Past, now: datetime) -> datetime:
    """The moment the page shows: now, or the end of the data when that is more than 30 days old.

    Deadlines of data that old would all be past; the page says which moment it shows.
    """
    newest = newest_event(past.events)
    if newest is None or now - newest <= timedelta(days=STALE_DAYS):
        return now
    return newest + timedelta(microseconds=1)


STALE_DAYS = 30


def newest_event(events: Events) -> datetime | None:
    """When the newest claim, remit or status became available; None without any."""
    moments = [frame["available_at"].max() for frame in (events.claims, events.remits, events.statuses)]
    known = [moment for moment in moments if not pd.isna(moment)]
    return max(known).to_pydatetime() if known else None
