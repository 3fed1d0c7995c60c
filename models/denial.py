"""The denial model: will the first adjudication deny, partly deny or return this claim as submitted?"""

from features.asof import AsOf
from features.catalog import DENIAL_FEATURES
from features.table import TableOffset, overall_rate
from models.calibrate import FloatArray, log_odds_of
from models.spec import Bands, ModelSpec, Settings, spec_of

DENIAL: ModelSpec = spec_of(
    "denial",
    DENIAL_FEATURES,
    settings=Settings(
        learning_rate=0.05,
        num_leaves=15,
        min_data_in_leaf=5,
        min_sum_hessian_in_leaf=1.0,
        lambda_l2=5.0,
        feature_fraction=0.5,
        max_trees=250,
        patience=25,
    ),
    bands=Bands(medium=0.15, high=0.40),
)
"""Population: original primary claims. Label: `failed` of `data.outcomes`, with its reason family."""


def starting_log_odds(asof: AsOf) -> FloatArray:
    """Where the trees start: the log-odds of the practice's share of denials, as known at each T.

    The whole rate table would be a worse start: it charges a claim with what denied others like it, and the
    trees have to take that back from every claim that has none of it.
    """
    return log_odds_of(overall_rate(asof))


def table_log_odds(table: TableOffset) -> FloatArray:
    """The table's parts added left to right: the same bits for one claim and for many."""
    total = table.parts[:, 0].copy()
    for part in range(1, table.parts.shape[1]):
        total += table.parts[:, part]
    return total
