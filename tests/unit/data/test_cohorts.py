from typing import Any

import pandas as pd

from data.cohorts import COHORT_COLUMNS, denial_rate_as_of
from tests.unit.data.claims_by_hand import Hand, day

PAID = {"paid": 100, "cas": "CO-45 200"}
DENIED = {"cas": "CO-197 300"}


def practice() -> Hand:
    """January: one denied, one paid, one rejected, two never answered; June: one denied, one waits."""
    hand = Hand()
    for place, answer in enumerate([DENIED, PAID, None, None, None]):
        number = f"J{place}"
        hand.claim(f"v{number}", at=1 + place, claim_id=number, member_id=number)
        if answer is not None:
            hand.remit(f"r{number}", at=20, claim_id=number, **answer)
    hand.status(claim_id="J2", at=9, category="A3")
    for place, answer in enumerate([DENIED, None]):
        number = f"K{place}"
        hand.claim(f"v{number}", at=160, claim_id=number, member_id=number)
        if answer is not None:
            hand.remit(f"r{number}", at=170, claim_id=number, **answer)
    return hand


def cohort(hand: Hand, at: float, month: str) -> dict[str, Any]:
    held = denial_rate_as_of(hand.events(), day(at)).set_index("month")
    return held.loc[pd.Timestamp(month), list(COHORT_COLUMNS)].to_dict()


def test_claims_without_an_answer_are_never_counted_as_paid() -> None:
    assert cohort(practice(), 171, "2025-01-01") == {
        "claims": 5,
        "young": 0,
        "young_answered": 0,
        "mature": 5,
        "failed": 1,
        "passed": 1,
        "rejected": 1,
        "no_response": 2,
        "denial_rate": 0.5,
    }


def test_young_claims_have_no_part_in_the_rate_even_when_some_are_answered() -> None:
    june = cohort(practice(), 171, "2025-06-01")
    assert [june[name] for name in ("claims", "young", "young_answered", "mature")] == [2, 2, 1, 0]
    assert pd.isna(june["denial_rate"])


def test_the_rate_of_a_day_does_not_change_by_what_came_later() -> None:
    before = practice()
    after = practice()
    after.remit("rJ3", at=200, claim_id="J3", **DENIED)
    assert cohort(before, 171, "2025-01-01") == cohort(after, 171, "2025-01-01")
    assert cohort(after, 201, "2025-01-01")["failed"] == 2


def test_a_feed_that_stopped_does_not_make_young_claims_mature() -> None:
    assert cohort(practice(), 400, "2025-06-01")["mature"] == 0


def test_without_a_remit_no_claim_is_mature() -> None:
    hand = Hand()
    hand.claim()
    assert cohort(hand, 400, "2025-01-01")["young"] == 1


def test_a_claim_sent_again_unanswered_counts_once() -> None:
    hand = practice()
    hand.claim("v8", at=3, claim_id="X", member_id="X", content_key="same")
    hand.claim("v9", at=6, claim_id="X", member_id="X", content_key="same")
    assert cohort(hand, 171, "2025-01-01")["no_response"] == 3


def test_replacements_and_secondary_claims_are_not_counted() -> None:
    hand = practice()
    hand.claim("v8", at=3, claim_id="X", member_id="X", frequency_code="7")
    hand.claim("v9", at=3, claim_id="Y", member_id="Y", responsibility="S")
    assert cohort(hand, 171, "2025-01-01")["claims"] == 5


def test_cohorts_can_be_counted_by_payer() -> None:
    hand = practice()
    hand.claim("v8", at=3, claim_id="X", member_id="X", payer_id="OTHER")
    held = denial_rate_as_of(hand.events(), day(171), by=("payer_id",))
    january = held[held["month"] == pd.Timestamp("2025-01-01")].set_index("payer_id")
    assert january["no_response"].to_dict() == {"OTHER": 1, "PAY": 2}


def test_the_columns_stand_in_their_order() -> None:
    assert tuple(denial_rate_as_of(practice().events(), day(171)).columns) == ("month", *COHORT_COLUMNS)
