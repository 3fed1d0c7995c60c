import pytest

from tests.unit.features.asked import History, missing


def test_days_from_service_count_from_its_last_day():
    held = History().claim(9, from_on="2026-04-01", through_on="2026-04-05")
    assert held.value(9, "days_from_service") == 10
    assert held.value(9, "service_span_days") == 4


@pytest.mark.parametrize(
    ("kind", "used"),
    [("professional", 365), ("institutional", 360)],  # Medicare: from the first day, or through the last
)
def test_the_medicare_limit_is_a_year_from_the_day_that_counts(kind, used):
    dates = {"from_on": "2025-04-15", "through_on": "2025-04-20"}
    held = History().claim(9, kind=kind, filing_indicator="MB", **dates)
    assert held.value(9, "filing_limit_used") == used / 365


def test_without_a_verified_rule_the_limit_is_missing():
    assert missing(History().claim(9, filing_indicator="CI").value(9, "filing_limit_used"))


def test_claims_as_late_as_those_denied_for_it_are_seen():
    held = History()
    for number in range(1, 7):
        held.decided(number, "29", late=200).decided(number + 10, late=5)
    held.claim(91, late=150).claim(92, late=190).claim(93, late=5)
    early, late, fresh = (held.value(number, "payer_late_timely_rate_365d") for number in (91, 92, 93))
    assert late > early > 0
    assert late > fresh
