"""Remarks of users about scores and work items."""

import uuid

from data import tables
from data.records import Row
from serving.answers import FeedbackAnswer, GiveFeedback
from serving.needs import Held
from serving.services import Services

API_USER = "api token"
"""Who gave a remark, until users exist."""
FIXED = "fixed"


def give_feedback(services: Held, body: GiveFeedback) -> FeedbackAnswer:
    """Stores a remark about a score or a work item, with who and when.

    That a claim was fixed is an action too: training tells such claims from those the model got wrong.
    """
    row: Row = {
        "feedback": uuid.uuid4().hex,
        "claim_id": body.claim_id,
        "verdict": body.verdict,
        "reason": body.reason,
        "by": API_USER,
        "given_at": services.clock(),
    }
    actions = [_action(services, row)] if body.verdict == FIXED else []
    services.store.add_together((tables.FEEDBACK, [row]), (tables.ACTIONS, actions))
    return FeedbackAnswer.model_validate({"id": row["feedback"], "given_at": row["given_at"]})


def _action(services: Services, remark: Row) -> Row:
    """The action that a remark tells of, tied to the last score of the claim that was shown."""
    shown = services.store.rows(tables.SCORES, claim_id=remark["claim_id"], model="denial")
    last = max(shown, key=lambda row: str(row["scored_at"]), default=None)
    return {
        "action": remark["feedback"],
        "claim_id": remark["claim_id"],
        "kind": FIXED,
        "score": None if last is None else last["score"],
        "by": remark["by"],
        "acted_at": remark["given_at"],
    }
