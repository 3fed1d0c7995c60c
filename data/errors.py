"""Every error the project raises on purpose, named for the fact.

Messages say what was wrong and what was expected; none ever holds a claim value. Exit codes and
HTTP statuses are given at the edges (`serving/command_edge.py`, `serving/problems.py`).
"""

from collections.abc import Sequence


class CleanClaimError(Exception):
    """Root of the project's own errors; its message may be shown to people."""


class UnreadableInputError(CleanClaimError):
    """Nothing of an input could be kept."""


class NotX12Error(UnreadableInputError):
    """The bytes hold no X12 envelope."""

    def __init__(self, why: str = "no ISA, GS or ST segment was found") -> None:
        super().__init__(f"This is not an X12 file: {why}.")


class UnknownFileTypeError(UnreadableInputError):
    """The content fits none of the types that can be read."""

    def __init__(self) -> None:
        super().__init__(
            "The type of this file could not be told. Expected X12 (837, 835, 277CA ...), FHIR or canonical "
            "JSON, or a CSV or Parquet file with the columns of claims, remits, coverages, authorizations, "
            "appeals, payers or a fee schedule; one with other names needs --mapping."
        )


class MissingColumnError(UnreadableInputError):
    """A CSV lacks columns that its kind needs."""

    def __init__(self, kind: str, columns: Sequence[str]) -> None:
        self.columns = tuple(columns)
        super().__init__(f"The {kind} file lacks the column(s): {', '.join(columns)}.")


class MissingReceivedAtError(UnreadableInputError):
    """A format without a date of its own came without `--received-at`."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"A {kind} file does not say when it was available: give --received-at.")


class NotReadyError(CleanClaimError):
    """A model or data needed for the answer is not there yet."""


class NoModelError(NotReadyError):
    """No promoted model of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no {name} model yet: run `cleanclaim train {name}` first.")


class NoDataError(NotReadyError):
    """The store holds too little for what was asked."""

    def __init__(self, needed: str) -> None:
        super().__init__(f"Not enough data: {needed}. Run `cleanclaim ingest` with more files first.")


class CorruptModelError(CleanClaimError):
    """A model's files do not have the hash they were promoted under."""

    def __init__(self, expected: str) -> None:
        super().__init__(f"The files of model {expected[:12]} were changed or damaged since promotion.")


class NotFoundError(CleanClaimError):
    """Nothing is held under the id given."""

    def __init__(self, what: str) -> None:
        super().__init__(f"No such {what}.")
