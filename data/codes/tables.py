"""Reads the code tables: CSV files beside this one, whose rows a billing expert may change.

Every row says from which day to which it applies (`effective_from`, `effective_to`, both included; an
empty end is open; the day compared is the decision's) and where it comes from (`source`). Outcomes go by the
day (`data.codes.dated`); linking and reading look at a code whatever the day.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

CodeRow: TypeAlias = Mapping[str, str]

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Period:
    """The days on which a row applies; an open end is None."""

    first: date
    last: date | None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


ALWAYS: Final = Period(date.min, None)


@cache
def code_rows(name: str) -> tuple[CodeRow, ...]:
    """The rows of `data/codes/<name>.csv` in file order; every value a string, empty when absent.

    Raises: FileNotFoundError when there is no such table.
    """
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def period(row: CodeRow) -> Period:
    """When a row applies."""
    end = row["effective_to"]
    return Period(date.fromisoformat(row["effective_from"]), date.fromisoformat(end) if end else None)
