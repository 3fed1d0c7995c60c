"""One claim's journey, read out of the database alone, ends as the claim does among all others."""

from datetime import datetime, time

import pytest

from data.ingest import ingest_bytes
from data.packaging import SEEN_ENOUGH
from data.store import Store
from tests.chains.kit import File, claim, moment, paid, sent, set_rejected, status
from workflow.journey import journey

VISIT = ("0450 99284 800", "0636 J1885 200")
REMIT = """
    CLP*{0}*1*1000*{1}**12*P{0}*13*1
    SVC*HC:99284*800*400*0450*1
    CAS*CO*45*400
    SVC*HC:J1885*200*{2}*0636*1
    CAS*CO*{3}
"""


def state(store: Store, number: str, day: int) -> str:
    """The state of the claim's last version, by the end of a day."""
    at = datetime.combine(moment(day + 1), time())
    return journey(store, number, at).versions[-1].state


def take_in(store: Store, *files: File) -> None:
    for file in files:
        assert ingest_bytes(store, file.name, file.data).error is None


def test_a_line_that_usually_pays_by_itself_is_denied_in_the_journey_too(sqlite_store: Store) -> None:
    others = [f"H{place}" for place in range(SEEN_ENOUGH)]
    paid_apart = "\n".join(REMIT.format(other, 500, 100, "45*100") for other in others)
    take_in(
        sqlite_store,
        sent(1, *(claim(other, *VISIT, bill="13:A") for other in others), control=1),
        sent(2, claim("A1", *VISIT, bill="13:A")),
        paid(15, paid_apart),
        paid(20, REMIT.format("A1", 400, 0, "97*200")),
    )
    assert state(sqlite_store, "A1", 19) == "no answer"
    assert state(sqlite_store, "A1", 20) == "partly_denied"
    assert state(sqlite_store, "H3", 20) == "paid"


@pytest.mark.parametrize(("number", "expected"), [("A1", "no answer"), ("B2", "rejected")])
def test_a_999_speaks_of_the_latest_file_in_the_journey_too(
    sqlite_store: Store, number: str, expected: str
) -> None:
    take_in(
        sqlite_store,
        sent(1, claim("A1", "99213 300"), control=7),
        sent(10, claim("B2", "99214 400", served="20251229"), control=7),
        set_rejected(12, 7),
    )
    assert state(sqlite_store, number, 11) == "no answer"
    assert state(sqlite_store, number, 12) == expected


def test_a_claim_that_hangs_on_no_other_needs_no_surroundings(sqlite_store: Store) -> None:
    take_in(sqlite_store, sent(1, claim("A1", "99213 300")), status(3, "A1", "A7"))
    known = sqlite_store.claim_events("A1")
    assert sqlite_store.surroundings(known) is known
    assert state(sqlite_store, "A1", 3) == "rejected"
