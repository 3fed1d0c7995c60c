"""Policies: other habits of the practice, and single claims put right before they are sent.

A policy is a TOML file. Its keys are habits (`settings.Habits`); `fixes = "flagged.csv"` names a CSV beside
it with the columns `claim_id` and `fix`, one row per fix of a claim. What each fix does stands in
`tables/fixes.csv`. The same seed with and without a policy gives the same patients, visits and dice, so that
the two worlds differ by what the policy changed and by what follows from it.
"""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from data.errors import CleanClaimError
from data.synthetic.arrays import Bools, Ints
from data.synthetic.csv_tables import table_rows
from data.synthetic.settings import Settings, changed

FIRST_CLAIM = 1_000_001
"""Number of the claim with serial 0."""


class UnreadablePolicyError(CleanClaimError):
    """A policy or its file of fixes is not there, or is not what it should be."""

    def __init__(self, name: str, expected: str) -> None:
        super().__init__(f"{name} cannot be read: expected {expected}.")


class UnreadableFixError(CleanClaimError):
    """A row of a file of fixes that cannot be followed."""

    def __init__(self, row: int, column: str, known: list[str]) -> None:
        what = (
            f"one of {', '.join(known)}" if known else "a claim number of a simulated world, like C01000001"
        )
        super().__init__(f"Row {row} of the fixes: column {column} should hold {what}.")


@dataclass(frozen=True, slots=True)
class Fixes:
    """Serials of the claims that are put right before they leave, by fix."""

    serials: Mapping[str, Ints] = field(default_factory=dict)

    def of(self, fix: str, serials: Ints) -> Bools:
        """Which of these claims get it."""
        chosen = self.serials.get(fix)
        return np.zeros(len(serials), dtype=bool) if chosen is None else np.isin(serials, chosen)


NO_FIXES = Fixes()


def claim_id(serial: int) -> str:
    """CLM01 of a claim."""
    return f"C{serial + FIRST_CLAIM:08d}"


def read_policy(path: Path, settings: Settings) -> tuple[Settings, Fixes]:
    """The settings with the policy's habits, and its fixes.

    Raises: UnreadablePolicyError, UnknownSettingError for an unknown habit, UnreadableFixError for a row
        that cannot be followed.
    """
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # TOML and UTF-8 errors are ValueErrors
        raise UnreadablePolicyError(path.name, "a policy as TOML") from error
    flagged = held.pop("fixes", None)
    fixes = read_fixes(path.parent / flagged) if flagged else NO_FIXES
    return replace(settings, habits=changed(settings.habits, held)), fixes


def read_fixes(path: Path) -> Fixes:
    """A CSV with `claim_id` and `fix`; further columns are not read.

    Raises: UnreadablePolicyError, UnreadableFixError for a row that cannot be followed.
    """
    known = [row["fix"] for row in table_rows("fixes")]
    found: dict[str, list[int]] = {}
    for number, row in enumerate(_rows(path), start=1):
        if row.get("fix") not in known:
            raise UnreadableFixError(number, "fix", known)
        found.setdefault(row["fix"], []).append(_serial(row.get("claim_id") or "", number))
    return Fixes({fix: np.array(serials) for fix, serials in found.items()})


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    except (OSError, ValueError) as error:
        raise UnreadablePolicyError(path.name, "a CSV with the columns claim_id and fix") from error


def _serial(number: str, row: int) -> int:
    if not (number[:1] == "C" and number[1:].isdigit()):
        raise UnreadableFixError(row, "claim_id", [])
    return int(number[1:]) - FIRST_CLAIM
