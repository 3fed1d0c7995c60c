from datetime import timedelta

import pytest

from features.provider import is_npi
from tests.unit.features.asked import LATER, History, missing
from tests.unit.features.practice import NPIS, START


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("1234567893", True),  # the example of the standard
        ("1234567892", False),
        ("123456789", False),
        ("12345678９3", False),  # noqa: RUF001 - a digit, but not of ASCII
        ("", False),
    ],
)
def test_the_check_digit_of_an_npi(number, valid):
    assert is_npi(number) is valid


def test_an_npi_that_fails_its_check_digit_is_seen():
    held = History().claim(8).claim(9, rendering_npi="1234567890")
    assert [held.value(number, "npi_invalid") for number in (8, 9)] == [0, 1]


def test_a_provider_denial_stays_unresolved_until_a_payment():
    held = History().decided(1, "B7").decided(2, "B7", rendering_npi=NPIS[0])
    held.decided(3, at=LATER.replace(hour=1), rendering_npi=NPIS[0]).claim(8).claim(9, rendering_npi=NPIS[0])
    assert [held.value(number, "rendering_unresolved_provider") for number in (8, 9)] == [1, 0]


@pytest.mark.parametrize(
    ("first", "days"),
    [
        (0, None),  # there when the records began
        (59, None),
        (60, 40),
        (99, 1),
        (None, 0),  # never seen before
    ],
)
def test_who_was_there_when_the_records_began_is_no_newcomer(first, days):
    held = History().claim(1, START, rendering_npi=NPIS[0])
    if first is not None:
        held.claim(2, START + timedelta(days=first))
    held.claim(9, LATER)
    told = held.value(9, "rendering_days_known")
    assert missing(told) if days is None else told == days


def test_in_the_first_weeks_of_the_records_nobody_is_a_newcomer():
    held = History().claim(1, START, rendering_npi=NPIS[0]).claim(9, START + timedelta(days=59))
    held.claim(10, rendering_npi=None)
    assert missing(held.value(9, "rendering_days_known"))
    assert missing(held.value(10, "rendering_days_known"))


def drawn(strength: float, *, failed: int, events: int, parent: float) -> float:
    return (failed + strength * parent) / (events + strength)


def test_a_plan_whose_network_a_provider_left_denies_him_and_its_others_not():
    held = History().coverage(plan_type="HMO").coverage(member_id="M2", plan_type="PPO")
    held.decided(1, "B7").decided(2, rendering_npi=NPIS[0]).decided(3, member_id="M2")
    held.claim(6, member_id="M3").claim(7, rendering_npi=NPIS[0])
    held.claim(8, member_id="M2").claim(9)
    name = "payer_plan_rendering_provider_rate_180d"
    hmo = drawn(2, failed=1, events=2, parent=1 / 3)
    ppo = drawn(2, failed=0, events=1, parent=1 / 3)
    assert held.value(9, name) == pytest.approx(drawn(2, failed=1, events=1, parent=hmo))
    assert held.value(8, name) == pytest.approx(drawn(2, failed=0, events=1, parent=ppo))
    assert held.value(7, name) == pytest.approx(drawn(2, failed=0, events=1, parent=hmo))
    assert held.value(6, name) == pytest.approx(1 / 3)  # of no plan that is known
    assert missing(History().claim(9).value(9, name))


def test_the_last_six_decisions_on_a_provider_count_for_most():
    held = History()
    for number in range(1, 9):
        held.decided(number, "B7" if number <= 3 else None)
    held.claim(90, rendering_npi=NPIS[0]).claim(91)
    name = "rendering_payer_provider_now"
    half_year = drawn(3, failed=3, events=8, parent=3 / 8)
    assert held.value(90, name) == pytest.approx(3 / 8)  # never seen: the payer's share
    assert held.value(91, name) == pytest.approx(drawn(2, failed=1, events=6, parent=half_year))


def test_what_a_payer_did_to_earlier_newcomers_tells_of_the_next_one():
    held = History().decided(1, rendering_npi=NPIS[0]).decided(2, "B7", rendering_npi=NPIS[0])
    for number, carc, days in ((3, "B7", 65), (4, None, 66)):
        held.decided(number, carc, sent=START + timedelta(days=days))
    held.decided(5, sent=START + timedelta(days=67), rendering_npi="1083617021", payer_id="PAY2")
    held.decided(6, sent=START + timedelta(days=67), rendering_npi="1083617021")
    held.claim(7, rendering_npi="1234567000").claim(8, rendering_npi=NPIS[0])
    name = "payer_newcomer_provider_rate_730d"
    anywhere = 1 / 4  # of the first 30 days of newcomers; who was there from the start does not count
    assert held.value(7, name) == pytest.approx(drawn(4, failed=1, events=3, parent=anywhere))
    assert missing(held.value(8, name))


def test_what_was_long_ago_tells_no_date():
    held = History().claim(1, START, rendering_npi=NPIS[0]).claim(2, START + timedelta(days=61))
    for number, days in ((7, 240), (8, 241), (9, 500)):
        held.claim(number, START + timedelta(days=days))
    assert [held.value(number, "rendering_days_known") for number in (7, 8, 9)] == [179, 180, 180]
    assert [held.value(number, "member_days_known") for number in (7, 9)] == [180, 180]
