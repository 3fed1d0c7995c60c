from typing import Any

import pandas as pd

from data.answers import linked_remits, resent_versions
from data.appeals import denials
from data.outcomes import claim_outcomes
from tests.unit.data.claims_by_hand import Hand, day


def sent(*days: float) -> Hand:
    """The same claim sent on some days; its versions are called by the day."""
    hand = Hand()
    for at in days:
        hand.claim(f"v{at:g}", at=at, content_key="same")
    return hand


def states(hand: Hand) -> dict[str, str]:
    held = claim_outcomes(hand.events())
    return dict(zip(held["version_key"], held["state"], strict=True))


def tie(hand: Hand, event: str, **ties: str) -> Any:
    """The hand's events with some answers tied to other versions than the linking chose."""
    events = hand.events()
    links = events.links.copy()
    for key, version in ties.items():
        links.loc[(links["event_key"] == key) & (links["event"] == event), "version_key"] = version
    return events.__class__(
        **{name: getattr(events, name) for name in events.__dataclass_fields__ if name != "links"},
        links=links,
    )


def test_whichever_version_a_remit_is_tied_to_the_first_carries_it() -> None:
    hand = sent(1, 4)
    hand.remit("r1", at=15, cas="CO-197 300")
    for version in ("v1", "v4"):
        held = claim_outcomes(tie(hand, "remit", r1=version))
        assert held[["version_key", "version", "state"]].values.tolist() == [["v1", 1, "denied"]]


def test_the_same_content_sent_after_an_answer_stands_for_itself() -> None:
    hand = sent(1, 20)
    hand.remit("r1", at=15, cas="CO-197 300")
    hand.remit("r2", at=30, paid=100, cas="CO-45 200")
    assert states(hand) == {"v1": "denied", "v20": "paid"}
    assert resent_versions(hand.events()).empty


def test_the_same_content_sent_at_the_moment_of_the_answer_could_not_know_it() -> None:
    hand = sent(1, 15)
    hand.remit("r1", at=15, cas="CO-197 300")
    assert resent_versions(hand.events()).tolist() == ["v15"]


def test_pending_is_no_answer_that_a_resend_could_follow() -> None:
    hand = sent(1, 20)
    hand.remit("r1", at=15, cas="OA-133 300")
    assert resent_versions(hand.events()).tolist() == ["v20"]


def test_a_rejected_claim_sent_again_as_it_was_gets_the_payers_answer() -> None:
    hand = sent(1, 5)
    hand.status("s1", at=3, category="A7")
    hand.remit("r1", at=20, paid=100, cas="CO-45 200")
    assert states(hand) == {"v1": "rejected", "v5": "paid"}


def test_the_rejection_of_one_of_two_identical_versions_rejects_nothing() -> None:
    hand = sent(1, 2)
    hand.status("s2", at=4, category="A3")
    hand.remit("r1", at=20, paid=100, cas="CO-45 200")
    assert states(hand) == {"v1": "paid"}


def test_identical_versions_are_rejected_when_the_last_of_them_is() -> None:
    hand = sent(1, 2)
    hand.status("s1", at=4, category="A3")
    hand.status("s2", at=6, category="A3")
    events = tie(hand, "status", s1="v1", s2="v2")
    held = claim_outcomes(events)
    assert held[["version_key", "state", "decided_at"]].values.tolist() == [
        ["v1", "rejected", pd.Timestamp(day(6))]
    ]


def test_claims_of_different_content_are_no_resends() -> None:
    hand = sent(1)
    hand.claim("v4", at=4, content_key="other")
    assert resent_versions(hand.events()).empty


def test_a_resend_does_not_close_a_denial_as_a_correction_would() -> None:
    hand = sent(1, 15)
    hand.remit("r1", at=15, cas="CO-197 300")
    events = hand.events()
    assert denials(events, claim_outcomes(events))["resolved"].tolist() == [False]


def test_a_remit_told_again_counts_for_nothing() -> None:
    hand = sent(1)
    hand.remit("r1", at=15, cas="CO-197 300", file_sha256="one", content_key="told")
    hand.remit("r2", at=16, cas="CO-197 300", file_sha256="two", content_key="told")
    assert linked_remits(hand.events())["remit_key"].tolist() == ["r1"]
