"""The application: every route in one list, and what stands in front of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from serving import (
    api_appeals,
    api_claims,
    api_feedback,
    api_files,
    api_health,
    api_models,
    api_unmatched,
    examples,
    pages,
    problems,
)
from serving.answers import Ready
from serving.auth import OPEN_PATHS, Guard
from serving.headers import SecureHeaders
from serving.limits import BodyLimit
from serving.needs import raw_body_docs
from serving.observe import Observed
from serving.services import Services

VERSION = "1"
STATIC = Path(__file__).parent / "static"
DESCRIPTION = """Scores medical claims before submission, and ranks denials worth appealing.

Send the token of the file `token` in the home as `Authorization: Bearer <token>`. Errors are problem details
(RFC 9457) and never repeat a value. Money is in US dollars, a JSON number with at most two decimals.
"""


@dataclass(frozen=True, slots=True)
class Route:
    """One path of the application."""

    method: str
    path: str
    handler: Callable[..., Any]
    more: dict[str, Any] = field(default_factory=dict)


def _json_body(**named: Any) -> dict[str, Any]:
    shown = {name: {"value": value} for name, value in named.items()}
    return {"openapi_extra": {"requestBody": {"content": {"application/json": {"examples": shown}}}}}


_X12 = raw_body_docs(("application/edi-x12",), examples.AN_837, "An 837P or 837I.")
_FILE = raw_body_docs(
    ("application/octet-stream",),
    examples.AN_837,
    "An 837, 835 or 277CA, or a CSV as the command `ingest` takes.",
)
_PAGE: dict[str, Any] = {"include_in_schema": False, "response_class": HTMLResponse}

ROUTES: tuple[Route, ...] = (
    Route("POST", "/v1/claims/score", api_claims.score_claims, _json_body(claim=examples.SCORE_CLAIMS)),
    Route("POST", "/v1/claims/score/x12", api_claims.score_x12, {"openapi_extra": _X12}),
    Route("POST", "/v1/appeals/score", api_appeals.score_appeals, _json_body(claim=examples.SCORE_APPEALS)),
    Route("GET", "/v1/appeals/queue", api_appeals.appeal_queue_page),
    Route("POST", "/v1/files", api_files.add_file, {"openapi_extra": _FILE}),
    Route("GET", "/v1/files/{id}", api_files.get_file),
    Route("GET", "/v1/unmatched", api_unmatched.list_unmatched),
    Route(
        "POST",
        "/v1/feedback",
        api_feedback.give_feedback,
        _json_body(wrong=examples.FEEDBACK) | {"status_code": 201},
    ),
    Route("GET", "/v1/models", api_models.list_models),
    Route("GET", "/livez", api_health.alive),
    Route("GET", "/readyz", api_health.ready, {"response_model": Ready}),
    Route("GET", "/metrics", api_health.metrics),
    Route("GET", "/", pages.home, _PAGE),
    Route("GET", "/sign-in", pages.sign_in_form, _PAGE),
    Route("POST", "/sign-in", pages.sign_in, _PAGE),
    Route("POST", "/sign-out", pages.sign_out, _PAGE),
)
"""Every path that is answered, beside `/openapi.json` and `/static/`."""

_PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "Problem details (RFC 9457)",
        "content": {problems.PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}


def create_app(services: Services) -> FastAPI:
    """The application over these services; nothing is shared between two applications."""
    app = FastAPI(
        title="CleanClaim",
        version=VERSION,
        description=DESCRIPTION,
        docs_url=None,  # the page that FastAPI offers loads scripts from another site
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # its logs would hold values
    )
    app.state.services = services
    for route in ROUTES:
        _add(app, route)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    problems.install(app)
    # The last one added stands outermost.
    app.add_middleware(BodyLimit, max_bytes=services.settings.max_body_bytes)
    app.add_middleware(Guard, token=services.token)
    app.add_middleware(Observed, metrics=services.metrics)
    app.add_middleware(SecureHeaders)
    app.openapi = lambda: _document(app)  # type: ignore[method-assign]
    return app


def _add(app: FastAPI, route: Route) -> None:
    app.add_api_route(
        route.path,
        route.handler,
        methods=[route.method],
        responses=_PROBLEM_RESPONSES,
        **{"operation_id": route.handler.__name__, **route.more},
    )


def _document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document with our problem details in place of FastAPI's 422, and the token."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        _with_problems(made)
        app.openapi_schema = made
    return app.openapi_schema


def _with_problems(document: dict[str, Any]) -> None:
    parts = document["components"]
    for name in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(name, None)
    schema = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts["schemas"] |= schema.pop("$defs") | {"Problem": schema}
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            operation["security"] = [] if path in OPEN_PATHS else [{"token": []}]
