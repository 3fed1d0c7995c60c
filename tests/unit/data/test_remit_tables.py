"""Remits from tables: a row per adjustment, per line or per remit."""

from datetime import datetime

import pytest

from data.errors import MissingColumnError, MissingReceivedAtError
from data.records import Problem, Quarantined, RemitRecord
from data.remit_tables import REMITS_KIND, read_remits
from data.table_kinds import kind_of
from tests.unit.data.text_tables import csv_table

RECEIVED = datetime.fromisoformat("2026-05-05T12:00")


def read(text: str, received_at: datetime | None = RECEIVED) -> list[object]:
    return list(read_remits(csv_table(text, REMITS_KIND), received_at))


def one(text: str) -> RemitRecord:
    (record,) = read(text)
    assert isinstance(record, RemitRecord)
    return record


def told(record: RemitRecord) -> list[tuple[object, ...]]:
    names = ("remit_line", "ordinal", "group_code", "carc", "amount_cents")
    return [tuple(row.get(name) for name in names) for row in record.adjustments]


def test_rows_of_one_remit_are_its_adjustments_under_their_lines() -> None:
    record = one(
        "claim_id,payer_claim_number,status_code,charge,paid,paid_on,line_procedure_code,line_charge,"
        "line_paid,group_code,carc,amount,rarc\n"
        "C1,P1,1,150.00,60.00,2026-03-01,99213,100.00,60.00,CO,45,30.00,N130\n"
        "C1,P1,1,150.00,60.00,2026-03-01,80053,50.00,0,CO,197,50.00,N54;M15\n"
        "C1,P1,1,150.00,60.00,2026-03-01,99213,100.00,60.00,PR,3,10.00,N130\n"
        "C1,P1,1,150.00,60.00,2026-03-01,,,,OA,23,0,MA01\n"
    )
    assert record.remit["charge_cents"] == 15_000
    assert record.remit["available_at"] == RECEIVED
    assert [(line["procedure_code"], line["paid_cents"]) for line in record.lines] == [
        ("99213", 6_000),
        ("80053", 0),
    ]
    assert told(record) == [
        (1, 1, "CO", "45", 3_000),
        (2, 1, "CO", "197", 5_000),
        (1, 2, "PR", "3", 1_000),
        (0, 1, "OA", "23", 0),
    ]
    assert [tuple(row.values()) for row in record.remarks] == [
        (1, 1, "N130"),
        (2, 1, "N54"),
        (2, 2, "M15"),
        (0, 1, "MA01"),
    ]


def test_a_row_may_hold_several_adjustments_and_reasons_with_their_groups() -> None:
    record = one(
        "claim_id,charge,paid,carc,amount,carc_2,amount_2,carc_3,amount_3\nC1,100,70,CO-45,20,pr3,10,,\n"
    )
    assert told(record) == [(0, 1, "CO", "45", 2_000), (0, 2, "PR", "3", 1_000)]
    assert record.lines == []


def test_equal_lines_of_a_row_per_line_are_lines_of_their_own() -> None:
    rows = "C1,P1,99213,50,40\n" * 2
    record = one(f"claim_id,payer_claim_number,line_procedure_code,line_charge,line_paid\n{rows}")
    assert [line["remit_line"] for line in record.lines] == [1, 2]
    assert (record.remit["charge_cents"], record.remit["paid_cents"]) == (10_000, 8_000)


def test_equal_lines_with_adjustments_are_told_apart_by_their_number() -> None:
    header = "claim_id,charge,paid,line_procedure_code,line_charge,carc,amount"
    rows = ("C1,100,0,99213,50,CO45,50", "C1,100,0,99213,50,CO45,50")
    together = one("\n".join((header, *rows, "")))
    apart = one("\n".join((f"{header},line_number", *(f"{row},{n}" for n, row in enumerate(rows)), "")))
    assert [len(record.lines) for record in (together, apart)] == [1, 2]
    assert told(apart) == [(1, 1, "CO", "45", 5_000), (2, 1, "CO", "45", 5_000)]


def test_a_reversal_and_its_correction_are_remits_of_their_own() -> None:
    first, second = read(
        "claim_id,payer_claim_number,status_code,charge,paid,paid_on\n"
        "C1,P1,22,-100,-80,2026-03-01\nC1,P1,1,100,90,2026-03-01\n"
    )
    assert isinstance(first, RemitRecord)
    assert isinstance(second, RemitRecord)
    assert first.remit["paid_cents"] == -8_000
    assert first.remit["remit_key"] != second.remit["remit_key"]
    assert (first.remit["position"], second.remit["position"]) == (1, 2)


def test_the_key_is_what_a_remit_says_and_not_when_it_was_known() -> None:
    text = "claim_id,charge,paid,available_at\nC1,100,90,2026-03-01\n"
    early, late = one(text), one(text.replace("2026-03-01", "2026-03-09"))
    assert early.remit["remit_key"] == late.remit["remit_key"]
    assert early.remit["available_at"] == datetime.fromisoformat("2026-03-01T23:59:59.999999")
    assert one(text.replace(",90,", ",91,")).remit["remit_key"] != early.remit["remit_key"]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("C1,P1,100,1,x\nC1,P1,100,1,2\n", Problem("unreadable_amount", 1)),
        ("C1,P1,100,1,2\nC1,P1,100,1,x\n", Problem("unreadable_amount", 2)),
        ("C1,P1,x,1,2\n", Problem("unreadable_charge", 1)),
        ("C1,P1,100,1,2\nC1,P1,101,1,2\n", Problem("remit_columns_disagree", 1)),
        (",,100,1,2\n", Problem("missing_claim_id", 1)),
    ],
)
def test_a_remit_that_cannot_be_read_is_quarantined_under_its_column_at_its_row(
    rows: str, problem: Problem
) -> None:
    good = "C2,P2,100,1,2\n"
    items = read(f"claim_id,payer_claim_number,charge,paid,amount\n{rows}{good}")
    assert items[0] == Quarantined(problem)
    assert isinstance(items[1], RemitRecord)


def test_a_table_without_the_days_it_was_known_needs_the_moment_it_was_received() -> None:
    with pytest.raises(MissingReceivedAtError):
        read("claim_id,charge,paid\nC1,1,1\n", None)
    assert read("claim_id,charge,paid,available_at\nC1,1,1,\n", None) == [
        Quarantined(Problem("missing_available_at", 1))
    ]


def test_remits_are_known_by_their_columns_and_a_missing_one_is_named() -> None:
    assert kind_of(("claim_id", "charge", "paid")) is REMITS_KIND
    assert kind_of(("claim_id", "kind", "line_charge")) is not REMITS_KIND
    with pytest.raises(MissingColumnError, match="charge or line_charge"):
        csv_table("claim_id,paid\nC1,1\n", REMITS_KIND)


def test_a_line_may_tell_what_was_submitted_with_its_modifiers() -> None:
    record = one(
        "claim_id,charge,paid,line_procedure_code,line_submitted_procedure,line_submitted_modifiers\n"
        "C1,150.00,60.00,99213,99214,25;59\n"
    )
    line = record.lines[0]
    assert (line["submitted_procedure"], line["submitted_modifiers"]) == ("99214", "25 59")
