"""The CSV files of a practice: their columns, their clocks, and rows that cannot be read."""

import io
from datetime import date, datetime

import pytest

from data import tables
from data.cells import cents
from data.errors import MissingColumnError, UnreadableInputError
from data.imports import KINDS, ImportedRow, read_import
from data.records import Problem, Quarantined, Row
from data.table_kinds import kind_of
from data.tabular import CsvLayout, open_source
from data.text_table import TableKind, our_names, read_table

BY_NAME = {kind.name: kind for kind in KINDS}
TABLES = {table.name: table for table in tables.EVENTS}
RECEIVED = datetime.fromisoformat("2026-05-05T12:00")
ROWS = {
    "coverages": {
        "member_id": "M1",
        "payer_id": "P1",
        "effective_on": "2026-01-01",
        "terminated_on": "",
        "plan_type": "PPO",
        "available_at": "2026-01-02",
    },
    "authorizations": {
        "authorization_number": "A1",
        "member_id": "M1",
        "payer_id": "P1",
        "procedure_code": "99213",
        "valid_from_on": "2026-01-01",
        "valid_to_on": "2026-06-30",
        "units": "12.5",
        "status": "approved",
        "available_at": "2026-01-02T10:00:00+02:00",
    },
    "appeals": {
        "claim_id": "C1",
        "level": "1",
        "filed_on": "2026-02-01",
        "decided_on": "2026-03-01",
        "outcome": "Overturned",
        "recovered_amount": "1,234.50",
        "minutes": "30",
    },
    "payers": {"alias": "MEDICARE OF OHIO", "payer_id": "P1"},
    "fee_schedule": {
        "payer_id": "P1",
        "procedure_code": "99213",
        "modifier": "26",
        "allowed_amount": "72.45",
        "effective_on": "2026-01-01",
        "terminated_on": "2026-12-31",
        "available_at": "2025-12-15",
    },
}


def csv_of(kind: str, **changes: str) -> bytes:
    row = {**ROWS[kind], **changes}
    return (",".join(row) + "\n" + ",".join(f'"{cell}"' for cell in row.values()) + "\n").encode()


def read(kind: str, content: bytes, received_at: datetime | None = None) -> list[object]:
    source = open_source(io.BytesIO(content), CsvLayout())
    return list(read_import(read_table(source, BY_NAME[kind]), received_at))


def header_of(content: bytes) -> frozenset[str]:
    return our_names(open_source(io.BytesIO(content), CsvLayout()).names, None)


def one_row(kind: str, received_at: datetime | None = None, **changes: str) -> Row:
    (item,) = read(kind, csv_of(kind, **changes), received_at)
    assert isinstance(item, ImportedRow)
    return item.row


def test_a_date_without_a_time_is_available_at_its_end() -> None:
    assert one_row("coverages")["available_at"] == datetime.fromisoformat("2026-01-02T23:59:59.999999")
    assert one_row("authorizations")["available_at"] == datetime.fromisoformat("2026-01-02T08:00")


def test_the_row_says_when_it_was_available_else_the_receipt_does() -> None:
    assert one_row("coverages", RECEIVED)["available_at"] != RECEIVED
    assert one_row("coverages", RECEIVED, available_at="")["available_at"] == RECEIVED
    assert read("coverages", csv_of("coverages", available_at="")) == [
        Quarantined(Problem("missing_available_at", 1))
    ]


def test_money_is_exact_cents_and_blank_is_missing() -> None:
    row = one_row("appeals", minutes="")
    assert row["recovered_cents"] == 123_450
    assert row["minutes"] is None
    assert row["outcome"] == "overturned"
    assert one_row("coverages")["terminated_on"] is None
    assert one_row("authorizations")["units"] == 12.5


def test_a_fee_is_cents_of_one_unit_and_its_modifier_may_be_blank() -> None:
    row = one_row("fee_schedule")
    assert (row["allowed_cents"], row["modifier"]) == (7_245, "26")
    assert one_row("fee_schedule", modifier="")["modifier"] is None
    assert one_row("fee_schedule", modifier="26, 59")["modifier"] == "26 59"


def test_every_column_of_the_table_is_filled_by_the_contract() -> None:
    for kind in KINDS:
        row = one_row(kind.name, RECEIVED)
        assert {*row, "file_sha256"} == set(TABLES[kind.name].names)


def test_the_key_is_the_content_alone() -> None:
    (key,) = tables.COVERAGES.key
    double = csv_of("coverages") + csv_of("coverages").split(b"\n")[1] + b"\n"
    first, second = read("coverages", double)
    assert isinstance(first, ImportedRow)
    assert isinstance(second, ImportedRow)
    assert first.row[key] == second.row[key] == one_row("coverages")[key]
    assert (first.row["position"], second.row["position"]) == (1, 2)
    assert one_row("coverages", plan_type="HMO")[key] != first.row[key]


@pytest.mark.parametrize(
    ("kind", "changes", "code"),
    [
        ("coverages", {"effective_on": "01/02/2026"}, "unreadable_effective_on"),
        ("coverages", {"effective_on": ""}, "missing_effective_on"),
        ("coverages", {"available_at": "soon"}, "unreadable_available_at"),
        ("authorizations", {"units": "inf"}, "unreadable_units"),
        ("appeals", {"level": "one"}, "unreadable_level"),
        ("appeals", {"outcome": "won"}, "unknown_outcome"),
        ("appeals", {"outcome": ""}, "missing_outcome"),
        ("appeals", {"decided_on": ""}, "missing_decided_on"),
        ("appeals", {"recovered_amount": "1.234"}, "unreadable_recovered_amount"),
        ("appeals", {"recovered_amount": "Infinity"}, "unreadable_recovered_amount"),
        ("fee_schedule", {"allowed_amount": "72,45"}, "unreadable_allowed_amount"),
        ("fee_schedule", {"allowed_amount": ""}, "missing_allowed_amount"),
        ("fee_schedule", {"allowed_amount": "-1"}, "negative_allowed_amount"),
        ("fee_schedule", {"terminated_on": "2025-12-31"}, "terminated_before_effective"),
        ("fee_schedule", {"effective_on": ""}, "missing_effective_on"),
    ],
)
def test_a_row_that_cannot_be_read_is_quarantined_under_its_column(
    kind: str, changes: dict[str, str], code: str
) -> None:
    assert read(kind, csv_of(kind, **changes)) == [Quarantined(Problem(code, 1))]


def test_a_pending_appeal_needs_no_day_of_decision() -> None:
    assert one_row("appeals", decided_on="", outcome="pending")["decided_on"] is None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_missing_column_is_named(kind: TableKind) -> None:
    for name in set(kind.needed) - kind.marks:
        content = csv_of(kind.name).replace(name.encode(), b"else", 1)
        assert kind_of(header_of(content)) == kind
        with pytest.raises(MissingColumnError) as caught:
            read(kind.name, content)
        assert caught.value.columns == (name,)


def test_extra_columns_are_left_aside_and_said() -> None:
    problem, row = read("coverages", csv_of("coverages", note="hello"))
    assert problem == Problem("extra_columns", 0)
    assert isinstance(row, ImportedRow)
    assert "note" not in row.row


def test_a_csv_may_have_a_mark_crlf_blank_lines_and_short_rows() -> None:
    content = "\ufeff" + csv_of("coverages").decode().replace("\n", "\r\n") + "\r\n,,\r\nM2,P1,2026-01-01\r\n"
    first, second = read("coverages", content.encode(), RECEIVED)
    assert isinstance(first, ImportedRow)
    assert isinstance(second, ImportedRow)
    assert (second.row["member_id"], second.row["position"]) == ("M2", 2)
    assert second.row["effective_on"] == date(2026, 1, 1)


def test_a_csv_in_another_encoding_is_refused_in_words() -> None:
    with pytest.raises(UnreadableInputError, match="UTF-8"):
        read("coverages", csv_of("coverages", plan_type="ä").decode().encode("latin-1"))


def test_other_csv_files_are_no_kind_of_ours() -> None:
    assert kind_of(("claim_id", "version", "submitted_on", "p_denied")) is None
    assert kind_of(()) is None
    assert kind_of(header_of(b"\xff\x00,alia")) is None


def test_a_row_with_more_cells_than_the_header_is_quarantined() -> None:
    content = csv_of("coverages") + b"M2,P1,2026-01-01,,1,500,2026-01-02,,\n"
    kept, refused = read("coverages", content)
    assert isinstance(kept, ImportedRow)
    assert refused == Quarantined(Problem("too_many_cells", 2))


@pytest.mark.parametrize("text", ["12,5", "1,2345", ",500", "1,23,456", "1234,567", "12.345,00"])
def test_a_comma_that_parts_no_thousands_makes_an_amount_unreadable(text: str) -> None:
    with pytest.raises(ValueError, match="thousands"):
        cents(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,234.50", 123450), ("$1,234,567", 123456700), ("-1,000", -100000), ("(1,000.5)", -100050)],
)
def test_commas_between_thousands_are_read_over(text: str, value: int) -> None:
    assert cents(text) == value
