"""The denial model: will the first adjudication deny, partly deny or return this claim as submitted?"""

from features.catalog import DENIAL_FEATURES
from models.spec import Bands, ModelSpec, Settings, spec_of

DENIAL: ModelSpec = spec_of(
    "denial",
    DENIAL_FEATURES,
    settings=Settings(),
    bands=Bands(medium=0.15, high=0.40),
)
"""Population: original primary claims. Label: `failed` of `data.outcomes`. Table inside: `denial_table`."""
