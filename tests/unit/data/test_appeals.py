from typing import Any

import pandas as pd

from data.appeals import APPEAL_OUTCOME_COLUMNS, DENIAL_COLUMNS, appeal_outcomes, denials
from data.clocks import day_end
from data.outcomes import claim_outcomes
from tests.unit.data.claims_by_hand import Hand, day


def denied() -> Hand:
    """One claim of 300 dollars, denied on day 15."""
    hand = Hand()
    hand.claim()
    hand.remit(payer_claim_number="P1", lines=[{"charge": 300, "cas": "CO-197 300"}])
    return hand


def denials_of(hand: Hand, before: float | None = None) -> pd.DataFrame:
    events = hand.events() if before is None else hand.events().before(day(before))
    return denials(events, claim_outcomes(events))


def denial(hand: Hand, before: float | None = None) -> Any:
    held = denials_of(hand, before)
    assert len(held) == 1
    return held.iloc[0]


def decided(hand: Hand) -> pd.DataFrame:
    events = hand.events()
    return appeal_outcomes(events, denials(events, claim_outcomes(events)))


def test_no_events_give_no_denials_with_the_same_columns() -> None:
    assert tuple(denials_of(Hand()).columns) == DENIAL_COLUMNS
    assert tuple(decided(Hand()).columns) == APPEAL_OUTCOME_COLUMNS


def test_an_untouched_denial_is_open_at_the_first_level() -> None:
    got = denial(denied())
    assert (got.level, got.prior_levels, got.appeal_pending, got.resolved) == (1, 0, False, False)
    assert (got.recovered_cents, got.denied_charge_cents, got.denied_at) == (0, 30000, day(15))
    assert pd.isna(got.credit)


def test_a_paid_claim_is_no_denial() -> None:
    hand = Hand()
    hand.claim()
    hand.remit(paid=100, cas="CO-45 200")
    assert denials_of(hand).empty


def test_a_claim_billed_to_be_denied_is_not_worked() -> None:
    hand = Hand()
    hand.claim(condition_codes="21")
    hand.remit(cas="PR-96 300")
    assert denials_of(hand).empty


def test_a_filed_appeal_is_pending_until_its_decision_is_known() -> None:
    hand = denied()
    hand.appeal(filed=20, decided=50, outcome="upheld", minutes=60.0)
    assert not denial(hand, before=20).appeal_pending
    assert denial(hand, before=30).appeal_pending
    after = denial(hand, before=60)
    assert (after.appeal_pending, after.level, after.prior_levels, after.resolved) == (False, 2, 1, False)


def test_a_decided_row_supersedes_the_pending_row_of_an_older_export() -> None:
    hand = denied()
    hand.appeal(filed=20)
    hand.appeal(filed=20, decided=50, outcome="overturned", recovered_cents=7000)
    got = denial(hand)
    assert (got.appeal_pending, got.resolved, got.recovered_cents, got.credit) == (
        *(False, True, 7000, "after_appeal"),
    )


def test_a_withdrawn_appeal_leaves_its_level_to_be_worked() -> None:
    hand = denied()
    hand.appeal(filed=20, decided=22, outcome="withdrawn")
    got = denial(hand)
    assert (got.level, got.appeal_pending, got.resolved) == (1, False, False)
    assert decided(hand).empty


def test_a_later_payment_on_the_same_claim_is_a_payers_reprocessing() -> None:
    hand = denied()
    hand.remit("r2", at=40, status_code="22", charge=-300, payer_claim_number="P1")
    hand.remit("r3", at=40, payer_claim_number="P1", paid=100, cas="CO-45 180, PR-2 20")
    got = denial(hand)
    assert (got.resolved, got.recovered_cents, got.credit) == (True, 12000, "payer_reprocess")


def test_a_payment_after_an_appeal_was_filed_is_credited_to_it() -> None:
    hand = denied()
    hand.appeal(filed=20)
    hand.remit("r2", at=40, payer_claim_number="P1", paid=100, cas="CO-45 200")
    assert denial(hand).credit == "after_appeal"


def test_a_replacement_that_was_paid_is_a_correction() -> None:
    hand = denied()
    hand.claim("v2", at=20, frequency_code="7", original_reference="P1")
    hand.remit("r2", at=40, frequency_code="7", paid=100, cas="CO-45 200")
    got = denial(hand)
    assert (got.version_key, got.recovered_cents, got.credit) == ("v1", 10000, "after_correction")


def test_a_denial_is_resolved_as_soon_as_a_later_version_is_sent() -> None:
    hand = denied()
    hand.claim("v2", at=20, frequency_code="7", original_reference="P1")
    assert not denial(hand, before=20).resolved
    got = denial(hand, before=21)
    assert (got.resolved, got.recovered_cents) == (True, 0)


def test_a_version_sent_before_the_denial_was_known_does_not_resolve_it() -> None:
    hand = denied()
    hand.claim("v2", at=13)
    assert not denial(hand).resolved


def test_a_payment_taken_back_is_not_recovered() -> None:
    hand = denied()
    hand.remit("r2", at=40, payer_claim_number="P1", paid=100, cas="CO-45 200")
    hand.remit(
        "r3", at=60, payer_claim_number="P1", status_code="22", charge=-300, paid=-100, cas="CO-45 -200"
    )
    assert denial(hand, before=50).recovered_cents == 10000
    got = denial(hand, before=70)
    assert (got.recovered_cents, got.resolved) == (0, False)


def test_patient_responsibility_recovers_only_as_deductible_coinsurance_or_copay() -> None:
    hand = denied()
    hand.remit("r2", at=40, payer_claim_number="P1", cas="PR-204 300")
    assert denial(hand).recovered_cents == 0
    hand.remit("r3", at=41, payer_claim_number="P1", cas="CO-45 180, PR-1 120")
    assert denial(hand).recovered_cents == 12000


def test_the_secondary_payers_money_is_no_recovery() -> None:
    hand = denied()
    hand.remit("r2", at=40, status_code="2", paid=100, cas="OA-23 200")
    assert denial(hand).recovered_cents == 0


def test_the_appeal_log_wins_over_what_the_remits_imply() -> None:
    hand = denied()
    hand.appeal(filed=20, decided=50, outcome="partial", recovered_cents=4000)
    hand.remit("r2", at=52, payer_claim_number="P1", paid=100, cas="CO-45 200")
    assert denial(hand).recovered_cents == 4000


def test_an_appeal_belongs_to_the_denial_known_when_it_was_filed() -> None:
    hand = denied()
    hand.claim("v2", at=20, frequency_code="7", original_reference="P1")
    hand.remit("r2", at=40, frequency_code="7", payer_claim_number="P2", cas="CO-50 300")
    hand.appeal(filed=45)
    held = denials_of(hand).set_index("version_key")
    assert held["appeal_pending"].to_dict() == {"v1": False, "v2": True}


def test_each_decided_level_is_one_appeal_outcome() -> None:
    hand = denied()
    hand.appeal(filed=20, decided=50, outcome="upheld", minutes=60.0)
    hand.appeal(level=2, filed=60, decided=90, outcome="partial", recovered_cents=5000, minutes=30.0)
    held = decided(hand)
    assert held["level"].tolist() == [1, 2]
    assert held["won"].tolist() == [False, True]
    assert held["decided_at"].tolist() == [day_end(day(50).date()), day_end(day(90).date())]
    assert held["filed_at"].tolist() == [day_end(day(20).date()), day_end(day(60).date())]
    assert held["minutes"].tolist() == [60.0, 30.0]


def test_without_a_log_carc_193_says_that_the_decision_was_maintained() -> None:
    hand = denied()
    hand.remit("r2", at=60, payer_claim_number="P1", cas="CO-193 300")
    held = decided(hand)
    assert held[["version_key", "level", "won", "source"]].to_numpy().tolist() == [["v1", 1, False, "remit"]]


def test_a_logged_appeal_is_not_counted_again_from_the_remit() -> None:
    hand = denied()
    hand.appeal(filed=20, decided=50, outcome="upheld")
    hand.remit("r2", at=60, payer_claim_number="P1", cas="CO-193 300")
    assert decided(hand)["source"].tolist() == ["log"]
