"""Claims from a file that is to be scored rather than kept: an 837, FHIR, canonical JSON, CSV or Parquet."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path

from data.canonical import read_claims_json
from data.claim_tables import CLAIMS_KIND, read_claims
from data.errors import CleanClaimError, UnknownFileTypeError, UnreadableInputError
from data.fhir.reader import looks_like_fhir, read_fhir
from data.file_reading import looks_like_json
from data.records import ClaimRecord, Item, Problem, Quarantined, RemitRecord, SetAside
from data.table_kinds import kind_of
from data.tabular import CsvLayout, open_source
from data.text_table import our_names, read_table
from data.x12.reader import X12Reader, head_of, looks_like_x12


@dataclass(slots=True)
class ClaimFile:
    """What one file holds: its claims in order, and what was odd, put aside or refused."""

    name: str
    claims: list[ClaimRecord] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    quarantined: list[Problem] = field(default_factory=list)
    set_aside: list[Problem] = field(default_factory=list)
    error: str | None = None

    def as_json(self) -> dict[str, object]:
        """Counts and places, never values."""
        named = {"warnings": self.warnings, "quarantined": self.quarantined, "set_aside": self.set_aside}
        places = {
            name: [{"code": problem.code, "segment": problem.segment} for problem in problems]
            for name, problems in named.items()
        }
        return {"file": self.name, "claims": len(self.claims), **places, "error": self.error}


def read_claim_file(path: Path, now: datetime) -> ClaimFile:
    """The claims of a file; `now` stands in for a canonical claim's missing `submitted_at`.

    A file that cannot be read at all comes back with `error` set and no claims.
    """
    try:
        content = path.read_bytes()
        return collect(path.name, _reader_of(content)(content, now))
    except CleanClaimError as error:
        return ClaimFile(path.name, error=str(error))
    except OSError as error:
        return ClaimFile(path.name, error=f"It cannot be opened: {error.strerror}.")


def collect(name: str, items: Iterable[Item]) -> ClaimFile:
    """What a reader yields, sorted into a `ClaimFile`.

    Raises: UnreadableInputError when there is no claim, and nothing that says why.
    """
    file = ClaimFile(name)
    for item in items:
        match item:
            case ClaimRecord():
                file.claims.append(item)
            case Quarantined(problem):
                file.quarantined.append(problem)
            case SetAside(problem):
                file.set_aside.append(problem)
            case Problem():
                file.warnings.append(item)
    if not (file.claims or file.quarantined or file.set_aside):
        raise UnreadableInputError("It holds no claims.")
    return file


def read_837(content: bytes, _now: datetime) -> Iterable[Item]:
    """The items of an 837 in memory; T of its claims is the interchange's own time."""
    source = hashlib.sha256(content).hexdigest()
    return X12Reader(BytesIO(content), file_sha256=source, keep_encounters=True)


def read_fhir_claims(content: bytes, now: datetime) -> Iterable[Item]:
    """The claims of a FHIR file; those without a date of their own are submitted now."""
    source = hashlib.sha256(content).hexdigest()
    return (item for item in read_fhir(content, source, now) if not isinstance(item, RemitRecord))


def read_claim_table(content: bytes, now: datetime) -> Iterable[Item]:
    """The claims of a CSV or Parquet file.

    Raises: UnknownFileTypeError when it is no table of claims.
    """
    source = open_source(BytesIO(content), CsvLayout())
    if kind_of(our_names(source.names, None)) is not CLAIMS_KIND:
        raise UnknownFileTypeError
    return read_claims(read_table(source, CLAIMS_KIND), now)


def _reader_of(content: bytes) -> Callable[[bytes, datetime], Iterable[Item]]:
    head = head_of(BytesIO(content))
    if looks_like_x12(head):
        return read_837
    if looks_like_fhir(head):
        return read_fhir_claims
    return read_claims_json if looks_like_json(head) else read_claim_table
