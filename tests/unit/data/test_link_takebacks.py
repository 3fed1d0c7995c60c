import pytest

from tests.unit.data.claims_by_hand import Hand, day, links, rules


def paid_claim(**more: object) -> Hand:
    hand = Hand()
    hand.claim("v1", **more)
    hand.remit("r1", at=15, paid=200, cas="CO-45 100", payer_claim_number="P1")
    return hand


def test_a_takeback_that_names_the_payers_number_is_tied_to_the_version() -> None:
    hand = paid_claim()
    hand.takeback("t:1:1", "P1", 200)
    held = hand.events().links.set_index("event_key").loc["t:1:1"]
    assert (held["event"], held["version_key"], held["rule"]) == ("takeback", "v1", "payer_number")
    assert held["available_at"] == day(40)


@pytest.mark.parametrize(
    ("reference", "rule"),
    [
        ("P1 C1", "payer_number"),
        ("C1 P1", "payer_number"),
        ("  P1   C1 ", "payer_number"),
        ("P1/M1", "payer_number"),
        ("C120241231 P1", "payer_number"),
        ("P1 C1-THAT-WAS-CUT-OFF-AFTER-3", "payer_number"),
        ("C1", "claim_id"),
        ("00c1", "claim_id"),
        ("C120241231 UNKNOWN-7", "claim_id"),
        ("C120241231", "claim_id"),
    ],
)
def test_a_reference_may_hold_several_numbers_in_any_order(reference: str, rule: str) -> None:
    hand = paid_claim()
    hand.takeback("t:1:1", reference, 200)
    assert (links(hand).get("t:1:1"), rules(hand).get("t:1:1")) == ("v1", rule)


@pytest.mark.parametrize("reference", [None, "", "P2", "C2", "C120241230", "P", "EFT0001", "0"])
def test_a_reference_that_names_no_claim_ties_nothing(reference: str | None) -> None:
    hand = paid_claim()
    hand.takeback("t:1:1", reference, 200)
    assert "t:1:1" not in links(hand)


@pytest.mark.parametrize(("reason", "tied"), [("WO", True), ("FB", True), ("72", True), ("L6", False)])
def test_only_what_moves_the_money_of_a_claim_is_tied(reason: str, tied: bool) -> None:
    hand = paid_claim()
    hand.takeback("t:1:1", "P1", 200, reason_code=reason)
    assert ("t:1:1" in links(hand)) is tied


def test_a_takeback_before_its_claim_is_known_at_the_later_of_both() -> None:
    hand = Hand()
    hand.takeback("t:1:1", "P1 C1", 200, at=40)
    hand.claim("v1", submitted_at=day(1), available_at=day(50))
    held = hand.events().links
    assert held["available_at"].tolist() == [day(50)]


def test_a_takeback_waits_until_the_payers_number_is_known() -> None:
    hand = Hand()
    hand.claim("v1")
    hand.takeback("t:1:1", "P1", 200, at=12)
    hand.remit("r1", at=15, paid=200, payer_claim_number="P1")
    held = hand.events().links.set_index("event_key")
    assert held.loc["t:1:1", "available_at"] == day(15)


def test_a_takeback_of_another_provider_is_not_tied() -> None:
    hand = paid_claim()
    hand.takeback("t:1:1", "P1", 200, provider_id="N9")
    hand.takeback("t:2:1", "P1", 200, provider_id=None)
    assert "t:1:1" not in links(hand)
    assert links(hand)["t:2:1"] == "v1"


def test_a_takeback_under_the_payees_own_id_is_tied() -> None:
    hand = Hand()
    hand.claim("v1", billing_npi="N1", billing_tax_id="T1")
    hand.remit("r1", paid=200, payee_npi="N9", payee_tax_id="T1", payer_claim_number="P1")
    hand.takeback("t:1:1", "P1", 200, provider_id="N9")
    assert links(hand)["t:1:1"] == "v1"


def test_of_the_versions_of_a_claim_number_the_money_of_the_paid_one_is_taken_back() -> None:
    hand = paid_claim()
    hand.claim("v2", at=20, frequency_code="7")
    hand.takeback("t:1:1", "C1", 200)
    assert links(hand)["t:1:1"] == "v1"


def test_a_remit_told_again_in_another_file_is_repeated_and_changes_nothing() -> None:
    hand = paid_claim()
    hand.remit("r2", at=16, paid=200, content_key="k", file_sha256="one")
    hand.remit("r3", at=17, paid=200, content_key="k", file_sha256="two")
    hand.claim("v2", at=16.5, submitted_at=day(3))
    assert links(hand) == {"r1": "v1", "r2": "v1", "r3": "v1"}
    assert rules(hand)["r3"] == "repeated"


def test_equal_remits_of_one_file_are_two_and_each_is_repeated_once() -> None:
    hand = Hand()
    hand.claim("v1")
    for place, file in enumerate(("one", "one", "two", "two", "two", "three"), start=1):
        hand.remit(f"r{place}", at=15 + place, content_key="k", file_sha256=file)
    told = [rule == "repeated" for rule in rules(hand).values()]
    assert told == [False, False, True, True, False, True]


def test_a_repeated_remit_waits_with_the_first_for_their_claim() -> None:
    hand = Hand()
    hand.remit("r1", at=15, content_key="k", file_sha256="one")
    hand.remit("r2", at=16, content_key="k", file_sha256="two")
    hand.claim("v1", submitted_at=day(1), available_at=day(30))
    held = hand.events().links
    assert dict(zip(held["event_key"], held["rule"], strict=True)) == {"r1": "claim_id", "r2": "repeated"}
    assert held["available_at"].tolist() == [day(30), day(30)]


def test_a_takeback_told_again_in_another_file_is_repeated() -> None:
    hand = paid_claim()
    for place, (file, trace) in enumerate((("one", "T1"), ("two", "T1"), ("three", "T2")), start=1):
        hand.takeback(f"t:{place}:1", "P1", 200, at=40 + place, file_sha256=file, trace_number=trace)
    assert [rules(hand)[f"t:{place}:1"] for place in (1, 2, 3)] == [
        "payer_number",
        "repeated",
        "payer_number",
    ]


def test_a_repeated_takeback_waits_with_the_first_for_their_claim() -> None:
    hand = Hand()
    for place, file in enumerate(("one", "two"), start=1):
        hand.takeback(f"t:{place}:1", "C1", 200, at=40 + place, file_sha256=file, trace_number="T1")
    hand.claim("v1", submitted_at=day(1), available_at=day(50))
    assert rules(hand) == {"t:1:1": "claim_id", "t:2:1": "repeated"}


def test_a_takeback_without_a_payments_trace_repeats_nothing() -> None:
    hand = paid_claim()
    hand.takeback("t:1:1", "P1", 200, file_sha256="one")
    hand.takeback("t:2:1", "P1", 200, file_sha256="two")
    assert rules(hand)["t:2:1"] == "payer_number"
