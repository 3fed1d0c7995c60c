"""A ClaimResponse becomes the remit that an 835 of the same content would."""

from datetime import date, datetime

import pytest

from data.tables import ADJUSTMENTS, REMARKS, REMIT_LINES, REMITS, STATUSES
from tests.unit.data.fhir.made import RECEIVED, document, fixture, read, read_document, resource, told

BUNDLE = "claim_and_response.json"


def response(**changed):
    made = document(BUNDLE)
    made["entry"][-1]["resource"].update(changed)
    return read_document(made)


def test_a_remit_says_what_was_paid_to_whom_for_which_claim():
    row = read(fixture(BUNDLE)).remits[0].remit
    assert row | {"file_sha256": "", "remit_key": ""} == {
        "remit_key": "",
        "file_sha256": "",
        "position": 7,
        "claim_id": "A-1001",
        "payer_claim_number": "PCN-5",
        "status_code": "1",
        "charge_cents": 16050,
        "paid_cents": 6400,
        "patient_responsibility_cents": 1600,
        "payer_id": "PAY1",
        "payer_name": "First Health",
        "filing_indicator": "HM",
        "member_id": "M123-01",
        "payee_npi": "1234567893",
        "payee_tax_id": "111222333",
        "rendering_npi": "1111111112",
        "facility_code": "11",
        "from_on": date(2026, 2, 20),
        "through_on": date(2026, 2, 20),
        "paid_on": date(2026, 3, 21),
        "trace_number": "CHK1",
        "available_at": datetime.fromisoformat("2026-03-20T23:59:59.999999"),
    }


def test_lines_take_from_the_claim_what_the_response_does_not_repeat():
    lines = read(fixture(BUNDLE)).remits[0].lines
    columns = (
        "remit_line",
        "procedure_code",
        "modifiers",
        "charge_cents",
        "paid_cents",
        "allowed_cents",
        "line_control",
    )
    assert [tuple(line.get(name) for name in columns) for line in lines] == [
        (1, "99213", "25", 10000, 6400, 8000, "1"),
        (2, "97110", "GP 59", 6050, 0, None, "2"),
    ]


def test_amounts_by_category_and_reasons_with_amounts_are_adjustments():
    # 100 charged, 80 allowed, 16 coinsurance, 64 paid; 60.50 charged and denied with CO-197 and N54.
    outcome = read(fixture(BUNDLE))
    assert told(outcome) == [(1, "PR", "2", 1600), (1, "CO", "45", 2000), (2, "CO", "197", 6050)]
    assert outcome.remits[0].remarks == [{"remit_line": 2, "ordinal": 1, "rarc": "N54"}]
    assert outcome.warnings == []


@pytest.mark.parametrize("name", ["Claim/cl1", "https://other.example/r4/Claim/cl1", "Claim/cl1/_history/3"])
def test_the_claim_is_found_by_whatever_its_reference_looks_like(name):
    assert response(request={"reference": name}).remits[0].remit["claim_id"] == "A-1001"


def test_a_claim_is_found_by_its_urn():
    made = document(BUNDLE)
    made["entry"][5]["fullUrl"] = "urn:uuid:0a1b"
    made["entry"][6]["resource"]["request"] = {"reference": "urn:uuid:0a1b"}
    assert read_document(made).remits[0].remit["claim_id"] == "A-1001"


@pytest.mark.parametrize(
    ("request_", "number"),
    [
        ({"identifier": {"value": "A-7"}}, "A-7"),
        ({"reference": "Claim/900"}, "900"),
        ({"reference": "urn:uuid:0a1b"}, "0a1b"),
        ({"reference": "#gone"}, None),
    ],
)
def test_without_the_claim_its_name_in_the_reference_is_the_number(request_, number):
    made = resource(BUNDLE, "ClaimResponse") | {"request": request_}
    row = read_document(made).remits[0].remit
    assert (row.get("claim_id"), row["payer_claim_number"]) == (number, "PCN-5")


def test_a_response_that_names_no_claim_in_any_way_is_refused():
    made = resource(BUNDLE, "ClaimResponse")
    del made["request"], made["identifier"]
    assert read_document(made).quarantined == [("missing_claim_number", 1)]


def test_a_response_without_a_date_needs_received_at():
    made = resource(BUNDLE, "ClaimResponse") | {"created": "IGNORED_FIELD"}
    assert read_document(made).quarantined == [("missing_dates", 1)]
    dated = read_document(made, RECEIVED)
    assert dated.remits[0].remit["available_at"] == RECEIVED
    assert ("unreadable_date", 1) in dated.warnings


@pytest.mark.parametrize(
    ("outcome", "code"), [("complete", "1"), ("queued", "10"), ("partial", "5"), ("error", "4"), ("???", "1")]
)
def test_the_outcome_is_a_claim_status(outcome, code):
    assert response(outcome=outcome).remits[0].remit["status_code"] == code


def test_an_error_before_any_decision_is_a_rejection_and_no_remit():
    outcome = read(fixture("export.ndjson"))
    (record,) = outcome.statuses
    assert not outcome.remits
    assert record.status.keys() <= {*STATUSES.names}
    assert (record.status["claim_id"], record.status["category"]) == ("B-4004", "A3")


def test_a_denied_payment_without_amounts_has_paid_nothing():
    denied = {"type": {"coding": [{"code": "denied"}]}}
    row = response(payment=denied, total=[], item=[]).remits[0].remit
    assert (row["status_code"], row["paid_cents"], row["charge_cents"]) == ("4", 0, 16050)


def test_a_negative_charge_is_a_reversal():
    total = [{"category": {"coding": [{"code": "submitted"}]}, "amount": {"value": -160.5}}]
    row = response(total=total, item=[]).remits[0].remit
    assert (row["status_code"], row["charge_cents"]) == ("22", -16050)


def test_lines_that_the_payer_added_are_lines():
    added = {"itemSequence": [2], "productOrService": {"coding": [{"code": "97112"}]}, "adjudication": []}
    lines = response(addItem=[added]).remits[0].lines
    assert [(line["remit_line"], line["procedure_code"], line["line_control"]) for line in lines][2:] == [
        (3, "97112", "2")
    ]


@pytest.mark.parametrize("name", [BUNDLE, "explanations.json"])
def test_every_row_has_the_columns_of_its_table_alone(name):
    for record in read(fixture(name)).remits:
        assert record.remit.keys() <= {*REMITS.names}
        for table, rows in (
            (REMIT_LINES, record.lines),
            (ADJUSTMENTS, record.adjustments),
            (REMARKS, record.remarks),
        ):
            assert all(row.keys() <= {*table.names} for row in rows)
