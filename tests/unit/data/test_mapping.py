"""Mapping files: what may stand in them, what is said of mistakes, and cells put as ours."""

from datetime import date, datetime
from pathlib import Path

import pytest

from data.claim_tables import CLAIMS_KIND, read_claims
from data.imports import KINDS, ImportedRow, read_import
from data.mapping import ColumnMapping
from data.mapping_files import BadMappingError, read_mapping
from data.records import ClaimRecord, Problem, Quarantined
from data.text_table import DoubleColumnError, our_names
from tests.unit.data.text_tables import csv_table

EXAMPLE = Path("docs/mapping-example.toml")
BY_NAME = {kind.name: kind for kind in KINDS}
NOW = datetime.fromisoformat("2026-04-01T09:00")
EXPORT = """Claim No;Sent;Carrier;Policy;Birth Date;Sex;DOS;Dx1;Dx2;Billed;CPT;Mod;Qty;Line Billed;Müll
C1;03/02/2026 02:30 PM;BLUE CROSS;M1;02/28/1970;Female;02/27/2026;E11.9;I10;15010;99213;25,59;1;10010;x
C1;03/02/2026 02:30 PM;BLUE CROSS;M1;02/28/1970;Female;02/27/2026;E11.9;I10;15010;80053;;;5000;y
C2;03/02/2026 02:30 PM;OTHER;M2;1970-02-28;U;02/27/2026;E11.9;;5000;80053;;;5000;z
"""


def mapping_of(tmp_path: Path, text: str) -> ColumnMapping:
    path = tmp_path / "mapping.toml"
    path.write_text(text)
    return read_mapping(path)


def test_the_example_reads_an_export_with_days_cents_lists_constants_and_translated_values() -> None:
    table = csv_table(EXPORT, CLAIMS_KIND, read_mapping(EXAMPLE))
    extra, first, second = read_claims(table, NOW)
    assert extra == Problem("extra_columns", 0)
    assert table.extra == ("Müll",)
    assert isinstance(first, ClaimRecord)
    said = {name: value for name, value in first.claim.items() if value is not None}
    identity = ("version_key", "file_sha256", "available_at")
    assert {name: value for name, value in said.items() if name not in identity} == {
        "position": 1,
        "claim_id": "C1",
        "kind": "professional",
        "payer_id": "BCX01",
        "member_id": "M1",
        "patient_birth_on": date(1970, 2, 28),
        "patient_sex": "F",
        "billing_npi": "1245319599",
        "place_of_service": "11",
        "from_on": date(2026, 2, 27),
        "diagnoses": "E119 I10",
        "total_charge_cents": 15_010,
        "submitted_at": datetime.fromisoformat("2026-03-02T14:30"),
    }
    assert [line["charge_cents"] for line in first.lines] == [10_010, 5_000]
    assert first.lines[0]["modifiers"] == "25 59"
    # An ISO day where the mapping says otherwise is not guessed at.
    assert second == Quarantined(Problem("unreadable_patient_birth_on", 3))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[column]\n"A" = "claim_id"', ["column is not known", "columns", "date_format"]),
        ('kind = "bills"', ["kind should be", "'claims'", "'remits'"]),
        ('[columns]\n"A" = "payerid"', ["columns.a", "payerid", "near it: payer_id"]),
        ('kind = "appeals"\n[columns]\n"A" = "member_id"', ["no column member_id in appeals"]),
        ('[constants]\nbiling_npi = "1"', ["constants.biling_npi", "billing_npi"]),
        ('[values.plantype]\n"A" = "B"', ["values.plantype", "plan_type"]),
        ('date_format = "%m/%d"', ["date_format", "day, month and year"]),
        ('date_format = "mm/dd/yyyy"', ["date_format", "%m/%d/%Y"]),
        ('encoding = "utf-99"', ["encoding", "cp1252"]),
        ('encoding = "rot13"', ["encoding", "cp1252"]),
        ('encoding = "hex"', ["encoding", "cp1252"]),
        ('money = "euro"', ["money should be 'dollars' or 'cents'"]),
        ('delimiter = ";;"', ["delimiter"]),
        ('[columns]\n"A" = "claim_id"\n"B" = "claim_id"', ["claim_id is given twice"]),
        ('[columns]\n"A" = "claim_id"\n[constants]\nclaim_id = "1"', ["claim_id is given twice"]),
        ('columns = ["a"]', ["columns"]),
        ("not a mapping", ["[columns]"]),
    ],
)
def test_a_mistake_names_its_key_and_what_is_known(tmp_path: Path, text: str, said: list[str]) -> None:
    with pytest.raises(BadMappingError) as caught:
        mapping_of(tmp_path, text)
    for part in said:
        assert part in str(caught.value)


def test_no_message_repeats_a_cell(tmp_path: Path) -> None:
    cells = '[values.plan_type]\n"SECRET1" = ["SECRET2"]\n'
    text = cells + '[constants]\nkind = ["SECRET3"]\nmember_id = {a="SECRET4"}'
    with pytest.raises(BadMappingError) as caught:
        mapping_of(tmp_path, text)
    assert "SECRET" not in str(caught.value)
    assert "values.plan_type" in str(caught.value)
    assert "constants.kind" in str(caught.value)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadMappingError, match="cannot be opened"):
        read_mapping(tmp_path / "none.toml")


def test_a_mapping_is_known_by_what_it_says(tmp_path: Path) -> None:
    one = mapping_of(tmp_path, '# one\n[columns]\n"Claim No" = "claim_id"')
    same = mapping_of(tmp_path, 'columns = {"claim no " = "Claim_ID"}')
    other = mapping_of(tmp_path, 'money = "cents"\ncolumns = {"claim no" = "claim_id"}')
    assert one.sha256 == same.sha256 != other.sha256


def test_a_mapping_is_meant_for_tables_that_have_a_column_it_names() -> None:
    mapping = ColumnMapping(columns={"Claim No": "claim_id"})
    assert mapping.fits(("x", " CLAIM no"))
    assert not mapping.fits(("claim_id", "x"))
    assert ColumnMapping(money="cents").fits(("claim_id",))


def test_constants_and_mapped_columns_win_over_columns_that_bear_our_names() -> None:
    mapping = ColumnMapping(columns={"Carrier": "payer_id"}, constants={"alias": "A"})
    table = csv_table("payer_id,carrier,alias\nwrong,right,wrong\n", BY_NAME["payers"], mapping)
    (item, imported) = read_import(table)
    assert item == Problem("extra_columns", 0)
    assert table.extra == ("payer_id", "alias")
    assert isinstance(imported, ImportedRow)
    assert (imported.row["payer_id"], imported.row["alias"]) == ("right", "A")
    assert our_names(("carrier",), mapping) == {"payer_id", "alias"}


def test_two_columns_of_one_name_are_refused_rather_than_one_of_them_lost() -> None:
    with pytest.raises(DoubleColumnError, match="payer_id"):
        csv_table("alias,payer_id,Payer_ID\na,b,c\n", BY_NAME["payers"])


def test_a_blank_or_impossible_cell_may_be_translated_like_any_other() -> None:
    mapping = ColumnMapping(
        date_format="%Y%m%d",
        columns={"Policy": "member_id"},
        values={"terminated_on": {"00000000": ""}, "plan_type": {"": "PPO"}},
        constants={"payer_id": "P1"},
    )
    rows = "policy,effective_on,terminated_on,plan_type,available_at\nM1,20260101,00000000,,20260102\n"
    (imported,) = read_import(csv_table(rows, BY_NAME["coverages"], mapping))
    assert isinstance(imported, ImportedRow)
    assert imported.row["terminated_on"] is None
    assert imported.row["plan_type"] == "PPO"
    assert imported.row["effective_on"] == date(2026, 1, 1)
    # A day alone counts at its end when it is an availability.
    assert imported.row["available_at"] == datetime.fromisoformat("2026-01-02T23:59:59.999999")
