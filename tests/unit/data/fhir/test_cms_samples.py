"""Files that nobody here wrote: every claim, response and explanation of CMS's samples is seen."""

import json
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.unit.data.fhir.made import read, told

SAMPLES = Path(__file__).parents[5] / "shared" / "samples" / "fhir" / "cms-bfd"
FILES = sorted(SAMPLES.glob("*.json"))
RECEIVED = datetime.fromisoformat("2026-01-01T12:00")

pytestmark = pytest.mark.skipif(
    not SAMPLES.exists(), reason="the shared samples are not beside this checkout"
)


def sample(name):
    return read((SAMPLES / f"{name}.json").read_bytes(), RECEIVED)


def resources(path):
    held = json.loads(path.read_bytes())
    return [entry["resource"] for entry in held["entry"]] if "entry" in held else [held]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_resource_is_seen_and_none_is_lost(path):
    """An explanation is a claim and a remit; drugs are set aside; CMS's own format is refused by name."""
    expected = Counter()
    for resource in resources(path):
        kind, types = resource["resourceType"], json.dumps(resource.get("type", ""))
        expected["set_aside"] += "pharmacy" in types
        expected["claims"] += kind in ("Claim", "ExplanationOfBenefit") and "pharmacy" not in types
        expected["remits"] += kind in ("ClaimResponse", "ExplanationOfBenefit") and "pharmacy" not in types
        expected["quarantined"] += kind.startswith("ExplanationOfBenefit") and kind != "ExplanationOfBenefit"
    outcome = read(path.read_bytes(), RECEIVED)
    assert {name: len(getattr(outcome, name)) for name in expected} == dict(expected)
    assert outcome.seen == sum(expected.values()) > 0
    assert {code for code, _ in outcome.quarantined} <= {"unknown_resource"}


def test_the_folder_holds_what_its_names_say():
    seen = Counter()
    for path in FILES:
        seen.update(resource["resourceType"] for resource in resources(path))
    named = {name: seen[name] for name in ("Claim", "ClaimResponse", "ExplanationOfBenefit")}
    assert named == {"Claim": 4, "ClaimResponse": 2, "ExplanationOfBenefit": 21}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_masked_dates_are_unreadable_and_without_received_at_nothing_is_kept(path):
    outcome = read(path.read_bytes())
    assert not outcome.claims
    assert not outcome.remits
    assert {code for code, _ in outcome.quarantined} <= {"missing_dates", "unknown_resource"}
    masked = b"IGNORED_FIELD" in path.read_bytes() and len(outcome.set_aside) < len(resources(path))
    assert (("unreadable_date") in {code for code, _ in outcome.warnings}) is masked


def test_a_carrier_claim():
    outcome = sample("eobReadCarrier")
    row, remit = outcome.claims[0].claim, outcome.remits[0].remit
    said = {
        "claim_id": "9991831999",
        "kind": "professional",
        "payer_id": "CMS",
        "filing_indicator": "MB",
        "billing_npi": "1234567890",
        "place_of_service": "11",
        "diagnoses": "A02 A06 B04 B05 A52",
        "from_on": date(1999, 10, 27),
        "total_charge_cents": 24504,
        "submitted_at": datetime.fromisoformat("1999-11-06T00:00"),
    }
    assert {name: row.get(name) for name in said} == said
    line = outcome.claims[0].lines[0]
    assert (line["procedure_code"], line["modifiers"], line["units"]) == ("92999", "LT", 1.0)
    assert (line["charge_cents"], line["diagnosis_pointers"]) == (7500, "5")
    assert (remit["charge_cents"], remit["paid_cents"], remit["allowed_cents"]) == (24504, 19999, 16623)
    # 75.00 submitted, 47.84 allowed, 9.57 coinsurance, 37.50 paid.
    assert told(outcome) == [(1, "PR", "2", 957), (1, "CO", "45", 2716)]


def test_an_inpatient_claim():
    outcome = sample("eobReadInpatient")
    record, remit = outcome.claims[0], outcome.remits[0].remit
    said = {
        "kind": "institutional",
        "bill_type": "111",
        "frequency_code": "1",
        "drg": "695",
        "admission_on": date(2016, 1, 15),
        "admission_type": "1",
        "admission_source": "4",
        "patient_status": "51",
        "admitting_diagnosis": "A37",
        "diagnoses": "A40 A52 A06 A15 B01",
        "present_on_admission": "Y N N N N",
        "operating_npi": "3333444555",
        "filing_indicator": "MA",
        "total_charge_cents": 8499937,
    }
    assert {name: record.claim.get(name) for name in said} == said
    assert [row["kind"] for row in record.codes] == ["procedure"] * 6 + ["external_cause"] * 2
    assert (record.lines[0]["revenue_code"], record.lines[0]["charge_cents"]) == ("6767", 8488888)
    assert (remit["charge_cents"], remit["paid_cents"]) == (8499937, 769948)
    # Deductible 112, coinsurance 5, blood 6, another payer 11; of the line 3,699 not covered.
    assert told(outcome) == [
        (0, "PR", "1", 11200),
        (0, "PR", "2", 500),
        (0, "PR", "66", 600),
        (0, "OA", "23", 1100),
        (1, None, "96", 369900),
    ]


def test_an_outpatient_line_has_its_rate_its_payment_and_its_reasons_told_apart():
    outcome = sample("eobReadOutpatient")
    line = outcome.remits[0].lines[0]
    assert (line["charge_cents"], line["paid_cents"], line["revenue_code"]) == (99985, 500000, "0001")
    assert [row for row in told(outcome) if row[0]] == [(1, "CO", "120", None), (1, "CR", "121", None)]


def test_cms_types_tell_the_kind_where_the_claim_type_does_not():
    assert sample("eobReadDme").claims[0].claim["kind"] == "professional"
    assert sample("eobReadHha").claims[0].claim["kind"] == "institutional"


def test_a_claim_and_its_response_from_two_files_carry_one_number():
    asked, answered = sample("claimFissRead").claims[0], sample("claimResponseFissRead").remits[0]
    assert asked.claim["claim_id"] == answered.remit["claim_id"] == "f-123456"
    assert (answered.remit["payer_claim_number"], answered.remit["status_code"]) == ("123456d", "10")
    assert (asked.claim["member_id"], asked.claim["patient_birth_on"]) == ("123456MBI", date(1975, 3, 1))
    assert (asked.claim["payer_name"], asked.other_payers[0]["payer_name"]) == ("MEDICARE", "BCBS KC")
    assert (asked.lines[0]["procedure_code"], asked.lines[0]["modifiers"]) == ("12345", "m1 m2 m3 m4")
    assert (asked.lines[1]["ndc"], asked.lines[1]["ndc_units"], asked.lines[1]["ndc_basis"]) == (
        "00777310502",
        1.5,
        "ML",
    )


def test_a_tax_number_is_the_billing_providers():
    assert sample("claimMcsReadWithTaxNumbers").claims[0].claim["billing_tax_id"] == "1231231231"
