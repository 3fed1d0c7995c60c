import pytest

from data.link_numbers import Named, cuts, is_number, named_in, plain
from tests.unit.data.claims_by_hand import Hand, day, links


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("00ab-7", "AB-7"),
        ("AB-7", "AB-7"),
        ("000", ""),
        ("0\N{LATIN SMALL LETTER E WITH ACUTE}a", "\N{LATIN SMALL LETTER E WITH ACUTE}A"),
    ],
)
def test_a_plain_number_has_ascii_capitals_and_no_zeros_in_front(written: str, expected: str) -> None:
    assert plain(written) == expected


def test_a_payer_may_cut_a_number_off_at_seventeen_to_twenty_characters() -> None:
    assert [len(cut) for cut in cuts("X" * 25)] == [17, 18, 19, 20]
    assert [len(cut) for cut in cuts("X" * 19)] == [17, 18]
    assert cuts("X" * 17) == ()


@pytest.mark.parametrize("text", ["7", "P1", "ICN", "2026-17", "00012", "11"])
def test_a_number_of_a_claim_may_be_short(text: str) -> None:
    assert is_number(text)


@pytest.mark.parametrize("text", [None, "", "0", "00-00", "N/A", "none", "XXXX", "999", "123456789", "--"])
def test_a_filler_is_no_number(text: str | None) -> None:
    assert not is_number(text)


def test_a_reference_is_read_in_parts_and_a_day_behind_a_number_is_kept() -> None:
    first_of_may = (day(121).date() - day(1).date()).days + 20089
    assert named_in("AB20250501 P1") == (
        Named("AB20250501", None),
        Named("P1", None),
        Named("AB20250501 P1", None),
        Named("AB", first_of_may),
    )
    assert named_in("20250231") == (Named("20250231", None),)


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


@pytest.mark.parametrize(
    ("sent", "returned"),
    [("ABCDEFGHIJKLMNOPQRST", "ABCDEFGHIJKLMNOPQ"), ("ACCT-1234567890123456789", "ACCT-123456789012345")],
)
def test_a_claim_number_cut_off_needs_the_charge_as_well(sent: str, returned: str) -> None:
    hand = Hand()
    hand.claim("v1", claim_id=sent)
    hand.remit("same", claim_id=returned)
    hand.remit("other", claim_id=returned, charge=100)
    assert links(hand) == {"same": "v1"}


def test_of_claims_that_begin_alike_the_charge_then_the_evidence_tells_which_was_cut_off() -> None:
    hand = Hand()
    for number, charge in ((1, 100), (2, 200), (3, 200)):
        hand.claim(
            f"v{number}", claim_id=f"ACMEHEALTHCLINIC-00012{number}", charge=charge, member_id=f"M{number}"
        )
    hand.remit("r1", claim_id="ACMEHEALTHCLINIC-", charge=100)
    hand.remit("r2", claim_id="ACMEHEALTHCLINIC-000", charge=200, member_id="M2")
    hand.remit("r3", claim_id="ACMEHEALTHCLINIC-000", charge=200)
    assert links(hand) == {"r1": "v1", "r2": "v2"}  # two claims are as good for the third


def test_a_number_that_is_a_claims_own_is_not_the_beginning_of_another() -> None:
    hand = Hand()
    hand.claim("short", claim_id="ABCDEFGHIJKLMNOPQ")
    hand.claim("long", claim_id="ABCDEFGHIJKLMNOPQRST", at=2)
    hand.remit("r1", claim_id="ABCDEFGHIJKLMNOPQ")
    assert links(hand) == {"r1": "short"}


@pytest.mark.parametrize("returned", ["AB-17", "00000000ab-17", "0ab-17"])
def test_a_claim_number_in_capitals_or_with_zeros_in_front_finds_its_claim(returned: str) -> None:
    hand = Hand()
    hand.claim("v1", claim_id="00ab-17")
    hand.remit("r1", claim_id=returned)
    assert links(hand) == {"r1": "v1"}


def test_the_number_as_it_was_sent_wins_over_one_that_a_payer_may_have_spoilt() -> None:
    hand = Hand()
    hand.claim("zeros", claim_id="0017")
    hand.claim("bare", claim_id="17", at=2)
    hand.remit("r1", claim_id="0017")
    hand.remit("r2", claim_id="17")
    assert links(hand) == {"r1": "zeros", "r2": "bare"}


@pytest.mark.parametrize("filler", ["0", "NA", "n/a", "0000000", "99999", "None"])
def test_a_filler_in_place_of_the_payers_number_ties_nothing(filler: str) -> None:
    hand = Hand()
    hand.claim("v1")
    hand.remit("r1", payer_claim_number=filler)
    hand.remit("stranger", claim_id="ELSE", payer_claim_number=filler, at=16)
    hand.remit("nameless", claim_id=None, payer_claim_number=filler, at=16)
    assert links(hand) == {"r1": "v1"}


def test_a_number_that_a_payer_gives_to_every_claim_is_no_evidence() -> None:
    hand = Hand()
    hand.claim("v1", at=1)
    hand.claim("other", at=1, claim_id="C2", member_id="M2")
    hand.remit("r1", at=15, payer_claim_number="X77")
    hand.remit("r2", at=15, payer_claim_number="X77", claim_id="C2")
    hand.claim("v2", at=20, frequency_code="7")
    hand.remit("r3", at=30, payer_claim_number="X77", frequency_code="7")
    hand.remit("stranger", at=30, payer_claim_number="X77", claim_id="ELSE")
    assert links(hand) == {"r1": "v1", "r2": "other", "r3": "v2"}
