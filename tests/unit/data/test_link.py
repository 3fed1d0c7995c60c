import pytest

from data.tables import CHAINS, LINKS
from tests.unit.data.claims_by_hand import Hand, chains, day, links, rules


def test_a_remit_answers_the_claim_with_its_number() -> None:
    hand = Hand()
    hand.claim("v1")
    hand.claim("v2", claim_id="C2")
    hand.remit("r1", claim_id="C2")
    assert links(hand) == {"r1": "v2"}


def test_nothing_to_link_gives_empty_frames_of_the_right_columns() -> None:
    events = Hand().events()
    assert tuple(events.chains.columns) == CHAINS.names
    assert tuple(events.links.columns) == LINKS.names


def test_a_remit_for_another_provider_is_not_tied() -> None:
    hand = Hand()
    hand.claim("v1", billing_npi="N1")
    hand.remit("r1", payee_npi="N2")
    assert links(hand) == {}


def test_the_tax_id_ties_when_the_npi_differs() -> None:
    hand = Hand()
    hand.claim("v1", billing_npi="N1", billing_tax_id="T1")
    hand.remit("r1", payee_npi="N2", payee_tax_id="T1")
    assert links(hand) == {"r1": "v1"}


def test_the_number_told_by_the_277ca_decides_between_versions() -> None:
    hand = Hand()
    hand.claim("v1", at=1)
    hand.status("s1", at=2, payer_claim_number="P1")
    hand.claim("v2", at=5)
    hand.status("s2", at=6, payer_claim_number="P2")
    hand.remit("r1", at=30, payer_claim_number="P1")
    hand.remit("r2", at=31, payer_claim_number="P2")
    assert links(hand) == {"s1": "v1", "s2": "v2", "r1": "v1", "r2": "v2"}


def test_the_original_reference_points_at_the_replacement_that_carries_it() -> None:
    hand = Hand()
    hand.claim("v1", at=1)
    hand.remit("r1", at=15, payer_claim_number="P1")
    hand.claim("v2", at=20, original_reference="P1", frequency_code="7")
    hand.remit("r2", at=21, payer_claim_number="P2", original_reference="P1")
    assert links(hand)["r2"] == "v2"


def test_the_frequency_then_the_charge_decide_between_versions() -> None:
    hand = Hand()
    hand.claim("v1", at=1, charge=300)
    hand.claim("v2", at=2, charge=280)
    hand.claim("v3", at=3, charge=280, frequency_code="7")
    hand.remit("by_charge", at=20, charge=300, frequency_code="1")
    hand.remit("by_frequency", at=20, charge=280, frequency_code="7")
    assert links(hand) == {"by_charge": "v1", "by_frequency": "v3"}


def test_a_reversal_is_tied_by_its_amount_without_the_sign() -> None:
    hand = Hand()
    hand.claim("v1", at=1, charge=300)
    hand.claim("v2", at=2, charge=280)
    hand.remit("r1", at=20, charge=-300, status_code="22")
    assert links(hand) == {"r1": "v1"}


def test_a_decision_too_soon_after_a_version_answers_the_one_before() -> None:
    hand = Hand()
    hand.claim("v1", at=1)
    hand.claim("v2", at=20)
    hand.remit("r1", at=21)
    assert links(hand) == {"r1": "v1"}


def test_a_decision_beyond_the_shortest_lag_answers_the_newest_version() -> None:
    hand = Hand()
    hand.claim("v1", at=1)
    hand.claim("v2", at=20)
    hand.remit("r1", at=23)
    assert links(hand) == {"r1": "v2"}


def test_a_version_sent_after_the_payer_received_the_claim_is_not_the_one_answered() -> None:
    hand = Hand()
    hand.claim("v1", at=1)
    hand.claim("v2", at=20)
    hand.remit("r1", at=30, received_on=day(3).date())
    assert links(hand) == {"r1": "v1"}


def test_a_remit_before_its_claim_waits_and_is_known_at_the_later_of_both() -> None:
    hand = Hand()
    hand.remit("r1", at=15)
    hand.claim("v1", submitted_at=day(1), available_at=day(40))
    held = hand.events().links
    assert held["version_key"].tolist() == ["v1"]
    assert held["available_at"].tolist() == [day(40)]


def test_a_remit_never_answers_a_claim_that_was_sent_after_it() -> None:
    hand = Hand()
    hand.remit("r1", at=15)
    hand.claim("v2", at=20)
    assert links(hand) == {}


def test_a_tie_is_not_remade_by_a_better_version_that_comes_later() -> None:
    hand = Hand()
    hand.claim("v1", at=1, charge=250)
    hand.remit("r1", at=15, charge=300)
    hand.claim("v2", charge=300, submitted_at=day(2), available_at=day(20))
    assert links(hand) == {"r1": "v1"}


def test_a_remit_without_a_claim_number_is_found_by_the_payers_number() -> None:
    hand = Hand()
    hand.claim("v1")
    hand.status("s1", payer_claim_number="P1")
    hand.remit("r1", claim_id=None, payer_claim_number="P1")
    assert links(hand)["r1"] == "v1"


def test_a_payers_number_under_a_strangers_claim_number_needs_a_second_witness() -> None:
    hand = Hand()
    hand.claim("v1", charge=300)
    hand.status("s1", payer_claim_number="P7")
    hand.remit("stranger", claim_id="ELSE", payer_claim_number="P7", charge=77)
    hand.remit("same", claim_id="ELSE", payer_claim_number="P7", charge=300)
    assert links(hand) == {"s1": "v1", "same": "v1"}


def test_of_events_known_at_once_the_claim_comes_before_its_answers() -> None:
    hand = Hand()
    hand.remit("r1", at=5)
    hand.status("s1", at=5)
    hand.claim("v1", at=5)
    assert set(links(hand)) == {"s1", "r1"}


def primary_then_secondary() -> Hand:
    hand = Hand()
    hand.claim("first", at=1, payer_id="A", payer_name="Alpha Health")
    hand.claim("second", at=20, payer_id="B", payer_name="Beta Life", responsibility="S")
    return hand


def test_each_payer_in_turn_answers_the_version_that_it_was_sent() -> None:
    hand = primary_then_secondary()
    hand.remit("late", at=40, payer_id="A", status_code="22", charge=-300)
    hand.remit("next", at=41, payer_id="B", status_code="4")
    assert links(hand) == {"late": "first", "next": "second"}
    assert rules(hand) == {"late": "payer", "next": "payer"}


def test_a_payers_name_agrees_whatever_its_capitals_and_punctuation() -> None:
    hand = primary_then_secondary()
    hand.remit("r1", at=40, payer_id="99", payer_name="ALPHA-HEALTH", status_code="4")
    assert links(hand) == {"r1": "first"}


def test_a_payer_agrees_under_an_id_that_people_declared() -> None:
    hand = primary_then_secondary()
    hand.payer("99", "A")
    hand.remit("r1", at=40, payer_id="99", status_code="4")
    assert links(hand) == {"r1": "first"}


@pytest.mark.parametrize(
    ("status", "version"), [("1", "first"), ("19", "first"), ("2", "second"), ("20", "second")]
)
def test_the_place_in_line_tells_the_payers_apart_when_their_names_do_not(status: str, version: str) -> None:
    hand = primary_then_secondary()
    hand.remit("r1", at=40, status_code=status)
    assert (links(hand), rules(hand)) == ({"r1": version}, {"r1": "responsibility"})


def test_a_secondary_payers_remit_without_a_claim_of_its_own_answers_the_one_there_is() -> None:
    hand = Hand()
    hand.claim("v1", payer_id="A")
    hand.remit("r1", payer_id="B", status_code="2")
    assert links(hand) == {"r1": "v1"}


def test_a_remit_with_another_npi_but_the_tax_id_of_the_claim_is_tied() -> None:
    hand = Hand()
    hand.claim("v1", billing_npi="N1", billing_tax_id="T1")
    hand.remit("r1", payee_npi="N9", payee_tax_id="T1")
    hand.remit("r2", payee_npi="N9", payee_tax_id="T9")
    assert links(hand) == {"r1": "v1"}


def test_a_status_before_its_claim_waits_for_it() -> None:
    hand = Hand()
    hand.status("s1", at=2, category="A3")
    hand.claim("v1", submitted_at=day(1), available_at=day(9))
    assert hand.events().links["available_at"].tolist() == [day(9)]


def test_of_two_versions_sent_on_one_day_the_first_remit_answers_the_later() -> None:
    hand = Hand()
    hand.claim("f:1", at=1)
    hand.claim("f:2", at=1)
    hand.remit("r1", at=15)
    assert chains(hand)["f:2"][:2] == ("f:1", 2)
    assert links(hand) == {"r1": "f:2"}


def test_an_answer_for_the_account_number_of_another_year_finds_the_visit_of_its_dates() -> None:
    hand = Hand()
    for key, at in (("old", 10), ("new", 410)):
        served = day(at - 5).date()
        hand.claim(key, at=at, from_on=served, through_on=served)
    old, new = day(5).date(), day(405).date()
    hand.remit("late", at=420, from_on=old, through_on=old)
    hand.remit("prompt", at=421, from_on=new, through_on=new)
    assert links(hand) == {"late": "old", "prompt": "new"}
