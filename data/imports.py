"""What practices keep outside X12, from tables: coverages, authorizations, appeals, payers' names and fees.

A row is known by the hash of its content, so that the same fact told twice is held once. One that cannot
be read is quarantined under a code that names the column; `segment` is its place below the header.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from data.cells import READERS, read_cells
from data.content import hash_of
from data.records import Problem, Quarantined, Row
from data.tables import APPEALS, AUTHORIZATIONS, COVERAGES, FEE_SCHEDULE, PAYERS, Table
from data.tabular import ROWS_AT_ONCE
from data.text_table import TableKind, TextTable

_CENTS = {"recovered_amount": "recovered_cents", "allowed_amount": "allowed_cents"}
"""Columns of dollars in files, which are cents here."""
_IN_FILES = {ours: name for name, ours in _CENTS.items()}
_OUTCOMES = ("overturned", "partial", "upheld", "withdrawn", "pending")


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One row of one of the import tables, complete but for the file it came in."""

    table: Table
    row: Row


def _kind(
    table: Table, needed: tuple[str, ...], optional: tuple[str, ...] = (), *, marks: str = ""
) -> TableKind:
    columns = {name: table[_column_name(name)] for name in (*needed, *optional)}
    return TableKind(table.name, columns, needed, frozenset(marks.split()))


def _column_name(name: str) -> str:
    return _CENTS.get(name, name)


KINDS: tuple[TableKind, ...] = (
    _kind(
        COVERAGES,
        ("member_id", "payer_id", "effective_on", "terminated_on", "plan_type", "available_at"),
        (
            *("payer_order", "group_number", "verified_on"),
            *("payer_name", "plan_name", "status", "other_payer", "primary_care_npi"),
        ),
    ),
    _kind(
        AUTHORIZATIONS,
        (
            *("authorization_number", "member_id", "payer_id", "procedure_code", "valid_from_on"),
            *("valid_to_on", "units", "status", "available_at"),
        ),
        ("provider_npi", "facility_npi", "requested_on"),
    ),
    _kind(
        APPEALS,
        ("claim_id", "level", "filed_on", "decided_on", "outcome", "recovered_amount", "minutes"),
    ),
    _kind(PAYERS, ("alias", "payer_id"), marks="alias"),
    _kind(
        FEE_SCHEDULE,
        (
            *("payer_id", "procedure_code", "modifier", "allowed_amount"),
            *("effective_on", "terminated_on", "available_at"),
        ),
    ),
)
_TABLES = {table.name: table for table in (COVERAGES, AUTHORIZATIONS, APPEALS, PAYERS, FEE_SCHEDULE)}


def read_import(
    table: TextTable, received_at: datetime | None = None
) -> Iterator[ImportedRow | Quarantined | Problem]:
    """The rows of a table; one without its own `available_at` was available when received."""
    if table.extra:
        yield Problem("extra_columns", 0)
    kind = table.kind
    readers = {name: READERS[column.kind] for name, column in kind.columns.items()}
    names = {name: _column_name(name) for name in kind.columns if name in table.columns}
    unsaid: Row = {_column_name(name): None for name in kind.columns}
    for start, texts in table.slices(ROWS_AT_ONCE):
        cells = read_cells(texts, readers)
        for place, row in enumerate(cells.rows(names)):
            code = cells.bad.get(place) or _completed(_TABLES[kind.name], row, received_at)
            yield (
                Quarantined(Problem(code, start + place + 1))
                if code
                else _imported(_TABLES[kind.name], unsaid | row, start + place + 1)
            )


def _completed(table: Table, row: Row, received_at: datetime | None) -> str | None:
    """Fills in what the receipt says; returns the quarantine code of a row that cannot be kept."""
    if "available_at" in table.names:
        row["available_at"] = row.get("available_at") or received_at
    check = _CHECKS.get(table.name)
    code = None if check is None else check(row)
    missing = (c.name for c in table if c.required and c.name in row and row[c.name] is None)
    return code or next((f"missing_{_IN_FILES.get(name, name)}" for name in missing), None)


def _why_no_appeal(row: Row) -> str | None:
    outcome = str(row["outcome"] or "").lower()
    row["outcome"] = outcome or None
    if outcome and outcome not in _OUTCOMES:
        return "unknown_outcome"
    # Without its day an outcome has no place in time, and would be known before it was decided.
    if outcome not in ("", "pending") and row["decided_on"] is None:
        return "missing_decided_on"
    return None


def _why_no_fee(row: Row) -> str | None:
    cents, last, first = row["allowed_cents"], row["terminated_on"], row["effective_on"]
    if isinstance(cents, int) and cents < 0:
        return "negative_allowed_amount"
    if isinstance(first, date) and isinstance(last, date) and last < first:
        return "terminated_before_effective"
    return None


_CHECKS: Mapping[str, Callable[[Row], str | None]] = {
    APPEALS.name: _why_no_appeal,
    FEE_SCHEDULE.name: _why_no_fee,
}
"""What each kind of row must hold beside its required cells; each gives a quarantine code."""


def _imported(table: Table, row: Row, place: int) -> ImportedRow:
    (key,) = table.key
    return ImportedRow(table, {key: hash_of([row]), **row, "position": place})
