"""What the recipe is held against: rate tables, a joint table that forgets nothing, LightGBM as it comes."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from lightgbm import LGBMClassifier

from benchmarks._imr_cases import ALL, Blocks, Cases, Floats, in_hand
from benchmarks._imr_recipe import joint_log_odds
from features.ledger import shrunken
from models.calibrate import sigmoid

_TABLE = (ALL, "treatment", "treatment_sub", "both_sub")
_DRAWN_BY = 20.0
"""Outcomes at the broader key's rate."""
_WINDOW = 1_500
"""Newest outcomes that the table that forgets goes by."""
_EVEN = 0.5


def rate_scores(cases: Cases, blocks: Blocks) -> Floats:
    """Shares overturned under each key, drawn to those of the broader one, of all outcomes in hand."""
    return _rates(cases, blocks, None)


def newest_rate_scores(cases: Cases, blocks: Blocks) -> Floats:
    """The same of the newest outcomes alone."""
    return _rates(cases, blocks, _WINDOW)


def _rates(cases: Cases, blocks: Blocks, window: int | None) -> Floats:
    asked, found = in_hand(cases, blocks), np.full(len(cases), _EVEN)
    for key in _TABLE:
        under = asked.under(key, cases.keys[key]).window(window)
        found = shrunken(under.sum("won"), under.count, found, _DRAWN_BY)
    return found[blocks.cut :]


def unforgetting_scores(cases: Cases, blocks: Blocks) -> Floats:
    """The table of `features.appeal_history`, whose keys are fitted together and forget nothing."""
    return sigmoid(joint_log_odds(cases, blocks, None)[blocks.cut :])


def lightgbm_scores(cases: Cases, blocks: Blocks) -> Floats:
    """LightGBM's classifier with its own defaults on the columns and the year."""
    x = pd.DataFrame({name: pd.Categorical(values) for name, values in cases.columns.items()})
    x["year"] = cases.year
    found = np.empty(len(cases))
    for places, known in blocks.each(blocks.cut, len(cases)):
        model = LGBMClassifier(num_threads=1, verbosity=-1).fit(x[:known], cases.won[:known])
        found[places] = model.predict_proba(x.iloc[places])[:, 1]
    return found[blocks.cut :]


PEERS: dict[str, Callable[[Cases, Blocks], Floats]] = {
    "rate table": rate_scores,
    "rate table, newest": newest_rate_scores,
    "table, never forgets": unforgetting_scores,
    "LightGBM defaults": lightgbm_scores,
}
