"""Whether the service is up and ready, and what it counted."""

from collections.abc import Callable

from fastapi import Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse

from data.errors import CleanClaimError
from serving.answers import Alive, Ready
from serving.metrics import CONTENT_TYPE
from serving.needs import Held
from serving.problems import Kind, problem
from serving.services import Services

NOT_READY = Kind(503, "not-ready", "Not ready")


def alive() -> Alive:
    """The process answers."""
    return Alive()


def ready(services: Held) -> Ready | Response:
    """Ready to score, or 503 with the names of what is not ready."""
    missing = [name for name, check in CHECKS if not _passes(check, services)]
    return _not_ready(missing) if missing else Ready()


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
