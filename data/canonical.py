"""Canonical claims from files: JSON (a claim, a list, or `{"claims": [...]}`) and CSV (a row per line).

A CSV repeats a claim's columns on each of its lines; a line's own columns begin with `line_`
(`line_charge`, `line_procedure_code`), lists are separated by `;`. Rows with equal `claim_id`, and equal
`version` where that column is given, are one claim. One claim that cannot be read is quarantined under a
code that names the field, never its value; `segment` is the claim's place in a JSON list, or its first
row in a CSV (the row after the header is 1).
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from data.claim_types import (
    MAX_LINES,
    ClaimIn,
    LineIn,
    OtherPayerIn,
    asked_columns,
    claim_of,
    field_name,
    record_of,
)
from data.errors import UnreadableInputError
from data.records import ClaimRecord, Item, Problem, Quarantined
from data.tables import CLAIMS, LINES, Kind
from data.tabular import read_table

__all__ = [
    "MAX_LINES",
    "ClaimIn",
    "LineIn",
    "OtherPayerIn",
    "claim_of",
    "read_claims_csv",
    "read_claims_json",
    "record_of",
]

CLAIM_COLUMNS = {field_name(column): column for column in asked_columns(CLAIMS)}
LINE_COLUMNS = {
    name if name.startswith("line_") else f"line_{name}": (name, column)
    for name, column in ((field_name(column), column) for column in asked_columns(LINES))
}
NEEDED = ("claim_id", "kind", "line_charge")
"""Columns without which a CSV holds no claims."""

_VERSION = "version"
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


def read_claims_csv(content: bytes, submitted_default: datetime) -> Iterator[Item]:
    """The claims of a CSV in the order of their first rows; see `read_claims_json`.

    Raises: MissingColumnError, UnreadableInputError.
    """
    table = read_table(content, "claims", NEEDED, known={*CLAIM_COLUMNS, *LINE_COLUMNS, _VERSION})
    if table.extra:
        yield Problem("extra_columns", 0)
    claims: dict[tuple[str, str], list[tuple[int, Mapping[str, str]]]] = {}
    for place, row in table.rows:
        claims.setdefault((row.get("claim_id", ""), row.get(_VERSION, "")), []).append((place, row))
    for rows in claims.values():
        yield _record_of_rows(rows, submitted_default)


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


def _record_of_rows(
    rows: list[tuple[int, Mapping[str, str]]], submitted_default: datetime
) -> ClaimRecord | Quarantined:
    place, first = rows[0]
    claim = _cells(first, {name: (name, column) for name, column in CLAIM_COLUMNS.items()})
    if any(row.get(name) != first.get(name) for _, row in rows for name in CLAIM_COLUMNS):
        return Quarantined(Problem("claim_columns_disagree", place))
    claim["lines"] = [_cells(row, LINE_COLUMNS) for _, row in rows]
    return _record(claim, place, submitted_default)


def _cells(row: Mapping[str, str], columns: Mapping[str, Any]) -> dict[str, Any]:
    """The row's filled cells of these columns, under the names of the type, lists taken apart."""
    return {
        name: re.split(r"[;\s]+", row[header].strip("; ")) if column.kind is Kind.CODES else row[header]
        for header, (name, column) in columns.items()
        if row.get(header)
    }


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
