"""Files into the store: whole or not at all, once, many small ones per transaction.

A file is known by the hash of its bytes: the same bytes again change nothing. What a transaction brought is
linked to what was there before it ends, so a reader never sees events without their links.
"""

import io
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import BinaryIO, TypeAlias

from sqlalchemy.exc import DataError, IntegrityError

from data.errors import UnreadableInputError
from data.file_reading import FileReading, ReaderDefectError, Rows, mapping_used, sha256_of
from data.ingest_report import FileReport, IngestReport
from data.ingest_writing import ReadFile, UnstorableFileError, write_files, write_large_file
from data.mapping import ColumnMapping
from data.store import Store

__all__ = ["FileReport", "IngestReport", "Progress", "ingest", "ingest_bytes"]

Progress: TypeAlias = Callable[[int, int], None]
"""Told bytes done and bytes in all, after each file and each piece of a large one."""

_ROWS_AT_ONCE = 20_000
_FILES_AT_ONCE = 200
_TRUTH = "truth"


def ingest(
    store: Store,
    paths: Sequence[Path],
    *,
    received_at: datetime | None = None,
    mapping: ColumnMapping | None = None,
    progress: Progress | None = None,
) -> IngestReport:
    """Takes in files, and folders with all that is below them in sorted order.

    Args:
        store: where to.
        paths: files and folders; a folder named `truth` and names that begin with a dot are passed over.
        received_at: when all of it became available, instead of what the files say.
        mapping: how tables whose columns it names become ours; one that was read otherwise is read again.
        progress: told how far it is.

    Raises: DatabaseDownError; files that were written before stay.
    """
    skipped: list[str] = []
    found = [path for given in paths for path in _walk(given, skipped)]
    sizes = [path.stat().st_size if path.is_file() else 0 for path in found]
    ingestion = _Ingestion(store, received_at, progress or _untold, sum(sizes), mapping)
    for path, size in zip(found, sizes, strict=True):
        ingestion.take_path(path, size)
    return IngestReport(tuple(ingestion.finish()), tuple(skipped))


def ingest_bytes(store: Store, name: str, data: bytes, *, received_at: datetime | None = None) -> FileReport:
    """Takes in one file that came over the network.

    Raises: ReaderDefectError when the program, not the file, is at fault.
    """
    ingestion = _Ingestion(store, received_at, _untold, len(data), alone=True)
    ingestion.take(Path(name).name, io.BytesIO(data), len(data))
    return ingestion.finish()[0]


def _untold(_done: int, _total: int) -> None:
    """Nobody wants to know how far it is."""


def _walk(given: Path, skipped: list[str]) -> Iterator[Path]:
    if not given.is_dir():
        yield given
        return
    for folder, below, names in os.walk(given):
        here = Path(folder)
        if here.name == _TRUTH:
            skipped.append(str(here))
            below.clear()
            continue
        below[:] = sorted(name for name in below if not name.startswith("."))
        yield from (here / name for name in sorted(names) if not name.startswith("."))


class _Ingestion:
    """Reads files one after the other and writes them in groups."""

    def __init__(
        self,
        store: Store,
        received_at: datetime | None,
        progress: Progress,
        total: int,
        mapping: ColumnMapping | None = None,
        *,
        alone: bool = False,
    ) -> None:
        self._alone = alone
        self._store = store
        self._mapping = mapping
        self._received_at = received_at
        self._progress = progress
        self._total = total
        self._done = 0
        self._held = store.mappings_used()
        self._waiting: list[ReadFile] = []
        self._waiting_rows = 0
        self._reports: list[FileReport] = []

    def take_path(self, path: Path, size: int) -> None:
        try:
            with path.open("rb") as stream:
                self.take(path.name, stream, size)
        except OSError as error:
            self._wait(ReadFile(path.name, "", error=f"It cannot be opened: {error.strerror}."))

    def take(self, name: str, stream: BinaryIO, size: int) -> None:
        sha256 = sha256_of(stream)
        if sha256 in self._held and not self._is_read_otherwise(sha256, stream):
            self._wait(ReadFile(name, sha256))
        else:
            self._read(name, sha256, stream)
        self._done += size
        self._progress(self._done, self._total)

    def finish(self) -> list[FileReport]:
        self._write()
        return self._reports

    def _read(self, name: str, sha256: str, stream: BinaryIO) -> None:
        try:
            reading = FileReading(stream, sha256, self._received_at, self._mapping)
            chunks = reading.chunks(_ROWS_AT_ONCE)
            first, more = next(chunks), next(chunks, None)
            if more is None and sha256 not in self._held:
                self._wait(ReadFile(name, sha256, reading=reading, rows=first))
            else:
                pieces = chain([first], [] if more is None else [more], chunks)
                self._write_large(name, reading, self._told(stream, pieces))
            self._held[sha256] = reading.mapping_sha256
        except UnreadableInputError as error:
            self._wait(ReadFile(name, sha256, error=str(error)))
        except ReaderDefectError as error:
            # Our fault: told as such, but thousands of other files need not wait for it.
            if self._alone:
                raise
            self._wait(ReadFile(name, sha256, error=str(error), defect=True))

    def _is_read_otherwise(self, sha256: str, stream: BinaryIO) -> bool:
        """Whether a file that is held is to be read again, with a mapping that was mended since."""
        used = mapping_used(stream, self._mapping)
        return used is not None and used != self._held[sha256]

    def _write_large(self, name: str, reading: FileReading, chunks: Iterator[Rows]) -> None:
        self._write()
        file = ReadFile(name, reading.file_sha256, reading=reading)
        try:
            self._reports.append(write_large_file(self._store, file, chunks))
        except (DataError, IntegrityError) as error:
            raise UnstorableFileError from error

    def _told(self, stream: BinaryIO, chunks: Iterator[Rows]) -> Iterator[Rows]:
        for chunk in chunks:
            yield chunk
            self._progress(self._done + stream.tell(), self._total)

    def _wait(self, file: ReadFile) -> None:
        self._waiting.append(file)
        self._waiting_rows += sum(len(rows) for rows in file.rows.values())
        if len(self._waiting) >= _FILES_AT_ONCE or self._waiting_rows >= _ROWS_AT_ONCE:
            self._write()

    def _write(self) -> None:
        waiting, self._waiting, self._waiting_rows = self._waiting, [], 0
        if waiting:
            self._reports += self._written(waiting)

    def _written(self, files: list[ReadFile]) -> list[FileReport]:
        """The files' reports once they are written; one that the database refuses does not harm the rest."""
        try:
            return write_files(self._store, files)
        except (DataError, IntegrityError):
            if len(files) > 1:
                return [report for file in files for report in self._written([file])]
            (file,) = files
            return write_files(self._store, [file.refused(str(UnstorableFileError()))])
