"""An ExplanationOfBenefit is a claim version and its remit, tied by one claim number."""

from datetime import date, datetime

import pytest

from tests.unit.data.fhir.made import RECEIVED, amount, document, fixture, read, read_document, resource, told

FILE = "explanations.json"
EOB = "ExplanationOfBenefit"


def explained(place=0, **changed):
    made = document(FILE)
    made["entry"] = [made["entry"][place], *made["entry"][4:]]
    made["entry"][0]["resource"].update(changed)
    return read_document(made)


def test_each_counts_once_for_its_claim_and_once_for_its_remit_and_what_is_set_aside_once():
    outcome = read(fixture(FILE))
    assert (len(outcome.claims), len(outcome.remits), outcome.seen) == (2, 2, 6)
    assert outcome.set_aside == [("pharmacy", 3), ("cancelled", 4)]
    assert [record.claim["position"] for record in outcome.claims] == [1, 2]
    assert [record.remit["position"] for record in outcome.remits] == [1, 2]


def test_the_practices_account_number_ties_claim_and_remit():
    outcome = read(fixture(FILE))
    assert [record.claim["claim_id"] for record in outcome.claims] == ["A-2002", "B-3003"]
    assert [record.remit["claim_id"] for record in outcome.remits] == ["A-2002", "B-3003"]
    assert [record.remit["payer_claim_number"] for record in outcome.remits] == ["77001", "77002"]


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"claim": {"identifier": {"value": "P-1"}}}, "P-1"),
        ({"claim": {"reference": "Claim/55"}}, "55"),
        ({}, "77001"),
        ({"identifier": []}, "e1"),
    ],
    ids=["the claim's identifier", "its id", "the payer's number", "the resource's id"],
)
def test_without_an_account_number_the_next_best_name_counts_for_both_parts(changes, number):
    outcome = explained(supportingInfo=[], **changes)
    assert outcome.claims[0].claim["claim_id"] == outcome.remits[0].remit["claim_id"] == number


def test_a_denial_reason_without_an_amount_explains_what_was_not_covered():
    outcome = explained(0)
    row = outcome.remits[0].remit
    assert told(outcome) == [(1, None, "50", 20000)]
    assert (row["status_code"], row["charge_cents"], row["paid_cents"]) == ("4", 20000, 0)
    assert row["received_on"] == date(2026, 1, 12)


def test_an_institutional_replacement_with_its_codes_and_cost_share():
    outcome = explained(1)
    record, remit = outcome.claims[0], outcome.remits[0].remit
    said = {
        "kind": "institutional",
        "bill_type": "137",
        "frequency_code": "7",
        "original_reference": "76000",
        "rendering_npi": "1111111112",
        "diagnoses": "S72001A",
        "present_on_admission": "Y",
        "admission_on": date(2026, 1, 7),
        "patient_status": "01",
        "drg": "470",
        "through_on": date(2026, 1, 8),
        "total_charge_cents": 50000,
    }
    assert {name: record.claim.get(name) for name in said} == said
    assert [(row["kind"], row["code"], row.get("from_on")) for row in record.codes] == [
        ("main_procedure", "0SR9019", date(2026, 1, 7)),
        ("external_cause", "W010XXA", None),
    ]
    assert (record.lines[0]["revenue_code"], record.lines[0]["charge_cents"]) == ("0450", 50000)
    assert told(outcome) == [(1, "PR", "1", 5000), (1, "CO", "45", 20000)]
    assert (remit["allowed_cents"], remit["patient_responsibility_cents"]) == (30000, 5000)
    assert (remit["frequency_code"], remit["original_reference"], remit["facility_code"]) == (
        "7",
        "76000",
        "13",
    )


def test_the_claim_was_sent_when_the_payer_received_it_and_known_when_it_was_explained():
    row = explained(0).claims[0].claim
    assert row["submitted_at"] == datetime.fromisoformat("2026-01-12T00:00")
    assert row["available_at"] == datetime.fromisoformat("2026-02-01T23:59:59.999999")


def test_without_a_day_of_receipt_the_last_day_of_service_is_t_and_that_is_said():
    outcome = explained(1)
    assert outcome.claims[0].claim["submitted_at"] == datetime.fromisoformat("2026-01-08T00:00")
    assert outcome.warnings == [("submission_day_assumed", 1)]


def test_a_receipt_after_the_explanation_cannot_be_when_the_claim_was_sent():
    outcome = explained(0, created="2026-01-06")
    row = outcome.claims[0].claim
    assert row["submitted_at"] == row["available_at"] == datetime.fromisoformat("2026-01-06T23:59:59.999999")


def test_received_at_is_the_availability_of_both_parts():
    outcome = read(fixture(FILE), RECEIVED)
    assert {record.claim["available_at"] for record in outcome.claims} == {RECEIVED}
    assert {record.remit["available_at"] for record in outcome.remits} == {RECEIVED}


def test_without_any_date_both_parts_are_refused():
    assert explained(0, created=None).quarantined == [("missing_dates", 1), ("missing_dates", 1)]


def test_where_the_file_holds_the_claim_only_the_remit_is_taken():
    made = document("claim_and_response.json")
    eob = resource(FILE, EOB) | {"claim": {"reference": "Claim/cl1"}}
    made["entry"].append({"resource": eob})
    outcome = read_document(made)
    assert [record.claim["position"] for record in outcome.claims] == [6]
    assert [record.remit["claim_id"] for record in outcome.remits] == ["A-1001", "A-1001"]


def test_a_claim_inside_the_explanation_gives_its_number_and_is_no_resource_of_its_own():
    inside = {"resourceType": "Claim", "id": "request", "identifier": [{"value": "A-77"}]}
    outcome = explained(0, contained=[inside], claim={"reference": "#request"})
    assert [record.claim["claim_id"] for record in outcome.claims] == ["A-77"]
    assert [record.remit["claim_id"] for record in outcome.remits] == ["A-77"]


def test_a_charge_taken_back_is_a_reversal_and_no_claim():
    outcome = explained(0, total=[amount("submitted", -200), amount("benefit", -150)], item=[], payment={})
    row = outcome.remits[0].remit
    assert (row["status_code"], row["charge_cents"], row["paid_cents"]) == ("22", -20000, -15000)
    assert outcome.claims == []


def test_a_prior_payers_payment_makes_the_claim_a_secondary_one():
    line = [
        amount("submitted", 100),
        amount("priorpayerpaid", 70, "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBAdjudication"),
        amount("benefit", 30),
    ]
    total = [amount("submitted", 100), line[1], amount("benefit", 30)]
    eob = resource(FILE, EOB) | {
        "item": [{"sequence": 1, "adjudication": line}],
        "total": total,
        "payment": {},
    }
    outcome = read_document(eob)
    record = outcome.claims[0]
    assert record.claim["responsibility"] == "S"
    assert record.other_payers == [{"ordinal": 1, "responsibility": "P", "paid_cents": 7000}]
    assert outcome.remits[0].remit["status_code"] == "2"
    assert told(outcome) == [(1, "OA", "23", 7000)]


def test_a_submitted_total_that_cannot_be_read_is_not_made_up_of_the_lines():
    held = amount("submitted", 200)
    held["amount"]["currency"] = "EUR"
    outcome = explained(0, total=[held, amount("benefit", 150)])
    assert "total_charge_cents" not in outcome.claims[0].claim
    assert "charge_cents" not in outcome.remits[0].remit
    assert "foreign_currency" in [code for code, _ in outcome.warnings]
    untold = explained(0, total=[amount("benefit", 150)])
    assert untold.claims[0].claim["total_charge_cents"] == untold.remits[0].remit["charge_cents"] > 0
