"""What readers yield and writers take: one claim, remit or status as plain rows.

A row maps column names of its canonical table to Python values: `str` for TEXT and CODES, `int` for
CENTS and COUNT, `float` for NUMBER, `date`, naive-UTC `datetime`, `bool`; an absent or None entry is
missing. Children do not repeat their parent's key: ingest adds it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

Value: TypeAlias = str | int | float | bool | date | datetime | None
Row: TypeAlias = dict[str, Value]


@dataclass(slots=True)
class ClaimRecord:
    """One claim version with its lines and other payers, in file order."""

    claim: Row
    lines: list[Row] = field(default_factory=list)
    other_payers: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class RemitRecord:
    """One CLP with its SVCs, CAS triples and remarks, in file order."""

    remit: Row
    lines: list[Row] = field(default_factory=list)
    adjustments: list[Row] = field(default_factory=list)
    remarks: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class StatusRecord:
    """One STC of a claim in a 277CA."""

    status: Row


@dataclass(slots=True)
class ProviderAdjustmentRecord:
    """One PLB pair; belongs to the transaction, so it does not count as seen."""

    adjustment: Row


@dataclass(frozen=True, slots=True)
class Problem:
    """Something odd at a place in a file: a stable code, never a value.

    `segment` is the 1-based position of the segment in the file; `interchange` and `transaction` are
    1-based ordinals of ISA and ST.
    """

    code: str
    segment: int
    interchange: int = 1
    transaction: int = 1


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A CLM, CLP or record that could not be kept, and why."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class SetAside:
    """A CLM, CLP or record recognised but not ours to learn from (dental, encounter, predetermination)."""

    problem: Problem


Item: TypeAlias = (
    ClaimRecord | RemitRecord | StatusRecord | ProviderAdjustmentRecord | Problem | Quarantined | SetAside
)
"""What a reader yields; a bare Problem is a warning about something that was read all the same."""
