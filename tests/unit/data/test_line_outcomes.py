"""What the payer said of each line, where its remit tells of lines and where it does not."""

from data.outcomes import line_outcomes
from tests.unit.data.claims_by_hand import Hand, two_lines


def test_line_outcomes_follow_the_matched_lines() -> None:
    hand = Hand()
    hand.claim(lines=[{"charge": 200}, {"charge": 100, "code": "36415"}])
    hand.remit(
        paid=120,
        lines=[
            {"charge": 100, "code": "36415", "cas": "CO-97 100"},
            {"charge": 200, "paid": 120, "cas": "CO-45 60, PR-2 20"},
        ],
    )
    held = line_outcomes(hand.events()).set_index("line")
    assert held["denied"].to_dict() == {1: False, 2: True}
    assert held["allowed_cents"].to_dict() == {1: 14000, 2: 0}
    assert held.loc[2, ["family", "carc"]].tolist() == ["bundling", "97"]


def test_without_svc_the_lines_follow_the_claim() -> None:
    hand = Hand()
    hand.claim(lines=[{"charge": 200}, {"charge": 100}])
    hand.remit(cas="CO-29 300")
    held = line_outcomes(hand.events())
    assert held["denied"].tolist() == [True, True]
    assert held["carc"].tolist() == ["29", "29"]
    assert held["paid_cents"].tolist() == [0, 0]


def test_without_svc_the_amounts_of_paid_lines_are_missing_not_zero() -> None:
    hand = Hand()
    hand.claim(lines=[{"charge": 200}, {"charge": 100}])
    hand.remit(paid=120, cas="CO-45 180")
    held = line_outcomes(hand.events())
    assert held["denied"].tolist() == [False, False]
    assert held["allowed_cents"].isna().all()


def test_a_claim_level_denial_holds_for_lines_that_carry_no_reason() -> None:
    hand = Hand()
    hand.claim(lines=[{"charge": 200}, {"charge": 100}])
    hand.remit(cas="CO-29 300", lines=[{"charge": 200}, {"charge": 100}])
    assert line_outcomes(hand.events())["family"].tolist() == ["timely", "timely"]


def test_lines_billed_to_be_denied_have_no_line_outcome() -> None:
    hand = Hand()
    hand.claim(lines=[{"charge": 200}, {"charge": 100, "modifiers": "25 GZ"}])
    hand.remit(**two_lines({"paid": 120, "cas": "CO-45 80"}, {"cas": "CO-50 100", "modifiers": "25 GZ"}))
    assert line_outcomes(hand.events())["line"].tolist() == [1]


def test_a_line_that_the_payer_split_is_judged_as_a_whole() -> None:
    hand = Hand()
    hand.claim(lines=[{"charge": 300, "line_control": "L1"}])
    half = {"charge": 150, "line_control": "L1"}
    hand.remit(paid=90, lines=[{**half, "paid": 90, "cas": "CO-45 60"}, {**half, "cas": "CO-151 150"}])
    held = line_outcomes(hand.events())
    assert held["denied"].tolist() == [False]
    assert held["paid_cents"].tolist() == [9000]
