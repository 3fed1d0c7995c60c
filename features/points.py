"""What a denial was about, finer than its reason family: measures of the history ledgers.

Payers word many a denial by a code that says exactly what is wrong (`data/codes/points.csv`). Where theirs
says no more than the family, it counts for every point of the family.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.key_index import Objects

POINTS: Mapping[str, str] = {
    "authorization_absent": "authorization",
    "referral_absent": "authorization",
    "modifier": "coding",
    "place": "coding",
    "sex": "coding",
    "units": "coding",
    "outdated_code": "coding",
    "combination": "bundling",
    "global_days": "bundling",
    "drug_absent": "missing",
    "referring_absent": "missing",
    "clia_absent": "missing",
    "onset_absent": "missing",
    "admission_absent": "missing",
    "accident": "coordination",
    "other_payer": "coordination",
    "benefit_maximum": "not_covered",
}
"""The points that history is counted by, with the reason family of each; others only tell them apart."""


def about(point: str, family: Objects, told: Objects) -> NDArray[np.bool_]:
    """Whether denials, of these families and about what they tell (None: nothing), are about the point."""
    return (told == point) | (pd.isna(told) & (family == POINTS[point]))
