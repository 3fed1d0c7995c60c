from typing import Any

import pytest

from data.outcomes import claim_outcomes, line_outcomes
from data.packaging import SEEN_ENOUGH
from tests.unit.data.claims_by_hand import Hand, day

VISIT = {"charge": 200, "code": "99284"}
DRUG = {"charge": 100, "code": "J1885"}


def practice(*, paid_before: int, unpaid_before: int = 0, payer: str = "PAY") -> Hand:
    """Institutional claims of a visit and a drug, the drug paid by itself on some and packaged on others."""
    hand = Hand()
    for place in range(paid_before + unpaid_before):
        answer = {"paid": 40, "cas": "CO-45 60"} if place < paid_before else {"cas": "CO-97 100"}
        _answered(hand, f"H{place}", at=1 + place / 100, answer=answer, payer_id=payer)
    return hand


def _answered(hand: Hand, number: str, *, at: float, answer: dict[str, Any], **more: Any) -> None:
    told = {"claim_id": number, "member_id": number, "kind": "institutional"}
    hand.claim(f"v{number}", at=at, lines=[VISIT, DRUG], **told, **more)
    lines = [{**VISIT, "paid": 120, "cas": "CO-45 80"}, {**DRUG, **answer}]
    hand.remit(f"r{number}", at=at + 10, claim_id=number, paid=120 + answer.get("paid", 0), lines=lines)


def state(hand: Hand, number: str) -> str:
    held = claim_outcomes(hand.events())
    return str(held.loc[held["claim_id"] == number, "state"].item())


@pytest.mark.parametrize("cas", ["CO-97 100", "CO-234 100", "CO-45 100"])
def test_a_line_that_usually_pays_by_itself_is_denied_when_it_is_packaged(cas: str) -> None:
    hand = practice(paid_before=SEEN_ENOUGH)
    _answered(hand, "NOW", at=100, answer={"cas": cas})
    assert state(hand, "NOW") == "partly_denied"
    held = line_outcomes(hand.events())
    assert held.loc[held["version_key"] == "vNOW", "denied"].tolist() == [False, True]


def test_with_too_few_earlier_lines_nothing_is_usual() -> None:
    hand = practice(paid_before=SEEN_ENOUGH - 1)
    _answered(hand, "NOW", at=100, answer={"cas": "CO-97 100"})
    assert state(hand, "NOW") == "paid"


def test_a_line_that_is_often_packaged_does_not_usually_pay() -> None:
    hand = practice(paid_before=SEEN_ENOUGH, unpaid_before=SEEN_ENOUGH)
    _answered(hand, "NOW", at=100, answer={"cas": "CO-97 100"})
    assert state(hand, "NOW") == "paid"


def test_what_another_payer_does_is_not_usual_for_this_one() -> None:
    hand = practice(paid_before=SEEN_ENOUGH, payer="OTHER")
    _answered(hand, "NOW", at=100, answer={"cas": "CO-97 100"})
    assert state(hand, "NOW") == "paid"


def test_what_is_usual_is_learned_strictly_before() -> None:
    hand = practice(paid_before=SEEN_ENOUGH)
    last = 1 + (SEEN_ENOUGH - 1) / 100  # heard of at the same moment as the last of the others
    _answered(hand, "NOW", at=last, answer={"cas": "CO-97 100"})
    assert state(hand, "NOW") == "paid"


def test_what_is_learned_later_does_not_change_an_outcome() -> None:
    hand = Hand()
    _answered(hand, "THEN", at=0.5, answer={"cas": "CO-97 100"})
    before = state(hand, "THEN")
    for place in range(SEEN_ENOUGH):
        _answered(hand, f"H{place}", at=50, answer={"paid": 40, "cas": "CO-45 60"})
    assert state(hand, "THEN") == before == "paid"
    assert len(claim_outcomes(hand.events().before(day(59)))) == 1


def test_an_institutional_claim_is_denied_for_its_stated_reason_not_for_what_was_packaged() -> None:
    hand = Hand()
    hand.claim(kind="institutional", lines=[VISIT, DRUG])
    lines = [{**VISIT, "cas": "CO-45 120, CO-197 80"}, {**DRUG, "cas": "CO-45 100"}]
    hand.remit(status_code="4", lines=lines)
    (row,) = claim_outcomes(hand.events()).to_dict("records")
    assert (row["state"], row["family"], row["carcs"]) == ("denied", "authorization", "197")
    assert row["denied_charge_cents"] == 30000
    assert line_outcomes(hand.events())["family"].tolist() == ["authorization", "authorization"]


def test_a_stated_reason_speaks_for_a_professional_claim_too_but_not_for_its_other_line() -> None:
    hand = Hand()
    hand.claim(lines=[VISIT, DRUG])
    lines = [{**VISIT, "cas": "CO-45 200"}, {**DRUG, "cas": "CO-197 100"}]
    hand.remit(status_code="4", lines=lines)
    (row,) = claim_outcomes(hand.events()).to_dict("records")
    assert (row["state"], row["family"], row["carcs"]) == ("denied", "authorization", "197")
    assert line_outcomes(hand.events())["carc"].tolist() == ["45", "197"]
