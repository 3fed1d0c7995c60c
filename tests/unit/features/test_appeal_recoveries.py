from datetime import timedelta

import numpy as np
import pytest

from data.codes.appeal_codes import prior_rule
from features.appeal_recoveries import ENOUGH, TRUST, recovery_trust
from features.knowledge import Knowledge
from models.appeal import AppealScorer
from tests.unit.workflow.denied import ANSWERED, AS_OF, SENT, Desk
from workflow.queue import open_denials

AGO = timedelta(days=300)


def _desk(paid_again: int, lost: int = 10) -> Desk:
    """Old denials of one payer for authorization, some of them paid later; an open one of two payers each."""
    desk = Desk()
    for place in range(paid_again + lost):
        name, at = f"OLD{place}", SENT - AGO
        desk.claim(name, at=at)
        desk.remit(name, "CO 197 20000", at=at + timedelta(days=15))
        if place < paid_again:
            desk.remit(name, "CO 45 12000", paid=8_000, at=at + timedelta(days=60))
    desk.denied("SAME", "197")
    desk.claim("OTHER", payer_id="PAY2")
    desk.remit("OTHER", "CO 29 20000", payer_id="PAY2")
    return desk


def _chances(desk: Desk) -> dict[str, tuple[float, str]]:
    events = desk.events()
    queue = open_denials(events, AppealScorer.prior(), as_of=AS_OF, knowledge=Knowledge.build(events))
    told = zip(queue.frame["win_probability"], queue.frame["win_basis"], strict=True)
    spoken = queue.frame["win_basis"] != "table"
    assert queue.frame.loc[spoken, "low_support"].all()
    return dict(zip(queue.frame["claim_id"], told, strict=True))


def test_without_appeals_what_was_paid_after_denials_moves_the_prior() -> None:
    prior = prior_rule("authorization", 1, ANSWERED.date()).win
    often, seldom = _chances(_desk(30))["SAME"], _chances(_desk(0, lost=40))["SAME"]
    assert seldom[0] < prior < often[0]
    assert (often[1], seldom[1]) == ("recoveries", "recoveries")


def test_what_no_recovery_speaks_of_stays_with_the_prior() -> None:
    chance, basis = _chances(_desk(30))["OTHER"]
    assert (chance, basis) == (pytest.approx(prior_rule("timely", 1, ANSWERED.date()).win), "prior")


def test_a_young_denial_is_no_loss_yet() -> None:
    desk = Desk()
    for place in range(40):
        desk.denied(f"YOUNG{place}", "197")
    assert {basis for _, basis in _chances(desk).values()} == {"prior"}


def _with_lost(appeals: int) -> tuple[float, str]:
    """What is told of a denial like those often paid again, with so many appeals lost on file."""
    desk = _desk(30, lost=30)
    for place in range(appeals):
        desk.appeal(f"OLD{30 + place}", "2025-06-01", "2025-07-01", "upheld")
    return _chances(desk)["SAME"]


def test_the_first_appeals_are_mixed_with_what_recoveries_tell() -> None:
    told = [_with_lost(appeals) for appeals in (0, 1, 2, 19, 20, 21)]
    assert [basis for _, basis in told] == ["recoveries", *["table"] * 5]
    chances = np.array([chance for chance, _ in told])
    falls = -np.diff(chances)
    assert (falls > 0).all()
    # The twentieth appeal is one among others: nothing is forgotten with it.
    assert falls[3] == pytest.approx(falls[4], rel=0.5)


def test_recoveries_are_believed_less_with_each_appeal_and_in_the_end_not_asked() -> None:
    trust = [recovery_trust(decided) for decided in range(ENOUGH + 50)]
    assert trust[0] == TRUST
    assert np.diff(trust).min() == pytest.approx(-TRUST / ENOUGH)
    assert not any(trust[ENOUGH:])
    assert all(trust[:ENOUGH])


def test_enough_appeals_on_file_speak_for_themselves() -> None:
    desk = _desk(30)
    for place in range(20):
        desk.appeal(f"OLD{30 + place}" if place < 10 else f"OLD{place}", "2025-06-01", "2025-07-01", "upheld")
    chance, basis = _chances(desk)["SAME"]
    assert basis == "table"
    assert chance < prior_rule("authorization", 1, ANSWERED.date()).win
    assert np.isfinite(chance)
