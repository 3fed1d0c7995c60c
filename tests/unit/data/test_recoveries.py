from typing import Any

from data.appeals import denials
from data.outcomes import claim_outcomes
from data.recoveries import net_paid
from tests.unit.data.claims_by_hand import Hand, day

DENIED = {"payer_claim_number": "P1", "cas": "CO-197 300"}
PAID = {"payer_claim_number": "P1", "paid": 100, "cas": "CO-45 200"}


def denied(**more: Any) -> Hand:
    hand = Hand()
    hand.claim(**more)
    hand.remit("r1", at=15, **DENIED)
    return hand


def withhold(hand: Hand, dollars: float, *, at: float) -> None:
    """A PLB pair that withholds money because of the claim."""
    hand.takeback(f"p{at:g}:1", "P1", dollars, at=at)


def recovered(hand: Hand, at: float = 999) -> tuple[int, str | None]:
    """Cents recovered of the only denial by a day, and the credit."""
    known = hand.events().before(day(at))
    (row,) = denials(known, claim_outcomes(known)).to_dict("records")
    return row["recovered_cents"], row["credit"] if isinstance(row["credit"], str) else None


def net(hand: Hand) -> dict[str, int]:
    held = net_paid(hand.events())
    return dict(zip(held["version_key"], held["net_cents"], strict=True))


def test_what_was_withheld_later_is_not_recovered() -> None:
    hand = denied()
    hand.remit("r2", at=30, **PAID)
    withhold(hand, 40, at=50)
    assert recovered(hand, 49) == (10000, "payer_reprocess")
    assert recovered(hand) == (6000, "payer_reprocess")
    assert net(hand) == {"v1": 6000}


def test_more_withheld_than_recovered_leaves_nothing_and_no_credit() -> None:
    hand = denied()
    hand.remit("r2", at=30, **PAID)
    withhold(hand, 150, at=50)
    assert recovered(hand) == (0, None)
    assert net(hand) == {"v1": -5000}


def test_what_was_withheld_before_the_denial_does_not_count_against_it() -> None:
    hand = Hand()
    hand.claim()
    hand.status(at=2, payer_claim_number="P1")
    withhold(hand, 40, at=10)
    hand.remit("r1", at=15, **DENIED)
    hand.remit("r2", at=30, **PAID)
    assert recovered(hand) == (10000, "payer_reprocess")


def test_a_reversal_left_open_and_the_plb_that_collects_it_are_one_takeback() -> None:
    hand = denied()
    hand.remit("r2", at=30, **PAID)
    hand.remit("r3", at=40, status_code="22", charge=-300, paid=-100, payer_claim_number="P1")
    withhold(hand, 100, at=50)
    assert recovered(hand) == (0, None)
    assert net(hand) == {"v1": 0}


def test_a_reversal_that_its_correction_covers_leaves_room_for_a_later_takeback() -> None:
    hand = denied()
    hand.remit("r2", at=30, **PAID)
    reversal = {"status_code": "22", "charge": -300, "paid": -100, "payer_claim_number": "P1"}
    hand.remit("r3", at=40, **reversal)
    hand.remit("r4", at=40, payer_claim_number="P1", paid=120, cas="CO-45 180")
    withhold(hand, 50, at=60)
    assert recovered(hand) == (7000, "payer_reprocess")


def test_a_correction_is_credited_to_the_later_version() -> None:
    hand = denied()
    hand.claim("v2", at=20, frequency_code="7", original_reference="P1")
    hand.remit("r2", at=35, payer_claim_number="P2", frequency_code="7", paid=100, cas="CO-45 180, PR-2 20")
    assert recovered(hand) == (12000, "after_correction")


def test_an_appeal_before_a_payment_on_the_same_version_is_credited() -> None:
    hand = denied()
    hand.appeal(filed=20)
    hand.remit("r2", at=40, **PAID)
    assert recovered(hand) == (10000, "after_appeal")


def test_an_appeal_and_a_correction_leave_the_credit_unknown() -> None:
    hand = denied()
    hand.appeal(filed=18)
    hand.claim("v2", at=20, frequency_code="7", original_reference="P1")
    hand.remit("r2", at=35, payer_claim_number="P2", frequency_code="7", paid=100, cas="CO-45 200")
    assert recovered(hand) == (10000, "unknown")


def test_another_patient_balance_is_a_second_denial_and_no_recovery() -> None:
    hand = denied()
    hand.remit("r2", at=30, payer_claim_number="P1", cas="PR-204 300")
    assert recovered(hand) == (0, None)


def test_a_claim_to_the_secondary_payer_neither_closes_nor_recovers_the_primarys_denial() -> None:
    hand = denied()
    hand.claim("v2", at=20, responsibility="S", payer_id="SECOND")
    hand.remit("r2", at=35, status_code="2", payer_claim_number="S1", paid=80, cas="OA-23 220")
    events = hand.events()
    held = denials(events, claim_outcomes(events))
    assert held.loc[held["version_key"] == "v1", ["resolved", "recovered_cents"]].values.tolist() == [
        [False, 0]
    ]
