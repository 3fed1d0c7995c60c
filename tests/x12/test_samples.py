"""Files that nobody here wrote: each claim in them is seen, and a few values are checked by hand."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from data.tables import CLAIMS, LINES, OTHER_PAYERS, REMIT_LINES, REMITS
from tests.unit.data.x12.made import read

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "x12"
FILES = sorted(path for path in SAMPLES.rglob("*") if path.suffix in {".837", ".837i", ".835", ".txt"})
OTHERS = sorted(path for path in SAMPLES.rglob("*") if path.suffix in {".270", ".271", ".276", ".277"})

pytestmark = pytest.mark.skipif(
    not SAMPLES.exists(), reason="the shared samples are not beside this checkout"
)


def sample(name):
    return read(next(path for path in FILES if path.name == name).read_bytes())


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_claim_is_seen_and_none_is_lost(path):
    raw = path.read_bytes()
    outcome = read(raw)
    assert outcome.reader.seen == raw.count(b"~\nCLM*") + raw.count(b"~\nCLP*") > 0
    assert outcome.quarantined == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_row_has_the_columns_of_its_table_alone(path):
    outcome = read(path.read_bytes())
    for record in outcome.claims:
        assert record.claim.keys() <= {*CLAIMS.names}
        assert {column.name for column in CLAIMS if column.required} <= record.claim.keys()
        assert all(line.keys() <= {*LINES.names} for line in record.lines)
        assert all({"procedure_code", "revenue_code"} & line.keys() for line in record.lines)
        assert all(other.keys() <= {*OTHER_PAYERS.names} for other in record.other_payers)
        assert sum(line["charge_cents"] for line in record.lines) == record.claim["total_charge_cents"]
    for record in outcome.remits:
        assert record.remit.keys() <= {*REMITS.names}
        assert all(line.keys() <= {*REMIT_LINES.names} for line in record.lines)


def test_the_folders_hold_what_their_names_say():
    kinds = Counter()
    for path in FILES:
        outcome = read(path.read_bytes())
        kinds[path.parent.name] += len(outcome.claims) + len(outcome.remits)
        kinds["encounters"] += len(outcome.set_aside)
    assert kinds == {
        "835_005010X221A1": 8,
        "837_004010X096A1": 5,
        "837_004010X098A1": 5,
        "837_005010X222A2": 17,
        "837_005010X223A3": 5,
        "pyx12": 1,
        "encounters": 2,
    }


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_other_transactions_are_named(path):
    assert read(path.read_bytes()).reader.types == {path.suffix.removeprefix(".")}


def test_an_ambulance_claim():
    record = sample("demo.ambulance.example5.837").claims[0]
    said = {
        "claim_id": "051068",
        "total_charge_cents": 76650,
        "place_of_service": "41",
        "frequency_code": "1",
        "accident_kind": "OA",
        "accident_on": date(2005, 2, 8),
        "diagnoses": "8628 E8888 9592 8540",
        "billing_npi": "2366554859",
        "billing_taxonomy": "3416L0300X",
        "payer_id": "123245",
        "from_on": date(2005, 2, 8),
        "position": 23,
    }
    assert {name: record.claim[name] for name in said} == said
    columns = ("procedure_code", "modifiers", "charge_cents", "units", "diagnosis_pointers", "line_control")
    assert [tuple(line[name] for name in columns) for line in record.lines][:2] == [
        ("A0427", "RH", 70000, 1.0, "1 2 3 4", "1001"),
        ("A0425", "RH", 820, 21.0, "1 2 3 4", "1002"),
    ]
    assert [line["emergency"] for line in record.lines] == ["Y"] * 4


def test_an_institutional_claim_with_a_second_payer():
    record = sample("institutional-claim.837i").claims[0]
    said = {
        "claim_id": "756048Q",
        "total_charge_cents": 8993,
        "bill_type": "141",
        "payer_id": "00435",
        "filing_indicator": "MB",
        "member_id": "030005074A",
        "relationship": "18",
        "patient_status": "01",
        "diagnoses": "3669 4019 79431",
        "occurrence_codes": "A1 A2 B1 B2",
        "value_codes": "A2",
        "condition_codes": "09",
    }
    assert {name: record.claim[name] for name in said} == said
    assert record.other_payers == [
        {
            "ordinal": 1,
            "responsibility": "S",
            "relationship": "01",
            "group_number": "351630",
            "member_id": "222004433",
            "payer_id": "1135",
            "payer_name": "STATE TEACHERS",
            "filing_indicator": "CI",
        }
    ]
    assert [(line["revenue_code"], line["procedure_code"]) for line in record.lines] == [
        ("0305", "85025"),
        ("0730", "93005"),
    ]


def test_a_repriced_claim_whose_composites_use_another_separator():
    outcome = sample("ppo-repriced-claim.837i")
    claim = outcome.claims[0].claim
    assert ("component_separator_mismatch", 26) in outcome.warnings
    assert (claim["bill_type"], claim["diagnoses"], claim["occurrence_codes"]) == ("131", "38181 38900", "11")
    assert (claim["relationship"], claim["patient_birth_on"]) == ("19", date(1998, 8, 20))
    assert (claim["admission_on"], claim["member_id"]) == (date(2005, 7, 6), "345U8423H")


def test_a_4010_claim_for_workers_compensation():
    outcome = sample("workers-compensation.837")
    claim = outcome.claims[0].claim
    assert ("version_4010", 2) in outcome.warnings
    assert (claim["diagnoses"], claim["filing_indicator"], claim["relationship"]) == (
        "81602 3540",
        "WC",
        "20",
    )
    assert [line["revenue_code"] for line in outcome.claims[0].lines] == ["0450", "0320", "0360"]


def test_a_drug_line():
    line = sample("demo.drug.example10.1.837").claims[0].lines[1]
    assert (line["procedure_code"], line["ndc"], line["ndc_units"]) == ("J1550", "00026063512", 10.0)


def test_a_medicare_remittance():
    outcome = sample("medicare-part-a.835")
    first, second = outcome.remits
    assert (first.remit["payer_id"], first.remit["payee_npi"]) == ("999", "6543210903")
    assert first.remit["paid_on"] == date(2002, 9, 13)
    assert (first.remit["charge_cents"], first.remit["paid_cents"]) == (21136697, 13801840)
    assert first.adjustments == [
        {"remit_line": 0, "ordinal": 1, "group_code": "CO", "carc": "45", "amount_cents": 7334857}
    ]
    assert [row["rarc"] for row in second.remarks] == ["MA02"]
    assert [item.adjustment["amount_cents"] for item in outcome.withheld] == [-127]


def test_a_secondary_payment_with_two_triples_in_one_segment():
    second = sample("secondary-payment.835").remits[1]
    assert [(row["remit_line"], row["carc"], row["amount_cents"]) for row in second.adjustments] == [
        (1, "23", 13650),
        (2, "1", 15000),
        (2, "2", 7000),
        (2, "42", 8500),
    ]
    assert [line["modifiers"] for line in second.lines] == ["26", "26"]


def test_a_remittance_whose_effective_date_is_no_date():
    outcome = sample("managed-care.835")
    assert outcome.warnings == [("unreadable_date", 4)]
    assert outcome.remits[0].remit["paid_on"] == date(2002, 3, 14)


def test_a_remittance_with_several_lines():
    record = sample("835_mult_loops.txt").remits[0]
    assert [row["rarc"] for row in record.remarks] == ["N14"] * 3
    assert [row["carc"] for row in record.adjustments] == ["16", "A7", "A7"]
    assert [line["units"] for line in record.lines] == [68.0, 16.0, 36.0]
    assert record.remit["payee_tax_id"] == "444313000"


def other(name):
    return read(next(path for path in OTHERS if path.name == name).read_bytes())


@pytest.mark.parametrize("who", ["subscriber", "dependent"])
def test_an_eligibility_answer_gives_the_span_and_the_plan(who):
    outcome = other(f"{who}-health-benefit-check.271")
    assert outcome.warnings == []
    said = {
        "member_id": "123456789",
        "payer_id": "841610001",
        "payer_name": "ABC COMPANY",
        "effective_on": date(2006, 1, 1),
        "status": "active",
        "plan_type": "HMO",
        "plan_name": "GOLD 123 PLAN",
        "verified_on": date(2006, 5, 1),
    }
    (record,) = outcome.coverages
    assert {name: record.coverage[name] for name in said} == said
    assert not {"terminated_on", "primary_care_npi", "other_payer"} & record.coverage.keys()


def test_an_eligibility_question_that_was_refused_is_set_aside_by_name():
    outcome = other("subscriber-health-benefit-check-error.271")
    assert outcome.set_aside == [("inquirer_refused", 9)]
    assert (outcome.coverages, outcome.reader.seen) == ([], 1)


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_questions_and_plain_claim_statuses_are_named_and_not_read(path):
    outcome = read(path.read_bytes())
    if path.suffix != ".271":
        assert outcome.warnings == [("transaction_not_read", 3)]
        assert outcome.reader.seen == 0


def test_a_remittance_whose_procedure_is_no_composite():
    outcome = sample("tertiary-payment.835")
    (record,) = outcome.remits
    assert outcome.warnings == [("composite_split", 20)]
    line = record.lines[0]
    assert (line["procedure_code"], line["charge_cents"], line["paid_cents"]) == ("24599", 176650, 18750)
    assert line["charge_cents"] - record.adjustments[0]["amount_cents"] == line["paid_cents"]
    assert (record.remit["from_on"], record.remit["through_on"]) == (date(2005, 1, 20), date(2005, 1, 20))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_lines_of_remittances_balance(path):
    for record in read(path.read_bytes()).remits:
        for line in record.lines:
            taken = [
                row["amount_cents"] for row in record.adjustments if row["remit_line"] == line["remit_line"]
            ]
            assert line["charge_cents"] - sum(taken) == line["paid_cents"]


def test_a_remittance_whose_claims_tell_no_days_has_those_of_its_lines():
    first, second = sample("managed-care.835").remits
    assert (first.remit["from_on"], first.remit["through_on"]) == (date(2002, 3, 1), date(2002, 3, 4))
    assert (second.remit["from_on"], second.remit["through_on"]) == (date(2002, 3, 10), date(2002, 3, 12))
    assert [line["units"] for record in (first, second) for line in record.lines] == [1.0, 1.0]
