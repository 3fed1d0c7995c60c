import pytest

from tests.unit.data.claims_by_hand import Hand, chains, day, links


def test_versions_of_one_claim_number_stand_in_one_chain() -> None:
    hand = Hand()
    hand.claim("v1", at=1)
    hand.claim("v2", at=20, frequency_code="7")
    assert chains(hand) == {"v1": ("v1", 1, "first"), "v2": ("v1", 2, "claim_id")}


def test_a_new_claim_number_joins_by_the_payers_number_it_replaces() -> None:
    hand = Hand()
    hand.claim("v1", at=1)
    hand.remit("r1", at=15, payer_claim_number="P1")
    hand.claim("v2", at=20, claim_id="C2", original_reference="P1", frequency_code="7")
    assert chains(hand)["v2"] == ("v1", 2, "payer_number")


@pytest.mark.parametrize(("days", "chain"), [(364, "v1"), (366, "v2")])
def test_a_claim_number_used_again_after_a_year_of_silence_is_a_new_claim(days: int, chain: str) -> None:
    hand = Hand()
    hand.claim("v1", at=1)
    hand.remit("r1", at=15)
    hand.claim("v2", at=15 + days)
    assert chains(hand)["v2"][0] == chain


def test_an_account_number_sent_for_another_visit_is_another_claim() -> None:
    hand = Hand()
    hand.claim("v1", at=10, from_on=day(1).date(), through_on=day(1).date())
    hand.claim("v2", at=20, from_on=day(12).date(), through_on=day(12).date())
    assert chains(hand)["v2"][0] == "v2"


def test_a_replacement_may_correct_its_dates_but_prefers_the_visit_it_shares() -> None:
    hand = Hand()
    hand.claim("v1", at=10, from_on=day(1).date(), through_on=day(1).date())
    hand.claim("v2", at=20, from_on=day(12).date(), through_on=day(12).date())
    hand.claim("v3", at=30, from_on=day(1).date(), through_on=day(1).date(), frequency_code="7")
    hand.claim("v4", at=40, from_on=day(13).date(), through_on=day(13).date(), frequency_code="7")
    assert chains(hand)["v3"][0] == "v1"
    assert chains(hand)["v4"][0] == "v1"


def test_the_same_claim_number_of_another_provider_is_another_claim() -> None:
    hand = Hand()
    hand.claim("v1", at=1)
    hand.claim("v2", at=2, billing_npi="N2")
    assert chains(hand)["v2"][0] == "v2"


def test_positions_in_a_file_are_ordered_as_numbers() -> None:
    hand = Hand()
    hand.claim("f:10", at=1)
    hand.claim("f:9", at=1)
    assert chains(hand)["f:9"][:2] == ("f:9", 1)


@pytest.mark.parametrize("filler", ["0", "NA"])
def test_a_filler_in_place_of_the_number_replaced_joins_no_stranger(filler: str) -> None:
    hand = Hand()
    hand.claim("v1", at=1, original_reference=filler)
    hand.remit("r1", at=15, payer_claim_number=filler)
    hand.claim("v2", at=20, claim_id="C2", original_reference=filler)
    assert chains(hand)["v2"][0] == "v2"


def test_the_same_content_again_is_a_resend() -> None:
    hand = Hand()
    hand.claim("v1", at=1, content_key="k")
    hand.claim("v2", at=5, content_key="other")
    hand.claim("v3", at=9, content_key="k")
    assert [rule for _, _, rule in chains(hand).values()] == ["first", "claim_id", "resend"]


def test_the_same_content_of_another_year_is_no_resend() -> None:
    hand = Hand()
    hand.claim("v1", at=1, content_key="k")
    hand.claim("v2", at=500, content_key="k")
    assert chains(hand)["v2"] == ("v2", 1, "first")


def denied_then_sent_as(hand: Hand, *, cas: str = "CO-16 300", paid: float = 0, **more: object) -> Hand:
    """C1 with its remit on day 15, then C2 for the same services on day 20."""
    hand.claim("v1", at=1, services_key="s")
    hand.remit("r1", at=15, cas=cas, paid=paid)
    hand.claim("v2", at=20, claim_id="C2", services_key="s", **more)
    return hand


def test_services_sent_again_under_a_new_number_after_a_denial_join_the_claim() -> None:
    hand = denied_then_sent_as(Hand())
    assert chains(hand)["v2"] == ("v1", 2, "services")


def test_services_sent_again_after_a_rejection_join_the_claim() -> None:
    hand = Hand()
    hand.claim("v1", at=1, services_key="s")
    hand.status("s1", at=2, category="A7")
    hand.claim("v2", at=3, claim_id="C2", services_key="s")
    assert chains(hand)["v2"] == ("v1", 2, "services")


@pytest.mark.parametrize(
    ("case", "cas", "paid"),
    [
        ("paid", "CO-45 100", 200),
        ("patient owes it", "CO-45 100, PR-1 200", 0),
        ("still pending", "OA-133 300", 0),
    ],
)
def test_services_that_were_not_given_up_are_billed_twice(case: str, cas: str, paid: float) -> None:
    hand = denied_then_sent_as(Hand(), cas=cas, paid=paid)
    assert chains(hand)["v2"] == ("v2", 1, "first"), case


def test_services_of_another_provider_are_another_claim() -> None:
    hand = denied_then_sent_as(Hand(), billing_npi="N2")
    assert chains(hand)["v2"][0] == "v2"


def test_services_sent_again_before_the_denial_was_known_are_another_claim() -> None:
    hand = Hand()
    hand.claim("v1", at=1, services_key="s")
    hand.claim("v2", at=15, claim_id="C2", services_key="s")
    hand.remit("r1", at=15, cas="CO-16 300")
    assert chains(hand)["v2"][0] == "v2"


def test_services_whose_denied_version_was_replaced_already_are_billed_twice() -> None:
    hand = Hand()
    hand.claim("v1", at=1, services_key="s")
    hand.remit("r1", at=15, cas="CO-16 300")
    hand.claim("v2", at=16, frequency_code="7", services_key="s")
    hand.claim("v3", at=20, claim_id="C3", services_key="s")
    assert chains(hand)["v3"][0] == "v3"


def test_services_of_an_older_version_than_the_one_that_was_given_up_are_billed_twice() -> None:
    hand = Hand()
    hand.claim("v1", at=1, services_key="s")
    hand.remit("r1", at=15, cas="CO-16 300")
    hand.claim("v2", at=16, charge=200, frequency_code="7", services_key="other")
    hand.remit("r2", at=18, charge=200, cas="CO-16 200", frequency_code="7")
    hand.claim("v3", at=20, claim_id="C3", services_key="s")
    assert chains(hand)["v3"][0] == "v3"


def test_services_denied_and_then_paid_are_billed_twice() -> None:
    hand = Hand()
    hand.claim("v1", at=1, services_key="s")
    hand.remit("r1", at=15, cas="CO-16 300")
    hand.remit("r2", at=18, paid=200, cas="CO-45 100")
    hand.claim("v2", at=20, claim_id="C2", services_key="s")
    assert chains(hand)["v2"][0] == "v2"


def test_services_denied_of_a_claim_that_was_sent_twice_join_it_whichever_was_answered() -> None:
    hand = Hand()
    hand.claim("v1", at=1, services_key="s", content_key="k")
    hand.claim("v2", at=14, services_key="s", content_key="k")
    hand.remit("r1", at=15, cas="CO-16 300")
    hand.claim("v3", at=20, claim_id="C3", services_key="s")
    assert links(hand) == {"r1": "v1"}
    assert chains(hand)["v3"] == ("v1", 3, "services")
