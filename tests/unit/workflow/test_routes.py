from dataclasses import replace
from datetime import date

import pytest

from data.codes import FAMILIES
from data.codes.appeal_codes import deadline_rules, prior_rule, prior_rules, route_rules
from workflow.routes import Denial, route_of, routes

DAY = date(2026, 3, 2)
NECESSITY = Denial("denied", 1, "CO", "50", "N115", "P1", "commercial", "necessity")


@pytest.mark.parametrize(
    ("changed", "route", "clock"),
    [
        ({}, "appeal", "appeal"),
        ({"state": "returned"}, "resubmit", "correction"),
        ({"carcs": "29", "family": "timely"}, "proof_of_filing", "appeal"),
        ({"carcs": "29", "family": "timely", "filing_kind": "medicare"}, "proof_of_filing", "proof"),
        ({"carcs": "22", "family": "coordination"}, "rebill_other_payer", "other_payer"),
        ({"carcs": "27", "family": "eligibility"}, "coverage_update", "correction"),
        ({"carcs": "204", "groups": "PR", "family": "not_covered"}, "coverage_update", "correction"),
        ({"carcs": "96", "family": "not_covered"}, "appeal", "appeal"),
        ({"carcs": "16", "family": "missing"}, "correct", "correction"),
        ({"carcs": "16", "family": "missing", "filing_kind": "medicare"}, "reopen", "reopening"),
        ({"carcs": "252", "family": "records"}, "records", "records"),
        ({"carcs": "197", "family": "authorization"}, "retro_auth", "appeal"),
        ({"carcs": "4", "family": "coding", "level": 2}, "appeal", "appeal"),
        ({"carcs": "50 193"}, "write_off_review", "appeal"),
        (
            {"carcs": None, "groups": None, "rarcs": None, "family": None, "payer_id": None},
            "appeal",
            "appeal",
        ),
    ],
)
def test_a_denial_takes_the_first_route_that_fits(changed: dict[str, object], route: str, clock: str) -> None:
    found = route_of(replace(NECESSITY, **changed), DAY)
    assert (found.name, found.clock) == (route, clock)
    assert found.minutes > 0


def test_routes_come_in_the_order_of_the_denials() -> None:
    returned = replace(NECESSITY, state="returned")
    assert [route.name for route in routes([NECESSITY, returned, NECESSITY], DAY)] == [
        "appeal",
        "resubmit",
        "appeal",
    ]


def test_no_route_is_known_before_the_table_begins() -> None:
    with pytest.raises(LookupError):
        route_of(NECESSITY, date(1999, 12, 31))


def test_every_row_says_where_it_comes_from() -> None:
    assert all(rule.source for rule in (*route_rules(), *deadline_rules(), *prior_rules()))


def test_every_clock_of_a_route_has_a_general_deadline() -> None:
    general = {rule.clock for rule in deadline_rules() if rule.precision == (False,) * 4}
    assert {rule.clock for rule in route_rules()} <= general


def test_every_family_has_a_prior_at_every_level() -> None:
    for family in FAMILIES:
        first, second, fifth = (prior_rule(family, level, DAY) for level in (1, 2, 5))
        assert 0 < fifth.win < second.win < first.win < 1
        assert 0 < first.share_given_win <= 1


def test_an_unknown_family_has_the_prior_of_other() -> None:
    assert prior_rule("of tomorrow", 1, DAY) == prior_rule("other", 1, DAY)
    assert prior_rule(None, 1, DAY) == prior_rule("other", 1, DAY)
