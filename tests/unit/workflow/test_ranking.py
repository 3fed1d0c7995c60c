from datetime import datetime

import pandas as pd

from workflow.ranking import AHEAD, MONTH, planned

MONDAY = datetime.fromisoformat("2026-02-02T08:00:00")
IN_THREE_WEEKS, AT_YEAR_S_END = "2026-02-20", "2026-12-31"


def ranked(recovery: list[float], due: list[str]) -> pd.DataFrame:
    """Items of half an hour, best first."""
    return pd.DataFrame(
        {
            "expected_recovery": recovery,
            "expected_minutes": 30.0,
            "deadline_on": pd.to_datetime(pd.Series(due)).astype("datetime64[us]"),
            "to_learn_from": False,
        }
    )


def test_what_is_worth_most_is_not_put_off_for_what_is_merely_due() -> None:
    frame = ranked([5_000.0] + [100.0] * 20, [AT_YEAR_S_END] + [IN_THREE_WEEKS] * 20)
    days = planned(frame, MONDAY, 30.0)["planned_on"]
    assert days[0] == pd.Timestamp("2026-02-02")


def test_nothing_is_given_up_for_it_where_there_is_room() -> None:
    few = ranked([5_000.0] + [100.0] * (AHEAD - 1), [AT_YEAR_S_END] + [IN_THREE_WEEKS] * (AHEAD - 1))
    days = planned(few, MONDAY, 30.0)["planned_on"]
    assert days.notna().all()
    assert days.nunique() == len(few)


def test_without_a_backlog_nothing_is_given_up_that_can_be_done_in_time() -> None:
    later = [5_000.0] * (MONTH - AHEAD)
    frame = ranked(later + [100.0] * AHEAD, [AT_YEAR_S_END] * len(later) + ["2026-02-13"] * AHEAD)
    days = planned(frame, MONDAY, 30.0)["planned_on"]
    assert days.notna().all()  # all that is due first, day by day, and the rest after it
    one_more = pd.concat([frame.head(1), frame], ignore_index=True)
    days = planned(one_more, MONDAY, 30.0)["planned_on"]
    assert days[0] == pd.Timestamp("2026-02-02")


def test_after_the_days_just_ahead_deadlines_act_as_ever() -> None:
    frame = ranked([200.0] * MONTH + [100.0] * 3, [AT_YEAR_S_END] * MONTH + [IN_THREE_WEEKS] * 3)
    days = planned(frame, MONDAY, 30.0)["planned_on"]
    assert days[AHEAD:].notna().all()
    assert (days[AHEAD:] > days[:AHEAD].max()).all()
    assert (days <= frame["deadline_on"]).all()
