from datetime import timedelta

import pytest

from data import tables
from data.database import reading
from data.payer_proposals import Proposal, proposals
from data.store import Store
from data.unmatched import COLUMNS, unmatched, untied_counts
from tests.unit.data.claims_by_hand import Hand, day
from tests.unit.data.hand_made import DAY_ONE, claim, payer, put, remit, status, takeback
from tests.unit.data.hand_made import day as day_of_2026


def listed(hand: Hand, at: float = 200) -> list[tuple[str, str]]:
    held = unmatched(hand.events().before(day(at)), day(at))
    assert tuple(held.columns) == COLUMNS
    return list(zip(held["kind"], held["key"], strict=True))


def test_nothing_unmatched_is_an_empty_list() -> None:
    assert listed(Hand()) == []


def test_answers_without_their_claim_are_listed_newest_first() -> None:
    hand = Hand()
    hand.claim("v1")
    hand.remit("r1", at=15, payer_claim_number="P1", paid=200, cas="CO-45 100")
    hand.remit("r2", at=16, claim_id="C2")
    hand.status("s1", at=3, claim_id="C2")
    hand.takeback("t:1:1", "P1", 50, at=40)
    hand.takeback("t:2:1", "P2", 50, at=41)
    assert listed(hand) == [("takeback", "t:2:1"), ("remit", "r2"), ("status", "s1")]


@pytest.mark.parametrize(("reason", "expected"), [("WO", 1), ("72", 1), ("FB", 0), ("L6", 0), ("IR", 0)])
def test_what_moves_no_money_of_a_claim_is_no_takeback(reason: str, expected: int) -> None:
    hand = Hand()
    hand.takeback("t:1:1", "P2", 50, reason_code=reason)
    assert len(listed(hand)) == expected


@pytest.mark.parametrize(("days", "expected"), [(119, []), (120, [("claim", "v1")])])
def test_a_claim_is_overdue_when_the_window_of_its_payer_has_ended(days: int, expected: list) -> None:
    hand = Hand()
    hand.claim("v1", at=1)
    assert listed(hand, at=1 + days) == expected
    held = unmatched(hand.events(), day(1 + days))
    assert [at.to_pydatetime() for at in held["overdue_at"]] == [day(121)] * len(expected)


def test_of_a_claim_only_the_newest_version_is_overdue_and_not_once_it_is_answered() -> None:
    hand = Hand()
    hand.claim("v1", at=1, content_key="k")
    hand.claim("v2", at=20, frequency_code="7", content_key="m")
    hand.claim("v3", at=21, frequency_code="7", content_key="m")
    assert listed(hand) == [("claim", "v2")]
    hand.remit("r1", at=40, paid=200, cas="CO-45 100", frequency_code="7")
    assert listed(hand) == []


def test_a_claim_sent_again_as_it_was_after_its_denial_is_overdue_itself() -> None:
    hand = Hand()
    hand.claim("v1", at=1, content_key="k")
    hand.remit("r1", at=15, cas="CO-197 300")
    hand.claim("v2", at=20, content_key="k")
    assert listed(hand) == [("claim", "v2")]


@pytest.mark.parametrize("more", [{"frequency_code": "8"}, {"condition_codes": "21"}])
def test_claims_that_ask_for_no_payment_are_never_overdue(more: dict) -> None:
    hand = Hand()
    hand.claim("v1", **more)
    assert listed(hand) == []


def test_what_came_later_is_not_listed() -> None:
    hand = Hand()
    hand.remit("r1", at=15)
    hand.claim("v1", submitted_at=day(1), available_at=day(30))
    assert listed(hand, at=29) == [("remit", "r1")]
    assert listed(hand, at=31) == []


def test_untied_answers_are_counted_in_the_database(store: Store) -> None:
    put(
        store,
        (tables.CLAIMS, [claim("f", 1, "C1")]),
        (tables.REMITS, [remit("g", 1, "C1", payer_claim_number="P1"), remit("g", 2, "C2")]),
        (tables.STATUSES, [status("h", 1, "C2"), status("h", 2, "C3")]),
        (
            tables.PROVIDER_ADJUSTMENTS,
            [takeback("i", 1, "P1", day_of_2026(9)), takeback("i", 2, "P9", day_of_2026(9))],
        ),
    )
    with reading(store.engine) as connection:
        assert untied_counts(connection) == {"remit": 1, "status": 2, "takeback": 1}


def with_answers_of(store: Store, *payers: str, billed: str = "60054") -> list[Proposal]:
    for place, payer_id in enumerate(payers, start=len(store.rows(tables.CLAIMS))):
        number, at = f"C{place}", day_of_2026(place + 1)
        put(store, (tables.CLAIMS, [claim(f"f{place}", 1, number, at, payer_id=billed)]))
        answer = remit(f"g{place}", 1, number, at + timedelta(days=9), payer_id=payer_id)
        put(store, (tables.REMITS, [answer]))
    with reading(store.engine) as connection:
        return proposals(connection)


def test_an_id_that_only_remits_use_is_proposed_for_the_payer_that_was_billed(store: Store) -> None:
    assert with_answers_of(store, "AETNA01", "AETNA01") == []
    assert with_answers_of(store, "AETNA01", "60054") == [Proposal("AETNA01", "60054", 3)]


def test_an_id_seen_with_several_payers_is_not_proposed(sqlite_store: Store) -> None:
    with_answers_of(sqlite_store, *["HOUSE"] * 3)
    assert with_answers_of(sqlite_store, *["HOUSE"] * 3, billed="62308") == []


def test_a_payer_that_only_coverages_name_is_proposed_for_the_payer_of_the_members_claims(
    store: Store,
) -> None:
    for place in range(3):
        member = f"M{place}"
        told = claim("f", place + 1, f"C{place}", payer_id="60054", member_id=member)
        put(store, (tables.CLAIMS, [told]))
        row = {"coverage_key": member, "file_sha256": "c", "position": place, "member_id": member}
        row |= {"payer_id": "AETNA", "effective_on": DAY_ONE.date(), "available_at": DAY_ONE}
        put(store, (tables.COVERAGES, [row]))
    with reading(store.engine) as connection:
        assert proposals(connection) == [Proposal("AETNA", "60054", 3)]


def test_what_was_declared_is_not_proposed_again(sqlite_store: Store) -> None:
    with_answers_of(sqlite_store, *["AETNA01"] * 3)
    put(sqlite_store, (tables.PAYERS, [payer("p", 1, "aetna01", "60054")]))
    assert with_answers_of(sqlite_store) == []
