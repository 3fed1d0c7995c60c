"""What became of files that were taken in."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.records import Problem


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file; `id` is its sha256 and `error` says why nothing of it was kept.

    `problems` holds reasons for quarantine, reasons for setting aside and warnings, in that order; beyond
    the first thousand of a sort, those of one code are one with their count. `removed` counts rows of a
    former reading of the same bytes, which this one replaced; `defect` says that an error is our fault.
    """

    file: str
    type: str
    seen: int
    kept: int
    set_aside: int
    quarantined: int
    already_held: int
    problems: tuple[Problem, ...]
    error: str | None
    id: str
    removed: Mapping[str, int] | None = None
    defect: bool = False

    def as_json(self) -> dict[str, object]:
        """The contract's object of one file, with `id`, and with `error` when it was refused."""
        told: dict[str, object] = {
            "file": self.file,
            "id": self.id,
            "type": self.type,
            "seen": self.seen,
            "kept": self.kept,
            "set_aside": self.set_aside,
            "quarantined": self.quarantined,
            "already_held": self.already_held,
            "warnings": [told_of(problem) for problem in self.problems],
        }
        if self.removed is not None:
            told |= {"replaced": True, "removed": {name: rows for name, rows in self.removed.items() if rows}}
        if self.error is not None:
            told |= {"error": self.error} | ({"defect": True} if self.defect else {})
        return told


@dataclass(frozen=True, slots=True)
class IngestReport:
    """One report per file in the order they were read, and the `truth` folders that were passed over."""

    files: tuple[FileReport, ...]
    skipped: tuple[str, ...] = ()

    @property
    def kept_nothing(self) -> bool:
        """Whether every file was refused, or held claims of which all were refused."""
        return not any(_is_kept(file) for file in self.files)

    @property
    def stopped_by_a_defect(self) -> bool:
        """Whether a file was refused for a fault of ours."""
        return any(file.defect for file in self.files)

    @property
    def refused_some(self) -> bool:
        """Whether a file or a claim was refused."""
        return any(file.error is not None or file.quarantined for file in self.files)

    def as_json(self) -> dict[str, object]:
        """The contract's object of `ingest --json`, with the folders passed over."""
        return {"files": [file.as_json() for file in self.files], "skipped": list(self.skipped)}


def _is_kept(file: FileReport) -> bool:
    return file.error is None and bool(file.kept or file.already_held or not file.quarantined)


def told_of(problem: Problem) -> dict[str, object]:
    """A problem as the contract has it, with `count` where it stands for many."""
    told: dict[str, object] = {"code": problem.code, "segment": problem.segment}
    return told if problem.count == 1 else {**told, "count": problem.count}
