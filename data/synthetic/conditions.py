"""Chronic conditions of people: why they come again, and what stands second on their claims."""

from dataclasses import dataclass

import numpy as np

from data.synthetic.arrays import Bools, Floats, Ints
from data.synthetic.catalog import Catalog, Visit
from data.synthetic.csv_tables import table_rows

_HELD = 3
"""Conditions of a person that claims may name."""
_DRAWN = 6.0
"""A visit made for a condition draws those who have it so many times more often."""
_FOR_IT = 0.75
"""Share of such a person's episodes that are about the condition itself."""


@dataclass(frozen=True, slots=True)
class Chronic:
    """Per person."""

    has: Bools
    """Persons x conditions."""
    diagnoses: Ints
    """Persons x 3 diagnosis indices, -1 for none, in order of the table."""


def make_chronic(catalog: Catalog, age: Floats, rng: np.random.Generator) -> Chronic:
    """Draws conditions by age; each person's diagnosis of a condition stays the same."""
    rows = table_rows("conditions")
    has = np.zeros((len(age), len(rows)), dtype=bool)
    named = np.full(has.shape, -1)
    for at, row in enumerate(rows):
        codes = np.array([catalog.diagnoses.index(code) for code in row["diagnoses"].split()])
        fits = (age >= int(row["from_age"])) & (age <= int(row["to_age"]))
        has[:, at] = fits & (rng.random(len(age)) < float(row["prevalence"]))
        named[:, at] = np.where(has[:, at], codes[rng.integers(0, len(codes), len(age))], -1)
    order = np.argsort(named < 0, axis=1, kind="stable")[:, :_HELD]
    return Chronic(has, np.take_along_axis(named, order, axis=1))


def drawn(chronic: Chronic, visit: Visit) -> Floats:
    """Per person: how much more than others this visit's episodes are theirs."""
    return np.where(chronic.has[:, _conditions(visit)].any(axis=1), _DRAWN, 1.0)


def own_primary(chronic: Chronic, visit: Visit, person: Ints, rng: np.random.Generator) -> Ints:
    """Per episode: the person's own diagnosis when the visit is about it, else -1."""
    held = chronic.diagnoses[person]
    fits = np.isin(held, visit.primary)
    first = np.take_along_axis(held, np.argmax(fits, axis=1)[:, None], axis=1)[:, 0]
    return np.where(fits.any(axis=1) & (rng.random(len(person)) < _FOR_IT), first, -1)


def _conditions(visit: Visit) -> list[int]:
    return [at for at, row in enumerate(table_rows("conditions")) if visit.name in row["visits"].split()]
