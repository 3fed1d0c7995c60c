"""Limits told by answers: refusals of as much or less, against payments of as much or more."""

from datetime import timedelta

import numpy as np
import pytest

from tests.unit.features.asked import LATER, History, missing
from tests.unit.features.practice import START

UNITS, VISITS, LAG = "payer_service_units_limit", "payer_branch_visits_limit", "payer_lag_limit"
THERAPY, EXERCISE = ({"procedure_code": code} for code in ("97110", "97112"))


def of_units(units: float, **values) -> dict:
    return {"procedure_code": "97110", "units": units, **values}


def answered(held: History, carc: str | None = None, **values) -> History:
    return held.decided(len(held.rows["claims"]) + 1, carc, **values)


def limited() -> History:
    """Four units refused twice and two paid three times; one of eight was paid."""
    held = History()
    for _ in range(2):
        answered(held, "151", lines=[of_units(4)])
    for _ in range(3):
        answered(held, lines=[of_units(2)])
    return answered(held, lines=[of_units(8)])


@pytest.mark.parametrize(
    ("units", "share"),
    [
        (1, 0 / (0 + 4 + 1)),  # all four payments were of as many or more
        (3, 0 / (0 + 1 + 1)),
        (4, 2 / (2 + 1 + 1)),
        (6, 2 / (2 + 1 + 1)),  # never seen: both refusals speak, the payments of two do not
        (30, 2 / (2 + 0 + 1)),
    ],
)
def test_refusals_of_less_speak_for_a_limit_and_payments_of_more_against(units, share) -> None:
    assert limited().claim(90, lines=[of_units(units)]).value(90, UNITS) == pytest.approx(share)


def test_the_line_furthest_beyond_a_limit_counts() -> None:
    held = limited().claim(90, lines=[of_units(1), of_units(4), {"procedure_code": "99213"}])
    assert held.value(90, UNITS) == pytest.approx(2 / 4)


def test_what_was_refused_for_something_else_is_neither() -> None:
    held = answered(limited(), "27", lines=[of_units(4)]).claim(90, lines=[of_units(4)])
    assert held.value(90, UNITS) == pytest.approx(2 / 4)


def test_another_payer_or_service_tells_nothing_and_a_line_without_units_is_missing() -> None:
    held = limited().claim(90, payer_id="PAY2", lines=[of_units(4)])
    held.claim(91, lines=[of_units(4, procedure_code="97112")]).claim(92, lines=[of_units(np.nan)])
    assert [held.value(number, UNITS) for number in (90, 91)] == [0, 0]
    assert missing(held.value(92, UNITS))


def test_only_answers_before_the_moment_and_of_two_years_count() -> None:
    held = answered(History(), "151", at=LATER, lines=[of_units(4)])
    answered(held, "151", at=LATER - timedelta(days=731), lines=[of_units(4)])
    assert held.claim(90, lines=[of_units(4)]).value(90, UNITS) == 0
    held.claim(91, LATER + timedelta(seconds=1), lines=[of_units(4)])
    assert held.value(91, UNITS) == pytest.approx(1 / 2)


def test_a_claims_own_refusal_tells_it_nothing() -> None:
    held = History().decided(2, "151", lines=[of_units(4)])
    held.claim(90, claim_id="C2", lines=[of_units(4)], frequency_code="7", original_reference="P2")
    held.claim(91, lines=[of_units(4)])
    assert [held.value(number, UNITS) for number in (90, 91)] == pytest.approx([0, 1 / 2])


def test_visits_beyond_those_refused_are_beyond_the_benefit() -> None:
    held = History()
    for number in range(1, 6):  # the fourth and fifth visits of the year are refused
        held.decided(number, "119" if number > 3 else None, lines=[THERAPY])
    held.claim(90, lines=[EXERCISE]).claim(91, member_id="M2", lines=[THERAPY])
    assert held.value(90, VISITS) == pytest.approx(2 / (2 + 0 + 1))
    assert held.value(91, VISITS) == 0


def test_claims_sent_later_than_those_refused_are_past_the_limit() -> None:
    held = History()
    for number in range(1, 4):
        held.decided(number, "29", late=100).decided(number + 10, late=93)
    held.claim(90, late=170).claim(91, late=92).claim(92, late=5)
    values = [held.value(number, LAG) for number in (90, 91, 92)]
    assert values == pytest.approx([3 / 4, 0, 0])


@pytest.mark.parametrize("seed", range(4))
def test_shares_are_those_of_a_plain_count(seed: int) -> None:
    draw = np.random.default_rng(seed)
    held, told = History(), []
    for number in range(1, 40):
        at = START + timedelta(days=20, hours=number)
        carc = [None, "151", "27"][draw.choice(3, p=[0.5, 0.35, 0.15])]
        told.append((int(draw.integers(1, 12)), carc))
        held.decided(number, carc, at=at, lines=[of_units(told[-1][0])])
    for mine in (1, 2, 5, 9, 14):
        held.claim(200 + mine, lines=[of_units(mine)])
        less = sum(answer == "151" and _band(units) <= _band(mine) for units, answer in told)
        more = sum(answer is None and _band(units) >= _band(mine) for units, answer in told)
        assert held.value(200 + mine, UNITS) == pytest.approx(less / (less + more + 1))


def _band(units: float) -> int:
    return sum(units >= edge for edge in (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 50, 100))
