"""Which models answer, whether the service is up and ready, what it counted, and remarks about scores."""

import uuid
from collections.abc import Callable

from fastapi import Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse

from data import tables
from data.errors import CleanClaimError
from data.records import Row
from models import registry
from serving import models_held
from serving.answers import (
    Alive,
    Decision,
    FeedbackAnswer,
    GiveFeedback,
    ModelAnswer,
    ModelsAnswer,
    ModelState,
    Ready,
)
from serving.metrics import CONTENT_TYPE
from serving.needs import Held
from serving.problems import Kind, problem
from serving.services import Services

NOT_READY = Kind(503, "not-ready", "Not ready")
API_USER = "api token"
"""Who gave a remark, until users exist."""


def list_models(services: Held) -> ModelsAnswer:
    """Every model, its champion and all decisions about it, newest first."""
    return ModelsAnswer(models=[model_state(services, name) for name in models_held.NAMES])


def model_state(services: Services, name: str) -> ModelState:
    """One model as the promotions table has it."""
    champion = registry.champion_row(services.store, name)
    decisions = reversed(registry.decisions(services.store, name))
    return ModelState(
        name=name,
        champion=None if champion is None else _model_of(champion),
        decisions=[Decision.model_validate(row, extra="ignore") for row in decisions],
    )


def _model_of(row: Row) -> ModelAnswer:
    return ModelAnswer(name=str(row["model"]), version=registry.version_name(row), sha256=str(row["sha256"]))


def alive() -> Alive:
    """The process answers."""
    return Alive()


def ready(services: Held) -> Ready | Response:
    """Ready to score, or 503 with the names of what is not ready."""
    missing = [name for name, check in CHECKS if not _passes(check, services)]
    if missing:
        return _not_ready(missing)
    return Ready()


def _not_ready(missing: list[str]) -> JSONResponse:
    return problem(NOT_READY, f"Not ready: {', '.join(missing)}.", not_ready=missing)


def _passes(check: Callable[[Services], object], services: Services) -> bool:
    try:
        check(services)
    except (CleanClaimError, SQLAlchemyError, OSError):
        return False
    return True


CHECKS: tuple[tuple[str, Callable[[Services], object]], ...] = (
    ("database", lambda services: services.store.watermark()),
    ("denial model", lambda services: services.denial()),
    ("appeal model", lambda services: services.appeal()),
)
"""What must work before a score can be given; the appeal model may be the prior table."""


def metrics(services: Held) -> Response:
    """Counts for Prometheus."""
    return Response(services.metrics.exposition(), media_type=CONTENT_TYPE)


def give_feedback(services: Held, body: GiveFeedback) -> FeedbackAnswer:
    """Stores a remark about a score or a work item, with who and when."""
    given_at = services.clock()
    row: Row = {
        "feedback": uuid.uuid4().hex,
        "claim_id": body.claim_id,
        "verdict": body.verdict,
        "reason": body.reason,
        "by": API_USER,
        "given_at": given_at,
    }
    services.store.add(tables.FEEDBACK, [row])
    return FeedbackAnswer(id=str(row["feedback"]), given_at=given_at)
