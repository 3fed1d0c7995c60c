"""Remits from a table with a row per adjustment, per line, or per remit.

A remit's columns are repeated on each of its rows, its lines' begin with `line_`. Rows that agree in claim
number, payer's claim number, status, trace number and day of payment (and `remit_number` where that column
is given) are one remit. Rows of a remit that agree in all columns of the line are one line, unless
`line_number` tells them apart or the table has no adjustments; a row without any speaks of the claim level.
An adjustment is `group_code, carc, amount, quantity`, up to six on a row with `carc_2, amount_2` and on; a
`carc` may carry its group, as CO-45. Without `charge` or `paid` they are the sums of the lines'.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, cast

from data.cells import READERS, CellReader, Cells, read_cells
from data.claim_types import asked_columns, field_name
from data.content import hash_of
from data.errors import MissingReceivedAtError
from data.records import Problem, Quarantined, RemitRecord, Row
from data.row_groups import Block, blocks
from data.tables import ADJUSTMENTS, REMARKS, REMIT_LINES, REMITS, Column, Kind
from data.text_table import TableKind, TextTable

_KEYS = ("remit_key", "remit_line")
_REMIT = {field_name(c): c for c in (*asked_columns(REMITS), REMITS["available_at"]) if c.name not in _KEYS}
_LINE = {
    name if name.startswith("line_") else f"line_{name}": column
    for name, column in ((field_name(c), c) for c in asked_columns(REMIT_LINES))
    if name not in _KEYS
}
_SETS = ("", "_2", "_3", "_4", "_5", "_6")
_ADJUSTMENT = {
    f"{field_name(c)}{suffix}": c
    for suffix in _SETS
    for c in asked_columns(ADJUSTMENTS)
    if c.name not in _KEYS
}
_OTHERS = {
    "rarc": Column("rarc", Kind.CODES, REMARKS["rarc"].meaning),
    "line_number": Column("line_number", Kind.TEXT, "tells lines of one remit apart"),
    "remit_number": Column("remit_number", Kind.TEXT, "tells remits of one payment apart"),
}
_TOGETHER = ("claim_id", "payer_claim_number", "status_code", "trace_number", "paid_on", "remit_number")

REMITS_KIND = TableKind(
    "remits",
    {**_REMIT, **_LINE, **_ADJUSTMENT, **_OTHERS},
    needed=("claim_id|payer_claim_number", "charge|line_charge", "paid|line_paid"),
    marks=frozenset(("paid", "line_paid", "carc")),
)

_AMOUNTS = ("charge", "paid")
_BY_GROUP = re.compile(r"(CO|PR|OA|PI|CR)[-: ]?([A-Z]?\d{1,3})", re.IGNORECASE)


def read_remits(
    table: TextTable, received_at: datetime | None
) -> Iterator[RemitRecord | Quarantined | Problem]:
    """The remits of a table in the order of their first rows, whose place is their `position`.

    One without its own `available_at` was available when received.
    Raises: MissingReceivedAtError when neither is given for the table.
    """
    if "available_at" not in table.columns and received_at is None:
        raise MissingReceivedAtError("remits table without available_at")
    if table.extra:
        yield Problem("extra_columns", 0)
    for block in blocks(table.columns, table.rows, _TOGETHER):
        yield from _Remits(block, received_at)


class _Remits:
    """The remits of a block of rows."""

    def __init__(self, block: Block, received_at: datetime | None) -> None:
        self._received_at = received_at
        self._rows = block.rows
        self._bounds = block.starts.tolist()
        self._heads = read_cells(block.firsts([*_REMIT]), _readers(_REMIT))
        self._cells = read_cells(block.columns, _readers({**_LINE, **_ADJUSTMENT, **_OTHERS}))
        self._differ = block.differing([*_REMIT])
        self._lines = _Lines(self._cells)

    def __iter__(self) -> Iterator[RemitRecord | Quarantined]:
        names = {name: _REMIT[name].name for name in self._heads.columns}
        for group, remit in enumerate(self._heads.rows(names)):
            first, end = self._bounds[group], self._bounds[group + 1]
            remit["available_at"] = remit.get("available_at") or self._received_at
            wrong = self._wrong(group, remit)
            place = int(self._rows[first if wrong is None else wrong[1]]) + 1
            yield Quarantined(Problem(wrong[0], place)) if wrong else self._remit(remit, first, end, place)

    def _wrong(self, group: int, remit: Row) -> tuple[str, int] | None:
        first, end = self._bounds[group], self._bounds[group + 1]
        if self._differ[group]:
            return "remit_columns_disagree", first
        if group in self._heads.bad:
            return self._heads.bad[group], first
        if remit.get("claim_id") is None and remit.get("payer_claim_number") is None:
            return "missing_claim_id", first
        if remit["available_at"] is None:
            return "missing_available_at", first
        bad = self._cells.bad
        return next(((bad[row], row) for row in range(first, end) if row in bad), None) if bad else None

    def _remit(self, remit: Row, first: int, end: int, place: int) -> RemitRecord:
        record = RemitRecord(remit)
        self._lines.fill(record, first, end)
        for name in _AMOUNTS:
            if name not in self._heads.columns:
                remit[f"{name}_cents"] = _sum_of(record.lines, f"{name}_cents")
        said = {name: value for name, value in remit.items() if name != "available_at"}
        content = hash_of([said], record.lines, record.adjustments, record.remarks)
        record.remit = {"remit_key": f"{content[:24]}:1", **remit, "position": place}
        return record


class _Lines:
    """The lines, adjustments and remarks of rows."""

    def __init__(self, cells: Cells) -> None:
        self._lines = [*cells.rows({name: _LINE[name].name for name in _LINE if name in cells.columns})]
        self._numbers = cells.columns.get("line_number")
        self._remarks = cells.columns.get("rarc")
        self._adjustments = [[*cells.rows(names)] for names in _sets(cells)]

    def fill(self, record: RemitRecord, first: int, end: int) -> None:
        """Adds what these rows say to a remit."""
        lines: dict[object, int] = {}
        told: dict[int, int] = defaultdict(int)
        for row in range(first, end):
            at = self._line(record, lines, row)
            for adjustment in self._adjustments_of(row):
                told[at] += 1
                record.adjustments.append({"remit_line": at, "ordinal": told[at], **adjustment})
            self._remark(record, at, row)

    def _line(self, record: RemitRecord, lines: dict[object, int], row: int) -> int:
        """The line a row speaks of, made when it is the first to do so; 0 is the claim level."""
        number = self._numbers[row] if self._numbers else None
        line = self._lines[row] if self._lines else {}
        if number is None and not any(value is not None for value in line.values()):
            return 0
        same = (number, *line.values()) if self._adjustments else row
        if same not in lines:
            lines[same] = len(lines) + 1
            record.lines.append({"remit_line": lines[same], **line})
        return lines[same]

    def _adjustments_of(self, row: int) -> Iterator[Row]:
        for rows in self._adjustments:
            adjustment = rows[row]
            if adjustment.get("carc") is not None or adjustment.get("amount_cents") is not None:
                yield _with_group(adjustment)

    def _remark(self, record: RemitRecord, at: int, row: int) -> None:
        codes = cast("str | None", self._remarks[row]) if self._remarks else None
        held = [remark["rarc"] for remark in record.remarks if remark["remit_line"] == at]
        for code in dict.fromkeys((codes or "").split()):
            if code not in held:
                held.append(code)
                record.remarks.append({"remit_line": at, "ordinal": len(held), "rarc": code})


def _readers(columns: Mapping[str, Column]) -> dict[str, CellReader]:
    return {name: READERS[column.kind] for name, column in columns.items()}


def _sets(cells: Cells) -> Iterator[dict[str, str]]:
    """The columns of each adjustment that a row may hold, with our names for them."""
    for suffix in _SETS:
        names = {
            name: column.name
            for name, column in _ADJUSTMENT.items()
            if name in cells.columns and name == f"{field_name(column)}{suffix}"
        }
        if names:
            yield names


def _with_group(adjustment: Row) -> Row:
    """An adjustment whose group may have stood before its reason."""
    found = _BY_GROUP.fullmatch(str(adjustment.get("carc") or ""))
    if found is None:
        return adjustment
    return {**adjustment, "group_code": found[1].upper(), "carc": found[2].upper()}


def _sum_of(lines: list[Row], name: str) -> int | None:
    amounts: list[Any] = [line.get(name) for line in lines]
    return sum(amounts) if amounts and None not in amounts else None
