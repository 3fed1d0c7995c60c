from typing import Any

import pandas as pd
import pytest

from data.outcomes import CLAIM_OUTCOME_COLUMNS, LINE_OUTCOME_COLUMNS, claim_outcomes, line_outcomes
from tests.unit.data.claims_by_hand import Hand, day, one_line, two_lines


def outcome(hand: Hand) -> Any:
    """The only outcome."""
    held = claim_outcomes(hand.events())
    assert len(held) == 1
    return held.iloc[0]


def decided(kind: str = "professional", *, claim: dict[str, Any] | None = None, **remit: Any) -> Any:
    """The outcome of one claim of 300 dollars answered by one remit."""
    hand = Hand()
    hand.claim(kind=kind, **(claim or {}))
    hand.remit(**remit)
    return outcome(hand)


def test_no_events_give_no_outcomes_with_the_same_columns() -> None:
    events = Hand().events()
    assert tuple(claim_outcomes(events).columns) == CLAIM_OUTCOME_COLUMNS
    assert tuple(line_outcomes(events).columns) == LINE_OUTCOME_COLUMNS


def test_a_claim_without_an_answer_has_no_outcome() -> None:
    hand = Hand()
    hand.claim()
    assert claim_outcomes(hand.events()).empty


def test_a_paid_claim_is_paid_and_allows_payment_plus_cost_share() -> None:
    got = decided(**one_line("CO-45 180, PR-2 20", paid=100))
    assert (got.state, got.failed, got.paid_cents, got.allowed_cents) == ("paid", False, 10000, 12000)
    assert got.denied_charge_cents == 0


def test_a_payer_that_prices_first_has_denied() -> None:
    got = decided(**one_line("CO-45 220, CO-197 80"))
    assert (got.state, got.failed, got.family, got.carcs) == ("denied", True, "authorization", "197")
    assert got.denied_charge_cents == 30000


def test_the_group_code_says_who_owes_and_does_not_undo_a_denial() -> None:
    got = decided(**one_line("PR-26 300"))
    assert (got.state, got.family, got.groups) == ("denied", "eligibility", "PR")


def test_a_line_on_deductible_is_no_denial_although_nothing_was_paid() -> None:
    got = decided(**one_line("CO-45 180, PR-1 120"))
    assert (got.state, got.failed, got.allowed_cents) == ("patient_responsibility", False, 12000)


def test_a_reason_that_denies_less_than_half_of_what_is_left_does_not_deny() -> None:
    assert decided(**one_line("CO-45 100, PR-1 101, CO-16 99")).state == "patient_responsibility"
    assert decided(**one_line("CO-45 100, PR-1 100, CO-16 100")).state == "denied"


def test_nothing_paid_because_the_prior_payer_paid_in_full_is_paid() -> None:
    assert decided(**one_line("OA-23 300")).state == "paid"


def test_co_45_for_the_full_charge_and_nothing_else_is_a_denial_without_reason() -> None:
    got = decided(**one_line("CO-45 300"))
    assert (got.state, got.failed, got.family, got.carcs) == ("denied_unspecified", True, "other", "45")


def test_co_45_for_the_full_charge_at_claim_level_denies_all_its_lines() -> None:
    hand = Hand()
    hand.claim(lines=[{"charge": 200}, {"charge": 100}])
    hand.remit(cas="CO-45 300", lines=[{"charge": 200}, {"charge": 100}])
    got = outcome(hand)
    assert (got.state, got.denied_charge_cents) == ("denied_unspecified", 30000)
    assert line_outcomes(hand.events())["carc"].tolist() == ["45", "45"]


def test_co_45_for_the_full_charge_of_a_line_denies_it_unless_an_institutional_claim_paid() -> None:
    lines = two_lines({"paid": 120, "cas": "CO-45 80"}, {"cas": "CO-45 100"})
    assert decided("professional", **lines).state == "partly_denied"
    assert decided("institutional", **lines).state == "paid"


def test_co_45_with_another_reason_is_not_unspecified() -> None:
    assert decided(**one_line("CO-45 299, CO-253 1")).state == "paid"


def test_claim_status_4_without_a_denying_reason_is_no_denial() -> None:
    assert decided(status_code="4", cas="PR-1 300").state == "patient_responsibility"


def test_claim_status_4_with_a_denying_reason_is_a_denial() -> None:
    assert decided(status_code="4", cas="PR-1 200, CO-16 100").state == "denied"
    assert decided(status_code="1", cas="PR-1 200, CO-16 100").state != "denied"


def test_a_denying_reason_at_claim_level_with_nothing_paid_denies_the_claim() -> None:
    got = decided(cas="CO-29 300")
    assert (got.state, got.family, got.denied_charge_cents) == ("denied", "timely", 30000)


def test_some_denied_line_makes_a_claim_partly_denied() -> None:
    got = decided(**two_lines({"paid": 120, "cas": "CO-45 80"}, {"cas": "CO-16 100", "remarks": "N290"}))
    assert (got.state, got.failed, got.family) == ("partly_denied", True, "provider")
    assert (got.denied_charge_cents, got.rarcs) == (10000, "N290")


def test_a_denied_line_too_small_to_matter_leaves_the_claim_paid() -> None:
    lines = [{"charge": 297, "paid": 297}, {"charge": 3, "cas": "CO-16 3"}]
    assert decided(paid=297, lines=lines).state == "paid"


def test_a_line_of_one_cent_is_not_priced() -> None:
    lines = [{"charge": 299.99, "cas": "CO-197 299.99"}, {"charge": 0.01, "cas": "CO-246 0.01"}]
    assert decided(lines=lines).state == "denied"


def test_all_lines_denied_for_several_reasons_take_the_family_of_most_cents() -> None:
    got = decided(**two_lines({"cas": "CO-50 200"}, {"cas": "CO-16 100"}))
    assert (got.state, got.family, got.carcs, got.groups) == ("denied", "necessity", "50 16", "CO CO")


def test_reasons_reported_at_both_levels_are_counted_once_by_the_lines() -> None:
    got = decided(
        **two_lines({"cas": "CO-50 200"}, {"paid": 60, "cas": "CO-45 30, PR-2 10"}), cas="CO-96 240"
    )
    assert (got.state, got.family) == ("partly_denied", "necessity")
    assert got.allowed_cents == 7000


def test_reasons_at_both_levels_that_add_up_are_all_counted() -> None:
    got = decided(cas="CO-253 10", **one_line("CO-45 200, PR-1 50", paid=40))
    assert (got.state, got.allowed_cents) == ("paid", 9000)


def test_a_reversal_is_skipped() -> None:
    hand = Hand()
    hand.claim()
    hand.remit("r1", at=10, status_code="22", charge=-300, paid=-100)
    hand.remit("r2", at=12, **one_line("CO-197 300"))
    assert outcome(hand).remit_key == "r2"


@pytest.mark.parametrize("carc", ["OA-133", "OA-257", "OA-277"])
def test_a_pending_reason_is_no_answer(carc: str) -> None:
    hand = Hand()
    hand.claim()
    hand.remit("r1", at=10, **one_line(f"{carc} 300"))
    assert claim_outcomes(hand.events()).empty
    hand.remit("r2", at=20, **one_line("CO-197 300"))
    assert outcome(hand).remit_key == "r2"


@pytest.mark.parametrize(
    "told",
    [
        {"status_code": "19"},
        {"status_code": "20", "cas": "OA-23 300"},
        {"status_code": "23", "cas": "OA-B11 300"},
        {"cas": "OA-B11 300"},
    ],
)
def test_a_forwarded_claim_has_no_answer(told: dict[str, Any]) -> None:
    hand = Hand()
    hand.claim()
    hand.remit(**told)
    assert claim_outcomes(hand.events()).empty


def test_a_predetermination_is_no_answer() -> None:
    hand = Hand()
    hand.claim()
    hand.remit(status_code="25", **one_line("CO-197 300"))
    assert claim_outcomes(hand.events()).empty


def test_the_secondary_payers_word_does_not_decide_a_primary_claim() -> None:
    hand = Hand()
    hand.claim()
    hand.remit(status_code="2", **one_line("OA-23 300"))
    assert claim_outcomes(hand.events()).empty


def test_the_first_final_adjudication_decides_and_later_ones_do_not() -> None:
    hand = Hand()
    hand.claim()
    hand.remit("r1", at=10, **one_line("CO-197 300"))
    hand.remit("r2", at=20, **one_line("CO-45 200", paid=100))
    got = outcome(hand)
    assert (got.remit_key, got.state, got.decided_at) == ("r1", "denied", day(10))


def test_ma130_returns_the_claim() -> None:
    got = decided(cas="CO-16 300", remarks="MA130 N264")
    assert (got.state, got.failed, got.family, got.rarcs) == ("returned", True, "missing", "MA130 N264")


def test_ma130_on_a_line_of_a_claim_that_paid_is_a_denied_line() -> None:
    got = decided(**two_lines({"paid": 120, "cas": "CO-45 80"}, {"cas": "CO-16 100", "remarks": "MA130"}))
    assert got.state == "partly_denied"


def test_a_rejection_by_277ca_is_an_answer_but_no_failure_of_adjudication() -> None:
    hand = Hand()
    hand.claim()
    hand.status(category="A7", payer_claim_number="P1")
    got = outcome(hand)
    assert (got.state, got.failed, got.charge_cents, got.decided_at) == ("rejected", False, 30000, day(2))


def test_an_acceptance_by_277ca_is_no_answer() -> None:
    hand = Hand()
    hand.claim()
    hand.status(category="A2")
    assert claim_outcomes(hand.events()).empty


def test_a_paid_claim_whose_level_or_units_were_cut_is_reduced() -> None:
    got = decided(**one_line("CO-45 180, CO-150 20", paid=100))
    assert (got.state, got.failed) == ("reduced", False)


def test_packaged_lines_of_a_paying_institutional_claim_are_no_denial() -> None:
    packaged = two_lines({"paid": 120, "cas": "CO-45 80"}, {"cas": "CO-97 100"})
    assert decided("institutional", **packaged).state == "paid"
    assert decided("professional", **packaged).family == "bundling"


def test_packaging_reasons_deny_an_institutional_claim_that_paid_nothing() -> None:
    got = decided("institutional", **one_line("CO-97 300"))
    assert (got.state, got.family) == ("denied", "bundling")


def test_other_reasons_deny_lines_of_an_institutional_claim() -> None:
    lines = two_lines({"paid": 120, "cas": "CO-45 80"}, {"cas": "CO-50 100"})
    assert decided("institutional", **lines).state == "partly_denied"


def test_a_line_billed_to_be_denied_does_not_make_the_claim_fail() -> None:
    lines = two_lines({"paid": 120, "cas": "CO-45 80"}, {"cas": "PR-96 100", "modifiers": "GY"})
    assert decided(**lines).state == "paid"


def test_24_denies_when_it_comes_from_medicare() -> None:
    got = decided(filing_indicator="MB", **one_line("CO-24 300"))
    assert (got.state, got.family) == ("denied", "coordination")


@pytest.mark.parametrize(
    ("contract", "filing", "state"),
    [("05", "HM", "paid"), ("05", "MB", "denied"), ("02", "HM", "denied"), (None, "HM", "denied")],
)
def test_24_is_no_denial_of_a_claim_that_was_sent_as_capitated_unless_medicare_says_it(
    contract: str | None, filing: str, state: str
) -> None:
    got = decided(claim={"contract_type": contract}, filing_indicator=filing, **one_line("CO-24 300"))
    assert got.state == state


@pytest.mark.parametrize(
    ("place", "status", "decides"), [("P", "19", True), ("P", "20", False), ("S", "20", True)]
)
def test_a_payer_that_passed_the_claim_on_decides_it_in_its_own_place(
    place: str, status: str, decides: bool
) -> None:
    hand = Hand()
    hand.claim(responsibility=place)
    hand.remit(status_code=status, **one_line("CO-197 300"))
    assert claim_outcomes(hand.events())["state"].tolist() == ["denied"] * decides


def test_a_remark_on_the_line_refines_its_family_before_one_on_the_claim() -> None:
    got = decided(**one_line("CO-16 300", remarks="N290"), remarks="N382")
    assert got.family == "provider"


def test_a_remark_on_another_line_refines_nothing() -> None:
    got = decided(**two_lines({"cas": "CO-16 200"}, {"paid": 60, "cas": "CO-45 40", "remarks": "N290"}))
    assert got.family == "missing"


@pytest.mark.parametrize(
    ("remit", "point"),
    [
        (one_line("CO-197 300"), "authorization_absent"),
        (one_line("CO-16 300", remarks="MA120"), "clia_absent"),
        ({**one_line("CO-16 300"), "remarks": "MA120"}, "clia_absent"),  # said of the whole claim
        (one_line("CO-16 300"), None),
        (two_lines({"cas": "CO-4 200"}, {"cas": "CO-288 100"}), "modifier"),  # of most cents
        (one_line("CO-45 200", paid=100), None),
    ],
)
def test_a_denial_is_about_what_its_codes_tell(remit: dict[str, Any], point: str | None) -> None:
    told = decided(**remit).point
    assert pd.isna(told) if point is None else told == point


def test_a_line_is_denied_for_what_its_own_codes_tell() -> None:
    hand = Hand()
    hand.claim(lines=[{"charge": 200}, {"charge": 100, "code": "36415"}])
    hand.remit(
        lines=[
            {"charge": 100, "code": "36415", "cas": "CO-97 100", "remarks": "M144"},
            {"charge": 200, "cas": "CO-4 200"},
        ],
    )
    held = line_outcomes(hand.events()).set_index("line")
    assert held["point"].to_dict() == {1: "modifier", 2: "global_days"}


def test_a_payment_that_could_not_be_read_is_no_answer() -> None:
    hand = Hand()
    hand.claim()
    hand.remit(cas="CO-197 300", paid_cents=None)
    assert claim_outcomes(hand.events()).empty


def test_a_charge_that_could_not_be_read_denies_nothing() -> None:
    got = decided(cas="CO-29 300", charge_cents=None)
    assert (got.state, got.failed) == ("paid", False)


def test_the_outcome_carries_the_place_of_its_version_in_the_chain() -> None:
    hand = Hand()
    hand.claim("v1", at=1)
    hand.remit("r1", at=10, payer_claim_number="P1", **one_line("CO-16 300"))
    hand.claim("v2", at=15, frequency_code="7", original_reference="P1")
    hand.remit(
        "r2", at=30, payer_claim_number="P2", original_reference="P1", **one_line("CO-45 200", paid=100)
    )
    held = claim_outcomes(hand.events()).set_index("version_key")
    assert held.loc["v2", ["chain_key", "version", "population", "state"]].tolist() == [
        *("v1", 2, "replacement", "paid")
    ]
