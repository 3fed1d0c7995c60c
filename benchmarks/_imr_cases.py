"""Independent medical reviews as arrays, and which outcomes are in hand when a case is scored."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from features.ledger import Ints, Ledger, Objects, joined_key
from features.windows import Before

Floats = NDArray[np.float64]

COLUMNS = {
    "kind": "review_type",
    "diagnosis": "diagnosis_category",
    "diagnosis_sub": "diagnosis_subcategory",
    "treatment": "treatment_category",
    "treatment_sub": "treatment_subcategory",
    "age": "age_range",
    "sex": "gender",
}
"""Our names and the file's."""
KEYS: dict[str, tuple[str, ...]] = {
    "kind": ("kind",),
    "diagnosis": ("diagnosis",),
    "treatment": ("treatment",),
    "age": ("age",),
    "sex": ("sex",),
    "kind_diagnosis": ("kind", "diagnosis"),
    "both": ("diagnosis", "treatment"),
    "diagnosis_sub": ("diagnosis", "diagnosis_sub"),
    "treatment_sub": ("treatment", "treatment_sub"),
    "diagnosis_treatment_sub": ("diagnosis", "treatment", "treatment_sub"),
    "diagnosis_sub_treatment": ("diagnosis", "diagnosis_sub", "treatment"),
    "both_sub": ("diagnosis", "diagnosis_sub", "treatment", "treatment_sub"),
}
"""What outcomes are counted under, from broad to narrow, by the columns joined."""
ALL = "all"
"""The key under which every outcome stands."""
BLANK = "blank"
"""A blank field is a value of its own, for every scorer."""


@dataclass(frozen=True, slots=True)
class Cases:
    """n reviews in order of year, then of reference number; `won` is overturned."""

    year: Ints
    won: NDArray[np.bool_]
    columns: Mapping[str, Objects]
    keys: Mapping[str, Objects]

    def __len__(self) -> int:
        return len(self.won)

    def until(self, year: int) -> int:
        """How many cases there are of that year and before."""
        return int(np.searchsorted(self.year, year, "right"))

    def first(self, year: int) -> "Cases":
        """The cases of that year and before alone."""
        n = self.until(year)
        columns = {name: values[:n] for name, values in self.columns.items()}
        return Cases(self.year[:n], self.won[:n], columns, {name: v[:n] for name, v in self.keys.items()})


@dataclass(frozen=True, slots=True)
class Blocks:
    """How often knowledge is renewed: before every `every` cases, with outcomes that come `late` cases late.

    Blocks are counted to both sides of the place `cut`, so that cases to learn from saw as old a knowledge as
    cases to test on do.
    """

    cut: int
    every: int
    late: int

    def starts(self, places: Ints) -> Ints:
        """The place at which the block of each place begins."""
        return self.cut + (places - self.cut) // self.every * self.every

    def known(self, places: Ints) -> Ints:
        """How many outcomes, counted from the first case, were in hand for the case at each place."""
        return np.maximum(self.starts(places) - self.late, 0)

    def each(self, low: int, high: int) -> Iterator[tuple[Ints, int]]:
        """The places of each block from `low` up to `high`, and the outcomes in hand."""
        places = np.arange(low, high)
        known = self.known(places)
        for one in np.unique(known):
            yield places[known == one], int(one)


def read_cases(path: Path) -> Cases:
    """The cases of a file of reviews."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (int(row["report_year"]), int(row["ref_seq"])))
    columns = {
        name: np.array([row[header] or BLANK for row in rows], dtype=object)
        for name, header in COLUMNS.items()
    }
    return Cases(
        year=np.array([int(row["report_year"]) for row in rows]),
        won=np.array([row["overturned"] == "1" for row in rows]),
        columns=columns,
        keys={
            ALL: np.full(len(rows), ALL, dtype=object),
            **{name: joined_key(*(columns[part] for part in parts)) for name, parts in KEYS.items()},
        },
    )


def in_hand(cases: Cases, blocks: Blocks) -> Before:
    """The outcomes by key as each case sees them, in a ledger in which a case is a day."""
    places = np.arange(len(cases))
    return Ledger.build(days(places), cases.keys, {"won": cases.won}).before(days(blocks.known(places)))


def days(places: Ints) -> NDArray[np.datetime64]:
    """A moment for each place, one day from case to case."""
    return np.datetime64("2000-01-01") + places.astype("timedelta64[D]")
