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
