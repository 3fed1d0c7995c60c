from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.codes.deadline_rules import CountedFrom, DeadlineRule, deadline_rules
from tests.unit.workflow.dated import AS_OF, items, limit
from workflow.deadlines import deadlines, known_rules, running


def _one(**asked: object) -> tuple[np.datetime64, bool]:
    found = deadlines(items(**{name: [value] for name, value in asked.items()}), AS_OF)
    return found.on[0], bool(found.verified[0])


@pytest.mark.parametrize(
    ("asked", "on", "verified"),
    [
        # 2026-03-02 + 5 presumed + 120 = 2026-07-05, a Sunday; Friday the 3rd is a holiday observed.
        ({"filing": "MB"}, "2026-07-02", True),
        ({"filing": "MB", "level": 2}, "2026-09-03", True),
        ({"filing": "MB", "level": 4}, "2026-05-06", True),
        ({"filing": "MB", "clock": "reopening"}, "2027-03-02", True),
        # From the first day of service, not the denial: a year after 2026-02-01, a Monday.
        ({"filing": "MB", "clock": "correction"}, "2027-02-01", True),
        # From February 29 a year ends on February 28.
        ({"filing": "MB", "clock": "correction", "service_on": "2028-02-29"}, "2029-02-28", True),
        ({"filing": "MB", "clock": "correction", "service_on": "NaT"}, "2026-05-01", False),
        ({"filing": "MB", "clock": "records"}, "2026-06-30", True),
        ({"filing": "MB", "clock": "rebuttal"}, "2026-03-17", True),
        ({"filing": "MB", "clock": "offset"}, "2026-04-01", True),
        # 60 days in network, as long as nobody tells the network; then 60 from a presumed receipt.
        ({"filing": "16"}, "2026-05-01", False),
        ({"filing": "16", "network": "out"}, "2026-05-06", True),
        ({"filing": "16", "network": "in"}, "2026-05-01", False),
        ({"filing": "16", "network": "out", "notice_on": "2024-12-31"}, "2025-02-28", True),
        ({"filing": "CI"}, "2026-05-29", False),
        ({"filing": "MC"}, "2026-05-01", False),
        ({"filing": "MC", "level": 2}, "2026-04-01", False),
        ({"filing": "CH"}, "2026-05-29", True),
        ({"filing": "CH", "clock": "correction"}, "2027-02-01", True),
        ({"filing": "VA"}, "2026-05-29", False),
        # 2026-02-01 + 180 days = 2026-07-31.
        ({"filing": "VA", "clock": "correction"}, "2026-07-31", True),
        ({"filing": "WC"}, "2026-04-16", False),
        ({"filing": None}, "2026-04-16", False),
        ({"filing": "??"}, "2026-04-16", False),
        ({"filing": "WC", "clock": "other_payer"}, "2026-05-01", False),
        # Five business days after Monday the 2nd.
        ({"clock": "peer_to_peer"}, "2026-03-09", False),
    ],
)
def test_a_deadline_follows_the_most_specific_rule_and_says_whether_it_is_verified(
    asked: dict[str, object], on: str, verified: bool
) -> None:
    assert _one(**asked) == (np.datetime64(on), verified)


def test_a_deadline_without_any_day_to_count_from_is_missing() -> None:
    assert np.isnat(_one(notice_on="NaT")[0])


def test_what_runs_on_no_clock_has_no_deadline() -> None:
    assert np.isnat(_one(clock=None)[0])


def test_a_rule_that_names_the_payer_goes_before_one_that_names_its_kind(table: list[DeadlineRule]) -> None:
    table.append(limit(payer_id="P1", length=180))
    found = deadlines(items(payer_id=["P1", "P2"]), AS_OF)
    assert found.on.tolist() == [date(2026, 8, 28), date(2026, 5, 29)]
    assert found.verified.tolist() == [True, False]


def test_of_two_equal_rules_the_one_that_took_effect_last_governs(table: list[DeadlineRule]) -> None:
    table += [limit(length=200, effective_from="2026-02-01"), limit(length=100, effective_from="2026-01-01")]
    found = deadlines(items(notice_on=["2026-02-02", "2026-01-20", "2025-12-31"]), AS_OF)
    assert found.on.tolist() == [date(2026, 8, 21), date(2026, 4, 30), date(2026, 3, 31)]


def test_a_rule_that_ended_gives_way_to_the_next_most_specific(table: list[DeadlineRule]) -> None:
    table.append(limit(payer_id="P1", length=180, effective_to="2026-03-01"))
    assert _one(payer_id="P1") == (np.datetime64("2026-05-29"), False)
    # 2026-03-01 + 180 = 2026-08-28: its last day is included.
    assert _one(payer_id="P1", notice_on="2026-03-01") == (np.datetime64("2026-08-28"), True)


def test_of_clocks_that_count_from_different_days_the_earlier_ends(table: list[DeadlineRule]) -> None:
    from_service = replace(limit(payer_id="P1", length=150), counted_from=CountedFrom.SERVICE)
    table += [limit(payer_id="P1", length=130), from_service]
    # 2026-03-02 + 130 = 2026-07-10; 2026-02-01 + 150 = 2026-07-01; 2026-03-01 + 150 = 2026-07-29.
    found = deadlines(items(payer_id=["P1", "P1"], service_on=["2026-02-01", "2026-03-01"]), AS_OF)
    assert found.on.tolist() == [date(2026, 7, 1), date(2026, 7, 10)]


def test_several_clocks_run_on_one_item_and_its_own_comes_first() -> None:
    held = items(clock=["correction", None, "appeal"], filing=["CI", "CI", "MB"])
    found = running(held, ["appeal retro_auth", "", "appeal"], AS_OF)
    assert found[["place", "clock", "decides", "verified"]].to_numpy().tolist() == [
        [0, "correction", True, False],
        [0, "retro_auth", False, False],
        [0, "appeal", False, False],
        [2, "appeal", True, True],
    ]
    assert found["on"].tolist()[:3] == [pd.Timestamp(f"2026-{day}") for day in ("05-29", "03-16", "05-29")]


def test_an_item_without_any_clock_has_none_running() -> None:
    assert running(items(clock=[None]), [""], AS_OF).empty


def test_an_unknown_payer_gets_the_shortest_that_any_kind_of_payer_gives() -> None:
    for rule in deadline_rules():
        told = {**dict.fromkeys(("filing", "payer_id")), "clock": rule.clock, "level": rule.when.levels.low}
        unknown, _ = _one(**told)
        ours = deadline_rules_alone(rule)
        assert unknown <= ours, rule.source


def deadline_rules_alone(rule: DeadlineRule) -> np.datetime64:
    """The end of a rule for the item that `items` makes when told nothing, weekends aside."""
    start = np.datetime64("2026-03-02" if rule.counted_from is CountedFrom.NOTICE else "2026-02-01")
    return start + rule.days + rule.presumed_days


def test_only_the_general_rows_and_contracts_are_unverified() -> None:
    for rule in deadline_rules():
        if rule.verified:
            assert rule.when.codes, "a verified row says whose rule it is"
        assert rule.length > 0
        assert rule.known_on <= rule.when.applies.first or not rule.verified


def test_rules_are_known_from_the_day_after_they_came() -> None:
    told = [rule for rule in deadline_rules() if rule.known_on == date(2024, 4, 23)]
    assert told
    assert not set(map(id, told)) & set(map(id, known_rules(date(2024, 4, 23))))
    assert set(map(id, told)) <= set(map(id, known_rules(date(2024, 4, 24))))


def test_many_denials_are_dated_as_each_alone() -> None:
    asked = {
        "filing": ["MB", "CI", None, "MB"],
        "notice_on": ["2026-03-02", "2026-03-03", "2026-04-01", "NaT"],
    }
    together = deadlines(items(**asked), AS_OF).on
    alone = [_one(filing=filing, notice_on=day)[0] for filing, day in zip(*asked.values(), strict=True)]
    assert together.astype(str).tolist() == [str(day) for day in alone]


def test_no_denials_have_no_deadlines() -> None:
    assert len(deadlines(items(clock=[]), AS_OF).on) == 0
