"""What became of files that were taken in."""

from dataclasses import dataclass

from data.records import Problem


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file; `id` is its sha256 and `error` says why nothing of it was kept.

    `problems` holds reasons for quarantine, reasons for setting aside and warnings, in that order.
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
            "warnings": [{"code": problem.code, "segment": problem.segment} for problem in self.problems],
        }
        return told if self.error is None else {**told, "error": self.error}


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
    def refused_some(self) -> bool:
        """Whether a file or a claim was refused."""
        return any(file.error is not None or file.quarantined for file in self.files)

    def as_json(self) -> dict[str, object]:
        """The contract's object of `ingest --json`, with the folders passed over."""
        return {"files": [file.as_json() for file in self.files], "skipped": list(self.skipped)}


def _is_kept(file: FileReport) -> bool:
    return file.error is None and bool(file.kept or file.already_held or not file.quarantined)
