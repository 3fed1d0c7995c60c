from datetime import timedelta

import pytest

from tests.unit.features.asked import LATER, History, missing


def test_an_eligibility_denial_stays_unresolved_until_something_is_paid():
    denied = History().decided(1, "27").claim(9)
    assert denied.value(9, "member_unresolved_eligibility") == 1
    paid_since = History().decided(1, "27").decided(2, at=LATER - timedelta(days=2)).claim(9)
    assert paid_since.value(9, "member_unresolved_eligibility") == 0


def test_a_member_without_history_has_missing_flags_not_zeros():
    new = History().decided(1, "27", member_id="M2").claim(9)
    for name in (
        "member_unresolved_eligibility",
        "member_last_denied",
        "days_since_member_paid",
        "member_days_known",
    ):
        assert missing(new.value(9, name)), name


def test_days_since_the_last_payment_are_counted_from_when_it_was_known():
    held = History().decided(1, at=LATER - timedelta(days=12)).claim(9)
    assert held.value(9, "days_since_member_paid") == 12


def test_the_last_decision_of_the_member_decides_whether_it_was_a_denial():
    late = LATER - timedelta(days=1)
    assert History().decided(1).decided(2, "50", at=late).claim(9).value(9, "member_last_denied") == 1
    assert History().decided(1, "50").decided(2, at=late).claim(9).value(9, "member_last_denied") == 0


def test_the_members_rate_is_drawn_to_the_payers_and_that_to_the_practices():
    held = History().decided(1, "50").decided(2, member_id="M2").decided(3, member_id="M3", payer_id="PAY2")
    overall = 1 / 3
    payer = (1 + 3 * overall) / (2 + 3)
    member = (1 + 3 * payer) / (1 + 3)
    assert held.claim(9).value(9, "member_payer_denial_rate_365d") == pytest.approx(member, abs=1e-15)


def test_services_denied_and_paid_to_the_patient_are_counted_per_service():
    held = History().decided(1, "50").decided(2, lines=[{"procedure_code": "73721"}])
    held.claim(9, lines=[{}, {"procedure_code": "73721"}])
    assert held.value(9, "patient_service_denials_365d") == 1
    assert held.value(9, "patient_service_paid_365d") == 0
