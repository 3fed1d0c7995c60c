"""Parts of history keys that no claim says of itself: what was known of member, provider and visits."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from features.coverage_match import CoverageMatch, told_plan
from features.lacks import Carried, told_lacks
from features.newcomers import told_new
from features.operations import told_after
from features.parts import Teller
from features.visits import told_visits
from features.windows import Before


def told_parts(
    match: Callable[[], CoverageMatch],
    known: Callable[[], NDArray[np.float64]],
    lines: Callable[[], Before],
    carried: Callable[[], Carried],
) -> dict[tuple[str, str], Teller]:
    """Parts that look at the past.

    `match` is what the coverage source told, `known` are the days that each claim's rendering provider is
    known, `lines` those sent, as each of the batch sees them.
    """
    return {
        ("claim", "plan"): told_plan(match),
        ("claim", "new"): told_new(known),
        ("line", "after"): told_after(lines),
        ("line", "lacks"): told_lacks(lines, carried),
        ("line", "visits"): told_visits(lines),
    }
