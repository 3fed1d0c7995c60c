"""What must hold of any file whatever: how a reading may end, what adds up, what is never told."""

import hashlib
import io
import re
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from data import tables
from data.claim_files import read_claim_file
from data.errors import CleanClaimError
from data.fhir import problems as fhir
from data.file_reading import FileReading, ReaderDefectError
from data.ingest import FileReport, ingest_bytes
from data.mapping import ColumnMapping
from data.store import Store
from data.table_kinds import TABLE_KINDS
from data.x12 import problems as x12
from tests.fuzz.mutate import Mutant
from tests.fuzz.seeds import MARKS

RECEIVED_AT = datetime.fromisoformat("2026-04-01T12:00")
ROWS_AT_ONCE = 300
SECONDS, GROWTH_MB = 20, 150
"""CPU time and growth of the process's peak memory that no file of some kilobytes may need."""
DECLARED = frozenset(
    code
    for module in (x12, fhir)
    for codes in (module.WARNINGS, module.QUARANTINE, module.SET_ASIDE, x12.ERRORS)
    for code in codes
) | {
    "extra_columns",
    "claim_columns_disagree",
    "remit_columns_disagree",
    "too_many_cells",
    "not_a_claim",
    "unknown_field",
    "unstorable_value",
}
_ISA = re.compile(rb"ISA([^A-Za-z0-9\s])(?:(?:(?!\1)[ -~])*\1){15}[^A-Za-z0-9\s]([^A-Za-z0-9 ])", re.DOTALL)
_COLUMNS = {column.name for table in tables.EVENTS for column in table} | {"lines", "other_payers"}
_FIELDS = {name.removesuffix("_cents") for kind in TABLE_KINDS.values() for name in kind.columns}
_ABOUT_A_FIELD = re.compile(r"(?:missing|unreadable|unknown|impossible)_(?P<field>[a-z0-9_]+)")


class BrokenRuleError(AssertionError):
    """A rule that a file breaks; the message holds nothing of the file."""


def insist(holds: bool, rule: str) -> None:
    if not holds:
        raise BrokenRuleError(rule)


def check_reading(mutant: Mutant, mapping: ColumnMapping | None = None) -> bool:
    """Reads a file to its end; whether anything could be read of it.

    Raises: BrokenRuleError, and whatever a reader should not have raised.
    """
    before, start = fresh_peak_mb(), time.process_time()
    received_at = RECEIVED_AT if mutant.number % 2 else None
    told: list[str] = []
    try:
        reading = FileReading(io.BytesIO(mutant.content), "a" * 64, received_at, mapping)
        check_rows(reading)
        check_claims(mutant.content, reading)
        told += [repr(list(problems)) for problems in sorts(reading)] + [reading.type]
        is_read = True
    except CleanClaimError as error:
        insist(not isinstance(error, ReaderDefectError), "no reader meets what it did not foresee")
        told.append(f"{error}{error!r}{error.args}")
        is_read = False
    insist(not any(mark in text.upper() for mark in MARKS for text in told), "no value is told")
    insist(time.process_time() - start < SECONDS, f"it is read in {SECONDS} s")
    insist(peak_mb() - before < GROWTH_MB, f"it is read in {GROWTH_MB} MB")
    return is_read


def sorts(reading: FileReading) -> tuple:
    return reading.tally.quarantined, reading.tally.set_aside, reading.tally.warnings


def check_rows(reading: FileReading) -> None:
    """The rows are as many as counted, each once, and below a parent; all that was seen is somewhere."""
    keys: dict[str, set] = {}
    parents = 0
    for rows in reading.chunks(ROWS_AT_ONCE):
        for name, held in rows.items():
            table = next(table for table in tables.EVENTS if table.name == name)
            found = [tuple(row[column] for column in table.key) for row in held]
            if reading.content_keyed is None:
                known = keys.get(name, set())
                insist(len({*found} | known) == len(found) + len(known), "keys are unique")
            keys.setdefault(name, set()).update(found)
            parents += len(held) * (name not in tables.PARENTS and name != tables.PROVIDER_ADJUSTMENTS.name)
    for name, parent in tables.PARENTS.items():
        held = {key[0] for key in keys.get(parent.name, ())}
        insist({key[0] for key in keys.get(name, ())} <= held, "no row is without its parent")
    tally = reading.tally
    insist(parents == tally.kept, "rows are as many as kept")
    if reading._reader is not None:
        insist(reading._reader.seen == tally.seen, "seen is the sum of what became of it")
    for problem in (problem for problems in sorts(reading) for problem in problems):
        insist(is_declared(problem.code), f"the code {problem.code} is declared")
        ordinals = (problem.interchange, problem.transaction)
        insist(problem.segment >= 0 and min(ordinals) >= 1, "places are places")


def check_claims(content: bytes, reading: FileReading) -> None:
    """No claim or remit is lost in silence: they are counted again in the bytes alone."""
    if reading._reader is not None and (held := claims_in(content)):
        insist(reading._reader.seen >= held, "every claim and remit in it is seen")


def claims_in(content: bytes) -> int:
    """How many segments begin with CLM or CLP, as the ISAs cut them; 0 where one of these is damaged."""
    first = _ISA.match(content)
    if first is None:
        return 0
    separator, end = first[1], first[2]
    isas = re.findall(rb"ISA" + re.escape(separator) + rb".{0,102}", content, re.DOTALL)
    if any(first[0][-2:] != isa[-2:] or isa.count(separator) != first[0].count(separator) for isa in isas):
        return 0
    names = (b"CLM" + separator, b"CLP" + separator)
    return sum(segment.lstrip().startswith(names) for segment in content.split(end))


def is_declared(code: str) -> bool:
    if code in DECLARED:
        return True
    named = _ABOUT_A_FIELD.fullmatch(code)
    return bool(named and any(named["field"].endswith(field) for field in _COLUMNS | _FIELDS))


def check_ingest(mutant: Mutant, store: Store) -> None:
    """Takes a file in, twice: what is reported adds up, and the second time changes nothing."""
    name = f"{mutant.number}.txt"
    first, again = (ingest_bytes(store, name, mutant.content, received_at=RECEIVED_AT) for _ in range(2))
    check_report(first)
    insist(first.id == hashlib.sha256(mutant.content).hexdigest(), "a file is known by its bytes")
    insist((first.error is None) == (again.error is None), "the same bytes end the same way")
    insist(again.kept == 0, "the same bytes again change nothing")


def check_report(report: FileReport) -> None:
    told = f"{report.as_json()}".upper().replace(report.id.upper(), "")
    insist(not any(mark in told for mark in MARKS), "no value is reported")
    insist("DEFECT" not in told, "no reader meets what it did not foresee")
    sums = report.kept + report.set_aside + report.quarantined + report.already_held
    insist(report.seen == sums, "seen is the sum of what became of it")


def check_scoring(mutant: Mutant, path: Path) -> None:
    """Reads a file as `score` does: what cannot be read is told, and nothing is raised."""
    path.write_bytes(mutant.content)
    file = read_claim_file(path, RECEIVED_AT)
    told = f"{file.as_json()}".upper()
    insist(not any(mark in told for mark in MARKS), "no value is told")


def fresh_peak_mb() -> float:
    """The peak resident memory from now on, where Linux lets it be reset."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return peak_mb()


def peak_mb() -> float:
    """Peak resident memory of this process; 0 where /proc does not tell."""
    with suppress(OSError):
        found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
        return int(found[1]) / 1024 if found else 0.0
    return 0.0
