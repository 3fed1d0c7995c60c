from datetime import date

import pytest

from tests.unit.data.x12.made import CLM, CLM_AT, LINE, claim_file, read


def read_codes(*segments):
    outcome = read(claim_file(CLM, "HI*ABK:E119", *segments, *LINE))
    assert len(outcome.claims) == 1
    return outcome.claims[0], outcome.warnings


def test_codes_come_with_their_days_spans_and_amounts_in_the_order_of_the_claim():
    record, warnings = read_codes(
        "HI*BBR:0DTJ4ZZ:D8:20260201",
        "HI*BBQ:0FT44ZZ:D8:20260202*BBQ:3E0G76Z:D8:20260203",
        "HI*BI:70:RD8:20260101-20260131",
        "HI*BH:11:D8:20260110*BH:A1:D8:19800101",
        "HI*BE:A2:::15.31*BE:80:::3",
        "HI*BG:09*BG:20",
        "HI*APR:R07.9",
        "HI*ABN:W010XXA:::::::Y",
    )
    first, last = date(2026, 1, 1), date(2026, 1, 31)
    assert record.codes == [
        {"ordinal": 1, "kind": "main_procedure", "code": "0DTJ4ZZ", "from_on": date(2026, 2, 1)},
        {"ordinal": 2, "kind": "procedure", "code": "0FT44ZZ", "from_on": date(2026, 2, 2)},
        {"ordinal": 3, "kind": "procedure", "code": "3E0G76Z", "from_on": date(2026, 2, 3)},
        {"ordinal": 4, "kind": "span", "code": "70", "from_on": first, "through_on": last},
        {"ordinal": 5, "kind": "occurrence", "code": "11", "from_on": date(2026, 1, 10)},
        {"ordinal": 6, "kind": "occurrence", "code": "A1", "from_on": date(1980, 1, 1)},
        {"ordinal": 7, "kind": "value", "code": "A2", "amount_cents": 1531},
        {"ordinal": 8, "kind": "value", "code": "80", "amount_cents": 300},
        {"ordinal": 9, "kind": "condition", "code": "09"},
        {"ordinal": 10, "kind": "condition", "code": "20"},
        {"ordinal": 11, "kind": "visit_reason", "code": "R079"},
        {"ordinal": 12, "kind": "external_cause", "code": "W010XXA"},
    ]
    said = ("diagnoses", "occurrence_codes", "value_codes", "condition_codes", "present_on_admission")
    assert [record.claim.get(name) for name in said] == ["E119", "11 A1", "A2 80", "09 20", None]
    assert warnings == []


@pytest.mark.parametrize(
    ("qualifier", "kind"),
    [
        ("BR", "main_procedure"),
        ("BP", "main_procedure"),
        ("BQ", "procedure"),
        ("BO", "procedure"),
        ("BN", "external_cause"),
        ("PR", "visit_reason"),
        ("ZZ", "visit_reason"),
    ],
)
def test_older_qualifiers_mean_the_same(qualifier, kind):
    record, _ = read_codes(f"HI*{qualifier}:12.3")
    assert record.codes == [{"ordinal": 1, "kind": kind, "code": "123"}]


def test_a_day_or_amount_that_cannot_be_read_is_missing_and_said():
    record, warnings = read_codes("HI*BH:11:D8:20260231", "HI*BE:A2:::MUCH", "HI*BI:70:RD8:20260101-SOON")
    assert record.codes == [
        {"ordinal": 1, "kind": "occurrence", "code": "11"},
        {"ordinal": 2, "kind": "value", "code": "A2"},
        {"ordinal": 3, "kind": "span", "code": "70", "from_on": date(2026, 1, 1)},
    ]
    at = CLM_AT + 2
    assert warnings == [
        ("unreadable_date", at),
        ("unreadable_amount", at + 1),
        ("unreadable_date", at + 2),
    ]


def test_codes_of_one_claim_are_not_the_next_ones():
    outcome = read(claim_file(CLM, "HI*ABK:E119", "HI*BG:09", *LINE, CLM, "HI*ABK:I10", *LINE))
    assert outcome.claims[1].codes == []
    assert outcome.claims[1].claim["diagnoses"] == "I10"
    assert "condition_codes" not in outcome.claims[1].claim
