"""Claims from a table with a row per line.

A claim's columns are repeated on each of its lines; a line's own begin with `line_` (`line_charge`,
`line_procedure_code`), lists are separated by `;`. Rows with equal `claim_id`, and equal `version` where that
column is given, are one claim. One that cannot be read is quarantined under a code that names the column;
`segment` is the row at fault (the row after the header is 1).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from data.cells import READERS, CellReader, Cells, codes, read_cells
from data.claim_types import MAX_LINES, asked_columns, field_name, record_of_rows, type_of
from data.clocks import naive_utc
from data.records import ClaimRecord, Problem, Quarantined, Row
from data.row_groups import Block, blocks
from data.tables import CLAIMS, LINES, Column, Kind
from data.text_table import TableKind, TextTable

_CLAIM = {field_name(column): column for column in asked_columns(CLAIMS)}
_LINE = {
    name if name.startswith("line_") else f"line_{name}": column
    for name, column in ((field_name(column), column) for column in asked_columns(LINES))
}
_VERSION = Column("version", Kind.TEXT, "tells versions of one claim apart")
_LINE_ROW: Row = {"line": None, **dict.fromkeys(column.name for column in _LINE.values())}
_REQUIRED = tuple(c.name for c in _CLAIM.values() if c.required and c.name != "submitted_at")
_CLAIM_ROW: Row = dict.fromkeys(column.name for column in _CLAIM.values())

CLAIMS_KIND = TableKind(
    "claims",
    {**_CLAIM, **_LINE, _VERSION.name: _VERSION},
    needed=("claim_id", "kind", "line_charge"),
    marks=frozenset(_LINE),
)


def _reader(column: Column) -> CellReader:
    """Reads a cell to what the same claim in JSON would say."""
    if column.kind is Kind.TIME:
        return lambda text: naive_utc(datetime.fromisoformat(text))
    if column.kind in (Kind.CENTS, Kind.DATE):
        return READERS[column.kind]
    adapter: TypeAdapter[Any] = TypeAdapter(type_of(column))
    if column.kind is Kind.CODES:
        return lambda text: " ".join(adapter.validate_python(codes(text))) or None
    return adapter.validate_python


_CLAIM_READERS = {name: _reader(column) for name, column in _CLAIM.items()}
_LINE_READERS = {name: _reader(column) for name, column in _LINE.items()}


def read_claims(
    table: TextTable, submitted_default: datetime
) -> Iterator[ClaimRecord | Quarantined | Problem]:
    """The claims of a table in the order of their first rows, whose place is their `position`.

    Those without `submitted_at` are submitted at the default.
    """
    if table.extra:
        yield Problem("extra_columns", 0)
    for block in blocks(table.columns, table.rows, ("claim_id", _VERSION.name)):
        yield from _claims(block, submitted_default)


def _claims(block: Block, submitted_default: datetime) -> Iterator[ClaimRecord | Quarantined]:
    heads = read_cells(block.firsts([*_CLAIM]), _CLAIM_READERS)
    cells = read_cells(block.columns, _LINE_READERS)
    claims = heads.rows({name: _CLAIM[name].name for name in heads.columns})
    lines = [_LINE_ROW | row for row in cells.rows({name: _LINE[name].name for name in cells.columns})]
    differ = block.differing([*_CLAIM])
    bounds = block.starts.tolist()
    for group, claim in enumerate(claims):
        first, end = bounds[group], bounds[group + 1]
        head = heads.bad.get(group) or _missing(claim)
        wrong = _wrong(head, bool(differ[group]), cells, first, end)
        place = int(block.rows[first if wrong is None else wrong[1]]) + 1
        if wrong is not None:
            yield Quarantined(Problem(wrong[0], place))
            continue
        numbered = [{**line, "line": at} for at, line in enumerate(lines[first:end], start=1)]
        record = record_of_rows(_CLAIM_ROW | claim, numbered, [], submitted_default)
        record.claim["position"] = place
        yield record


def _missing(claim: Row) -> str | None:
    return next((f"missing_{name}" for name in _REQUIRED if claim.get(name) is None), None)


def _wrong(head: str | None, differ: bool, cells: Cells, first: int, end: int) -> tuple[str, int] | None:
    """Why a claim cannot be kept, and the row of the block that is at fault."""
    if differ:
        return "claim_columns_disagree", first
    if head is not None:
        return head, first
    if end - first > MAX_LINES:
        return "too_many_lines", first + MAX_LINES
    return next(((cells.bad[row], row) for row in range(first, end) if row in cells.bad), None)
