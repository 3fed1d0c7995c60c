from datetime import date
from itertools import product

import numpy as np
import pytest

from data.codes import FAMILIES, Role, carc_rules
from data.codes.appeal_codes import prior_rule, prior_rules
from data.codes.deadline_rules import deadline_rules
from data.codes.route_rules import DENIAL_STATES, ROUTES, RouteRule, route_rules
from workflow.routes import Denials, Routes, routes

DAY = date(2026, 3, 2)
NECESSITY = {
    "state": "denied",
    "level": 1,
    "groups": "CO",
    "carcs": "50",
    "rarcs": "N115",
    "payer_id": "P1",
    "filing": "CI",
    "family": "necessity",
}
PAYERS = ("CI", "MB", "MA", "MC", "16", "CH", "VA", "WC", None)


def _routes(*denials: dict[str, object], day: date = DAY) -> Routes:
    told = {name: [denial[name] for denial in denials] for name in NECESSITY}
    return routes(Denials(**{**told, "level": np.array(told["level"], dtype=np.int64)}), day)


@pytest.mark.parametrize(
    ("changed", "route", "clock"),
    [
        ({}, "appeal", "appeal"),
        ({"state": "rejected", "carcs": None, "groups": None, "family": None}, "resubmit", "correction"),
        ({"state": "returned"}, "resubmit", "correction"),
        ({"state": "returned", "level": 2}, "resubmit", "correction"),
        ({"state": "pending"}, "wait", None),
        ({"state": "no_response", "carcs": None, "groups": None}, "proof_of_filing", "correction"),
        ({"carcs": "29", "family": "timely"}, "proof_of_filing", "appeal"),
        ({"carcs": "29", "family": "timely", "filing": "MB"}, "proof_of_filing", "proof"),
        ({"carcs": "22", "family": "coordination"}, "rebill_other_payer", "other_payer"),
        ({"carcs": "24", "family": "other"}, "rebill_other_payer", "other_payer"),
        ({"carcs": "27", "family": "eligibility"}, "coverage_update", "correction"),
        ({"carcs": "204", "groups": "PR", "family": "not_covered"}, "coverage_update", "correction"),
        ({"carcs": "119", "groups": "PR", "family": "not_covered"}, "coverage_update", "correction"),
        ({"carcs": "96", "family": "not_covered"}, "appeal", "appeal"),
        ({"groups": "PR", "filing": "MB"}, "bill_patient", "appeal"),
        ({"groups": "PR", "filing": "MB", "rarcs": "N782"}, "write_off_review", "appeal"),
        ({"groups": "PR"}, "appeal", "appeal"),
        ({"carcs": "16", "family": "missing"}, "correct", "correction"),
        ({"carcs": "16", "family": "missing", "filing": "MB"}, "reopen", "reopening"),
        ({"carcs": "18", "family": "duplicate"}, "correct", "correction"),
        ({"carcs": "18", "family": "duplicate", "filing": "MA"}, "reopen", "reopening"),
        ({"carcs": "252", "family": "records"}, "records", "records"),
        ({"carcs": "197", "family": "authorization"}, "retro_auth", "appeal"),
        ({"carcs": "15", "family": "authorization"}, "correct", "correction"),
        ({"carcs": "39", "family": "authorization"}, "peer_to_peer", "appeal"),
        ({"carcs": "4", "family": "coding", "level": 2}, "appeal", "appeal"),
        ({"carcs": "50 193"}, "write_off_review", "appeal"),
        ({"carcs": "50 193", "level": 2}, "write_off_review", "appeal"),
        ({"rarcs": "N115 N211"}, "write_off_review", "appeal"),
        ({"rarcs": "N211", "carcs": "29", "family": "timely"}, "proof_of_filing", "appeal"),
        ({"rarcs": "N211", "carcs": "29", "family": "timely", "filing": "MB"}, "proof_of_filing", "proof"),
        ({"carcs": "100", "family": None, "state": "paid"}, "bill_patient", "appeal"),
        ({"carcs": "100", "family": None, "state": "paid", "filing": "MC"}, "appeal", "appeal"),
        (dict.fromkeys(("carcs", "groups", "rarcs", "family", "payer_id", "filing")), "appeal", "appeal"),
    ],
)
def test_a_denial_takes_the_route_of_the_most_specific_row(
    changed: dict[str, object], route: str, clock: str | None
) -> None:
    found = _routes({**NECESSITY, **changed})
    assert (found.name[0], found.clock[0]) == (route, clock)
    assert found.minutes[0] > 0


@pytest.mark.parametrize(("carcs", "route"), [("29 22", "proof_of_filing"), ("22 29", "rebill_other_payer")])
def test_among_equal_rows_the_reason_with_the_most_money_decides(carcs: str, route: str) -> None:
    assert _routes({**NECESSITY, "carcs": carcs, "groups": "CO CO"}).name[0] == route


def test_a_group_belongs_to_its_own_reason() -> None:
    # 50 is the contractor's, 45 the patient's: no advance notice for what 50 denied.
    medicare = {**NECESSITY, "filing": "MB", "carcs": "50 45"}
    assert _routes({**medicare, "groups": "CO PR"}).name[0] == "appeal"
    assert _routes({**medicare, "groups": "PR CO"}).name[0] == "bill_patient"


def test_routes_come_in_the_order_of_the_denials() -> None:
    returned = {**NECESSITY, "state": "returned"}
    assert _routes(NECESSITY, returned, NECESSITY).name.tolist() == ["appeal", "resubmit", "appeal"]


def test_no_denials_have_no_routes() -> None:
    assert len(_routes().name) == 0


def test_no_route_is_known_before_the_table_begins() -> None:
    assert _routes(NECESSITY, day=date(1994, 12, 31)).name[0] is None


def _each_carc(*roles: Role) -> list[tuple[str, str | None]]:
    rules = [(carc, rule) for carc, held in carc_rules().items() for rule in held]
    return [(carc, rule.family) for carc, rule in rules if rule.role in roles]


def test_every_carc_that_denies_ends_in_a_route() -> None:
    choices = product(
        _each_carc(Role.DENYING), sorted(DENIAL_STATES), ("CO", "PR", "OA", "PI"), PAYERS, (1, 2)
    )
    denials = [
        {
            "state": state,
            "level": level,
            "groups": group,
            "carcs": carc,
            "rarcs": None,
            "payer_id": None,
            "filing": filing,
            "family": family,
        }
        for (carc, family), state, group, filing, level in choices
    ]
    found = _routes(*denials)
    assert set(found.name) <= set(ROUTES)
    assert (found.minutes > 0).all()
    assert set(found.clock) <= _general_clocks()
    assert found.family.tolist() == [denial["family"] for denial in denials]


@pytest.mark.parametrize("state", ["paid", "patient_responsibility"])
def test_contractual_amounts_and_cost_share_never_enter(state: str) -> None:
    carcs = _each_carc(Role.COST_SHARE, Role.CONTRACTUAL, Role.PRIOR_PAYER)
    denials = [
        {**NECESSITY, "state": state, "carcs": carc, "groups": "PR", "family": None} for carc, _ in carcs
    ]
    found = _routes(*denials)
    assert {*found.name} == {*found.clock} == {None}
    assert np.isnan(found.minutes).all()


def test_a_carc_without_a_denial_has_a_route_where_there_is_work() -> None:
    for carc, _ in _each_carc(Role.PAID_TO_PATIENT):
        assert (
            _routes({**NECESSITY, "state": "paid", "carcs": carc, "family": None}).name[0] == "bill_patient"
        )


def test_the_family_is_the_denials_own_else_its_first_reasons_else_other() -> None:
    untold = {**NECESSITY, "family": None}
    found = _routes(
        NECESSITY, {**untold, "carcs": "197 50"}, {**untold, "carcs": "100"}, {**untold, "carcs": None}
    )
    assert found.family.tolist() == ["necessity", "authorization", "other", "other"]


def _example(rule: RouteRule) -> dict[str, object]:
    """A denial that is all that a row asks for, and nothing else."""
    first = {name: min(wanted) for name, wanted in rule.when.codes.items()}
    return {
        "state": min(rule.states),
        "level": rule.when.levels.low,
        "groups": first.get("group", "CO" if "carc" in first else None),
        "carcs": first.get("carc", "999" if "group" in first else None),
        "rarcs": first.get("rarc"),
        "payer_id": first.get("payer_id"),
        "filing": {"medicare": "MB", "medicaid": "MC", None: None}[first.get("filing_kind")],
        "family": first.get("family"),
    }


@pytest.mark.parametrize("rule", route_rules(), ids=lambda rule: f"{rule.route}: {rule.source[:40]}")
def test_every_row_decides_something(rule: RouteRule) -> None:
    found = _routes(_example(rule))
    assert (found.name[0], found.clock[0], found.minutes[0]) == (rule.route, rule.clock, rule.minutes)
    assert found.also[0].split() == list(rule.also)


def test_every_row_says_where_it_comes_from() -> None:
    assert all(rule.source for rule in (*route_rules(), *deadline_rules(), *prior_rules()))


def _general_clocks() -> set[str]:
    return {rule.clock for rule in deadline_rules() if not any(rule.when.codes)}


def test_every_clock_of_a_route_has_a_general_deadline() -> None:
    clocks = {clock for rule in route_rules() for clock in (rule.clock, *rule.also) if clock is not None}
    assert clocks <= _general_clocks()


def test_every_family_has_a_prior_at_every_level() -> None:
    for family in FAMILIES:
        first, second, fifth = (prior_rule(family, level, DAY) for level in (1, 2, 5))
        assert 0 < fifth.win < second.win < first.win < 1
        assert 0 < first.share_given_win <= 1


def test_an_unknown_family_has_the_prior_of_other() -> None:
    assert prior_rule("of tomorrow", 1, DAY) == prior_rule("other", 1, DAY)
    assert prior_rule(None, 1, DAY) == prior_rule("other", 1, DAY)
