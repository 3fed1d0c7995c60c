"""One file as rows for the store, a chunk at a time, with the counts that are told about it."""

import hashlib
import os
import traceback
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TypeAlias

from data import tables
from data.canonical import read_claims_json
from data.claim_tables import read_claims
from data.clocks import day_end
from data.content import content_key, services_key, why_not_kept, why_not_stored
from data.errors import CleanClaimError, MissingReceivedAtError, UnreadableInputError
from data.fhir.reader import looks_like_fhir, read_fhir
from data.imports import ImportedRow, read_import
from data.mapping import ColumnMapping
from data.problem_list import ProblemList
from data.records import (
    AcknowledgementRecord,
    AuthorizationRecord,
    ClaimRecord,
    CoverageRecord,
    Item,
    Problem,
    ProviderAdjustmentRecord,
    Quarantined,
    RemitRecord,
    Row,
    SetAside,
    StatusRecord,
)
from data.remit_tables import read_remits
from data.table_kinds import kind_named
from data.tables import Table
from data.tabular import CsvLayout, Source, open_source
from data.text_table import our_names, read_table
from data.x12.limits import GB, FileTooLargeError
from data.x12.reader import X12Reader, head_of, looks_like_x12

Rows: TypeAlias = dict[str, list[Row]]
"""Rows by table name."""

MOST_AT_ONCE = 2 * GB
"""Bytes of a file other than X12, much of which is in memory at once."""

_PIECE = 1 << 20
_ONE_ROW: Mapping[type, tuple[Table, str]] = {
    StatusRecord: (tables.STATUSES, "status"),
    AcknowledgementRecord: (tables.ACKNOWLEDGEMENTS, "acknowledgement"),
    CoverageRecord: (tables.COVERAGES, "coverage"),
    AuthorizationRecord: (tables.AUTHORIZATIONS, "authorization"),
}
_UNSAID = datetime(1, 1, 1)  # noqa: DTZ001 - naive UTC as everywhere; stands for "submitted_at was not given"


@dataclass(slots=True)
class Tally:
    """What became of a file's claims, remits, statuses or records, and what was odd in it."""

    kept: int = 0
    warnings: ProblemList = field(default_factory=ProblemList)
    quarantined: ProblemList = field(default_factory=ProblemList)
    set_aside: ProblemList = field(default_factory=ProblemList)

    @property
    def seen(self) -> int:
        return self.kept + len(self.set_aside) + len(self.quarantined)


class ReaderDefectError(CleanClaimError):
    """A reader met something it was not made for: our fault, whatever the file holds."""

    def __init__(self, error: Exception) -> None:
        place = traceback.extract_tb(error.__traceback__)[-1]
        super().__init__(
            "A defect of this program, not of the file, stopped its reading; nothing of it was kept. "
            f"Please report it: {type(error).__name__} at {Path(place.filename).name}:{place.lineno}."
        )


class FileReading:
    """A file being read: iterate `chunks`, then look at `type` and `tally`.

    Rows come with their keys and the file's hash. `content_keyed` names the table whose keys are hashes of
    content, so that another file may have brought the same row before. `mapping_sha256` is that of the
    mapping, when the file is a table that it is meant for.

    Raises: CleanClaimError, on making or in the middle.
    """

    def __init__(
        self,
        stream: BinaryIO,
        file_sha256: str,
        received_at: datetime | None,
        mapping: ColumnMapping | None = None,
    ) -> None:
        self._mapping = mapping
        self.mapping_sha256: str | None = None
        self.file_sha256 = file_sha256
        self.tally = Tally()
        self.type = "unknown"
        self.content_keyed: str | None = None
        self._rows: Rows = defaultdict(list)
        self._count = 0
        self._reader: X12Reader | None = None
        self._items = self._open(stream, received_at)

    def chunks(self, size: int) -> Iterator[Rows]:
        """All rows, in pieces of about `size`; the last may be empty.

        Raises: UnreadableInputError; ReaderDefectError for all that no reader foresaw.
        """
        try:
            yield from self._chunks(size)
        except (CleanClaimError, OSError, MemoryError):
            raise
        except Exception as error:
            raise ReaderDefectError(error) from error

    def _chunks(self, size: int) -> Iterator[Rows]:
        for item in self._items:
            self._take(item)
            if self._count >= size:
                yield self._cut()
        if self._reader is not None:
            self.type = ";".join(sorted(self._reader.types)) or "unknown"
        yield self._cut()

    def _open(self, stream: BinaryIO, received_at: datetime | None) -> Iterator[Item | ImportedRow]:
        head = head_of(stream)
        if looks_like_x12(head):
            self._reader = X12Reader(stream, file_sha256=self.file_sha256, received_at=received_at)
            yield from self._reader
            return
        check_size(stream)
        if looks_like_fhir(head):
            self.type = "FHIR"
            yield from read_fhir(stream, self.file_sha256, received_at)
        elif looks_like_json(head):
            self.type = self.content_keyed = "claims"
            claims = _numbered(read_claims_json(stream.read(), _UNSAID))
            yield from self._dated(claims, "canonical JSON", received_at)
        else:
            yield from self._open_table(stream, received_at)

    def _open_table(self, stream: BinaryIO, received_at: datetime | None) -> Iterable[Item | ImportedRow]:
        source, mapping = open_table(stream, self._mapping)
        kind = kind_named(None if mapping is None else mapping.kind, our_names(source.names, mapping))
        table = read_table(source, kind, mapping)
        self.mapping_sha256 = None if mapping is None else mapping.sha256
        self.type = self.content_keyed = kind.name
        if kind.name == tables.CLAIMS.name:
            return self._dated(read_claims(table, _UNSAID), "claims table", received_at)
        if kind.name == tables.REMITS.name:
            return self._from_here(read_remits(table, received_at))
        return read_import(table, received_at)

    def _from_here(self, items: Iterable[Item]) -> Iterator[Item]:
        for item in items:
            if isinstance(item, RemitRecord):
                item.remit["file_sha256"] = self.file_sha256
            yield item

    def _dated(self, items: Iterable[Item], kind: str, received_at: datetime | None) -> Iterator[Item]:
        """Canonical claims with the clocks of a file: available when received, else when submitted."""
        for item in items:
            if isinstance(item, ClaimRecord):
                submitted = item.claim["submitted_at"]
                if submitted == _UNSAID and received_at is None:
                    raise MissingReceivedAtError(kind)
                item.claim["submitted_at"] = received_at if submitted == _UNSAID else submitted
                item.claim["available_at"] = received_at or _end_of_bare_day(submitted)
                item.claim["file_sha256"] = self.file_sha256
            yield item

    def _take(self, item: Item | ImportedRow) -> None:
        match item:
            case ClaimRecord(claim):
                claim["content_key"] = content_key(claim, item.children)
                claim["services_key"] = services_key(claim, item.lines)
                self._keep(tables.CLAIMS, claim, item.children)
            case RemitRecord(remit):
                remit["content_key"] = content_key(remit, item.children)
                self._keep(tables.REMITS, remit, item.children)
            case StatusRecord() | AcknowledgementRecord() | CoverageRecord() | AuthorizationRecord():
                table, name = _ONE_ROW[type(item)]
                self._keep(table, getattr(item, name), {})
            case ImportedRow(table, row):
                self._keep(table, {**row, "file_sha256": self.file_sha256}, {})
            case ProviderAdjustmentRecord(adjustment):
                self._add(tables.PROVIDER_ADJUSTMENTS.name, [adjustment])
            case Quarantined(problem):
                self.tally.quarantined.append(problem)
            case SetAside(problem):
                self.tally.set_aside.append(problem)
            case Problem():
                self.tally.warnings.append(item)

    def _keep(self, table: Table, row: Row, children: Rows) -> None:
        code = why_not_kept(table, row)
        for child in (child for rows in children.values() for child in rows):
            code = code or why_not_stored(child)
        if code is not None:
            self.tally.quarantined.append(Problem(code, int(str(row.get("position") or 0))))
            return
        self.tally.kept += 1
        self._add(table.name, [row])
        (key,) = table.key
        for name, rows in children.items():
            self._add(name, [{**child, key: row[key]} for child in rows])

    def _add(self, name: str, rows: list[Row]) -> None:
        self._rows[name].extend(rows)
        self._count += len(rows)

    def _cut(self) -> Rows:
        cut, self._rows, self._count = self._rows, defaultdict(list), 0
        return cut


def looks_like_json(head: bytes) -> bool:
    """Whether a file may be canonical JSON, by its first bytes."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{")


def check_size(stream: BinaryIO, limit_bytes: int = MOST_AT_ONCE) -> None:
    """Raises: FileTooLargeError when a file of a format that is held in memory has more bytes."""
    if stream.seek(0, os.SEEK_END) > limit_bytes:
        raise FileTooLargeError(limit_bytes)
    stream.seek(0)


def open_table(stream: BinaryIO, mapping: ColumnMapping | None) -> tuple[Source, ColumnMapping | None]:
    """A CSV or Parquet file, and the mapping if it is meant for it.

    Raises: UnreadableInputError.
    """
    if mapping is not None:
        source = open_source(stream, mapping.layout)
        if mapping.fits(source.names):
            return source, mapping
    return open_source(stream, CsvLayout()), None


def mapping_used(stream: BinaryIO, mapping: ColumnMapping | None) -> str | None:
    """The hash of the mapping if a file would be read with it; the stream is back at its start."""
    head = head_of(stream)
    try:
        if mapping is None or looks_like_x12(head) or looks_like_json(head):
            return None
        _, used = open_table(stream, mapping)
        return None if used is None else used.sha256
    except UnreadableInputError:
        return None
    finally:
        stream.seek(0)


def _numbered(items: Iterable[Item]) -> Iterator[Item]:
    for place, item in enumerate(items, start=1):
        if isinstance(item, ClaimRecord):
            item.claim["position"] = place
        yield item


def _end_of_bare_day(moment: object) -> datetime:
    # A date without a time is midnight here; as an availability it counts at the end of its day.
    if not isinstance(moment, datetime):
        raise UnreadableInputError("A claim came without the moment of its submission.")
    return day_end(moment.date()) if moment.time() == datetime.min.time() else moment


def sha256_of(stream: BinaryIO) -> str:
    """The hash of a stream's bytes; the stream is back at its start."""
    digest = hashlib.sha256()
    while piece := stream.read(_PIECE):
        digest.update(piece)
    stream.seek(0)
    return digest.hexdigest()
