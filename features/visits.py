"""Visits of a patient in a calendar year by branch of services: benefits are often limited by them."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from features.ledger import Before, Ints, Objects
from features.parts import Parts, Teller

VISIT_EDGES = np.array([1, 2, 3, 4, 6, 8, 10, 12, 15, 18, 20, 24, 30, 40, 60])
"""Edges of the bands of visits, close where benefits usually end."""


def first_of_branch(parts: Parts) -> Ints:
    """1 for the first line of each branch and year on a claim, else 0: claims are visits, not lines."""
    told = {name: parts.part("line", name) for name in ("branch", "year")}
    held = pd.DataFrame({"row": parts.rows("line"), **told})
    return (~held.duplicated()).to_numpy().astype(np.int64)


def visits_this_year(parts: Parts, before: Before) -> Ints:
    """Per line, claims with the same branch of services sent for the patient in its year of service.

    `before` are the lines sent, as each line sees them.
    """
    asked = parts.key("line", "patient_branch_year")
    return before.under("patient_branch_year", asked).window(None).sum("visit")


def told_visits(before: Callable[[], Before]) -> Teller:
    """The part `visits`: the band of visits before this one in the year."""

    def tell(parts: Parts) -> Objects:
        bands = np.searchsorted(VISIT_EDGES, visits_this_year(parts, before()), "right")
        out = np.empty(len(bands), dtype=object)
        out[:] = [str(band) for band in bands.tolist()]
        return out

    return tell
