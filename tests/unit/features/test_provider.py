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


def test_a_pair_of_provider_and_payer_seen_for_the_first_time_has_missing_age():
    held = History().claim(1, START, rendering_npi=NPIS[0]).claim(8).claim(9, rendering_npi=NPIS[0])
    assert missing(held.value(8, "rendering_payer_days_known"))
    assert held.value(9, "rendering_payer_days_known") == 100


def test_a_provider_denial_stays_unresolved_until_a_payment():
    held = History().decided(1, "B7").decided(2, "B7", rendering_npi=NPIS[0])
    held.decided(3, at=LATER.replace(hour=1), rendering_npi=NPIS[0]).claim(8).claim(9, rendering_npi=NPIS[0])
    assert [held.value(number, "rendering_unresolved_provider") for number in (8, 9)] == [1, 0]
    assert [held.value(number, "rendering_payer_paid_365d") for number in (8, 9)] == [0, 1]


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


def test_denials_for_the_provider_himself_are_counted_and_no_others():
    held = History().decided(1, "B7").decided(2, "B7").decided(3, "50").decided(4)
    held.decided(5, "B7", payer_id="PAY2").decided(6, "B7", rendering_npi=NPIS[0])
    held.claim(8, payer_id="PAY3").claim(9)
    name = "rendering_payer_provider_denials_180d"
    assert [held.value(number, name) for number in (8, 9)] == [0, 2]


def test_the_last_six_decisions_on_a_provider_count_for_most():
    held = History()
    for number in range(1, 9):
        held.decided(number, "B7" if number <= 3 else None)
    held.claim(90, rendering_npi=NPIS[0]).claim(91)
    name = "rendering_payer_provider_now"
    half_year = drawn(3, failed=3, events=8, parent=3 / 8)
    assert held.value(90, name) == pytest.approx(3 / 8)  # never seen: the payer's share
    assert held.value(91, name) == pytest.approx(drawn(2, failed=1, events=6, parent=half_year))
