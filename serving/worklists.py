"""The two lists people start their day with, as frames: claims at risk, and open denials."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from data.answers import resent_versions
from data.batch import ClaimBatch, batch_of_frames
from data.cohorts import denial_rate_as_of
from data.events import Events
from data.outcomes import claim_outcomes
from data.population import population
from models.scorer import DenialScorer, Scores
from serving.services import Past, Services
from workflow import queue
from workflow.queue import Queue

STALE_DAYS = 30
"""The page shows the end of data older than this, and says so."""

RECENT_DAYS = 60
"""Claims submitted longer ago than this are not "recent": their answer is late, which is another worklist."""

Clocks: TypeAlias = dict[int, list[dict[str, Any]]]
"""By `place` in the queue, each further clock: `clock`, `on` (a date), `verified`; what ends first first."""


def open_denials(services: Services, as_of: datetime, *, capacity_minutes: float | None) -> Queue:
    """The open denials as of a moment, best first, planned where a capacity is given.

    The last list and the last plan are kept while nothing changes: another capacity scores nothing anew.
    """
    past, scorer = services.past(), services.appeal()
    share = services.settings.learning_share
    key = (past.watermark, scorer.version, scorer.sha256, as_of)
    made: Queue = services.queue.get(
        key,
        lambda: queue.open_denials(
            past.events, scorer, as_of=as_of, knowledge=past.knowledge, learning_share=share
        ),
    )
    if capacity_minutes is None:
        return made
    planned: Queue = services.plan.get((*key, capacity_minutes), lambda: made.planned(capacity_minutes))
    return planned


def other_clocks(queue: Queue, shown: pd.DataFrame) -> Clocks:
    """The clocks that run beside the deadlines of some rows of the queue."""
    clocks = queue.clocks[~queue.clocks["decides"] & queue.clocks["place"].isin(shown["place"])]
    found: Clocks = {}
    for place, clock, on, verified in clocks[["place", "clock", "on", "verified"]].itertuples(index=False):
        found.setdefault(place, []).append({"clock": clock, "on": on.date(), "verified": verified})
    return found


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
    return services.at_risk.get(
        (past.watermark, scorer.sha256, as_of), lambda: _claims_at_risk(past, scorer, as_of)
    )


def _claims_at_risk(past: Past, scorer: DenialScorer, as_of: datetime) -> ClaimsAtRisk:
    waiting = unanswered(past.events.before(as_of), as_of)
    batch = batch_of_frames(waiting, past.events.lines, past.events.other_payers)
    scores = scorer.score(batch, past.knowledge)
    order = np.lexsort((np.arange(len(batch)), -scores.raw))
    return ClaimsAtRisk(batch, scores, order.tolist())


def first_denials(services: Services, as_of: datetime) -> pd.DataFrame:
    """What became of the claims of each month of submission; see `data.cohorts.denial_rate_as_of`."""
    past = services.past()
    made: pd.DataFrame = services.first_denials.get(
        (past.watermark, as_of), lambda: denial_rate_as_of(past.events, as_of)
    )
    return made


def unanswered(known: Events, as_of: datetime) -> pd.DataFrame:
    """Recent original primary claims that have neither an outcome nor a later version, in frame order."""
    claims = known.claims[~known.claims["version_key"].isin(resent_versions(known))]
    claims = claims.merge(known.chains[["version_key", "chain_key", "version"]], on="version_key")
    newest = claims["version"] == claims.groupby("chain_key")["version"].transform("max")
    recent = claims["submitted_at"] >= pd.Timestamp(as_of - timedelta(days=RECENT_DAYS))
    answered = claims["version_key"].isin(claim_outcomes(known)["version_key"])
    original = population(claims, known.lines) == "original_primary"
    return claims[newest & recent & ~answered & original].reset_index(drop=True)


def shown_as_of(past: Past, now: datetime) -> datetime:
    """The moment the page shows: now, or the end of the data when that is more than `STALE_DAYS` old.

    Deadlines of data that old would all be past; the page says which moment it shows.
    """
    newest = newest_event(past.events)
    if newest is None or now - newest <= timedelta(days=STALE_DAYS):
        return now.replace(second=0)
    return newest + timedelta(microseconds=1)


def newest_event(events: Events) -> datetime | None:
    """When the newest claim, remit or status became available; None without any."""
    moments = [frame["available_at"].max() for frame in (events.claims, events.remits, events.statuses)]
    known = [moment for moment in moments if not pd.isna(moment)]
    return max(known).to_pydatetime() if known else None
