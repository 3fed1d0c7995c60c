"""The denial model: will the first adjudication deny, partly deny or return this claim as submitted?"""

import numpy as np

from features.asof import AsOf
from features.catalog import DENIAL_FEATURES
from features.feature import categorical, past_shares
from features.table import TableOffset
from models.calibrate import FloatArray
from models.spec import Bands, ModelSpec, Settings, spec_of

DENIAL: ModelSpec = spec_of(
    "denial",
    DENIAL_FEATURES,
    categorical=categorical(DENIAL_FEATURES),
    shares=past_shares(DENIAL_FEATURES),
    settings=Settings(
        learning_rate=0.04,
        num_leaves=10,
        min_data_in_leaf=5,
        min_sum_hessian_in_leaf=0.5,
        lambda_l2=1.0,
        min_gain_to_split=4.0,
        feature_fraction=0.8,
        cat_smooth=1.0,
        cat_l2=1.0,
        fine_names_from=20_000,
        max_trees=250,
        patience=25,
        usual_learning=6.0,
    ),
    bands=Bands(medium=0.15, high=0.40),
)
"""Population: original primary claims. Label: `failed` of `data.outcomes`, with its reason family.

Small trees that see most features: with 20 leaves and half of the features, three to seven tenths of a
hundredth less of the gap to what could be known is closed on four worlds of 100,000 claims, and 1 to 2
hundredths less on two of 20,000.

A split must earn its place, rather than all leaves be drawn to nothing: among hundreds of columns one always
splits a rare reason by chance, while few rows that all fail mean it. Against `lambda_l2` 10 without a least
gain, 1.2 hundredths more are closed on four worlds of 20,000 claims; on nine of 100,000 it is the same.
"""


def starting_log_odds(asof: AsOf) -> FloatArray:
    """What trees start from besides each reason's own start (`models.evidence`): nothing, for every claim.

    As a start of all reasons at once, past rates (the whole table, or the payer's or the practice's rate at
    T) charge a claim with what denied others, and trees must take that back from all claims that have none
    of it: measured, they close one to four hundredths less of the gap to the best possible.
    """
    return np.zeros(len(asof))


def table_log_odds(table: TableOffset) -> FloatArray:
    """The table's parts added left to right: the same bits for one claim and for many."""
    total = table.parts[:, 0].copy()
    for part in range(1, table.parts.shape[1]):
        total += table.parts[:, part]
    return total
