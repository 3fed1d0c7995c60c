import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.plan import UNPLANNED, plan_places
from workflow.plan_order import by_size, filled, latest_first, whole_days
from workflow.plan_windows import Work, improved

DAYS = 6
MINUTES = st.sampled_from([5.0, 7.5, 12.0, 30.0, 61.0])
ITEMS = st.lists(st.tuples(st.integers(1, 500), MINUTES, st.integers(-2, DAYS + 1)), max_size=40)
"""Value in cents, minutes, number of the last day."""
CAPACITY = st.sampled_from([30.0, 60.0, 75.5])
EQUAL = st.tuples(st.integers(1, 9), st.integers(-1, 3))
Columns = tuple[np.ndarray, np.ndarray, np.ndarray]

# The first example waits for numba to load what it compiled.
unhurried = settings(deadline=None)


@unhurried
@given(ITEMS, st.integers(0, DAYS), CAPACITY)
def test_no_item_comes_after_its_deadline_and_no_day_holds_more_than_the_capacity(
    items: list[tuple[int, float, int]], days: int, capacity: float
) -> None:
    value, minutes, last = _best_first(items)
    places = plan_places(value, minutes, last, days, capacity)
    done = places != UNPLANNED
    assert (places[done] <= last[done]).all()
    assert (places[done] < days).all()
    assert (_used(places, minutes, days) <= capacity + 1e-9).all()


@unhurried
@given(ITEMS, st.integers(1, DAYS), st.integers(30, 100))
def test_each_step_keeps_deadlines_and_capacity_and_loses_no_value(
    items: list[tuple[int, float, int]], days: int, capacity: int
) -> None:
    value, minutes, last = _best_first(items)
    work = Work(value, (minutes * 10).astype(np.int64), np.minimum(last, days - 1))
    places = latest_first(work, days, capacity * 10)
    for step in (improved, whole_days, filled, by_size):
        before = value[places != UNPLANNED].sum()
        places = step(work, places, days, capacity * 10)
        assert (places <= np.maximum(work.last, UNPLANNED)).all(), step
        assert (_used(places, minutes, days) <= capacity).all(), step
        assert value[places != UNPLANNED].sum() >= before, step


@unhurried
@given(ITEMS, CAPACITY)
def test_of_items_of_the_same_minutes_the_better_has_a_day_and_the_earlier_one(
    items: list[tuple[int, float, int]], capacity: float
) -> None:
    value, minutes, last = _best_first(items)
    places = plan_places(value, minutes, last, DAYS, capacity)
    for better, worse in itertools.combinations(range(len(items)), 2):
        if minutes[better] == minutes[worse] and places[worse] != UNPLANNED:
            could = last[better] >= places[worse]
            assert not (could and places[better] == UNPLANNED)
            swaps = could and last[worse] >= places[better]
            assert not (swaps and places[better] > places[worse])


@unhurried
@given(ITEMS, CAPACITY)
def test_no_day_idles_while_an_item_that_fits_waits_for_later(
    items: list[tuple[int, float, int]], capacity: float
) -> None:
    value, minutes, last = _best_first(items)
    places = plan_places(value, minutes, last, DAYS, capacity)
    room = capacity - _used(places, minutes, DAYS)
    for day in range(DAYS):
        waiting = ((places > day) | (places == UNPLANNED)) & (last >= day)
        assert not (waiting & (minutes <= room[day] + 1e-9)).any()


@settings(max_examples=60, deadline=None)
@given(st.lists(EQUAL, max_size=6), st.integers(1, 2))
def test_equal_minutes_are_planned_for_the_most_value_there_is(
    items: list[tuple[int, int]], slots: int
) -> None:
    value, minutes, last = _best_first([(value, 20.0, day) for value, day in items])
    places = plan_places(value, minutes, last, 4, 20.0 * slots)
    assert value[places != UNPLANNED].sum() == _most_value(value, last, slots)


@settings(max_examples=60, deadline=None)
@given(st.lists(EQUAL, max_size=6))
def test_equal_minutes_are_worked_as_soon_as_deadlines_let_the_better_come_first(
    items: list[tuple[int, int]],
) -> None:
    value, minutes, last = _best_first([(value, 20.0, day) for value, day in items])
    places = plan_places(value, minutes, last, 4, 20.0)
    done = np.flatnonzero(places != UNPLANNED)
    orders = itertools.permutations(range(len(done)))
    waits = [value[done] @ order for order in orders if (np.array(order, dtype=int) <= last[done]).all()]
    assert value[done] @ places[done] == min(waits)


@unhurried
@given(ITEMS, CAPACITY)
def test_the_same_items_are_planned_the_same_way(
    items: list[tuple[int, float, int]], capacity: float
) -> None:
    columns = _best_first(items)
    once, again = (plan_places(*columns, DAYS, capacity) for _ in range(2))
    assert (once == again).all()


def _best_first(items: list[tuple[int, float, int]]) -> Columns:
    held = sorted(items, key=lambda item: (-item[0] / item[1], -item[0]))
    value, minutes, last = ([item[place] for item in held] for place in range(3))
    return np.array(value, dtype=np.int64), np.array(minutes, dtype=float), np.array(last, dtype=np.int64)


def _used(places: np.ndarray, minutes: np.ndarray, days: int) -> np.ndarray:
    done = places != UNPLANNED
    return np.bincount(places[done], weights=minutes[done], minlength=days)


def _most_value(value: np.ndarray, last: np.ndarray, slots: int) -> int:
    """By trying every subset: it can be done when no deadline has more items up to it than slots."""
    best = 0
    for size in range(len(value) + 1):
        for subset in itertools.combinations(range(len(value)), size):
            due = last[list(subset)]
            ok = all((due <= day).sum() <= slots * (day + 1) for day in range(-1, 4))
            best = max(best, int(value[list(subset)].sum())) if ok else best
    return best
