"""Canonical claims: the types a caller may send, made from the canonical tables.

Names are the tables' columns; money is dollars (`total_charge`, not `total_charge_cents`), codes in order
are lists. What identifies a claim is not asked for: its key is the hash of its content, so that the same
claim sent twice is the same version. Blank text is missing. Nothing unknown is accepted, and no message
here repeats a value.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    create_model,
)

from data.clocks import naive_utc
from data.content import hash_of
from data.records import ClaimRecord, Row, Value
from data.tables import CLAIMS, LINES, OTHER_PAYERS, Column, Kind, Table

MAX_LINES = 999
"""Service lines of one claim, as in an 837I; an 837P allows 50."""

MAX_OTHER_PAYERS = 10
"""Other payers of one claim, as in an 837."""

_MAX_TEXT = 256
_MAX_CODES = 100
_LARGEST = Decimal(10) ** 12
_PLAIN = r"^[^\x00-\x1f\x7f]*$"


class Canonical(BaseModel):
    """What all canonical types share: nothing unknown, nothing changed after the fact."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def _blank_is_missing(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _not_a_number(value: object) -> object:
    # Pydantic would take 20260301, and "20260301", for seconds since 1970.
    if isinstance(value, bool | int | float) or (isinstance(value, str) and "-" not in value[1:]):
        raise ValueError("expected an ISO date, as 2026-03-01")
    return value


def _not_a_truth(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("expected a number")
    return value


def _written_plainly(code: str) -> str:
    return code.replace(".", "").upper()


Text: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=_MAX_TEXT, pattern=_PLAIN)
]
Code: TypeAlias = Annotated[str, Field(min_length=1, max_length=30, pattern=r"^[!-~]+$")]
Dollars: TypeAlias = Annotated[
    Decimal, BeforeValidator(_not_a_truth), Field(decimal_places=2, gt=-_LARGEST, lt=_LARGEST)
]

_TYPES: dict[Kind, Any] = {
    Kind.TEXT: Text,
    Kind.CODES: Annotated[list[Code], Field(max_length=_MAX_CODES)],
    Kind.CENTS: Dollars,
    Kind.COUNT: Annotated[int, BeforeValidator(_not_a_truth), Field(ge=0, le=10**9)],
    Kind.NUMBER: Annotated[float, BeforeValidator(_not_a_truth), Field(ge=0, le=1e12, allow_inf_nan=False)],
    Kind.TIME: Annotated[datetime, BeforeValidator(_not_a_number), AfterValidator(naive_utc)],
    Kind.DATE: Annotated[date, BeforeValidator(_not_a_number)],
}
_TYPE_OF_COLUMN: dict[str, Any] = {
    "kind": Literal["professional", "institutional"],
    # People write E11.9; claims and tables do without the dot.
    "diagnoses": Annotated[
        list[Annotated[Code, AfterValidator(_written_plainly)]], Field(max_length=_MAX_CODES)
    ],
    "admitting_diagnosis": Annotated[Text, AfterValidator(_written_plainly)],
}
_IDENTITY = {"version_key", "file_sha256", "position", "available_at", "line", "ordinal"} | {
    *("content_key", "services_key", "interchange_control", "group_control", "set_control")
}
"""Said by where a claim came from and the order of its parts, never by the caller."""

_UNSAID: Row = dict.fromkeys(CLAIMS.names)


def field_name(column: Column) -> str:
    """What callers call a column: money loses its unit."""
    return column.name.removesuffix("_cents")


def asked_columns(table: Table) -> tuple[Column, ...]:
    """The columns a caller may give, in table order."""
    return tuple(column for column in table if column.name not in _IDENTITY)


def type_of(column: Column) -> Any:
    """The type of a value that a caller may give for a column."""
    return _TYPE_OF_COLUMN.get(column.name, _TYPES[column.kind])


def _field(column: Column) -> tuple[Any, Any]:
    kind = type_of(column)
    meaning = column.meaning if column.kind is not Kind.CENTS else f"{column.meaning}; dollars"
    if column.required and column.name != "submitted_at":
        return kind, Field(description=meaning)
    optional: Any = Annotated[kind | None, BeforeValidator(_blank_is_missing)]
    return optional, Field(None, description=meaning)


def _model(name: str, table: Table, doc: str, **children: Any) -> Any:
    fields: dict[str, Any] = {field_name(column): _field(column) for column in asked_columns(table)}
    return create_model(name, __base__=Canonical, __doc__=doc, __module__=__name__, **fields, **children)


LineIn: Any = _model("LineIn", LINES, "One service line, in the claim's order.")
OtherPayerIn: Any = _model("OtherPayerIn", OTHER_PAYERS, "One other payer, in the claim's order.")
ClaimIn: Any = _model(
    "ClaimIn",
    CLAIMS,
    "One claim as it is about to be submitted. Missing values are left out or null, never zero.",
    lines=(
        Annotated[list[LineIn], Field(min_length=1, max_length=MAX_LINES)],
        Field(description="service lines in order"),
    ),
    other_payers=(
        Annotated[list[OtherPayerIn], Field(max_length=MAX_OTHER_PAYERS)],
        Field(default_factory=list, description="other payers in order, with what they paid"),
    ),
)
"""The type of a claim in a request body or a canonical JSON file."""


def record_of(claim: Any, submitted_default: datetime) -> ClaimRecord:
    """A `ClaimIn` as a record; one without `submitted_at` is submitted at the default.

    Its `available_at` is when it is submitted. Lines and other payers are numbered from 1.
    """
    lines = _numbered(LINES, "line", claim.lines)
    others = _numbered(OTHER_PAYERS, "ordinal", claim.other_payers)
    return record_of_rows(_row(CLAIMS, claim), lines, others, submitted_default)


def record_of_rows(row: Row, lines: list[Row], others: list[Row], submitted_default: datetime) -> ClaimRecord:
    """A claim's rows, in the order of their tables' columns and complete, as `record_of` gives them."""
    content = hash_of([row], lines, others)
    submitted = row["submitted_at"] or submitted_default
    identity: Row = {"version_key": f"{content[:24]}:1", "file_sha256": content, "position": 1}
    clocks: Row = {"submitted_at": submitted, "available_at": submitted}
    return ClaimRecord(_UNSAID | row | identity | clocks, lines, others)


def claim_of(record: ClaimRecord) -> Any:
    """A record as a `ClaimIn`: the other direction of `record_of`.

    Raises: pydantic.ValidationError when the record holds what a caller could not send.
    """
    given = _given(CLAIMS, record.claim)
    given["lines"] = [_given(LINES, line) for line in record.lines]
    given["other_payers"] = [_given(OTHER_PAYERS, other) for other in record.other_payers]
    return ClaimIn.model_validate(given)


def _numbered(table: Table, ordinal: str, parts: Iterable[Any]) -> list[Row]:
    return [{ordinal: at, **_row(table, part)} for at, part in enumerate(parts, start=1)]


def _row(table: Table, given: Any) -> Row:
    return {
        column.name: _stored(column, getattr(given, field_name(column))) for column in asked_columns(table)
    }


def _stored(column: Column, value: Any) -> Value:
    if value is None:
        return None
    if column.kind is Kind.CENTS:
        return int(value * 100)
    if column.kind is Kind.CODES:
        return " ".join(value) or None
    return value


def _given(table: Table, row: Row) -> dict[str, Any]:
    return {field_name(column): _sent(column, row.get(column.name)) for column in asked_columns(table)}


def _sent(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.kind is Kind.CENTS:
        return Decimal(value) / 100
    return value.split() if column.kind is Kind.CODES else value
