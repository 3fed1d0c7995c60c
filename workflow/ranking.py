"""The order of the queue, and the day each item is planned for."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workflow.calendar import Days, business_days
from workflow.giving_up import to_review
from workflow.plan import plan

AHEAD = 10
"""Business days that are planned first, as if they were all there is. A plan of a whole year puts off what is
worth most and not due for what is due: right if no more denials came, but they will, and want that room."""
MONTH = 20
"""Where all there is to do fits into so many business days nothing waits for long: it is planned at once."""
_YEAR = 365
"""What has no deadline is planned within so many days."""


def ranked(frame: pd.DataFrame, as_of: datetime) -> pd.DataFrame:
    """Best hour first, items past their deadline last, ties by money and then by number.

    Adds `rank`, `days_left`, `write_off_review`, and `planned_on` without a day.
    """
    days = (frame["deadline_on"] - pd.Timestamp(as_of.date())).dt.days.astype("Int64")
    held = frame.assign(days_left=days, late=is_late(frame["deadline_on"], as_of))
    held = held.sort_values(
        ["late", "value_per_hour", "expected_recovery", "claim_id", "version_key"],
        ascending=[True, False, False, True, True],
        kind="stable",
        ignore_index=True,
    )
    held["rank"] = np.arange(1, len(held) + 1)
    held["planned_on"] = np.full(len(held), "NaT", dtype="datetime64[us]")
    held["write_off_review"] = _to_review(held)
    return held.drop(columns="late")


def is_late(deadline_on: Any, as_of: datetime) -> NDArray[np.bool_]:
    """Which deadlines are past; a missing one is not."""
    days: Days = np.asarray(deadline_on, dtype="datetime64[D]")
    return days < np.datetime64(as_of.date(), "D")


def planned(ranked: pd.DataFrame, as_of: datetime, capacity_minutes: float) -> pd.DataFrame:
    """The ranked items with the days they are planned for.

    Planned is what is not late and brings more than it costs, or was drawn to learn from.
    """
    out = np.full(len(ranked), "NaT", dtype="datetime64[D]")
    wanted = (ranked["expected_recovery"] > 0) | ranked["to_learn_from"]
    worth = np.flatnonzero(wanted & ~is_late(ranked["deadline_on"], as_of))
    if len(worth):
        out[worth] = _days(ranked.iloc[worth], as_of.date(), capacity_minutes)
    return ranked.assign(planned_on=out.astype("datetime64[us]"))


def _days(worth: pd.DataFrame, first: date, capacity_minutes: float) -> Days:
    due = worth["deadline_on"].to_numpy(dtype="datetime64[us]").astype("datetime64[D]")
    minutes = worth["expected_minutes"].to_numpy(dtype=np.float64)
    cents = np.rint(worth["expected_recovery"].fillna(0.0).to_numpy(dtype=np.float64) * 100)
    # What was drawn to learn from may bring nothing: it gets the slots left over.
    cents = np.maximum(cents, 1).astype(np.int64)
    days = business_days(first, _last_planned(due, first))
    return _in_turn(cents, minutes, due, days, capacity_minutes)


def _in_turn(
    cents: NDArray[np.int64], minutes: NDArray[np.float64], due: Days, days: Days, capacity_minutes: float
) -> Days:
    """With a backlog, the days just ahead first; then what is left, over the days after them."""
    near = days if minutes.sum() <= MONTH * capacity_minutes else days[:AHEAD]
    out = plan(cents, minutes, due, near, capacity_minutes)
    left = np.flatnonzero(np.isnat(out))
    if len(left) and len(days) > len(near):
        out[left] = plan(cents[left], minutes[left], due[left], days[len(near) :], capacity_minutes)
    return out


def _last_planned(due: Days, first: date) -> date:
    """The last deadline; where some item has none, a year from the first day or that, whichever is later."""
    known = due[~np.isnat(due)]
    ends = [known.max().astype(object)] if len(known) else []
    return max([*ends, first + timedelta(days=_YEAR)] if len(known) < len(due) else ends)


def _to_review(held: pd.DataFrame) -> pd.Series:
    worth = held["value_with_next_level"].to_numpy(dtype=np.float64) * 100
    poor = to_review(worth, held["route"].to_numpy(dtype=object), held["late"].to_numpy(dtype=bool))
    return poor & ~(held["to_learn_from"] & ~held["late"])
