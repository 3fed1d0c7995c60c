from typing import Any

import pytest

from data import tables
from data.outcomes import claim_outcomes
from data.rejections import rejections
from tests.unit.data.claims_by_hand import Hand, day

CONTROLS = {"interchange_control": "900", "group_control": "70", "set_control": "0001"}


def sent(*ids: str, at: float = 1, hand: Hand | None = None, **more: Any) -> Hand:
    """Claims of one file with control numbers; version keys are the claim numbers with the day."""
    hand = hand or Hand()
    for number in ids:
        told = {"claim_id": number, "member_id": number, "file_sha256": f"f{at}", **CONTROLS, **more}
        hand.claim(f"{number}@{at:g}", at=at, **told)
    return hand


def refuse(hand: Hand, *, at: float = 3, verdict: str = "rejected", **named: Any) -> None:
    """An acknowledgement that names some control numbers."""
    count = len(hand.rows.get("acknowledgements", []))
    row = {"acknowledgement_key": f"k{count}", "file_sha256": "k", "position": count, "kind": "999"}
    hand.add(tables.ACKNOWLEDGEMENTS, **row, verdict=verdict, available_at=day(at), **named)


def rejected(hand: Hand) -> dict[str, float]:
    """The day on which each rejected version was known to be."""
    held = rejections(hand.events())
    days = (held["at"] - day(0)).dt.days
    return dict(zip(held["version_key"], days.tolist(), strict=True))


@pytest.mark.parametrize(
    "named",
    [
        {"group_control": "70", "set_control": "0001"},
        {"group_control": "70"},
        {"interchange_control": "900", "kind": "TA1"},
    ],
    ids=["set", "group", "interchange"],
)
def test_claims_are_lost_with_what_was_refused(named: dict[str, Any]) -> None:
    hand = sent("A", "B")
    named = dict(named)
    named.pop("kind", None)
    refuse(hand, **named)
    assert rejected(hand) == {"A@1": 3, "B@1": 3}


@pytest.mark.parametrize(
    "named",
    [
        {"group_control": "70", "set_control": "0002"},
        {"group_control": "71"},
        {"group_control": "71", "set_control": "0001"},
        {"interchange_control": "901"},
    ],
)
def test_other_control_numbers_speak_of_other_claims(named: dict[str, Any]) -> None:
    hand = sent("A")
    refuse(hand, **named)
    assert rejected(hand) == {}


@pytest.mark.parametrize("verdict", ["accepted", "with_errors", "partly"])
def test_only_a_rejection_rejects(verdict: str) -> None:
    hand = sent("A")
    refuse(hand, group_control="70", verdict=verdict)
    assert rejected(hand) == {}


def test_the_latest_file_with_the_numbers_is_meant() -> None:
    hand = sent("B", at=5, hand=sent("A", at=1))
    refuse(hand, at=7, group_control="70")
    assert rejected(hand) == {"B@5": 7}


def test_a_file_sent_after_the_acknowledgement_is_not_meant() -> None:
    hand = sent("B", at=5, hand=sent("A", at=1))
    refuse(hand, at=4, group_control="70")
    assert rejected(hand) == {"A@1": 4}


def test_sixty_days_are_within_reach_and_more_are_not() -> None:
    hand = sent("A")
    refuse(hand, at=61, group_control="70")
    assert rejected(hand) == {"A@1": 61}
    hand = sent("A")
    refuse(hand, at=61.1, group_control="70")
    assert rejected(hand) == {}


def test_a_claim_that_was_heard_of_before_was_not_lost() -> None:
    hand = sent("A", "B")
    hand.status(claim_id="A", at=2, category="A2")
    refuse(hand, group_control="70")
    assert rejected(hand) == {"B@1": 3}


def test_the_first_of_two_rejections_counts() -> None:
    hand = sent("A")
    refuse(hand, at=5, group_control="70", set_control="0001")
    refuse(hand, at=4, interchange_control="900")
    assert rejected(hand) == {"A@1": 4}


def test_the_outcome_of_a_lost_claim_is_known_when_the_acknowledgement_is() -> None:
    hand = sent("A")
    refuse(hand, group_control="70")
    (row,) = claim_outcomes(hand.events()).to_dict("records")
    assert (row["state"], row["failed"], row["decided_at"]) == ("rejected", False, day(3))
    assert (row["charge_cents"], row["decided_on"]) == (30000, day(3).replace(hour=0))
    assert claim_outcomes(hand.events().before(day(3))).empty
