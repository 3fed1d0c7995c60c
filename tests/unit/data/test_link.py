import pytest

from data.link import component_keys
from data.tables import CHAINS, LINKS
from tests.unit.data.claims_by_hand import Hand, day


def links(hand: Hand) -> dict[str, str]:
    """The version each remit or status was tied to."""
    held = hand.events().links
    return dict(zip(held["event_key"], held["version_key"], strict=True))


def chains(hand: Hand) -> dict[str, tuple[str, int, str]]:
    """Chain, ordinal and rule of each version."""
    held = hand.events().chains.set_index("version_key")
    return {key: (row.chain_key, row.version, row.rule) for key, row in held.iterrows()}


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


def test_a_claim_number_cut_at_seventeen_characters_still_finds_its_claim() -> None:
    hand = Hand()
    hand.claim("v1", claim_id="ABCDEFGHIJKLMNOPQRST")
    hand.remit("r1", claim_id="ABCDEFGHIJKLMNOPQ")
    assert links(hand) == {"r1": "v1"}


def test_a_shorter_beginning_of_a_claim_number_is_another_number() -> None:
    hand = Hand()
    hand.claim("v1", claim_id="ABCDEFGHIJ")
    hand.remit("r1", claim_id="ABCDE")
    assert links(hand) == {}


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
    hand.status("s1", payer_claim_number="0")
    hand.remit("stranger", claim_id="ELSE", payer_claim_number="0", charge=77)
    hand.remit("same", claim_id="ELSE", payer_claim_number="0", charge=300)
    assert links(hand) == {"s1": "v1", "same": "v1"}


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


def test_of_events_known_at_once_the_claim_comes_before_its_answers() -> None:
    hand = Hand()
    hand.remit("r1", at=5)
    hand.status("s1", at=5)
    hand.claim("v1", at=5)
    assert set(links(hand)) == {"s1", "r1"}


def test_positions_in_a_file_are_ordered_as_numbers() -> None:
    hand = Hand()
    hand.claim("f:10", at=1)
    hand.claim("f:9", at=1)
    assert chains(hand)["f:9"][:2] == ("f:9", 1)


def test_component_keys_are_stems_and_payer_numbers() -> None:
    keys = component_keys(
        claims=[{"claim_id": "ABCDEFGHIJKLMNOPQRST", "original_reference": "P0"}],
        remits=[{"claim_id": None, "payer_claim_number": "P1"}],
    )
    assert keys.stems == {"ABCDEFGHIJKLMNOPQ"}
    assert keys.numbers == {"P0", "P1"}
