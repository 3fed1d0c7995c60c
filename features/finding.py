"""What a finding is, and the rule that makes it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.asof import AsOf
from features.feature import Owner

Flags = NDArray[np.bool_]

CODING_REVIEW = "coding review"
PROVIDER_QUERY = "provider query"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact: a stable code, the X12 segment it stands in, whose it is, and whether he may put it right."""

    code: str
    segment: str
    owner: Owner
    actionable: bool
    message: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A check of all claims at once; `flags` gives one flag per claim, or per line when `by_line`."""

    code: str
    segment: str
    owner: Owner
    message: str
    flags: Callable[[AsOf], Flags]
    actionable: bool = True
    by_line: bool = False
    days: Callable[[AsOf], NDArray[np.float64]] | None = None
    """Days told as evidence, per claim."""
    review: str = ""
    """Who has to look at the record, where nothing else may be proposed: CODING_REVIEW or PROVIDER_QUERY."""
