"""One file as rows for the store, a chunk at a time, with the counts that are told about it."""

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, TypeAlias

from data import tables
from data.canonical import LINE_COLUMNS, read_claims_csv, read_claims_json
from data.clocks import day_end
from data.errors import MissingReceivedAtError, UnknownFileTypeError, UnreadableInputError
from data.imports import KINDS, ImportedRow, ImportKind, read_import
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
from data.tables import Table
from data.tabular import header_of, renamed
from data.x12.reader import X12Reader, looks_like_x12

Rows: TypeAlias = dict[str, list[Row]]
"""Rows by table name."""

_HEAD = 4_096
_PIECE = 1 << 20
_LARGEST = 2**63 - 1  # of a BIGINT
_ENVELOPE = frozenset(
    (
        *("version_key", "remit_key", "file_sha256", "position", "submitted_at", "available_at"),
        *("interchange_control", "group_control", "set_control", "content_key", "services_key"),
    )
)
"""Columns that say where and when something came, not what it says."""
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
    warnings: list[Problem] = field(default_factory=list)
    quarantined: list[Problem] = field(default_factory=list)
    set_aside: list[Problem] = field(default_factory=list)

    @property
    def seen(self) -> int:
        return self.kept + len(self.set_aside) + len(self.quarantined)


class FileReading:
    """A file being read: iterate `chunks`, then look at `type` and `tally`.

    Rows come with their keys and the file's hash. `content_keyed` names the table whose keys are hashes of
    content, so that another file may have brought the same row before. `mapping` gives our names of a CSV's
    columns by the file's own.

    Raises: UnreadableInputError, on making or in the middle.
    """

    def __init__(
        self,
        stream: BinaryIO,
        file_sha256: str,
        received_at: datetime | None,
        mapping: Mapping[str, str] | None = None,
    ) -> None:
        self._mapping = mapping or {}
        self.file_sha256 = file_sha256
        self.tally = Tally()
        self.type = "unknown"
        self.content_keyed: str | None = None
        self._rows: Rows = defaultdict(list)
        self._count = 0
        self._reader: X12Reader | None = None
        self._items = self._open(stream, received_at)

    def chunks(self, size: int) -> Iterator[Rows]:
        """All rows, in pieces of about `size`; the last may be empty."""
        for item in self._items:
            self._take(item)
            if self._count >= size:
                yield self._cut()
        if self._reader is not None:
            self.type = ";".join(sorted(self._reader.types)) or "unknown"
        yield self._cut()

    def _open(self, stream: BinaryIO, received_at: datetime | None) -> Iterable[Item | ImportedRow]:
        head = stream.read(_HEAD)
        stream.seek(0)
        if looks_like_x12(head):
            self._reader = X12Reader(stream, file_sha256=self.file_sha256, received_at=received_at)
            return self._reader
        return self._open_other(head, stream.read(), received_at)

    def _open_other(
        self, head: bytes, content: bytes, received_at: datetime | None
    ) -> Iterable[Item | ImportedRow]:
        if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{"):
            self.type = self.content_keyed = "claims"
            return self._dated(read_claims_json(content, _UNSAID), "canonical JSON", received_at)
        content = renamed(content, self._mapping)
        kind = csv_kind(header_of(content))
        if kind is None:
            raise UnknownFileTypeError
        if isinstance(kind, ImportKind):
            self.type = self.content_keyed = kind.name
            return read_import(content, kind, received_at)
        self.type = self.content_keyed = "claims"
        return self._dated(read_claims_csv(content, _UNSAID), "claims CSV", received_at)

    def _dated(self, items: Iterable[Item], kind: str, received_at: datetime | None) -> Iterator[Item]:
        """Canonical claims with the clocks of a file: available when received, else when submitted."""
        for place, item in enumerate(items, start=1):
            if isinstance(item, ClaimRecord):
                submitted = item.claim["submitted_at"]
                if submitted == _UNSAID and received_at is None:
                    raise MissingReceivedAtError(kind)
                item.claim["submitted_at"] = received_at if submitted == _UNSAID else submitted
                item.claim["available_at"] = received_at or _end_of_bare_day(submitted)
                item.claim |= {"file_sha256": self.file_sha256, "position": place}
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


def csv_kind(header: tuple[str, ...]) -> ImportKind | str | None:
    """Which CSV a header announces (`"claims"` for canonical claims): the kind it has most columns of."""
    if any(name in LINE_COLUMNS for name in header):
        return "claims"
    shares = [(sum(name in header for name in kind.needed) / len(kind.needed), kind) for kind in KINDS]
    share, kind = max(shares, key=lambda entry: entry[0])
    return kind if share >= 1 / 2 else None


def why_not_kept(table: Table, row: Row) -> str | None:
    """The quarantine code of a row that lacks what its table needs, or holds what no database takes."""
    for column in table:
        if column.required and row.get(column.name) is None:
            return f"missing_{column.name}"
    return why_not_stored(row)


def why_not_stored(row: Row) -> str | None:
    """A quarantine code unless all values are UTF-8 text without NUL, 64-bit integers or finite numbers."""
    return None if all(_is_storable(value) for value in row.values()) else "unstorable_value"


def content_key(row: Row, children: Rows) -> str:
    """A hash of what a claim or remit says, whichever envelope brought it."""
    said = sorted((name, value) for name, value in row.items() if name not in _ENVELOPE)
    parts = [(name, [sorted(child.items()) for child in rows]) for name, rows in children.items() if rows]
    return hashlib.sha256(repr((said, parts)).encode("utf-8", "surrogatepass")).hexdigest()


def services_key(claim: Row, lines: list[Row]) -> str | None:
    """A hash of whom, when and what was done, under whichever claim number; missing when one of them is."""
    who = [claim.get(name) for name in ("member_id", "patient_birth_on", "patient_sex", "kind")]
    days = [claim.get("from_on"), claim.get("through_on")]
    done = sorted(str(line.get("procedure_code") or line.get("revenue_code") or "") for line in lines)
    if who[0] is None or days[0] is None or not all(done):
        return None
    return hashlib.sha256(repr((who, days, done)).encode("utf-8", "surrogatepass")).hexdigest()


def _is_storable(value: object) -> bool:
    if isinstance(value, str):
        return "\0" not in value and (value.isascii() or _is_utf8(value))
    if isinstance(value, float):
        return math.isfinite(value)
    return not isinstance(value, int) or -_LARGEST <= value <= _LARGEST


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


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
