import pytest

from features.carried import REQUIREMENTS
from tests.unit.features.asked import History


def paid_with(**values) -> History:
    held = History()
    for number in range(1, 9):
        held.decided(number, **values)
    return held


@pytest.mark.parametrize(
    ("requirement", "claim", "line"),
    [
        ("authorization", {"prior_authorization": "A1"}, {}),
        ("drug", {}, {"ndc": "00009003101"}),
        ("modifier", {}, {"modifiers": "25"}),
        ("attachment", {"attachments": "OZ"}, {}),
        ("referring", {"referring_npi": "1234567893"}, {}),
        ("clia", {"clia_number": "11D0000000"}, {}),
        ("onset", {"onset_on": "2026-01-01"}, {}),
        ("admission", {"admission_type": "3"}, {}),
    ],
)
def test_what_paid_claims_carry_and_this_one_lacks_is_seen(requirement, claim, line):
    held = paid_with(lines=[line], **claim).claim(9).claim(10, lines=[line], **claim)
    held.claim(11, payer_id="PAY2", lines=[{"procedure_code": "73721"}])
    name = f"{requirement}_usual_but_absent"
    assert held.value(9, name) > 0.9
    assert held.value(10, name) == 0
    assert held.value(11, name) > 0.9  # by the practice's overall share


def test_what_paid_claims_never_carry_is_not_missed():
    held = paid_with().claim(9)
    assert [held.value(9, f"{name}_usual_but_absent") for name in REQUIREMENTS] == [0] * len(REQUIREMENTS)


def test_a_referral_is_learned_per_plan_and_specialty():
    held = History().coverage(plan_type="HMO")
    for number in range(1, 30):
        held.decided(number, referral_number="R1", rendering_taxonomy="T1")
        held.decided(number + 30, member_id="M2", rendering_taxonomy="T1")
    held.claim(90, rendering_taxonomy="T1").claim(91, member_id="M2", rendering_taxonomy="T1")
    assert held.value(90, "referral_usual_but_absent") > held.value(91, "referral_usual_but_absent")


def test_denials_for_the_absence_are_learned():
    held = paid_with(prior_authorization="A1")
    for number in range(20, 26):
        held.decided(number, "197")
    held.claim(90).claim(91, prior_authorization="A1")
    assert held.value(90, "authorization_absence_denied") > 0.9
    assert held.value(91, "authorization_absence_denied") == 0


@pytest.mark.parametrize(
    ("carc", "requirement", "counts"),
    [
        ("288", "authorization", False),  # a referral was missed, not the authorization
        ("288", "referral", True),
        ("181", "modifier", False),  # a code that ended
        ("16", "clia", True),  # says no more than that something is missing
        ("16", "onset", True),
    ],
)
def test_a_denial_for_something_else_says_nothing_of_an_absence(carc, requirement, counts):
    held = paid_with(referral_number="R1", prior_authorization="A1")
    for number in range(20, 26):
        held.decided(number, carc)
    held.claim(90)
    for name in (f"{requirement}_absence_denied", f"{requirement}_absence_denied_since"):
        assert (held.value(90, name) > 0.25) == counts


def test_a_number_that_does_not_hold_is_as_good_as_none():
    held = paid_with(prior_authorization="A1").authorization(authorization_number="A2", status="cancelled")
    name = "authorization_usual_but_not_valid"
    held.claim(90, prior_authorization="A2").claim(91, prior_authorization="A1")
    assert held.value(90, name) > 0.9
    assert held.value(91, name) == 0


def test_fields_missed_before_by_the_payer_are_seen_when_they_are_missed_again():
    field = {"clia_number": "11D0000000"}
    held = paid_with(**field)
    for number in range(10, 40):
        held.decided(number, **field)
    held.decided(60, "16").decided(61, "16").decided(62, "16", payer_id="PAY2", **field)
    name = "payer_lacking_missing_rate_730d"
    held.claim(90).claim(91, **field)
    assert held.value(90, name) > 0.5 > held.value(91, name)
