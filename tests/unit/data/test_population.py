from typing import Any

import pytest

from data.population import population
from tests.unit.data.claims_by_hand import Hand


def population_of(lines: Any = None, **claim: Any) -> str:
    hand = Hand()
    hand.claim(lines=lines, **claim)
    events = hand.events()
    return str(population(events.claims, events.lines)[0])


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ({}, "original_primary"),
        ({"frequency_code": None, "responsibility": None}, "original_primary"),
        ({"frequency_code": "7"}, "replacement"),
        ({"frequency_code": "8"}, "void"),
        ({"responsibility": "S"}, "secondary"),
        ({"condition_codes": "07 20"}, "billed_to_be_denied"),
        ({"condition_codes": "21"}, "billed_to_be_denied"),
        ({"bill_type": "110"}, "billed_to_be_denied"),
        ({"bill_type": "131"}, "original_primary"),
    ],
)
def test_each_kind_of_claim_has_its_population(claim: dict[str, Any], expected: str) -> None:
    assert population_of(**claim) == expected


def test_a_claim_is_billed_to_be_denied_when_every_line_is() -> None:
    wished = {"charge": 100, "modifiers": "GY"}
    assert population_of([wished, {**wished, "modifiers": "59 GZ"}]) == "billed_to_be_denied"
    assert population_of([wished, {"charge": 100}]) == "original_primary"


def test_the_population_can_be_told_from_claim_columns_alone() -> None:
    hand = Hand()
    hand.claim(frequency_code="7")
    assert population(hand.events().claims).tolist() == ["replacement"]
