"""The deadlines of open denials: from what is known of each to the day it is due."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.appeal_past import AppealPast
from features.denial import DenialBatch, Moments
from workflow.calendar import Days
from workflow.deadlines import Items
from workflow.redating import last_moves
from workflow.routes import Routes


def dated_items(held: pd.DataFrame, batch: DenialBatch, ways: Routes, past: AppealPast) -> Items:
    """Denials and what their deadlines depend on; `held` are rows of `data.appeals.denials`."""
    return Items(
        clock=ways.clock,
        level=batch.facts.level,
        payer_id=batch.facts.payer,
        filing=batch.filing,
        claim_kind=np.where(batch.institutional > 0, "institutional", "professional").astype(object),
        notice_on=_notices(held, past),
        service_on=batch.service_on,
    )


def due(items: Items, clocks: pd.DataFrame, denied_at: Moments, as_of: date) -> dict[str, NDArray[Any]]:
    """The day each item's own clock ends, and what a later rule made of it.

    Args:
        items: n denials.
        clocks: of `workflow.deadlines.running`.
        denied_at: when each denial became available.
        as_of: only rules known before this day count.

    Returns `deadline_on` (NaT: none), `deadline_verified` (False: the shortest plausible, no rule known) and,
    where a rule that became known moved the deadline after it was told, `deadline_was_on` and the day that
    rule came, `deadline_moved_on`.
    """
    places = range(len(items))
    own = clocks[clocks["decides"]].set_index("place").reindex(places)
    told_on = np.maximum(items.notice_on, denied_at.astype("datetime64[D]"))
    moves = last_moves(items, told_on, as_of).set_index("place").reindex(places)
    return {
        "deadline_on": own["on"].to_numpy(dtype="datetime64[us]"),
        "deadline_verified": own["verified"].eq(True).to_numpy(dtype=bool),
        "deadline_was_on": moves["was_on"].to_numpy(dtype="datetime64[us]"),
        "deadline_moved_on": moves["changed_on"].to_numpy(dtype="datetime64[us]"),
    }


def _notices(held: pd.DataFrame, past: AppealPast) -> Days:
    """The day of the denial; above level 1 the day the last appeal was decided."""
    decided = pd.Series(past.decided_at, index=past.decided.version_key).groupby(level=0).max()
    last = decided.reindex(held["version_key"]).to_numpy(dtype="datetime64[us]").astype("datetime64[D]")
    denied = held["denied_on"].to_numpy(dtype="datetime64[us]").astype("datetime64[D]")
    return np.where((held["level"].to_numpy(dtype=np.int64) > 1) & ~np.isnat(last), last, denied)
