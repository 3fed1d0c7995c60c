"""Deadlines of random items: against a plain loop, and what must hold whatever the rules are."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from data.codes import filing_kind
from data.codes.deadline_rules import CountedFrom, DeadlineRule, deadline_rules
from tests.unit.workflow.dated import AS_OF, items
from workflow.calendar import after, business_day_or_before
from workflow.deadlines import deadlines, known_rules, running
from workflow.redating import redated

CLOCKS = sorted({rule.clock for rule in deadline_rules()})
DAYS = st.dates(date(2010, 1, 1), date(2027, 12, 31))
AFTER_ALL_CHANGES = st.dates(date(2025, 1, 1), date(2027, 12, 31))
ITEM = st.fixed_dictionaries(
    {
        "clock": st.sampled_from([*CLOCKS, None]),
        "level": st.integers(1, 6),
        "filing": st.sampled_from(["MA", "MB", "16", "MC", "CI", "CH", "VA", "FI", "WC", "AM", None]),
        "claim_kind": st.sampled_from(["professional", "institutional"]),
        "network": st.sampled_from(["in", "out", None]),
    }
)
DATED = st.tuples(ITEM, st.none() | DAYS, st.none() | DAYS)


def _items(dated: list[tuple[dict[str, object], date | None, date | None]]):
    told = {
        name: [item[name] for item, _, _ in dated] for name in (dated[0][0] if dated else {"clock": None})
    }
    days = zip(*[(notice or "NaT", service or "NaT") for _, notice, service in dated], strict=True)
    return items(**told, **dict(zip(("notice_on", "service_on"), map(list, days), strict=False)))


@given(st.lists(DATED, min_size=1, max_size=12), DAYS)
def test_deadlines_are_those_of_a_plain_loop(
    dated: list[tuple[dict[str, object], date | None, date | None]], as_of: date
) -> None:
    found = deadlines(_items(dated), as_of)
    told = zip(found.on.tolist(), found.verified.tolist(), strict=True)
    assert [*told] == [_plain(*each, as_of) for each in dated]


def _plain(
    item: dict[str, object], notice: date | None, service: date | None, as_of: date
) -> tuple[date | None, bool]:
    codes = {**item, "filing_indicator": item["filing"], "filing_kind": filing_kind(item["filing"])}
    by_source: dict[tuple[tuple[bool, ...], str], DeadlineRule] = {}
    for rule in deadline_rules():
        start = notice if rule.counted_from is CountedFrom.NOTICE else service
        fits = rule.clock == item["clock"] and item["level"] in rule.when.levels and rule.when.holds(codes)
        if fits and rule.known_on < as_of and start is not None and rule.when.applies.covers(start):
            key = (rule.when.precision, rule.counted_from)
            last = by_source.get(key)
            if last is None or rule.when.applies.first >= last.when.applies.first:
                by_source[key] = rule
    if not by_source:
        return None, False
    best = max(precision for precision, _ in by_source)
    return min(_end(rule, notice, service) for (precision, _), rule in by_source.items() if precision == best)


def _end(rule: DeadlineRule, notice: date | None, service: date | None) -> tuple[date, bool]:
    start = notice if rule.counted_from is CountedFrom.NOTICE else service
    received = np.array([start], dtype="datetime64[D]") + rule.presumed_days
    return business_day_or_before(after(received, rule.length, rule.unit))[0].astype(object), rule.verified


@given(st.lists(st.tuples(ITEM, AFTER_ALL_CHANGES), min_size=1, max_size=8), st.integers(0, 90))
def test_a_deadline_is_never_later_when_notice_and_service_are_earlier(
    told: list[tuple[dict[str, object], date]], days: int
) -> None:
    # Under the same rules: after the last change of the table.
    sooner = [(item, max(day - timedelta(days), date(2025, 1, 1))) for item, day in told]
    early, late = (
        deadlines(_items([(item, day, day) for item, day in some]), AS_OF).on for some in (sooner, told)
    )
    assert (np.isnat(late) | (early <= late)).all()


@given(st.lists(DATED, min_size=1, max_size=12))
def test_a_deadline_is_a_business_day(
    dated: list[tuple[dict[str, object], date | None, date | None]],
) -> None:
    on = deadlines(_items(dated), AS_OF).on
    known = on[~np.isnat(on)]
    assert (business_day_or_before(known) == known).all()


@given(st.lists(DATED, min_size=1, max_size=12), DAYS, DAYS)
def test_what_moved_is_what_differs_and_nothing_moves_between_days_that_know_the_same(
    dated: list[tuple[dict[str, object], date | None, date | None]], was: date, now: date
) -> None:
    held = _items(dated)
    moved = redated(held, was=was, now=now)
    if set(map(id, known_rules(was))) == set(map(id, known_rules(now))):
        assert moved.empty
    old, new = deadlines(held, was), deadlines(held, now)
    differs = [
        place
        for place, pair in enumerate(
            zip(old.on.tolist(), new.on.tolist(), old.verified, new.verified, strict=True)
        )
        if pair[0] != pair[1] or pair[2] != pair[3]
    ]
    assert moved["place"].tolist() == differs


@given(st.lists(DATED, min_size=1, max_size=8), st.lists(st.sampled_from(CLOCKS), max_size=3))
def test_the_clock_that_decides_ends_on_the_deadline(
    dated: list[tuple[dict[str, object], date | None, date | None]], also: list[str]
) -> None:
    held = _items(dated)
    found = running(held, [" ".join(also)] * len(dated), AS_OF)
    own = found[found["decides"]].set_index("place")["on"]
    on = deadlines(held, AS_OF).on
    assert own.to_dict() == {
        place: day for place, day in enumerate(on.astype("datetime64[us]")) if not np.isnat(day)
    }
    assert not found.duplicated(["place", "clock"]).any()
