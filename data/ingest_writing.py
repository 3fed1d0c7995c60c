"""Rows of files that were read, into the store: one transaction with their links."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from data import tables
from data.clocks import now
from data.database import reading
from data.errors import UnreadableInputError
from data.file_reading import FileReading, Rows
from data.ingest_report import FileReport
from data.records import Row
from data.relink import Touched, relink
from data.sql_tables import SQL, in_chunks, insert_rows
from data.store import Store
from data.tables import Table

_TABLES = {table.name: table for table in tables.EVENTS}
_REMEMBERED = 1_000
"""Problems of one file that are kept for later looks; the report at hand has all."""


class UnstorableFileError(UnreadableInputError):
    """A database refused rows of a file."""

    def __init__(self) -> None:
        super().__init__("Its records contradict each other or hold values that cannot be stored.")


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that waits to be written: new with a `reading`, refused with an `error`, else held already.

    `rows` holds all of its rows, unless it is large and its chunks are written one by one.
    """

    name: str
    sha256: str
    reading: FileReading | None = None
    rows: Rows = field(default_factory=dict)
    error: str | None = None

    def refused(self, why: str) -> "ReadFile":
        """The same file, with nothing of it to be written."""
        return replace(self, reading=None, rows={}, error=why)


def write_files(store: Store, files: Sequence[ReadFile]) -> list[FileReport]:
    """Writes new files in one transaction; returns the reports of all, in order."""
    if not any(file.reading for file in files):
        with reading(store.engine) as connection:
            return [_report(connection, file) for file in files]
    with store.changing() as connection:
        touched = Touched()
        reports = [_write(connection, file, [file.rows], touched) for file in files]
        relink(connection, touched)
    return reports


def write_large_file(store: Store, file: ReadFile, chunks: Iterable[Rows]) -> FileReport:
    """Writes a new file chunk by chunk in a transaction of its own.

    Raises: UnreadableInputError when the file breaks off; nothing of it is kept.
    """
    with store.changing() as connection:
        touched = Touched()
        report = _write(connection, file, chunks, touched)
        relink(connection, touched)
    return report


def _write(connection: sa.Connection, file: ReadFile, chunks: Iterable[Rows], touched: Touched) -> FileReport:
    # Another process may have brought the same file since it was looked for.
    if file.reading is None or _file_row(connection, file.sha256) is not None:
        return _report(connection, file)
    already_held = 0
    for chunk in chunks:
        fresh, held = _without_held(connection, chunk, file.reading.content_keyed)
        already_held += held
        for table in tables.EVENTS:
            insert_rows(connection, table, fresh.get(table.name, ()))
            touched.add(table, fresh.get(table.name, ()))
    report = _report_of_reading(file, file.reading, already_held)
    insert_rows(connection, tables.FILES, [_row_of(report, file.reading)])
    return report


def _without_held(connection: sa.Connection, rows: Rows, name: str | None) -> tuple[Rows, int]:
    """The rows whose content is not in the store yet, with their children, and how many others there were."""
    if name is None or not rows.get(name):
        return rows, 0
    (key,) = _TABLES[name].key
    held = _keys_held(connection, SQL[name].c[key], [str(row[key]) for row in rows[name]])
    children = [child for child, parent in tables.PARENTS.items() if parent.name == name]
    fresh = {each: _once(_TABLES[each], rows.get(each, []), key, held) for each in (name, *children)}
    return {**rows, **fresh}, len(rows[name]) - len(fresh[name])


def _once(table: Table, rows: list[Row], parent_key: str, held: set[str]) -> list[Row]:
    """One row per key, without those of parents that are held."""
    return list(
        {tuple(row[name] for name in table.key): row for row in rows if row[parent_key] not in held}.values()
    )


def _keys_held(connection: sa.Connection, column: sa.Column[str], keys: Iterable[str]) -> set[str]:
    held: set[str] = set()
    for chunk in in_chunks(keys):
        held.update(connection.execute(sa.select(column).where(column.in_(chunk))).scalars())
    return held


def _report(connection: sa.Connection, file: ReadFile) -> FileReport:
    """The report of a file of which nothing is written: refused, or held since earlier."""
    row = _file_row(connection, file.sha256)
    if file.error is not None or row is None:
        # Without an error and a row, it is a copy of a file that was refused a moment ago.
        error = file.error or str(UnstorableFileError())
        return FileReport(file.name, "unknown", 0, 0, 0, 0, 0, (), error, file.sha256)
    return FileReport(file.name, row["type"], row["seen"], 0, 0, 0, row["seen"], (), None, file.sha256)


def _report_of_reading(file: ReadFile, reading: FileReading, already_held: int) -> FileReport:
    tally = reading.tally
    return FileReport(
        file=file.name,
        type=reading.type,
        seen=tally.seen,
        kept=tally.kept - already_held,
        set_aside=len(tally.set_aside),
        quarantined=len(tally.quarantined),
        already_held=already_held,
        problems=(*tally.quarantined, *tally.set_aside, *tally.warnings),
        error=None,
        id=file.sha256,
    )


def _file_row(connection: sa.Connection, sha256: str) -> Any:
    files = SQL[tables.FILES.name]
    return connection.execute(sa.select(files).where(files.c.file_sha256 == sha256)).mappings().first()


def _row_of(report: FileReport, reading: FileReading) -> Row:
    tally = reading.tally
    kinds = (("quarantined", tally.quarantined), ("set_aside", tally.set_aside), ("warning", tally.warnings))
    told = [{"code": p.code, "segment": p.segment, "kind": kind} for kind, found in kinds for p in found]
    counts = ("seen", "kept", "set_aside", "quarantined", "already_held")
    return {
        "file_sha256": report.id,
        "name": report.file,
        "type": report.type,
        **{name: getattr(report, name) for name in counts},
        "problems": json.dumps(told[:_REMEMBERED]),
        "received_at": now(),
    }
