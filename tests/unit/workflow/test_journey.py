import json
from datetime import timedelta

import pytest

from data.clocks import now
from data.errors import NotFoundError
from data.store import Store
from tests.unit.data.claims_by_hand import Hand, day
from tests.unit.workflow.denied import ANSWERED, AS_OF, SENT, Desk
from workflow.journey import Journey, journey, told


def _told() -> Journey:
    desk = Desk()
    desk.denied("A", "197")
    desk.appeal("A", "2026-01-22", "2026-01-28", "upheld")
    desk.claim("A", at=ANSWERED + timedelta(days=3), frequency_code="7", original_reference="ICNA")
    desk.remit("A", "CO 45 12000", paid=8_000, at=ANSWERED + timedelta(days=9), payer_claim_number="ICN2")
    score = {"model": "denial", "sha256": "f" * 64, "value": 0.4, "version_key": "c1:1", "scored_at": SENT}
    later = {**score, "scored_at": AS_OF + timedelta(days=1)}
    return told(desk.events().before(AS_OF), "A", AS_OF, [score, later])


def test_a_journey_tells_every_version_and_what_became_of_it() -> None:
    versions = _told().versions
    assert [(v.version, v.state, v.reason_family) for v in versions] == [
        (1, "denied", "authorization"),
        (2, "paid", None),
    ]
    assert [v.facts["total_charge"] for v in versions] == [200.0, 200.0]
    assert [v.facts["net_paid"] for v in versions] == [0.0, 80.0]


def test_a_journey_is_in_the_order_of_what_was_known_when() -> None:
    entries = _told().entries
    assert [entry.what for entry in entries] == [
        "sent",
        "denial score",
        "remit",
        "outcome",
        "appeal filed",
        "sent",
        "appeal decided",
        "remit",
        "outcome",
    ]
    assert [entry.version for entry in entries if entry.what == "remit"] == [1, 2]
    assert all(entry.why for entry in entries if entry.what in ("sent", "remit"))


def test_a_journey_is_plain_json() -> None:
    held = json.loads(json.dumps(_told().as_json()))
    assert held["versions"][0]["state"] == "denied"
    remit = next(event for event in held["events"] if event["event"] == "remit")
    assert (remit["reasons"], remit["paid"], remit["paid_on"]) == ("CO-197", 0.0, "2026-01-20")


def test_an_unknown_number_is_not_found(tmp_path: object) -> None:
    store = Store.open(f"sqlite:///{tmp_path}/a.db")
    with pytest.raises(NotFoundError):
        journey(store, "NOBODY", now())
    store.close()


def test_a_takeback_stands_in_the_journey_with_the_version_whose_money_it_moves() -> None:
    hand = Hand()
    hand.claim("v1", at=1)
    hand.remit("r1", at=15, paid=200, cas="CO-45 100", payer_claim_number="P1")
    hand.takeback("t:1:1", "P1", 200, at=40)
    entry = told(hand.events(), "C1", day(60), []).entries[-1]
    assert (entry.what, entry.version, entry.why) == ("takeback", 1, "payer_number")
    assert entry.facts == {"reason_code": "WO", "amount": 200.0}
