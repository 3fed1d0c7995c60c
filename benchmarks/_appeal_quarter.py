"""The practice's last quarter of first appeals, worked again week by week by the day plan."""

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.appeal_past import AppealPast
from models.appeal import APPEAL, AppealScorer, FittedAppeal
from models.appeal_fit import appeal_rows, fit_appeal
from workflow.queue import queue_of

WEEKS = 13
OLDEST = np.timedelta64(120, "D")
"""The practice never appealed an older denial, so neither does the plan."""
_WEEK = np.timedelta64(7, "D")
_DAYS = 5


def quarter(past: AppealPast, truth: pd.DataFrame) -> dict[str, float]:
    """Dollars an hour of the day plan and of the practice's habit, with the same minutes in each week.

    Both are counted by true chance times true dollars over true minutes. The model learned before the
    quarter; each week it sees what was decided by then, and each Monday the days are planned anew. The plan
    chooses among the denials that were never corrected or paid by themselves, as the practice did.
    """
    work = _first_levels(past, truth)
    end = work["filed_at"].max().to_numpy().astype("datetime64[us]")
    mondays = end - _WEEK * np.arange(WEEKS, 0, -1)
    work = work[~(work["filed_at"].to_numpy() < mondays[0])].reset_index(drop=True)
    filed = work["filed_at"].to_numpy(dtype="datetime64[us]")
    scorer, done = AppealScorer(_learned(past, mondays[0]), "", ""), np.zeros(len(work), dtype=bool)
    for monday in mondays:
        habit = (filed >= monday) & (filed < monday + _WEEK)
        waiting = np.flatnonzero(~done & _open(work, monday))
        minutes = float(work["minutes"].to_numpy()[habit].sum())
        order = waiting[_planned(past, scorer, work.iloc[waiting], monday, minutes)]
        done[order[np.cumsum(work["minutes"].to_numpy()[order]) <= minutes]] = True
    return _hourly(work, done, (filed >= mondays[0]) & (filed < end))


def _first_levels(past: AppealPast, truth: pd.DataFrame) -> pd.DataFrame:
    """First denials with their truth and the moment they were appealed (missing: never)."""
    decided, first = past.decided, past.decided.facts.level == 1
    filed = pd.Series(decided.facts.t[first], index=decided.version_key[first])
    held = past.held.assign(level=1, filed_at=past.held["version_key"].map(filed[~filed.index.duplicated()]))
    held = held[~held["resolved"] | held["filed_at"].notna()]
    held = held[~(held["appeal_pending"] & held["filed_at"].isna())]
    key = ["claim_id", "version", "level"]
    return held.astype({"version": "int64"}).merge(truth, on=key)


def _learned(past: AppealPast, start: np.datetime64) -> FittedAppeal:
    held = appeal_rows(past, APPEAL)
    return fit_appeal(APPEAL, held.take(held.rows.known_at < start))


def _open(work: pd.DataFrame, monday: np.datetime64) -> NDArray[np.bool_]:
    denied = work["denied_at"].to_numpy(dtype="datetime64[us]")
    return (denied < monday) & (denied > monday - OLDEST)


def _planned(
    past: AppealPast, scorer: AppealScorer, waiting: pd.DataFrame, monday: np.datetime64, minutes: float
) -> NDArray[np.int64]:
    """Places of the denials that are planned for some day, in the order they are worked in."""
    if not len(waiting) or not minutes:
        return np.empty(0, dtype=np.int64)
    queue = queue_of(waiting.reset_index(drop=True), past, scorer, as_of=monday.astype(datetime))
    frame = queue.planned(minutes / _DAYS).frame.dropna(subset="planned_on")
    return frame.sort_values(["planned_on", "rank"])["place"].to_numpy(dtype=np.int64)


def _hourly(work: pd.DataFrame, done: NDArray[np.bool_], habit: NDArray[np.bool_]) -> dict[str, Any]:
    dollars = (work["p_win"] * work["recovered_if_won"]).to_numpy()
    hours = work["minutes"].to_numpy() / 60
    plan, usual = (float(dollars[which].sum() / hours[which].sum()) for which in (done, habit))
    return {
        "plan_per_hour": round(plan, 2),
        "habit_per_hour": round(usual, 2),
        "ratio": round(plan / usual, 3),
        "plan_hours": round(float(hours[done].sum()), 1),
        "habit_hours": round(float(hours[habit].sum()), 1),
    }
