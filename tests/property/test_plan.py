import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.plan import UNPLANNED, plan, plan_places

ITEM = st.tuples(st.sampled_from([5.0, 7.5, 12.0, 30.0, 61.0]), st.integers(-2, 7))
EQUAL = st.tuples(st.integers(1, 9), st.integers(-1, 3))


@given(st.lists(ITEM, max_size=40), st.integers(1, 6), st.sampled_from([30.0, 60.0, 75.5]))
def test_no_item_comes_after_its_deadline_and_no_day_holds_more_than_the_capacity(
    items: list[tuple[float, int]], days: int, capacity: float
) -> None:
    minutes, last = _columns(items)
    places = plan_places(minutes, np.minimum(last, days - 1), days, capacity)
    done = places != UNPLANNED
    assert (places[done] <= last[done]).all()
    used = np.bincount(places[done], weights=minutes[done], minlength=days)
    assert (used <= capacity + 1e-9).all()


@given(st.lists(ITEM, max_size=40), ITEM, st.integers(1, 6))
def test_a_better_item_is_planned_whatever_worse_items_come_behind_it(
    items: list[tuple[float, int]], worse: tuple[float, int], days: int
) -> None:
    minutes, last = _columns([*items, worse])
    last = np.minimum(last, days - 1)
    alone = plan_places(minutes[:-1], last[:-1], days, 60.0)
    together = plan_places(minutes, last, days, 60.0)
    reserved = set(_reserved(minutes[:-1], last[:-1], days, 60.0))
    assert reserved <= set(np.flatnonzero(together[:-1] != UNPLANNED))
    assert reserved <= set(np.flatnonzero(alone != UNPLANNED))


@given(st.lists(ITEM, max_size=30), st.integers(1, 6))
def test_no_day_idles_while_an_item_that_fits_waits_for_later(
    items: list[tuple[float, int]], days: int
) -> None:
    minutes, last = _columns(items)
    last = np.minimum(last, days - 1)
    places = plan_places(minutes, last, days, 60.0)
    for day in range(days):
        room = 60.0 - minutes[places == day].sum()
        waiting = ((places > day) | (places == UNPLANNED)) & (last >= day)
        assert not (waiting & (minutes <= room + 1e-9)).any()


@settings(max_examples=60, deadline=None)
@given(st.lists(EQUAL, max_size=6), st.integers(1, 2))
def test_equal_minutes_are_planned_for_the_most_value_there_is(
    items: list[tuple[int, int]], slots: int
) -> None:
    items = sorted(items, key=lambda item: -item[0])
    values = np.array([value for value, _ in items], dtype=np.int64)
    last = np.array([day for _, day in items], dtype=np.int64)
    places = plan_places(np.full(len(items), 20.0), last, 4, 20.0 * slots)
    assert values[places != UNPLANNED].sum() == _most_value(items, slots)


def test_an_item_waits_for_the_latest_slot_only_while_a_more_urgent_one_needs_the_early_one() -> None:
    days = np.array(["2026-03-02", "2026-03-03"], dtype="datetime64[D]")
    due = np.array(["2026-03-03", "2026-03-02"], dtype="datetime64[D]")
    assert (plan(np.array([30.0, 30.0]), due, days, 30.0) == days[::-1]).all()
    assert (plan(np.array([30.0]), due[:1], days, 30.0) == days[:1]).all()


def test_an_item_longer_than_a_day_or_already_late_has_no_day() -> None:
    days = np.array(["2026-03-02"], dtype="datetime64[D]")
    due = np.array(["2026-03-02", "2026-02-27", "NaT"], dtype="datetime64[D]")
    found = plan(np.array([31.0, 10.0, 10.0]), due, days, 30.0)
    assert np.isnat(found[:2]).all()
    assert found[2] == days[0]


def _columns(items: list[tuple[float, int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([m for m, _ in items], dtype=float), np.array([d for _, d in items], dtype=np.int64)


def _reserved(minutes: np.ndarray, last: np.ndarray, days: int, capacity: float) -> list[int]:
    """The plain loop: each item in turn takes the latest day with room for it."""
    room = [capacity] * days
    held = []
    for item, (size, day) in enumerate(zip(minutes, last, strict=True)):
        fits = [d for d in range(day, -1, -1) if room[d] >= size]
        if fits:
            room[fits[0]] -= size
            held.append(item)
    return held


def _most_value(items: list[tuple[int, int]], slots: int) -> int:
    """By trying every subset: it can be done when no deadline has more items up to it than slots."""
    best = 0
    for size in range(len(items) + 1):
        for subset in itertools.combinations(items, size):
            ok = all(sum(day <= d for _, day in subset) <= slots * (d + 1) for d in range(-1, 4))
            best = max(best, sum(value for value, _ in subset)) if ok else best
    return best
