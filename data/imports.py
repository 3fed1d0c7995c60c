"""What practices keep outside X12, from CSV: coverages, authorizations and the log of appeals.

A row is known by the hash of its content, so that the same fact told twice is held once. One that cannot
be read is quarantined under a code that names the column; `segment` is its place below the header.
"""

import hashlib
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from data.clocks import parse_available
from data.records import Problem, Quarantined, Row, Value
from data.tables import APPEALS, AUTHORIZATIONS, COVERAGES, Column, Kind, Table
from data.tabular import read_table

_OUTCOMES = ("overturned", "partial", "upheld", "withdrawn", "pending")


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind of CSV: its table, the columns it must and may have, in the words of the contract."""

    name: str
    table: Table
    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()


KINDS: tuple[ImportKind, ...] = (
    ImportKind(
        "coverages",
        COVERAGES,
        ("member_id", "payer_id", "effective_on", "terminated_on", "plan_type", "available_at"),
        ("payer_order", "group_number", "verified_on"),
    ),
    ImportKind(
        "authorizations",
        AUTHORIZATIONS,
        (
            *("authorization_number", "member_id", "payer_id", "procedure_code", "valid_from_on"),
            *("valid_to_on", "units", "status", "available_at"),
        ),
        ("provider_npi", "facility_npi", "requested_on"),
    ),
    ImportKind(
        "appeals",
        APPEALS,
        ("claim_id", "level", "filed_on", "decided_on", "outcome", "recovered_amount", "minutes"),
    ),
)


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One row of one of the import tables, complete but for the file it came in."""

    table: Table
    row: Row


class _UnreadableCellError(Exception):
    """A cell that cannot be kept, under the code of its quarantine."""


def read_import(
    content: bytes, kind: ImportKind, received_at: datetime | None = None
) -> Iterator[ImportedRow | Quarantined | Problem]:
    """The rows of a CSV; one without its own `available_at` was available when received.

    Raises: MissingColumnError, NotUtf8Error.
    """
    table = read_table(content, kind.name, kind.needed, known={*kind.needed, *kind.optional})
    if table.extra:
        yield Problem("extra_columns", 0)
    for place, cells in table.rows:
        try:
            row = _row(kind, cells, received_at)
        except _UnreadableCellError as why:
            yield Quarantined(Problem(str(why), place))
        else:
            yield ImportedRow(kind.table, {**row, "position": place})


def _row(kind: ImportKind, cells: Mapping[str, str], received_at: datetime | None) -> Row:
    row: Row = {}
    for name in (*kind.needed, *kind.optional):
        column = kind.table[_column_name(name)]
        row[column.name] = _cell(column, name, cells.get(name, ""))
    if "available_at" in row:
        row["available_at"] = row["available_at"] or received_at
    if kind.table is APPEALS:
        _check_appeal(row)
    for column in kind.table:
        if column.required and column.name in row and row[column.name] is None:
            raise _UnreadableCellError(f"missing_{column.name}")
    (key,) = kind.table.key
    return {key: _hash(row), **row}


def _column_name(name: str) -> str:
    return "recovered_cents" if name == "recovered_amount" else name


def _check_appeal(row: Row) -> None:
    outcome = str(row["outcome"] or "").lower()
    if outcome and outcome not in _OUTCOMES:
        raise _UnreadableCellError("unknown_outcome")
    row["outcome"] = outcome or None
    # Without its day an outcome has no place in time, and would be known before it was decided.
    if outcome not in ("", "pending") and row["decided_on"] is None:
        raise _UnreadableCellError("missing_decided_on")


def _cell(column: Column, name: str, text: str) -> Value:
    if not text:
        return None
    try:
        return _READ[column.kind](text)
    except (ValueError, InvalidOperation) as error:
        raise _UnreadableCellError(f"unreadable_{name}") from error


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number


def _cents(text: str) -> int:
    cents = Decimal(text.replace("$", "").replace(",", "")) * 100
    if not cents.is_finite() or cents != cents.to_integral_value():
        raise ValueError
    return int(cents)


_READ: Mapping[Kind, Callable[[str], Value]] = {
    Kind.TEXT: str,
    Kind.COUNT: int,
    Kind.NUMBER: _number,
    Kind.CENTS: _cents,
    Kind.DATE: date.fromisoformat,
    Kind.TIME: parse_available,
}


def _hash(row: Row) -> str:
    content = json.dumps(row, default=str, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
