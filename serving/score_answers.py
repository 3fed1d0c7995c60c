"""A model's scores as the API gives them, and as the store keeps them."""

import math
import uuid
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Any

import numpy as np

from data.batch import ClaimBatch
from data.records import ClaimRecord, Row
from data.said import said_keys
from features.scrub import Finding
from models.fixes import Fix
from models.scorer import DenialScorer, Explanation, Reason, Scores
from serving import answers
from serving.line_drivers import LineDriver


def score_answers(
    scorer: DenialScorer,
    records: Sequence[ClaimRecord],
    scores: Scores,
    drivers: list[list[list[LineDriver]]],
    scored_at: datetime,
) -> list[answers.ScoreAnswer]:
    """One answer per claim, in order; `scores` must be explained, `drivers` are per claim and line."""
    model = model_answer(scorer)
    return [
        _score_answer(record, scores, place, drivers[place], model=model, scored_at=scored_at)
        for place, record in enumerate(records)
    ]


def model_answer(scorer: DenialScorer) -> answers.ModelAnswer:
    """Which model answered."""
    return answers.ModelAnswer(name="denial", version=scorer.version, sha256=scorer.sha256)


def _score_answer(
    record: ClaimRecord,
    scores: Scores,
    place: int,
    drivers: list[list[LineDriver]],
    *,
    model: answers.ModelAnswer,
    scored_at: datetime,
) -> answers.ScoreAnswer:
    return answers.ScoreAnswer(
        claim_id=str(record.claim["claim_id"]),
        denial_risk=float(scores.risk[place]),
        risk_band=str(scores.band[place]),
        expected_allowed=dollars(scores.expected_allowed_cents[place]),
        expected_denied=dollars(scores.expected_denied_cents[place]),
        reasons=[_reason(reason) for reason in scores.reasons[place]],
        lines=_lines(drivers),
        findings=[_finding(finding) for finding in scores.findings[place]],
        explanation=explanation(scores.explanation, place),
        fixes=[_fix(fix) for fix in scores.fixes[place]],
        support=_support(scores, place),
        model=model,
        scored_at=scored_at,
    )


def dollars(cents: float) -> Decimal | None:
    """Cents as dollars, rounded to the cent; missing stays missing."""
    return None if math.isnan(cents) else Decimal(round(cents)) / 100


def number(value: float) -> float | None:
    """A value as JSON has it: NaN is null."""
    return None if math.isnan(value) else float(value)


def explanation(held: Explanation | None, place: int) -> answers.Explanation:
    """What moved one score, the largest move first."""
    if held is None:
        raise ValueError("scores were made without explanation")
    moved = held.contributions[place]
    order = np.argsort(-np.abs(moved), kind="stable")
    return answers.Explanation(
        base=float(held.base[place]),
        contributions=[
            answers.Contribution(
                feature=held.names[k],
                label=held.labels[k],
                value=number(held.values[place, k]),
                contribution=float(moved[k]),
            )
            for k in order.tolist()
            if moved[k] != 0
        ],
    )


def flagging(scorer: DenialScorer, scores: Scores, wanted: float | None) -> answers.Flagging | None:
    """Which claims a wanted precision flags; None when no precision was asked for."""
    if wanted is None:
        return None
    cut = scorer.threshold_for_precision(wanted)
    flagged = [] if cut is None else np.flatnonzero(scores.risk >= cut).tolist()
    return answers.Flagging(precision_threshold=wanted, risk_threshold=cut, flagged=flagged)


def score_rows(
    scorer: DenialScorer,
    records: Sequence[ClaimRecord],
    batch: ClaimBatch,
    scores: Scores,
    *,
    at: datetime,
    channel: str,
) -> list[Row]:
    """The rows of the scores table for what was shown; `at` is when, `channel` through what."""
    said = said_keys(batch)
    moments: list[Any] = batch.t.astype("datetime64[us]").tolist()
    return [
        {
            "score": uuid.uuid4().hex,
            "claim_id": record.claim["claim_id"],
            "version_key": record.claim["version_key"],
            "model": "denial",
            "sha256": scorer.sha256,
            "value": float(scores.risk[place]),
            "channel": channel,
            "said_key": said[place],
            "as_of": moments[place],
            "scored_at": at,
        }
        for place, record in enumerate(records)
    ]


def _reason(reason: Reason) -> answers.Reason:
    return answers.Reason(family=reason.family, probability=reason.probability, carcs=list(reason.carcs))


def _lines(drivers: list[list[LineDriver]]) -> list[answers.LineAnswer]:
    return [
        answers.LineAnswer(
            line=number,
            drivers=[answers.Driver(feature=d.feature, label=d.label, value=d.value) for d in of_line],
        )
        for number, of_line in enumerate(drivers, start=1)
    ]


def _support(scores: Scores, place: int) -> answers.Support:
    held = {each.name: getattr(scores.support, each.name) for each in fields(scores.support)}
    return answers.Support(**{name: _told(values[place]) for name, values in held.items()})


def _told(value: Any) -> Any:
    """A NumPy scalar or a tuple as JSON has it."""
    plain = value.item() if isinstance(value, np.generic) else value
    if isinstance(plain, float):
        return number(plain)
    return list(plain) if isinstance(plain, tuple) else plain


def _finding(finding: Finding) -> answers.FindingAnswer:
    return answers.FindingAnswer(
        code=finding.code,
        message=finding.message,
        segment=finding.segment,
        owner=str(finding.owner),
        actionable=finding.actionable,
    )


def _fix(fix: Fix) -> answers.Fix:
    return answers.Fix(action=fix.action, risk_after=fix.risk_after)
