from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from data.codes.deadline_rules import DeadlineRule
from tests.unit.workflow.dated import AS_OF, items, limit
from workflow.redating import last_moves, redated

EARLY = date(2026, 4, 1)


def test_open_items_are_redated_when_a_rule_becomes_known_and_not_before(table: list[DeadlineRule]) -> None:
    came = replace(limit(payer_id="P1", length=60, effective_from="2026-01-01"), known_on=EARLY)
    table.append(came)
    held = items(payer_id=["P2", "P1", "P1"], notice_on=["2026-03-02", "2026-03-02", "2025-12-31"])
    moved = redated(held, was=EARLY, now=date(2026, 4, 2))
    assert moved["place"].tolist() == [1]
    assert moved["was_on"].tolist() == [pd.Timestamp("2026-05-29")]
    assert moved["now_on"].tolist() == [pd.Timestamp("2026-05-01")]
    assert moved["verified"].tolist() == [True]
    assert redated(held, was=date(2026, 1, 5), now=EARLY).empty


def test_a_deadline_that_is_confirmed_as_it_stood_is_told_too(table: list[DeadlineRule]) -> None:
    table.append(replace(limit(payer_id="P1", length=90), known_on=EARLY))
    moved = redated(items(payer_id=["P1"]), was=EARLY, now=AS_OF)
    assert (moved["was_on"] == moved["now_on"]).tolist() == [True]
    assert moved["verified"].tolist() == [True]


def test_of_several_moves_the_last_is_told_with_the_day_of_its_rule(table: list[DeadlineRule]) -> None:
    later = date(2026, 4, 15)
    table += [replace(limit(payer_id="P1", length=60), known_on=EARLY)]
    table += [replace(limit(payer_id="P1", length=120, effective_from="2026-01-01"), known_on=later)]
    moves = last_moves(items(payer_id=["P2", "P1"]), np.array(["2026-03-05"] * 2, "datetime64[D]"), AS_OF)
    told = [pd.Timestamp(day) for day in ("2026-05-01", "2026-06-30", "2026-04-15")]
    assert moves.to_numpy().tolist() == [[1, *told]]


def test_a_rule_known_before_a_deadline_was_told_has_not_moved_it(table: list[DeadlineRule]) -> None:
    table.append(replace(limit(payer_id="P1", length=60), known_on=EARLY))
    held, days = items(payer_id=["P1", "P1"]), ["2026-04-01", "2026-04-02"]
    told_on = np.array(days, dtype="datetime64[D]")
    assert last_moves(held, told_on, AS_OF)["place"].tolist() == [0]
    assert last_moves(held, told_on, EARLY).empty


def test_a_deadline_confirmed_as_it_stood_has_not_moved(table: list[DeadlineRule]) -> None:
    table.append(replace(limit(payer_id="P1", length=90), known_on=EARLY))
    assert last_moves(items(payer_id=["P1"]), np.array(["2026-03-05"], "datetime64[D]"), AS_OF).empty


def test_without_items_nothing_has_moved() -> None:
    assert last_moves(items(clock=[]), np.array([], "datetime64[D]"), AS_OF).empty
