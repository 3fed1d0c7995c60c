"""The denial model: will the first adjudication deny, partly deny or return this claim as submitted?"""

from features.catalog import DENIAL_FEATURES
from features.table import TableOffset
from models.calibrate import FloatArray
from models.spec import Bands, ModelSpec, Settings, spec_of

DENIAL: ModelSpec = spec_of(
    "denial",
    DENIAL_FEATURES,
    settings=Settings(),
    bands=Bands(medium=0.15, high=0.40),
)
"""Population: original primary claims. Label: `failed` of `data.outcomes`. Table inside: `denial_table`."""


def table_log_odds(table: TableOffset) -> FloatArray:
    """The table's parts added left to right: the same bits for one claim and for many."""
    total = table.parts[:, 0].copy()
    for part in range(1, table.parts.shape[1]):
        total += table.parts[:, part]
    return total
