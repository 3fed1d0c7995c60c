"""Hierarchies of codes: ranges part the numbering, and all that the shipped world bills has its place."""

import csv
from itertools import pairwise
from pathlib import Path

import pytest

import data.synthetic
from data.codes import code_rows
from features.sections import branch, chapter, section
from tests.unit.features.asked import History

TABLES = Path(data.synthetic.__file__).parent / "tables"


def shipped(table: str, column: str) -> list[str]:
    with (TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return [row[column] for row in csv.DictReader(stream)]


@pytest.mark.parametrize("table", ["procedure_branches", "diagnosis_chapters"])
def test_ranges_do_not_overlap(table: str) -> None:
    spans = sorted((row["first"], row["last"]) for row in code_rows(table))
    assert all(first <= last for first, last in spans)
    assert all(one[1] < other[0] for one, other in pairwise(spans))


@pytest.mark.parametrize(("table", "name"), [("procedure_branches", branch), ("diagnosis_chapters", chapter)])
def test_both_ends_of_a_range_are_in_it(table: str, name) -> None:
    for row in code_rows(table):
        told = row["branch" if name is branch else "chapter"]
        assert [name(row["first"]), name(row["last"])] == [told, told]


def test_every_procedure_of_the_shipped_world_has_a_branch() -> None:
    numbered = [code for code in shipped("procedures", "code") if code.isdigit() and len(code) == 5]
    named = {row["branch"] for row in code_rows("procedure_branches")}
    assert len(numbered) > 50
    assert {code for code in numbered if branch(code) not in named} == set()


def test_every_diagnosis_of_the_shipped_world_has_a_chapter() -> None:
    held = {code for codes in shipped("conditions", "diagnoses") for code in codes.split()}
    assert len(held) > 20
    assert {code for code in held if chapter(code) is None} == set()


@pytest.mark.parametrize(
    ("service", "told"),
    [
        ("99213", "office visits"),
        ("99222", "hospital visits"),
        ("97110", "physical medicine"),
        ("J1885", "J"),
        ("R0075", "R"),
        ("#0450", "#04"),  # a line without a procedure, by its revenue code's series
        ("00000", "0"),  # in no range
        (None, None),
    ],
)
def test_the_branch_of_a_service(service: str | None, told: str | None) -> None:
    assert branch(service) == told


def test_a_revenue_code_is_not_taken_for_a_procedure_code_of_the_same_digits() -> None:
    lines = [{"procedure_code": "R0075"}, {"procedure_code": None, "revenue_code": "0075"}]
    parts = History().claim(1, lines=lines).asof(1).parts
    for name in ("service", "family", "branch"):
        procedure, revenue = parts.part("line", name)
        assert procedure != revenue, name


@pytest.mark.parametrize(
    ("diagnosis", "told"),
    [
        ("M545", "muscles and joints"),
        ("M1A0", "muscles and joints"),  # a category with a letter stands between the numbered ones
        ("C7A1", "neoplasms"),
        ("D49", "neoplasms"),
        ("D500", "blood"),
        ("O9A1", "pregnancy"),
        ("T889", "injuries"),
        ("7242", None),  # ICD-9
        ("", None),
        (None, None),
    ],
)
def test_the_chapter_of_a_diagnosis(diagnosis: str | None, told: str | None) -> None:
    assert chapter(diagnosis) == told


def test_the_narrower_section_wins() -> None:
    assert section("99213") == "visit"
    assert section("93000") == "medicine"
    assert section("J1885") is None
