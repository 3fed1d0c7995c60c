import numpy as np
import pytest

from workflow.plan import UNPLANNED, plan, plan_places

MONDAY = np.datetime64("2026-03-02")
WEEK = MONDAY + np.arange(5)


def test_an_item_waits_for_the_latest_slot_only_while_a_more_urgent_one_needs_the_early_one() -> None:
    due = WEEK[[1, 0]]
    value, minutes = np.array([500, 400]), np.array([30.0, 30.0])
    assert (plan(value, minutes, due, WEEK[:2], 30.0) == WEEK[[1, 0]]).all()
    assert (plan(value[:1], minutes[:1], due[:1], WEEK[:2], 30.0) == WEEK[:1]).all()


def test_an_item_longer_than_a_day_or_already_late_has_no_day() -> None:
    due = np.array(["2026-03-02", "2026-02-27", "NaT"], dtype="datetime64[D]")
    found = plan(np.array([900, 300, 300]), np.array([31.0, 10.0, 10.0]), due, WEEK[:1], 30.0)
    assert np.isnat(found[:2]).all()
    assert found[2] == MONDAY


def test_a_deadline_on_a_day_that_is_not_worked_counts_for_the_day_before() -> None:
    days = MONDAY + np.array([0, 4, 7])
    due = np.full(3, MONDAY + 6)
    found = plan(np.array([3, 2, 1]), np.full(3, 30.0), due, days, 30.0)
    assert found.tolist() == [days[0], days[1], None]


def test_the_better_come_first_where_all_have_the_same_deadline() -> None:
    found = plan(np.arange(10, 0, -1), np.full(10, 30.0), np.full(10, WEEK[-1]), WEEK, 60.0)
    assert (found == np.repeat(WEEK, 2)).all()


def test_a_day_worth_more_comes_before_a_day_worth_less() -> None:
    value, minutes = np.array([900, 500, 450]), np.array([60.0, 35.0, 40.0])
    found = plan(value, minutes, np.full(3, WEEK[2]), WEEK, 60.0)
    assert (found == WEEK[:3]).all()


@pytest.mark.parametrize("late", [0, 1, 2])
def test_one_item_gives_way_to_two_that_together_bring_more(late: int) -> None:
    # 40 minutes at 2.50 a minute, or 30 and 30 at 2.00: a day of an hour holds 100 or 120.
    value, minutes = np.array([100, 60, 60]), np.array([40.0, 30.0, 30.0])
    places = plan_places(value, minutes, np.full(3, late), late + 1, 60.0)
    assert value[places != UNPLANNED].sum() == (120 if late == 0 else 220)


def test_minutes_are_rounded_up_to_tenths_and_the_capacity_down() -> None:
    value, last = np.array([3, 2, 1]), np.zeros(3, dtype=np.int64)
    assert (plan_places(value, np.full(3, 20.0), last, 1, 60.0) == 0).all()
    assert (plan_places(value, np.full(3, 20.01), last, 1, 60.0) == [0, 0, UNPLANNED]).all()
    assert (plan_places(value, np.full(3, 20.0), last, 1, 59.99) == [0, 0, UNPLANNED]).all()


@pytest.mark.parametrize("days", [0, 3])
def test_nothing_to_do_no_days_and_no_capacity_are_plans_too(days: int) -> None:
    none = np.zeros(0, dtype=np.int64)
    assert len(plan_places(none, np.zeros(0), none, days, 60.0)) == 0
    two = np.array([5, 4])
    assert (plan_places(two, np.array([10.0, 20.0]), two, days, 0.0) == UNPLANNED).all()
    if not days:
        assert (plan_places(two, np.array([10.0, 20.0]), two, days, 60.0) == UNPLANNED).all()
