"""The ledger agrees with a plain loop on random histories, ties and boundaries included."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.ledger import Ledger, joined_key

DAY = np.timedelta64(1, "D")
START = np.datetime64("2026-01-01T00:00:00", "us")
HALF_DAYS = 43_200_000_000


@dataclass
class Event:
    half_day: int
    key: str | None
    own: str | None
    cents: int


EVENTS = st.builds(
    Event,
    half_day=st.integers(0, 12),
    key=st.sampled_from(["a", "b", None]),
    own=st.sampled_from(["x", "y", "z", None]),
    cents=st.integers(-5, 2**40),
)


def objects(values):
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def ledger_of(events):
    return Ledger.build(
        START + np.array([e.half_day * HALF_DAYS for e in events], dtype="timedelta64[us]"),
        {"key": objects([e.key for e in events])},
        {
            "cents": np.array([e.cents for e in events], dtype=np.int64),
            "odd": np.array([e.cents % 2 for e in events], dtype=np.int64),
        },
        {"cents": objects([e.cents for e in events])},
        objects([e.own for e in events]),
    )


def plainly(events, query, days):
    """Events that count for a query, earliest first; equal times in order of arrival."""
    start = -(10**6) if days is None else query.half_day - 2 * days
    counted = [
        e
        for e in events
        if query.key is not None
        and e.key == query.key
        and start <= e.half_day < query.half_day
        and (query.own is None or e.own != query.own)
    ]
    return sorted(counted, key=lambda e: e.half_day)


@settings(max_examples=150, deadline=None)
@given(
    events=st.lists(EVENTS, max_size=30),
    queries=st.lists(EVENTS, min_size=1, max_size=8),
    days=st.sampled_from([None, 0, 1, 2, 5]),
)
def test_every_answer_is_the_one_a_plain_loop_gives(events, queries, days):
    ledger = ledger_of(events)
    t = START + np.array([q.half_day * HALF_DAYS for q in queries], dtype="timedelta64[us]")
    window = ledger.window(
        "key", objects([q.key for q in queries]), t, days, objects([q.own for q in queries])
    )
    count, cents, last = window.count, window.sum("cents"), window.latest("cents")
    first, last_at = window.first_seen(), window.latest_at()
    for place, query in enumerate(queries):
        counted = plainly(events, query, days)
        assert count[place] == len(counted)
        assert cents[place] == sum(e.cents for e in counted)
        assert last[place] == (counted[-1].cents if counted else None)
        for found, index in ((first, 0), (last_at, -1)):
            moment = found[place]
            assert (
                moment == START + np.timedelta64(counted[index].half_day * HALF_DAYS, "us")
                if counted
                else np.isnat(moment)
            )


@settings(max_examples=50, deadline=None)
@given(events=st.lists(EVENTS, max_size=20), queries=st.lists(EVENTS, min_size=2, max_size=6))
def test_a_batch_is_its_rows_one_by_one(events, queries):
    ledger = ledger_of(events)
    t = START + np.array([q.half_day * HALF_DAYS for q in queries], dtype="timedelta64[us]")
    keys, own = objects([q.key for q in queries]), objects([q.own for q in queries])
    together = ledger.window("key", keys, t, 2, own).sum("cents")
    alone = [
        ledger.window("key", keys[[i]], t[[i]], 2, own[[i]]).sum("cents")[0] for i in range(len(queries))
    ]
    assert together.tolist() == alone


@settings(max_examples=50, deadline=None)
@given(
    events=st.lists(EVENTS, max_size=20),
    cut=st.integers(0, 20),
    queries=st.lists(EVENTS, min_size=1, max_size=6),
)
def test_a_key_narrowed_by_a_flag_holds_the_events_that_have_it(events, cut, queries):
    ledger = ledger_of(events[:cut]).extended(ledger_of(events[cut:]))
    t = START + np.array([q.half_day * HALF_DAYS for q in queries], dtype="timedelta64[us]")
    window = ledger.window(
        "key/odd", objects([q.key for q in queries]), t, None, objects([q.own for q in queries])
    )
    for place, query in enumerate(queries):
        counted = plainly([e for e in events if e.cents % 2], query, None)
        assert window.count[place] == len(counted)
        assert window.sum("cents")[place] == sum(e.cents for e in counted)


@settings(max_examples=50, deadline=None)
@given(events=st.lists(EVENTS, max_size=20), cut=st.integers(0, 20), query=EVENTS)
def test_a_ledger_topped_up_later_is_the_ledger_built_at_once(events, cut, query):
    topped_up = ledger_of(events[:cut]).extended(ledger_of(events[cut:]))
    t = START + np.array([query.half_day * HALF_DAYS], dtype="timedelta64[us]")
    asked = ("key", objects([query.key]), t, 3, objects([query.own]))
    assert topped_up.window(*asked).sum("cents") == ledger_of(events).window(*asked).sum("cents")
    assert topped_up.window(*asked).latest("cents") == ledger_of(events).window(*asked).latest("cents")


@pytest.mark.parametrize(
    ("available", "counted"),
    [
        ("2026-03-10T11:59:59.999999", 1),
        ("2026-03-10T12:00:00", 0),  # at T itself: not known yet
        ("2026-03-10T12:00:00.000001", 0),
        ("2026-02-08T12:00:00", 1),  # the window's first moment, 30 days before
        ("2026-02-08T11:59:59.999999", 0),
    ],
)
def test_the_window_is_closed_at_its_start_and_open_at_t(available, counted):
    ledger = Ledger.build(np.array([available], "datetime64[us]"), {"key": objects(["a"])}, {})
    window = ledger.window("key", objects(["a"]), np.array(["2026-03-10T12:00"], "datetime64[us]"), 30)
    assert window.count.tolist() == [counted]


def test_coarse_moments_of_another_unit_are_understood():
    ledger = Ledger.build(np.array(["2026-03-09"], "datetime64[D]"), {"key": objects(["a"])}, {})
    for t, counted in (("2026-03-09", 0), ("2026-03-10", 1)):
        assert ledger.window("key", objects(["a"]), np.array([t], "datetime64[s]"), None).count == counted


@given(rows=st.lists(st.tuples(*[st.sampled_from(["a", "b", "a|b", "", None])] * 3), min_size=1, max_size=8))
def test_joined_keys_are_the_rows_joined_however_many(rows: list[tuple[str | None, ...]]) -> None:
    many = rows * 60
    columns = [np.array(column, dtype=object) for column in zip(*many, strict=True)]
    expected = [None if None in row else "|".join(row) for row in many]
    assert joined_key(*columns).tolist() == expected
    assert joined_key(*(column[: len(rows)] for column in columns)).tolist() == expected[: len(rows)]
