"""Remarks of users about scores and work items."""

import uuid

from data import tables
from data.records import Row
from serving.answers import FeedbackAnswer, GiveFeedback
from serving.needs import Held

API_USER = "api token"
"""Who gave a remark, until users exist."""


def give_feedback(services: Held, body: GiveFeedback) -> FeedbackAnswer:
    """Stores a remark about a score or a work item, with who and when."""
    given_at, remark = services.clock(), uuid.uuid4().hex
    row: Row = {
        "feedback": remark,
        "claim_id": body.claim_id,
        "verdict": body.verdict,
        "reason": body.reason,
        "by": API_USER,
        "given_at": given_at,
    }
    services.store.add(tables.FEEDBACK, [row])
    return FeedbackAnswer(id=remark, given_at=given_at)
