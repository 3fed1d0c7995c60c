from datetime import date

import pandas as pd
import pytest

from data.codes import Period, in_force
from data.codes import tables as code_tables
from data.codes.carcs import carc_rules
from data.outcomes import claim_outcomes
from tests.unit.data.claims_by_hand import Hand

DAYS = pd.Series(pd.to_datetime(["2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01", None]))


def test_a_code_is_in_force_from_its_first_day_to_its_last() -> None:
    rows = [("A", Period(date(2026, 1, 1), date(2026, 6, 30)))]
    assert in_force(["A"] * 5, DAYS, rows).tolist() == [False, True, True, False, True]
    assert not in_force(["B", None, "B", "B", "B"], DAYS, rows).any()


def test_a_code_that_was_given_up_and_taken_up_again_has_two_rows() -> None:
    rows = [("A", Period(date(2026, 7, 1), None)), ("A", Period(date.min, date(2025, 12, 31)))]
    assert in_force(["A"] * 5, DAYS, rows).tolist() == [True, False, False, True, True]


@pytest.fixture
def edited(monkeypatch: pytest.MonkeyPatch):
    """Ends the rows of a code table that hold a code."""

    def edit(table: str, column: str, code: str, last: str) -> None:
        rows = [
            {**row, "effective_to": last} if row[column] == code else row
            for row in code_tables.code_rows(table)
        ]
        held = {table: tuple(rows)}
        read = code_tables.code_rows.__wrapped__
        for module in ("dated", "carcs", "kinds"):
            monkeypatch.setattr(f"data.codes.{module}.code_rows", lambda name: held.get(name) or read(name))
        monkeypatch.setattr("data.answers.code_rows", lambda name: held.get(name) or read(name))
        carc_rules.cache_clear()

    yield edit
    monkeypatch.undo()
    carc_rules.cache_clear()


def states(hand: Hand) -> list[str]:
    return claim_outcomes(hand.events())["state"].tolist()


def test_a_status_decides_by_the_rules_of_its_day(edited) -> None:
    hand = Hand()
    hand.claim("v1")
    hand.remit("r1", at=15, status_code="25", paid=200, cas="CO-45 100")
    assert states(hand) == []
    edited("claim_statuses", "status_code", "25", "2020-01-01")
    assert states(hand) == ["paid"]


def test_a_reason_waits_by_the_rules_of_its_day(edited) -> None:
    hand = Hand()
    hand.claim("v1")
    hand.remit("r1", at=15, cas="OA-133 300")
    assert states(hand) == []
    edited("carcs", "carc", "133", "2020-01-01")
    assert states(hand) == ["denied"]


def test_a_category_rejects_by_the_rules_of_its_day(edited) -> None:
    hand = Hand()
    hand.claim("v1")
    hand.status("h1", at=3, category="A7")
    assert states(hand) == ["rejected"]
    edited("status_categories", "category", "A7", "2020-01-01")
    assert states(hand) == []
