"""Errors as RFC 9457 problem details: one table from error to status, and never a value in any answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from data.errors import (
    CleanClaimError,
    CorruptModelError,
    MissingColumnError,
    MissingReceivedAtError,
    NoDataError,
    NoModelError,
    NotFoundError,
    NotReadyError,
    NotX12Error,
    UnknownFileTypeError,
    UnreadableInputError,
)
from models.spec import OutdatedModelError

PROBLEM_JSON = "application/problem+json"


class UnauthorizedError(CleanClaimError):
    """The request does not carry the token."""

    def __init__(self) -> None:
        super().__init__("Send the token of the file `token` in the home as `Authorization: Bearer <token>`.")


class CursorError(CleanClaimError):
    """A cursor that this server did not give out."""

    def __init__(self) -> None:
        super().__init__("This cursor was not given out by this server: start again without one.")


class NothingScoredError(UnreadableInputError):
    """A readable body without a claim that can be scored."""

    def __init__(self, quarantined: int, set_aside: int) -> None:
        super().__init__(
            "The body holds no claim that can be scored: "
            f"{quarantined} could not be read, {set_aside} are of a kind that is not scored."
        )


class TooManyClaimsError(CleanClaimError):
    """More claims in one body than one answer holds."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"The body holds more than {limit} claims: split it.")


class BadMomentError(CleanClaimError):
    """A query parameter that should be a date or a moment."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The parameter `{name}` should be a date (2026-03-01) or an ISO 8601 moment.")


@dataclass(frozen=True, slots=True)
class Kind:
    """How one error class is answered; `slug` is stable and safe to build on."""

    status: int
    slug: str
    title: str


STATUSES: tuple[tuple[type[CleanClaimError], Kind], ...] = (
    (UnauthorizedError, Kind(401, "unauthorized", "Not signed in")),
    (CursorError, Kind(400, "bad-cursor", "Unknown cursor")),
    (BadMomentError, Kind(422, "invalid-request", "The request does not have the expected form")),
    (NotFoundError, Kind(404, "not-found", "Not found")),
    (TooManyClaimsError, Kind(413, "too-many-claims", "Too many claims")),
    (NotX12Error, Kind(422, "not-x12", "Not an X12 file")),
    (UnknownFileTypeError, Kind(422, "unknown-file-type", "Unknown type of file")),
    (MissingColumnError, Kind(422, "missing-column", "A column is missing")),
    (MissingReceivedAtError, Kind(422, "missing-received-at", "The file does not say when it was available")),
    (UnreadableInputError, Kind(422, "unreadable-input", "Nothing of the input could be read")),
    (NoModelError, Kind(503, "no-model", "No model yet")),
    (NoDataError, Kind(503, "no-data", "Not enough data yet")),
    (NotReadyError, Kind(503, "not-ready", "Not ready")),
    (OutdatedModelError, Kind(503, "outdated-model", "The model has to be trained again")),
    (CorruptModelError, Kind(503, "corrupt-model", "The model's files are damaged")),
)
"""The first class that fits decides; an error that fits none is our fault and answered with 500."""

INVALID = Kind(422, "invalid-request", "The request does not have the expected form")
UNEXPECTED = Kind(500, "internal-error", "Something went wrong on our side")

# Messages of these kinds may repeat what was sent; the others are fixed texts of pydantic.
_TELLING = frozenset(
    {"value_error", "assertion_error", "union_tag_invalid", "extra_forbidden", "json_invalid"}
)
_OWN_WORDS = {
    "extra_forbidden": "This field is not known here",
    "json_invalid": "This is not valid JSON",
    "value_error": "This value is not valid here",
}


class InvalidPart(BaseModel):
    """One thing that was wrong with a request: where and of what kind, never the value."""

    where: list[str | int] = Field(description="Path into the request; an unknown field is shown as `?`.")
    code: str = Field(description="Stable name of the kind of error.")
    message: str


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str = Field(description="Stable URN of the kind of problem.")
    title: str
    status: int
    detail: str
    errors: list[InvalidPart] | None = Field(
        default=None, description="For status 422: what was wrong and where."
    )
    not_ready: list[str] | None = Field(default=None, description="For `/readyz`: what is not ready.")


def kind_of(error: CleanClaimError) -> Kind:
    """How an error is answered, by the table."""
    return next((kind for cls, kind in STATUSES if isinstance(error, cls)), UNEXPECTED)


def response_to(error: CleanClaimError) -> JSONResponse:
    """The answer to one of our own errors, whose messages hold no claim values."""
    kind = kind_of(error)
    detail = "The error was logged." if kind is UNEXPECTED else str(error)
    headers = (
        {"WWW-Authenticate": 'Bearer realm="cleanclaim"'} if kind.status == HTTPStatus.UNAUTHORIZED else {}
    )
    return problem(kind, detail, headers=headers)


def problem(kind: Kind, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> JSONResponse:
    """A problem as a response; `more` are extension members."""
    body = Problem(
        type=f"urn:cleanclaim:problem:{kind.slug}",
        title=kind.title,
        status=kind.status,
        detail=detail,
        **more,
    )
    return JSONResponse(
        body.model_dump(exclude_none=True), kind.status, headers=headers, media_type=PROBLEM_JSON
    )


def install(app: FastAPI) -> None:
    """Puts our handlers in place of FastAPI's, whose 422 repeats the value that was wrong."""
    app.add_exception_handler(CleanClaimError, _own)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def _own(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, CleanClaimError)  # noqa: S101 - registered for this class alone
    return response_to(error)


def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
    phrase = HTTPStatus(error.status_code).phrase
    kind = Kind(error.status_code, phrase.lower().replace(" ", "-"), phrase)
    return problem(kind, f"{phrase}.", headers=dict(error.headers or {}))


def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class alone
    parts = invalid_parts(error.errors())
    return problem(INVALID, f"{len(parts)} thing(s) in the request are not as expected.", errors=parts)


def invalid_parts(errors: Sequence[ErrorDetails | dict[str, Any]]) -> list[InvalidPart]:
    """Pydantic's errors without anything that the caller wrote, the first 50 of them."""
    return [
        InvalidPart(where=_where(error), code=error["type"], message=_message(error)) for error in errors[:50]
    ]


def _where(error: ErrorDetails | dict[str, Any]) -> list[str | int]:
    place = list(error["loc"])
    if error["type"] == "extra_forbidden" and place:
        place[-1] = "?"  # the name of an unknown field is the caller's own text
    return place


def _message(error: ErrorDetails | dict[str, Any]) -> str:
    kind = error["type"]
    if kind in _TELLING:
        return _OWN_WORDS.get(kind, _OWN_WORDS["value_error"])
    return str(error["msg"])
