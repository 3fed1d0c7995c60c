"""Canonical claims: dollars to cents and back, the unknown refused, and no value in any message."""

import io
import json
from datetime import date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from data.canonical import ClaimIn, claim_of, read_claims_json, record_of
from data.claim_tables import CLAIMS_KIND, read_claims
from data.errors import MissingColumnError, UnreadableInputError
from data.records import ClaimRecord, Item, Problem, Quarantined
from data.tables import CLAIMS, LINES
from data.tabular import CsvLayout, open_source
from data.text_table import read_table

NOW = datetime.fromisoformat("2026-04-01T09:00")
CLAIM: dict[str, Any] = {
    "claim_id": "C1",
    "kind": "professional",
    "payer_id": "PAY1",
    "patient_birth_on": "1970-02-28",
    "diagnoses": ["E11.9", "I10"],
    "total_charge": "150.10",
    "submitted_at": "2026-03-01T10:00:00-05:00",
    "lines": [
        {"procedure_code": "99213", "modifiers": ["25"], "charge": 100.1, "units": 1},
        {"procedure_code": "80053", "charge": "50", "diagnosis_pointers": ["1", "2"]},
    ],
    "other_payers": [{"responsibility": "P", "paid": "12.34"}],
}


def read_claims_csv(content: bytes, submitted_default: datetime) -> list[Item]:
    source = open_source(io.BytesIO(content), CsvLayout())
    return list(read_claims(read_table(source, CLAIMS_KIND), submitted_default))


def one_record(**changes: object) -> ClaimRecord:
    return record_of(ClaimIn.model_validate({**CLAIM, **changes}), NOW)


def test_dollars_become_exact_cents_and_lists_become_codes() -> None:
    record = one_record()
    assert record.claim["total_charge_cents"] == 15_010
    assert [line["charge_cents"] for line in record.lines] == [10_010, 5_000]
    assert record.claim["diagnoses"] == "E119 I10"
    assert record.lines[1]["diagnosis_pointers"] == "1 2"
    assert record.claim["patient_birth_on"] == date(1970, 2, 28)
    assert record.claim["submitted_at"] == datetime.fromisoformat("2026-03-01T15:00")
    assert [line["line"] for line in record.lines] == [1, 2]
    assert record.other_payers[0]["paid_cents"] == 1_234


def test_a_record_has_every_column_of_its_table() -> None:
    record = one_record()
    assert set(record.claim) == set(CLAIMS.names)
    assert {*record.lines[0], "version_key"} == set(LINES.names)


def test_a_record_comes_back_as_the_claim_it_was() -> None:
    record = one_record()
    assert record_of(claim_of(record), NOW) == record


def test_the_same_content_is_the_same_version_however_it_is_written() -> None:
    key = one_record().claim["version_key"]
    assert (
        one_record(total_charge=150.1, plan_name="  ", diagnoses=["e119", "I10"]).claim["version_key"] == key
    )
    assert one_record(total_charge="150.11").claim["version_key"] != key
    assert one_record(lines=CLAIM["lines"][::-1]).claim["version_key"] != key


def test_a_claim_without_its_moment_is_submitted_now_and_keeps_its_key() -> None:
    given = ClaimIn.model_validate({**CLAIM, "submitted_at": None})
    first, second = record_of(given, NOW), record_of(given, NOW.replace(hour=10))
    assert first.claim["submitted_at"] == first.claim["available_at"] == NOW
    assert first.claim["version_key"] == second.claim["version_key"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"claim_id": None}, "unreadable_claim_id"),
        ({"claim_id": " "}, "missing_claim_id"),
        ({"kind": "dental"}, "unreadable_kind"),
        ({"total_charge": "1.234"}, "unreadable_total_charge"),
        ({"total_charge": "NaN"}, "unreadable_total_charge"),
        ({"total_charge": True}, "unreadable_total_charge"),
        ({"patient_birth_on": 19700228}, "unreadable_patient_birth_on"),
        ({"submitted_at": 1}, "unreadable_submitted_at"),
        ({"payer_id": "a\u0000b"}, "unreadable_payer_id"),
        ({"payer_id": "x" * 300}, "unreadable_payer_id"),
        ({"diagnoses": ["two words"]}, "unreadable_diagnoses"),
        ({"version_key": "mine"}, "unknown_field"),
        ({"SECRET": 1}, "unknown_field"),
        ({"submitted_at": "20260301"}, "unreadable_submitted_at"),
        ({"lines": []}, "unreadable_lines"),
        ({"lines": [{}] * 1_000}, "unreadable_lines"),
        ({"lines": [{"units": -1}]}, "unreadable_lines_units"),
        ({"lines": [{"SECRET": 1}]}, "unknown_field"),
    ],
)
def test_what_cannot_be_a_claim_is_quarantined_under_the_name_of_its_field(
    changes: dict[str, Any], code: str
) -> None:
    content = json.dumps([CLAIM, {**CLAIM, **changes}, CLAIM]).encode()
    first, second, third = read_claims_json(content, NOW)
    assert second == Quarantined(Problem(code, 2))
    assert isinstance(first, ClaimRecord)
    assert first == third


def test_no_error_message_repeats_a_value() -> None:
    with pytest.raises(ValidationError) as caught:
        ClaimIn.model_validate(
            {**CLAIM, "kind": "SECRET", "total_charge": "SECRET", "patient_birth_on": "SECRET"}
        )
    assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize("content", [CLAIM, [CLAIM], {"claims": [CLAIM]}])
def test_json_may_hold_a_claim_a_list_or_an_object_with_claims(content: object) -> None:
    assert list(read_claims_json(json.dumps(content).encode(), NOW)) == [one_record()]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"7", b'"text"', b'{"claims": 3}', b"\xff\xfe", b"[" * 100_000]
)
def test_what_is_no_json_with_claims_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableInputError):
        list(read_claims_json(content, NOW))


CSV = """\ufeffclaim_id,kind,Payer_ID,patient_birth_on,diagnoses,total_charge,submitted_at,line_procedure_code,line_modifiers,line_charge,line_units,line_diagnosis_pointers,note
C1,professional,PAY1,1970-02-28,E11.9;I10,150.10,2026-03-01T10:00:00-05:00,99213,25,100.1,1,,x
C2,institutional,PAY1,,,,,,,7,,,y
C1,professional,PAY1,1970-02-28,E11.9;I10,150.10,2026-03-01T10:00:00-05:00,80053,,50,,1;2,z
"""  # noqa: E501 - a header is one line


def test_rows_of_a_csv_with_one_claim_number_are_the_lines_of_one_claim() -> None:
    extra, first, second = read_claims_csv(CSV.encode(), NOW)
    assert extra == Problem("extra_columns", 0)
    assert first == one_record(other_payers=[])
    assert isinstance(second, ClaimRecord)
    assert second.claim["submitted_at"] == NOW


def test_versions_of_a_claim_in_a_csv_are_told_apart_by_their_column() -> None:
    rows = (
        "claim_id,version,kind,line_charge\nC1,1,professional,5\nC1,2,professional,6\nC1,1,professional,7\n"
    )
    read = [item for item in read_claims_csv(rows.encode(), NOW) if isinstance(item, ClaimRecord)]
    assert [[line["charge_cents"] for line in record.lines] for record in read] == [[500, 700], [600]]


def test_claims_of_a_csv_come_in_the_order_of_their_first_rows() -> None:
    rows = "claim_id,version,kind,line_charge\n" + "".join(
        f"{claim_id},{version},professional,5\n" for claim_id, version in (("C1", 2), ("C2", 1), ("C1", 1))
    )
    read = [item for item in read_claims_csv(rows.encode(), NOW) if isinstance(item, ClaimRecord)]
    assert [(record.claim["claim_id"], record.claim["position"]) for record in read] == [
        *(("C1", 1), ("C2", 2), ("C1", 3))
    ]


def test_rows_that_disagree_about_their_claim_are_quarantined() -> None:
    rows = (
        "claim_id,payer_id,kind,line_charge\nC1,A,professional,5\nC2,A,professional,5\nC1,B,professional,7\n"
    )
    first, second = read_claims_csv(rows.encode(), NOW)
    assert first == Quarantined(Problem("claim_columns_disagree", 1))
    assert isinstance(second, ClaimRecord)


def test_a_csv_without_needed_columns_names_them() -> None:
    with pytest.raises(MissingColumnError) as caught:
        list(read_claims_csv(b"claim_id,line_units\nC1,2\n", NOW))
    assert caught.value.columns == ("kind", "line_charge")


def test_every_field_says_what_it_means() -> None:
    schema = ClaimIn.model_json_schema()
    for part in (schema, *schema["$defs"].values()):
        assert all(held.get("description") for held in part["properties"].values())
    assert "version_key" not in schema["properties"]
