"""Scores of claims that are about to be submitted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Query

from data.batch import batch_of_records
from data.canonical import record_of
from data.claim_files import collect, read_837
from data.records import ClaimRecord, Problem
from features.knowledge import Knowledge
from models.scorer import DenialScorer
from serving.answers import ProblemPlace, ScoreClaims, ScoresAnswer, X12ScoresAnswer
from serving.line_drivers import line_drivers
from serving.needs import Held, RawBody
from serving.problems import NothingScoredError, TooManyClaimsError
from serving.score_answers import flagging, score_answers, score_rows
from serving.services import Services

PrecisionThreshold = Annotated[
    float | None, Query(ge=0, le=1, description="The precision wanted of flagged claims.")
]


def score_claims(services: Held, body: ScoreClaims) -> ScoresAnswer:
    """Risk, reasons, findings and explanation of each claim, as of its `submitted_at` or now.

    Claims of one request are not history for each other: each is answered as if it came alone.
    """
    scorer, now = services.denial(), services.clock()
    records = [record_of(claim, now) for claim in body.claims]
    knowledge = services.past().knowledge
    shown = Shown("api", now, body.precision_threshold)
    return _scored(services, scorer, records, knowledge, shown)


def score_x12(
    services: Held, body: RawBody, precision_threshold: PrecisionThreshold = None
) -> X12ScoresAnswer:
    """The same for the claims of an 837, as of its interchange's date and time.

    Claims of one file are history for each other where strictly earlier, as in the command `score`.
    """
    scorer, now = services.denial(), services.clock()
    file = collect("body", read_837(body, now))
    if not file.claims:
        raise NothingScoredError(len(file.quarantined), len(file.set_aside))
    if len(file.claims) > services.settings.max_batch_claims:
        raise TooManyClaimsError(services.settings.max_batch_claims)
    knowledge = services.past().knowledge.with_claims(batch_of_records(file.claims))
    shown = Shown("api_x12", now, precision_threshold)
    scored = _scored(services, scorer, file.claims, knowledge, shown)
    return X12ScoresAnswer(
        scores=scored.scores,
        flagging=scored.flagging,
        quarantined=_places(file.quarantined),
        set_aside=_places(file.set_aside),
        warnings=_places(file.warnings),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """Through which channel scores are shown, when, and the precision wanted of flagged claims."""

    channel: str
    at: datetime
    precision: float | None


def _scored(
    services: Services,
    scorer: DenialScorer,
    records: Sequence[ClaimRecord],
    knowledge: Knowledge,
    shown: Shown,
) -> ScoresAnswer:
    batch = batch_of_records(records)
    scores = scorer.score(batch, knowledge, explain=True)
    rows = score_rows(scorer, records, batch, scores, at=shown.at, channel=shown.channel)
    services.scores.shown(rows)
    services.metrics.scored("denial", len(records))
    drivers = line_drivers(batch, knowledge)
    return ScoresAnswer(
        scores=score_answers(scorer, records, scores, drivers, shown.at),
        flagging=flagging(scorer, scores, shown.precision),
    )


def _places(problems: Sequence[Problem]) -> list[ProblemPlace]:
    return [ProblemPlace(code=problem.code, segment=problem.segment) for problem in problems]
