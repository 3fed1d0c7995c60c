from typing import Any

import pandas as pd

from data.line_match import match_lines


def lines(*rows: dict[str, Any]) -> pd.DataFrame:
    plain = {"row": 0, "line_control": None, "procedure": "99213", "modifiers": None, "from_on": "2025-01-01"}
    held = pd.DataFrame([{**plain, "charge_cents": 100, **row} for row in rows])
    return held.astype(
        {"line_control": "str", "procedure": "str", "modifiers": "str", "charge_cents": "Int64"}
    )


def test_the_line_control_number_comes_before_everything_else() -> None:
    claim = lines({"line_control": "A"}, {"line_control": "B", "procedure": "36415"})
    remit = lines({"line_control": "B"}, {"line_control": "A", "procedure": "36415"})
    assert match_lines(claim, remit).tolist() == [1, 0]


def test_without_a_control_number_procedure_modifiers_date_and_charge_decide() -> None:
    claim = lines({"modifiers": "25"}, {}, {"charge_cents": 200}, {"from_on": "2025-01-02"})
    remit = lines({"from_on": "2025-01-02"}, {"charge_cents": 200}, {}, {"modifiers": "25"})
    assert match_lines(claim, remit).tolist() == [3, 2, 1, 0]


def test_twin_lines_are_paired_in_order() -> None:
    assert match_lines(lines({}, {}), lines({}, {})).tolist() == [0, 1]


def test_what_stays_open_is_paired_in_order_when_counts_agree() -> None:
    claim = lines({}, {"procedure": "A"}, {"procedure": "B"})
    remit = lines({"procedure": "X"}, {}, {"procedure": "Y"})
    assert match_lines(claim, remit).tolist() == [1, 0, 2]


def test_what_stays_open_is_left_alone_when_counts_differ() -> None:
    claim = lines({}, {"procedure": "A"})
    remit = lines({"procedure": "X"}, {}, {"procedure": "Y"})
    assert match_lines(claim, remit).tolist() == [-1, 0, -1]


def test_a_control_number_on_several_remit_lines_leads_to_one_claim_line() -> None:
    claim = lines({"line_control": "A"}, {"line_control": "B"})
    remit = lines({"line_control": "A"}, {"line_control": "A"}, {"line_control": "B"})
    assert match_lines(claim, remit).tolist() == [0, 0, 1]


def test_lines_of_other_claims_are_never_matched() -> None:
    assert match_lines(lines({"row": 0}), lines({"row": 1})).tolist() == [-1]


def test_a_missing_charge_matches_nothing_but_the_order() -> None:
    claim = lines({"charge_cents": None}, {})
    remit = lines({}, {"charge_cents": None})
    assert match_lines(claim, remit).tolist() == [1, 0]
