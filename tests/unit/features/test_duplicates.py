from datetime import timedelta

from tests.unit.features.asked import LATER, History, missing
from tests.unit.features.practice import START

SERVED = {"from_on": "2026-01-02", "through_on": "2026-01-02"}


def test_the_same_service_of_the_same_day_sent_before_is_counted():
    held = History().decided(1, **SERVED).claim(9, **SERVED).claim(8, **SERVED, patient_birth_on="1990-01-01")
    assert held.value(9, "same_service_sent_before") == 1
    assert held.value(8, "same_service_sent_before") == 0  # another patient under the same member id


def test_another_day_modifier_or_service_is_no_duplicate():
    held = History().decided(1, **SERVED).claim(7, from_on="2026-01-03", through_on="2026-01-03")
    held.claim(8, lines=[{"modifiers": "76"}], **SERVED).claim(
        9, lines=[{"procedure_code": "99214"}], **SERVED
    )
    assert [held.value(number, "same_service_sent_before") for number in (7, 8, 9)] == [0, 0, 0]


def test_the_claims_own_number_sent_before_is_counted_apart():
    held = History().decided(1, **SERVED).claim(9, claim_id="C1", **SERVED)
    assert held.value(9, "claim_number_sent_before") == 1
    assert held.value(9, "same_service_sent_before") == 0
    assert held.value(1, "claim_number_sent_before") == 0


def test_voids_are_not_sendings():
    held = History().claim(1, START, frequency_code="8", **SERVED).claim(9, **SERVED)
    assert held.value(9, "same_service_sent_before") == 0


def test_repeated_lines_are_counted_within_the_claim():
    held = History().claim(9, lines=[{}, {}, {"modifiers": "76"}, {}])
    assert held.value(9, "repeated_lines") == 2


def test_days_since_the_same_service_go_by_days_of_service():
    held = History().claim(1, START).claim(9, LATER).claim(8, LATER, member_id="M2")
    assert held.value(9, "same_service_days_ago") == 100
    assert missing(held.value(8, "same_service_days_ago"))


def test_frequency_counts_what_was_sent_in_a_year():
    held = History().claim(1, LATER - timedelta(days=365)).claim(2, LATER - timedelta(days=366)).claim(9)
    assert held.value(9, "same_service_sent_365d") == 1
