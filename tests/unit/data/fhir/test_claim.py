"""A FHIR Claim becomes the claim version that an 837 of the same content would."""

from datetime import date, datetime

import pytest

from data.tables import CLAIM_CODES, CLAIMS, LINES, OTHER_PAYERS
from tests.unit.data.fhir.made import RECEIVED, document, fixture, read, read_document, resource, usd

BUNDLE = "claim_and_response.json"


def claim(**changed):
    made = document(BUNDLE)
    target = next(e["resource"] for e in made["entry"] if e["resource"]["resourceType"] == "Claim")
    target.update(changed)
    for name in [name for name, value in target.items() if value is None]:
        del target[name]
    return read_document(made)


def test_a_professional_claim_with_its_patient_coverage_payer_and_providers():
    row = read(fixture(BUNDLE)).claims[0].claim
    assert row | {"file_sha256": "", "version_key": ""} == {
        "version_key": "",
        "file_sha256": "",
        "position": 6,
        "claim_id": "A-1001",
        "kind": "professional",
        "responsibility": "P",
        "payer_id": "PAY1",
        "payer_name": "First Health",
        "filing_indicator": "HM",
        "plan_name": "Gold",
        "group_number": "G77",
        "member_id": "M123-01",
        "relationship": "18",
        "patient_birth_on": date(1980, 5, 6),
        "patient_sex": "F",
        "billing_npi": "1234567893",
        "billing_tax_id": "111222333",
        "rendering_npi": "1111111112",
        "rendering_taxonomy": "207X00000X",
        "referring_npi": "2222222224",
        "place_of_service": "11",
        "from_on": date(2026, 2, 20),
        "through_on": date(2026, 2, 20),
        "diagnoses": "M545 E119",
        "total_charge_cents": 16050,
        "prior_authorization": "AUTH9",
        "submitted_at": datetime.fromisoformat("2026-03-02T09:15"),
        "available_at": datetime.fromisoformat("2026-03-02T09:15"),
    }


def test_lines_have_charges_units_modifiers_and_pointers_to_diagnoses_in_our_order():
    first, second = read(fixture(BUNDLE)).claims[0].lines
    assert first == {
        "line": 1,
        "procedure_code": "99213",
        "procedure_qualifier": "HC",
        "modifiers": "25",
        "units": 1.0,
        "charge_cents": 10000,
        "diagnosis_pointers": "1 2",
        "from_on": date(2026, 2, 20),
        "through_on": date(2026, 2, 20),
        "line_control": "1",
    }
    # 2 at 30.25, and done elsewhere than the claim's first line.
    assert (second["charge_cents"], second["place_of_service"], second["modifiers"]) == (6050, "12", "GP 59")


def test_an_institutional_claim_of_revenue_codes_takes_its_days_and_total_from_its_lines():
    record = read(fixture("export.ndjson")).claims[0]
    row = record.claim
    assert (row["kind"], row["from_on"], row["through_on"]) == (
        "institutional",
        date(2026, 3, 1),
        date(2026, 3, 1),
    )
    assert row["total_charge_cents"] == 8000
    assert (record.lines[0]["revenue_code"], record.lines[0].get("procedure_code")) == ("0450", None)


def test_a_bare_day_of_creation_is_its_start_as_t_and_its_end_as_availability():
    row = claim(created="2026-03-02").claims[0].claim
    assert row["submitted_at"] == datetime.fromisoformat("2026-03-02T00:00")
    assert row["available_at"] == datetime.fromisoformat("2026-03-02T23:59:59.999999")


def test_received_at_is_the_availability_and_not_the_t_of_a_dated_claim():
    row = read(fixture(BUNDLE), RECEIVED).claims[0].claim
    assert (row["submitted_at"], row["available_at"]) == (
        datetime.fromisoformat("2026-03-02T09:15"),
        RECEIVED,
    )


def test_without_a_date_of_creation_the_last_update_counts_and_that_is_said():
    outcome = claim(created=None, meta={"lastUpdated": "2026-03-05T01:00:00Z"})
    row = outcome.claims[0].claim
    assert row["submitted_at"] == row["available_at"] == datetime.fromisoformat("2026-03-05T01:00")
    assert ("submission_day_assumed", 6) in outcome.warnings


@pytest.mark.parametrize(
    "created", [None, "IGNORED_FIELD", "2026", "2026-13-01", "2026-02-30T10:00:00Z", "9999-12-31"]
)
def test_a_claim_without_any_readable_date_needs_received_at(created):
    outcome = claim(created=created)
    assert outcome.quarantined == [("missing_dates", 6)]
    assert (("unreadable_date", 6) in outcome.warnings) == (created is not None)


@pytest.mark.parametrize(
    ("identifiers", "expected", "warned"),
    [
        ([{"value": "X1"}, {"value": "X2"}], "X1", False),
        ([{"type": {"coding": [{"code": "uc"}]}, "value": "PAYERS"}, {"value": "X2"}], "X2", False),
        ([{"type": {"coding": [{"code": "uc"}]}, "value": "PAYERS"}], "cl1", True),
        (None, "cl1", True),
    ],
    ids=["the first", "not the payer's", "id before the payer's", "id"],
)
def test_the_claim_number_is_the_practices(identifiers, expected, warned):
    outcome = claim(identifier=identifiers)
    assert outcome.claims[0].claim["claim_id"] == expected
    assert outcome.remits[0].remit["claim_id"] == expected
    assert (("claim_number_from_id", 6) in outcome.warnings) == warned


def test_a_claim_without_any_number_is_refused():
    made = resource(BUNDLE, "Claim")
    del made["identifier"], made["id"]
    assert read_document(made).quarantined == [("missing_claim_number", 1)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"type": {"coding": [{"code": "institutional"}]}}, "institutional"),
        ({"type": {}, "subType": {"coding": [{"code": "outpatient"}]}}, "institutional"),
        (
            {
                "type": {},
                "meta": {"profile": ["http://x/C4BB-ExplanationOfBenefit-Professional-NonClinician"]},
            },
            "professional",
        ),
        ({"type": {}}, "professional"),
        ({"type": {}, "item": [{"sequence": 1, "revenue": {"coding": [{"code": "0450"}]}}]}, "institutional"),
        (
            {"type": {"coding": [{"code": "HHA"}, {"code": "professional"}]}},
            "institutional",
        ),
    ],
    ids=["type", "subtype", "profile", "place of service", "revenue", "CMS type before claim type"],
)
def test_the_kind_is_told_by_type_then_subtype_then_profile_then_lines(changes, expected):
    assert claim(**changes).claims[0].claim["kind"] == expected


def test_a_claim_of_no_kind_is_refused():
    assert claim(type={}, item=[]).quarantined == [("missing_kind", 6)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"type": {"coding": [{"code": "pharmacy"}]}}, "pharmacy"),
        ({"type": {"coding": [{"code": "oral"}]}}, "dental"),
        ({"type": {"coding": [{"code": "vision"}]}}, "vision"),
        ({"use": "preauthorization"}, "preauthorization"),
        ({"use": "predetermination"}, "predetermination"),
        ({"status": "cancelled"}, "cancelled"),
        ({"status": "draft"}, "draft"),
        ({"status": "entered-in-error"}, "entered_in_error"),
    ],
)
def test_what_is_not_ours_to_learn_from_is_set_aside_by_name(changes, code):
    outcome = claim(**changes)
    assert outcome.set_aside == [(code, 6)]
    assert not outcome.claims


def test_a_replacement_names_the_payers_number_of_the_claim_before():
    related = [{"relationship": {"coding": [{"code": "prior"}]}, "reference": {"value": "PCN-1"}}]
    row = claim(related=related).claims[0].claim
    assert (row["frequency_code"], row["original_reference"]) == ("7", "PCN-1")


def test_other_insurances_are_other_payers_and_the_focal_one_is_billed():
    insurance = [
        {"sequence": 1, "focal": False, "coverage": {"display": "Second Mutual"}},
        {"sequence": 2, "focal": True, "coverage": {"reference": "Coverage/c1"}},
    ]
    record = claim(insurance=insurance).claims[0]
    assert (record.claim["payer_id"], record.claim["responsibility"]) == ("PAY1", "S")
    assert record.other_payers == [{"ordinal": 1, "payer_name": "Second Mutual", "responsibility": "P"}]


def test_a_provider_in_the_claim_itself_is_found_and_another_number_is_no_npi():
    contained = [
        {
            "resourceType": "Organization",
            "id": "in",
            "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "1987654321"}],
        }
    ]
    assert (
        claim(contained=contained, provider={"reference": "#in"}).claims[0].claim["billing_npi"]
        == "1987654321"
    )
    plain = {"identifier": {"system": "https://payer.example/providers", "value": "1987654321"}}
    assert "billing_npi" not in claim(provider=plain).claims[0].claim
    short = {"identifier": {"system": "http://hl7.org/fhir/sid/us-npi", "value": "K25852"}}
    outcome = claim(provider=short)
    assert "billing_npi" not in outcome.claims[0].claim
    assert ("unreadable_npi", 6) in outcome.warnings


@pytest.mark.parametrize(
    ("net", "cents", "warning"),
    [
        ({"value": 704.1999999999999}, 70420, None),
        ({"value": "12.50", "currency": "USD"}, 1250, None),
        ({"value": 0.125}, None, "unreadable_amount"),
        ({"value": "NaN"}, None, "unreadable_amount"),
        ({"value": 1e300}, None, "unreadable_amount"),
        ({"value": 12, "currency": "EUR"}, None, "foreign_currency"),
        ({"value": [1]}, None, "unreadable_amount"),
    ],
)
def test_money_is_whole_cents_of_dollars_or_missing(net, cents, warning):
    outcome = claim(item=[{"sequence": 1, "net": net}])
    assert outcome.claims[0].lines[0].get("charge_cents") == cents
    assert warning is None or (warning, 6) in outcome.warnings


def test_a_total_that_is_not_given_is_missing_unless_every_line_is_known():
    known = claim(total=None).claims[0].claim
    assert known["total_charge_cents"] == 16050
    partly = claim(total=None, item=[{"sequence": 1, "net": usd(5)}, {"sequence": 2}]).claims[0].claim
    assert "total_charge_cents" not in partly


@pytest.mark.parametrize(
    ("total", "code"),
    [
        ({"value": 160.5, "currency": "EUR"}, "foreign_currency"),
        ({"value": "MUCH", "currency": "USD"}, "unreadable_amount"),
        ({"value": 1.005, "currency": "USD"}, "unreadable_amount"),
        ("MUCH", "unexpected_type"),
    ],
)
def test_a_total_that_cannot_be_read_is_not_made_up_of_the_lines(total, code):
    outcome = claim(total=total)
    assert "total_charge_cents" not in outcome.claims[0].claim
    assert (code, 6) in outcome.warnings


def test_a_drug_is_the_item_or_a_detail_of_it():
    ndc = {"coding": [{"system": "http://hl7.org/fhir/sid/ndc", "code": "00777310502"}]}
    detail = {"sequence": 1, "productOrService": ndc, "quantity": {"value": 1.5, "code": "mL"}}
    line = claim(item=[{"sequence": 1, "detail": [detail]}]).claims[0].lines[0]
    assert (line["ndc"], line["ndc_units"], line["ndc_basis"]) == ("00777310502", 1.5, "ML")


def test_accident_admission_and_attachments():
    category = "http://terminology.hl7.org/CodeSystem/claiminformationcategory"
    info = [
        {
            "sequence": 1,
            "category": {"coding": [{"system": category, "code": "hospitalized"}]},
            "timingPeriod": {"start": "2026-02-18"},
        },
        {"sequence": 2, "category": {"coding": [{"system": category, "code": "attachment"}]}},
        {
            "sequence": 3,
            "category": {"coding": [{"system": category, "code": "onset"}]},
            "timingDate": "2026-02-01",
        },
    ]
    accident = {"date": "2026-01-31", "type": {"coding": [{"code": "MVA"}]}}
    row = claim(supportingInfo=info, accident=accident).claims[0].claim
    assert (row["accident_on"], row["accident_kind"]) == (date(2026, 1, 31), "AA")
    assert (row["admission_on"], row["onset_on"]) == (date(2026, 2, 18), date(2026, 2, 1))
    assert row["attachments"] == "OZ"


def test_snomed_codes_are_no_procedures_and_no_diagnoses():
    snomed = {"coding": [{"system": "http://snomed.info/sct", "code": "162673000"}]}
    outcome = claim(
        item=[{"sequence": 1, "productOrService": snomed}],
        diagnosis=[{"sequence": 1, "diagnosisCodeableConcept": snomed}],
    )
    record = outcome.claims[0]
    assert "procedure_code" not in record.lines[0]
    assert "diagnoses" not in record.claim
    assert ("unknown_code_system", 6) in outcome.warnings


@pytest.mark.parametrize("name", ["claim_and_response.json", "explanations.json", "export.ndjson"])
def test_every_row_has_the_columns_of_its_table_alone(name):
    for record in read(fixture(name)).claims:
        assert record.claim.keys() <= {*CLAIMS.names}
        assert all(line.keys() <= {*LINES.names} for line in record.lines)
        assert all(other.keys() <= {*OTHER_PAYERS.names} for other in record.other_payers)
        assert all(code.keys() <= {*CLAIM_CODES.names} for code in record.codes)
