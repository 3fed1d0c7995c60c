from itertools import pairwise

import pytest

from data.codes.deadline_rules import deadline_rules
from data.codes.route_rules import route_rules
from data.codes.rules import ORDER, Conditions, Levels

ROW = {"effective_from": "2020-01-01", "effective_to": "", "level": ""}


PRECEDENCE = ("state", "payer_id", "rarc", "level", "carc", "group", "filing_kind", "claim_kind", "family")


@pytest.mark.parametrize(("earlier", "later"), [*pairwise(PRECEDENCE)])
def test_what_stands_first_in_the_order_decides_whatever_else_is_named(earlier: str, later: str) -> None:
    rest = {name: "2" if name == "level" else "X" for name in ORDER[ORDER.index(later) :]}
    first = Conditions.of({**ROW, earlier: "2" if earlier == "level" else "X"})
    assert first.precision > Conditions.of({**ROW, **rest}).precision


def test_a_row_that_names_more_goes_before_one_that_names_less() -> None:
    assert (
        Conditions.of({**ROW, "carc": "50", "group": "PR"}).precision
        > Conditions.of({**ROW, "carc": "50"}).precision
    )


@pytest.mark.parametrize(
    ("text", "held"), [("", {1, 2, 5}), ("2", {2}), ("2+", {2, 5}), ("1", {1})], ids=["any", "2", "2+", "1"]
)
def test_levels_are_any_one_or_from_one_on(text: str, held: set[int]) -> None:
    assert {level for level in (1, 2, 5) if level in Levels.parse(text)} == held


def test_a_condition_holds_for_what_it_names_and_not_for_what_is_missing() -> None:
    when = Conditions.of({**ROW, "payer_id": "P1 P2", "filing_kind": "medicare"})
    assert when.holds({"payer_id": "P2", "filing_kind": "medicare"})
    assert not when.holds({"payer_id": "P2", "filing_kind": None})
    assert not when.holds({"payer_id": "P2"})


def test_rows_are_read_most_specific_first() -> None:
    for rules in (route_rules(), deadline_rules()):
        precisions = [rule.when.precision for rule in rules]
        assert precisions == sorted(precisions, reverse=True)
