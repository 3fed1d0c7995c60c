"""Rows of files that were read, into the store: one transaction with their links."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

import sqlalchemy as sa

from data import tables
from data.clocks import now
from data.database import reading
from data.errors import UnreadableInputError
from data.file_reading import FileReading, Rows
from data.ingest_report import FileReport, told_of
from data.purge import take_out
from data.records import Problem, Row
from data.relink import Touched, relink
from data.sql_tables import SQL, in_chunks, insert_rows
from data.store import Store
from data.told_again import CONTENT_KEYED, tell

_REMEMBERED = 1_000
"""Problems of one file that are kept for later looks; the report at hand has all."""


class KeptNothingError(UnreadableInputError):
    """A file that was read again with another mapping, of which nothing could be kept that way."""

    def __init__(self) -> None:
        super().__init__("With this mapping nothing of it could be kept: what was read before stays.")


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
    defect: bool = False

    def refused(self, why: str) -> "ReadFile":
        """The same file, with nothing of it to be written."""
        return replace(self, reading=None, rows={}, error=why)


def write_files(store: Store, files: Sequence[ReadFile]) -> list[FileReport]:
    """Writes new files in one transaction; returns the reports of all, in order."""
    if not any(file.reading for file in files):
        with reading(store.engine) as connection:
            held = _rows_of_files(connection, files)
            return [_report(file, held) for file in files]
    with store.changing() as connection:
        # Another process may have brought the same files since they were looked for.
        writing = _Writing(connection, _rows_of_files(connection, files))
        reports = [writing.take(file, [file.rows]) for file in files]
        writing.flush()
    return reports


def write_large_file(store: Store, file: ReadFile, chunks: Iterable[Rows]) -> FileReport:
    """Writes a new file chunk by chunk in a transaction of its own.

    Raises: UnreadableInputError when the file breaks off; nothing of it is kept.
    """
    with store.changing() as connection:
        writing = _Writing(connection, _rows_of_files(connection, [file]))
        report = writing.take(file, _flushing(writing, chunks))
        writing.flush()
    return report


def _flushing(writing: "_Writing", chunks: Iterable[Rows]) -> Iterator[Rows]:
    """Each chunk is written and linked before the next is read: no more of a large file is in memory."""
    for chunk in chunks:
        yield chunk
        writing.flush()


class _Writing:
    """Rows of files in one transaction, put in together with what they touch linked after them.

    `held` is what `tables.FILES` says of the files that are there already, by sha256.
    """

    def __init__(self, connection: sa.Connection, held: dict[str, Row]) -> None:
        self._connection = connection
        self._held = held
        self._waiting: Rows = defaultdict(list)
        self._touched = Touched()

    def take(self, file: ReadFile, chunks: Iterable[Rows]) -> FileReport:
        """Keeps what is new of a file to be put in, unless it is there already; returns its report."""
        former = self._held.get(file.sha256)
        if file.reading is None or (former is not None and not _is_read_otherwise(file.reading, former)):
            return _report(file, self._held)
        removed = None if former is None else self._take_out(former)
        already_held = 0
        for chunk in chunks:
            fresh, held = self._without_held(chunk, file.reading)
            already_held += held
            for name, rows in fresh.items():
                self._waiting[name] += rows
        if removed is not None and not file.reading.tally.kept:
            raise KeptNothingError
        report = _report_of_reading(file, file.reading, already_held, removed)
        self._held[file.sha256] = row = _row_of(report, file.reading)
        self._waiting[tables.FILES.name].append(row)
        return report

    def flush(self) -> None:
        """Puts in what waits and links all that was touched since the last time."""
        self._insert()
        touched, self._touched = self._touched, Touched()
        relink(self._connection, touched)

    def _insert(self) -> None:
        waiting, self._waiting = self._waiting, defaultdict(list)
        for table in (*tables.EVENTS, tables.FILES):
            insert_rows(self._connection, table, waiting[table.name])
            self._touched.add(table, waiting[table.name])

    def _without_held(self, rows: Rows, reading: FileReading) -> tuple[Rows, int]:
        """The rows of new content, with their children, and how many others there were."""
        name = reading.content_keyed
        if name is None or not rows.get(name):
            return rows, 0
        self._insert()
        told = tell(self._connection, rows, CONTENT_KEYED[name], reading.file_sha256)
        self._touched.add(CONTENT_KEYED[name], told.taken_over)
        return told.fresh, told.already_held

    def _take_out(self, former: Row) -> Mapping[str, int]:
        """Removes what a former reading of a file brought; returns how many rows by table."""
        return take_out(self._connection, former, self._touched).removed


def _is_read_otherwise(reading: FileReading, former: Row) -> bool:
    return reading.mapping_sha256 is not None and reading.mapping_sha256 != former["mapping_sha256"]


def _report(file: ReadFile, held: Mapping[str, Row]) -> FileReport:
    """The report of a file of which nothing is written: refused, or held since earlier."""
    row = held.get(file.sha256)
    if file.error is not None or row is None:
        # Without an error and a row, it is a copy of a file that was refused a moment ago.
        error = file.error or str(UnstorableFileError())
        return FileReport(file.name, "unknown", 0, 0, 0, 0, 0, (), error, file.sha256, defect=file.defect)
    seen, kept, held_before, aside, refused = (
        cast("int", row[name]) for name in ("seen", "kept", "already_held", "set_aside", "quarantined")
    )
    return FileReport(
        file=file.name,
        type=str(row["type"]),
        seen=seen,
        kept=0,
        set_aside=aside,
        quarantined=refused,
        already_held=kept + held_before,
        problems=_remembered(row),
        error=None,
        id=file.sha256,
    )


def _remembered(row: Row) -> tuple[Problem, ...]:
    """What was told when the file was read; told again, so that what was refused stays so."""
    told = json.loads(str(row["problems"]))
    return tuple(Problem(held["code"], held["segment"], count=held.get("count", 1)) for held in told)


def _report_of_reading(
    file: ReadFile, reading: FileReading, already_held: int, removed: Mapping[str, int] | None
) -> FileReport:
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
        removed=removed,
    )


def _rows_of_files(connection: sa.Connection, files: Iterable[ReadFile]) -> dict[str, Row]:
    """The rows of `tables.FILES` of those that are held, by sha256."""
    made = SQL[tables.FILES.name]
    held: dict[str, Row] = {}
    for chunk in in_chunks({file.sha256 for file in files}):
        found = connection.execute(sa.select(made).where(made.c.file_sha256.in_(chunk))).mappings()
        held |= {row["file_sha256"]: dict(row) for row in found}
    return held


def _row_of(report: FileReport, reading: FileReading) -> Row:
    tally = reading.tally
    kinds = (("quarantined", tally.quarantined), ("set_aside", tally.set_aside), ("warning", tally.warnings))
    told = [{**told_of(problem), "kind": kind} for kind, found in kinds for problem in found]
    counts = ("seen", "kept", "set_aside", "quarantined", "already_held")
    return {
        "file_sha256": report.id,
        "name": report.file,
        "type": report.type,
        **{name: getattr(report, name) for name in counts},
        "problems": json.dumps(told[:_REMEMBERED]),
        "mapping_sha256": reading.mapping_sha256,
        "received_at": now(),
    }
