"""The appeal queue as the API gives it, and as the store keeps what was shown."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from data.records import Row
from features.appeal_catalog import APPEAL_FEATURES
from models.appeal import AppealScorer, AppealScores
from serving import answers
from serving import answers_appeals as told
from serving.worklists import Clocks, other_clocks
from workflow.queue import Queue

_CONTRACT = tuple(name for name in told.QueueItem.model_fields if name != "notes")
_NOTES = tuple(name for name in told.DenialNotes.model_fields if name != "clocks")
_LABELS = {feature.name: feature.meaning for feature in APPEAL_FEATURES}


def queue_items(queue: Queue, shown: pd.DataFrame) -> list[told.QueueItem]:
    """Some rows of the queue, in order."""
    clocks = other_clocks(queue, shown)
    return [told.QueueItem(**_item(row, clocks)) for row in shown.to_dict("records")]


def appeals_answer(
    queue: Queue, claim_ids: Sequence[str], scored_at: datetime
) -> tuple[told.AppealsAnswer, pd.DataFrame]:
    """The open denials of some claims, best first, and their rows of the queue."""
    shown = queue.frame[queue.frame["claim_id"].isin(set(claim_ids))]
    open_ids, clocks = set(shown["claim_id"]), other_clocks(queue, shown)
    model = appeal_model(queue.scorer)
    scores = [
        told.AppealAnswer(
            **_item(row, clocks),
            explanation=explanation(queue.scores, int(row["place"])),
            model=model,
            scored_at=scored_at,
        )
        for row in shown.to_dict("records")
    ]
    without = [place for place, claim_id in enumerate(claim_ids) if claim_id not in open_ids]
    return told.AppealsAnswer(scores=scores, without_open_denial=without), shown


def appeal_model(scorer: AppealScorer) -> answers.ModelAnswer:
    """Which model answered; version `prior` and no sha256 while only the prior table speaks."""
    return answers.ModelAnswer(name="appeal", version=scorer.version, sha256=scorer.sha256)


def explanation(scores: AppealScores, place: int) -> answers.Explanation:
    """What moved one win chance, the largest move first."""
    moved = scores.contributions[place]
    order = np.argsort(-np.abs(moved), kind="stable")
    return answers.Explanation(
        base=float(scores.base[place]),
        contributions=[
            answers.Contribution(
                feature=scores.names[k],
                label=label(scores.names[k]),
                value=None,
                contribution=float(moved[k]),
            )
            for k in order.tolist()
            if moved[k] != 0
        ],
    )


def label(name: str) -> str:
    """A part of an explanation in plain words."""
    return _LABELS.get(name) or f"usual wins: {name.removeprefix('table.').replace('_', ' ')}"


def appeal_rows(queue: Queue, shown: pd.DataFrame, at: datetime) -> list[Row]:
    """The rows of the scores table for the denials shown; `at` is when."""
    return [
        {
            "score": uuid.uuid4().hex,
            "claim_id": row["claim_id"],
            "version_key": row["version_key"],
            "model": "appeal",
            "sha256": queue.scorer.sha256 or queue.scorer.version,
            "value": float(row["win_probability"]),
            "channel": "api",
            "as_of": at,
            "scored_at": at,
        }
        for row in shown.to_dict("records")
    ]


def _item(row: dict[str, Any], clocks: Clocks) -> dict[str, Any]:
    notes = {**_read(row, _NOTES), "clocks": clocks.get(row["place"], [])}
    return {**_read(row, _CONTRACT), "notes": notes}


def _read(row: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: _READ.get(name, _plain)(row[name]) for name in names}


def _plain(value: Any) -> Any:
    return None if pd.isna(value) else value


def _dollars(value: Any) -> Decimal | None:
    return None if pd.isna(value) else Decimal(round(float(value) * 100)) / 100


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else value.date()


def _codes(value: Any) -> list[str]:
    return [] if pd.isna(value) else [code for code in value.split(";") if code]


_MONEY = (
    *("denied_amount", "denied_allowed", "expected_recovery", "value_per_hour"),
    *("value_with_next_level", "alike_recovery"),
)
_DAYS = ("denied_on", "deadline_on", "deadline_was_on", "deadline_moved_on", "planned_on")
_READ: dict[str, Any] = {
    **dict.fromkeys(_MONEY, _dollars),
    **dict.fromkeys(_DAYS, _day),
    **dict.fromkeys(("carcs", "rarcs"), _codes),
}
