"""The order of the queue, and the day each item is planned for."""

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from workflow.calendar import Days, business_days
from workflow.giving_up import to_review
from workflow.plan import plan

_YEAR = 365
"""What has no deadline is planned within so many days."""


def ranked(frame: pd.DataFrame, as_of: datetime, capacity_minutes: float | None) -> pd.DataFrame:
    """Best hour first, items past their deadline last, ties by money and then by number.

    Adds `rank`, `days_left`, `planned_on` and `write_off_review`. Planned is what brings more than it costs.
    """
    days = (frame["deadline_on"] - pd.Timestamp(as_of.date())).dt.days.astype("Int64")
    held = frame.assign(days_left=days, late=(days < 0).fillna(value=False).astype(bool))
    held = held.sort_values(
        ["late", "value_per_hour", "expected_recovery", "claim_id", "version_key"],
        ascending=[True, False, False, True, True],
        kind="stable",
        ignore_index=True,
    )
    held["rank"] = np.arange(1, len(held) + 1)
    held["planned_on"] = pd.Series(_planned(held, as_of, capacity_minutes)).astype("datetime64[us]")
    held["write_off_review"] = _to_review(held)
    return held.drop(columns="late")


def _planned(held: pd.DataFrame, as_of: datetime, capacity_minutes: float | None) -> Days:
    out = np.full(len(held), "NaT", dtype="datetime64[D]")
    worth = np.flatnonzero((held["expected_recovery"] > 0) & ~held["late"])
    if capacity_minutes is None or not len(worth):
        return out
    due = held["deadline_on"].to_numpy(dtype="datetime64[us]").astype("datetime64[D]")[worth]
    minutes = held["expected_minutes"].to_numpy(dtype=np.float64)[worth]
    cents = np.rint(held["expected_recovery"].to_numpy(dtype=np.float64)[worth] * 100).astype(np.int64)
    days = business_days(as_of.date(), _last_planned(due, as_of.date()))
    out[worth] = plan(cents, minutes, due, days, capacity_minutes)
    return out


def _last_planned(due: Days, first: date) -> date:
    """The last deadline; where some item has none, a year from the first day or that, whichever is later."""
    known = due[~np.isnat(due)]
    ends = [known.max().astype(object)] if len(known) else []
    return max([*ends, first + timedelta(days=_YEAR)] if len(known) < len(due) else ends)


def _to_review(held: pd.DataFrame) -> pd.Series:
    worth = held["value_with_next_level"].to_numpy(dtype=np.float64) * 100
    return to_review(worth, held["route"].to_numpy(dtype=object), held["late"].to_numpy(dtype=bool))
