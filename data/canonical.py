"""Canonical claims from JSON: a claim, a list, or `{"claims": [...]}`.

One claim that cannot be read is quarantined under a code that names the field, never its value; `segment`
is the claim's place in the list. See `data.claim_tables` for CSV and Parquet.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from data.claim_types import (
    MAX_LINES,
    ClaimIn,
    LineIn,
    OtherPayerIn,
    claim_of,
    record_of,
)
from data.errors import UnreadableInputError
from data.records import ClaimRecord, Item, Problem, Quarantined

__all__ = [
    "MAX_LINES",
    "ClaimIn",
    "LineIn",
    "OtherPayerIn",
    "claim_of",
    "read_claims_json",
    "record_of",
]

_MISSING = ("missing", "string_too_short")


class NotJsonError(UnreadableInputError):
    """The text is not JSON, or holds no claims."""

    def __init__(self) -> None:
        super().__init__(
            "This is not JSON with claims: expected a claim, a list of claims, or an object `claims`."
        )


def read_claims_json(content: bytes, submitted_default: datetime) -> Iterator[Item]:
    """The claims of a JSON text in order; those without `submitted_at` are submitted at the default.

    Raises: NotJsonError when it cannot be taken apart into claims.
    """
    for place, given in enumerate(_claims_in(content), start=1):
        yield _record(given, place, submitted_default)


def _claims_in(content: bytes) -> list[Any]:
    try:
        given = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotJsonError from error
    if isinstance(given, dict):
        given = given.get("claims", [given])
    if not isinstance(given, list):
        raise NotJsonError
    return given


def _record(given: Any, place: int, submitted_default: datetime) -> ClaimRecord | Quarantined:
    try:
        return record_of(ClaimIn.model_validate(given), submitted_default)
    except ValidationError as error:
        return Quarantined(Problem(_code(error), place))


def _code(error: ValidationError) -> str:
    """`unknown_field`, or what is wrong and the field it is wrong in: `missing_claim_id`."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    if first["type"] == "extra_forbidden":
        return "unknown_field"
    where = "_".join(part for part in first["loc"] if isinstance(part, str))
    wrong = "missing" if first["type"] in _MISSING else "unreadable"
    return f"{wrong}_{where}" if where else "not_a_claim"
