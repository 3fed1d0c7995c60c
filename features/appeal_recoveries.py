"""What payments after denials tell of win chances while no appeals are on file.

A denial that nobody worked is not recovered either, so recoveries say which denials are won more often than
others, not how often: the level stays the prior's.
"""

import numpy as np
import pandas as pd

from data.events import Events
from data.recoveries import recoveries
from features.appeal_history import AppealHistory, Decided, Told
from features.denial import denial_batch

WAIT = np.timedelta64(180, "D")
"""A denial not recovered after so long counts as lost; the outcome of each is known then. Ours."""


def recovery_history(events: Events, held: pd.DataFrame, facts: pd.DataFrame) -> AppealHistory:
    """The history to ask while no appeals are on file: every denial, recovered within `WAIT` or not.

    `held` and `facts` are those of `AppealPast`.
    """
    denied = held["denied_at"].to_numpy(dtype="datetime64[us]")
    paid = recoveries(events, held).set_index("version_key")["recovered_at"].reindex(held["version_key"])
    batch = denial_batch(held.assign(level=1), facts, denied)
    unknown = np.full(len(held), np.nan)
    won = paid.to_numpy(dtype="datetime64[us]") < denied + WAIT
    return AppealHistory(Decided(batch.facts, denied + WAIT, won, unknown, unknown), Told.BY_RECOVERIES)
