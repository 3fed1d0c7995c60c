"""Reads the code tables: CSV files beside this one, whose rows a billing expert may change.

Every row says from which day to which it applies (`effective_from`, `effective_to`, both included; an
empty end is open; the day compared is the decision's) and where it comes from (`source`).
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

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


def in_force(values: Any, days: Any, rows: Iterable[tuple[str, Period]]) -> NDArray[np.bool_]:
    """Whether each value is the code of a row that applies on its day.

    Args:
        values: codes, missing allowed.
        days: as many days or moments; missing ones are in no period with an end, and after every beginning.
        rows: codes, each with when it applies.
    """
    held, day = pd.Series(np.asarray(values, dtype=object)), np.asarray(days).astype("datetime64[D]")
    codes: dict[Period, list[str]] = {}
    for code, applies in rows:
        codes.setdefault(applies, []).append(code)
    out = np.zeros(len(held), dtype=bool)
    for applies, some in codes.items():
        within = ~(day < np.datetime64(applies.first))
        if applies.last is not None:
            within &= day <= np.datetime64(applies.last)
        out |= held.isin(some).to_numpy() & within
    return out


def period(row: CodeRow) -> Period:
    """When a row applies."""
    end = row["effective_to"]
    return Period(date.fromisoformat(row["effective_from"]), date.fromisoformat(end) if end else None)
