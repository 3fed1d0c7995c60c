import pytest

from data.events import Events
from tests.unit.data.claims_by_hand import Hand, day


@pytest.fixture
def events() -> Events:
    hand = Hand()
    for key, at in (("C", 9), ("A", 1), ("B", 5)):
        hand.claim(key, at=at, claim_id=key)
    hand.remit("early", at=4, claim_id="A", paid=300)
    hand.remit("late", at=20, claim_id="A", status_code="2", paid=-300, charge=-300)
    return hand.events()


def test_what_was_known_once_the_first_claims_were(events: Events) -> None:
    first = events.of_first(2)
    assert sorted(first.claims["version_key"]) == ["A", "B"]
    assert first.remits["remit_key"].tolist() == ["early"]


def test_claims_that_became_known_together_stay_together() -> None:
    hand = Hand()
    for at in (1, 5, 9):
        hand.claim(f"sent {at}", at=at, available_at=day(30))  # old files that came in late, all at once
    assert len(hand.events().of_first(2).claims) == 3


@pytest.mark.parametrize("many", [3, 4])
def test_all_is_known_when_there_are_no_more_claims(events: Events, many: int) -> None:
    assert events.of_first(many) is events
