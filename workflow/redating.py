"""What a rule that became known does to deadlines already told."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from workflow.calendar import Days
from workflow.deadlines import Items, deadlines, known_rules

_ONE_DAY = timedelta(days=1)
_MOVES = {
    "place": "int64",
    "was_on": "datetime64[us]",
    "now_on": "datetime64[us]",
    "changed_on": "datetime64[us]",
}


def redated(items: Items, *, was: date, now: date) -> pd.DataFrame:
    """Items whose deadline moved, or became verified, by rules that became known between two days.

    Returns one row per item: `place`, `was_on`, `now_on`, `verified` (now).
    """
    old, new = deadlines(items, was), deadlines(items, now)
    same = (old.on == new.on) | (np.isnat(old.on) & np.isnat(new.on))
    place = np.flatnonzero(~same | (old.verified != new.verified))
    days = {"was_on": old.on[place], "now_on": new.on[place]}
    held = {name: day.astype("datetime64[us]") for name, day in days.items()}
    return pd.DataFrame({"place": place, **held, "verified": new.verified[place]})


def last_moves(items: Items, told_on: Days, as_of: date) -> pd.DataFrame:
    """The last time that a rule which became known moved a deadline already told.

    Args:
        items: n denials.
        told_on: the day on which each first had a deadline.
        as_of: only rules known before this day count.

    Returns at most one row per item: `place`, `was_on`, `now_on` and `changed_on`, the day the rule became
    known; by place.
    """
    moves = [_moved_on(day, items, told_on) for day in _days_of_change(told_on, as_of)]
    found = pd.concat(moves) if moves else pd.DataFrame(columns=list(_MOVES))
    return found.drop_duplicates("place", keep="last").sort_values("place", ignore_index=True).astype(_MOVES)


def _days_of_change(told_on: Days, as_of: date) -> list[date]:
    """The days on which rules became known since the first deadline was told, in order."""
    first = min(told_on[~np.isnat(told_on)].tolist(), default=as_of)
    return sorted({rule.known_on for rule in known_rules(as_of) if rule.known_on >= first})


def _moved_on(day: date, items: Items, told_on: Days) -> pd.DataFrame:
    moved = redated(items, was=day, now=day + _ONE_DAY)
    told = told_on[moved["place"].to_numpy(dtype=np.int64)] <= np.datetime64(day, "D")
    other_day = (moved["was_on"] != moved["now_on"]) & moved["was_on"].notna()
    return moved.loc[told & other_day, ["place", "was_on", "now_on"]].assign(changed_on=pd.Timestamp(day))
