from datetime import timedelta

import pytest

from features.knowledge import Knowledge
from features.scrub import RULES, findings
from tests.unit.features.asked import LATER, History
from tests.unit.features.practice import START, batch_of, events_from

SERVED = {"from_on": "2026-01-02", "through_on": "2026-01-02"}


def codes(held: History, number: int) -> list[str]:
    view = held.asof(number)
    return [finding.code for finding in findings(view.batch, view.knowledge)[0]]


def test_a_clean_claim_has_no_finding():
    held = History().coverage().authorization(procedure_code="73721").decided(1).claim(9)
    assert codes(held, 9) == []


@pytest.mark.parametrize(
    ("code", "claim", "line"),
    [
        ("missing_payer_id", {"payer_id": None}, {}),
        ("missing_member_id", {"member_id": None}, {}),
        ("missing_birth_date", {"patient_birth_on": None}, {}),
        ("missing_billing_npi", {"billing_npi": None}, {}),
        ("invalid_npi", {"referring_npi": "1234567890"}, {}),
        ("missing_diagnosis_pointer", {}, {"diagnosis_pointers": None}),
        ("pointer_to_nothing", {}, {"diagnosis_pointers": "1 3"}),
        ("missing_service_date", {"from_on": None, "through_on": None}, {}),
        ("service_after_submission", {"from_on": "2026-04-16", "through_on": "2026-04-16"}, {}),
        ("total_differs", {"total_charge_cents": 9_999}, {}),
        ("filing_limit_passed", {"filing_indicator": "MB", "from_on": "2025-04-14"}, {}),
        ("replacement_without_reference", {"frequency_code": "7"}, {}),
    ],
)
def test_what_is_wrong_with_a_claim_is_found(code, claim, line):
    assert codes(History().claim(9, lines=[line], **claim), 9) == [code]


def test_a_claim_without_diagnoses_lacks_them_and_points_to_nothing():
    assert codes(History().claim(9, diagnoses=None), 9) == ["missing_diagnosis", "pointer_to_nothing"]


def test_coverage_and_authorization_facts_are_found():
    held = History().coverage(terminated_on="2026-02-01").coverage(member_id="M2", effective_on="2026-05-01")
    held.coverage(member_id="M3", payer_order=2)
    held.authorization(valid_to_on="2026-02-01").authorization(authorization_number="A2", status="cancelled")
    held.authorization(authorization_number="A3", units=0.5, member_id="M4").authorization(
        authorization_number="A4", member_id="M4", valid_from_on="2026-03-01"
    )
    held.claim(1).claim(2, member_id="M2").claim(3, member_id="M3").claim(4, member_id="M4")
    held.claim(5, member_id="M4", prior_authorization="A3").claim(6, prior_authorization="A1")
    held.claim(7, prior_authorization="A2")
    assert codes(held, 1) == ["coverage_ended"]
    assert codes(held, 2) == ["coverage_not_begun"]
    assert codes(held, 3) == ["other_payer_first"]
    assert codes(held, 4) == ["authorization_left_off"]
    assert codes(held, 5) == ["authorization_units_exceeded"]
    assert codes(held, 6) == ["coverage_ended", "authorization_outside_dates"]
    assert codes(held, 7) == ["coverage_ended", "authorization_not_approved"]


def test_an_open_claim_sent_again_is_found_and_an_answered_one_is_not():
    held = History().claim(1, START, **SERVED).claim(8, **SERVED).claim(9, claim_id="C1", **SERVED)
    assert codes(held, 8) == ["duplicate_of_open_claim"]
    assert codes(held, 9) == ["sent_before_unanswered"]
    answered = History().decided(1, **SERVED).claim(9, **SERVED)
    assert codes(answered, 9) == []


def test_twins_at_one_moment_are_found_in_the_batch():
    held = History().claim(1).claim(2, claim_id="C1").claim(3, LATER + timedelta(days=1), claim_id="C1")
    found = findings(batch_of(held.known[0]), Knowledge.build(events_from({})))
    assert [[one.code for one in told] for told in found] == [["twice_in_batch"], ["twice_in_batch"], []]


def test_evidence_names_lines_and_days_but_no_value():
    held = History().claim(
        9, lines=[{}, {"diagnosis_pointers": None}], filing_indicator="MB", from_on="2025-04-14"
    )
    view = held.asof(9)
    told = {one.code: one.evidence for one in findings(view.batch, view.knowledge)[0]}
    assert told == {"missing_diagnosis_pointer": "lines 2", "filing_limit_passed": "366 days"}


def test_codes_are_unique():
    held = [rule.code for rule in RULES]
    assert len(set(held)) == len(held)


def test_nothing_proposes_another_code():
    for rule in RULES:
        if rule.owner == "coding":
            assert not rule.actionable
            assert "coding review" in rule.message


@pytest.mark.parametrize(
    ("code", "carried", "line"),
    [
        ("referral_usual_but_absent", {"referral_number": "R1"}, {}),
        ("onset_usual_but_absent", {"onset_on": "2025-12-20"}, {}),
        ("admission_usual_but_absent", {"admission_type": "3"}, {}),
        ("attachment_usual_but_absent", {"attachments": "B4"}, {}),
        ("clia_usual_but_absent", {"clia_number": "11D0000000"}, {}),
        ("referring_usual_but_absent", {"referring_npi": "1083617021"}, {}),
        ("modifier_usual_but_absent", {}, {"modifiers": "25"}),
        ("drug_code_usual_but_absent", {}, {"ndc": "00009003101"}),
        ("authorization_usual_but_absent", {"prior_authorization": "A1"}, {}),
    ],
)
def test_what_nearly_all_paid_lines_carried_is_missed(code, carried, line):
    held = History()
    for number in range(1, 60):
        held.decided(number, lines=[line], **carried)
    held.claim(98, lines=[{}, {"procedure_code": "73721"}]).claim(99, lines=[line], **carried)
    view = held.asof(98)
    found = {one.code: one.evidence for one in findings(view.batch, view.knowledge)[0]}
    assert found[code] in ("lines 1", "lines 1 2")  # a referral hangs on the payer, not on the service
    assert codes(held, 99) == []


def test_few_paid_lines_or_mixed_ones_make_nothing_usual():
    few, mixed = History(), History()
    for number in range(1, 9):
        few.decided(number, attachments="B4")
    for number in range(1, 60):
        mixed.decided(number, attachments="B4" if number % 3 else None)
    assert codes(few.claim(99), 99) == codes(mixed.claim(99), 99) == []


def test_an_authorization_on_file_is_left_off_rather_than_to_be_asked_for():
    held = History().authorization(procedure_code="99213", authorization_number="A9")
    for number in range(1, 60):
        held.decided(number, prior_authorization="A1")
    assert codes(held.claim(99), 99) == ["authorization_left_off"]


def test_every_message_is_words_and_holds_no_digit():
    for rule in RULES:
        assert not any(letter.isdigit() for letter in rule.message), rule.code
