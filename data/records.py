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
    """One claim version with its lines, other payers, what these decided, and dated codes."""

    claim: Row
    lines: list[Row] = field(default_factory=list)
    other_payers: list[Row] = field(default_factory=list)
    other_lines: list[Row] = field(default_factory=list)
    other_adjustments: list[Row] = field(default_factory=list)
    codes: list[Row] = field(default_factory=list)

    @property
    def children(self) -> dict[str, list[Row]]:
        """Its rows by the name of their table, without the claim's own."""
        return {
            "lines": self.lines,
            "other_payers": self.other_payers,
            "other_lines": self.other_lines,
            "other_adjustments": self.other_adjustments,
            "claim_codes": self.codes,
        }


@dataclass(slots=True)
class RemitRecord:
    """One CLP with its SVCs, CAS triples and remarks, in file order."""

    remit: Row
    lines: list[Row] = field(default_factory=list)
    adjustments: list[Row] = field(default_factory=list)
    remarks: list[Row] = field(default_factory=list)

    @property
    def children(self) -> dict[str, list[Row]]:
        """Its rows by the name of their table, without the remit's own."""
        return {"remit_lines": self.lines, "adjustments": self.adjustments, "remarks": self.remarks}


@dataclass(slots=True)
class StatusRecord:
    """One STC of a claim in a 277CA."""

    status: Row


@dataclass(slots=True)
class AcknowledgementRecord:
    """What a 999 or TA1 says of one set, group or interchange; counts as seen."""

    acknowledgement: Row


@dataclass(slots=True)
class CoverageRecord:
    """One coverage span of a member in a 271; counts as seen."""

    coverage: Row


@dataclass(slots=True)
class AuthorizationRecord:
    """One authorization of a 278 response; counts as seen."""

    authorization: Row


@dataclass(slots=True)
class ProviderAdjustmentRecord:
    """One PLB pair; belongs to the transaction, so it does not count as seen."""

    adjustment: Row


@dataclass(frozen=True, slots=True)
class Problem:
    """Something odd at a place in a file: a stable code, never a value.

    `segment` is the 1-based position of the segment in the file; `interchange` and `transaction` are
    1-based ordinals of ISA and ST. `count` is higher than 1 where it stands for many that are not listed.
    """

    code: str
    segment: int
    interchange: int = 1
    transaction: int = 1
    count: int = 1


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A CLM, CLP or record that could not be kept, and why."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class SetAside:
    """A CLM, CLP or record recognised but not ours to learn from (dental, encounter, predetermination)."""

    problem: Problem


Item: TypeAlias = (
    ClaimRecord
    | RemitRecord
    | StatusRecord
    | AcknowledgementRecord
    | CoverageRecord
    | AuthorizationRecord
    | ProviderAdjustmentRecord
    | Problem
    | Quarantined
    | SetAside
)
"""What a reader yields; a bare Problem is a warning about something that was read all the same."""
