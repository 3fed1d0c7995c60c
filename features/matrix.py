"""Features of a batch as one matrix: the same path for one claim and for many."""

from collections.abc import Sequence

import numpy as np

from data.batch import ClaimBatch
from features.asof import AsOf, Floats
from features.catalog import DENIAL_FEATURES
from features.feature import Feature
from features.knowledge import Knowledge


def denial_matrix(
    batch: ClaimBatch,
    knowledge: Knowledge,
    features: Sequence[Feature] = DENIAL_FEATURES,
    *,
    asof: AsOf | None = None,
) -> Floats:
    """One row per claim, one column per feature in the order given, C order; NaN is missing.

    Args:
        batch: the claims, each at its own T.
        knowledge: what was known.
        features: the columns.
        asof: a view of the same batch and knowledge, when one was made before: its look-ups are shared.
    """
    view = asof or AsOf(batch, knowledge)
    out = np.empty((len(batch), len(features)), dtype=np.float64)
    for place, one in enumerate(features):
        out[:, place] = one.compute(view)
    return out
