"""Denials, and what a corrected claim, a new claim or the payer itself makes of them."""

from datetime import datetime

import pytest

from data.ingest import ingest_bytes
from data.store import Store
from tests.chains.conftest import Tell
from tests.chains.kit import Told, claim, paid, sent, table

DENIED = """
    CLP*A1*4*300*0**12*P1*11*1
    SVC*HC:99213*300*0**1
    CAS*CO*45*220
    CAS*CO*197*80
"""


def test_a_denial_is_corrected_reversed_and_paid(tell_both: Tell) -> None:
    told = tell_both(
        sent(1, claim("A1", "99213 300")),
        paid(15, DENIED),
        sent(20, claim("A1", "99213 300", frequency=7, replaces="P1")),
        paid(
            34,
            """
            CLP*A1*22*-300*0**12*P1*11*1
            CAS*CO*45*-220
            CAS*CO*197*-80
            CLP*A1*1*300*64*16*12*P2*11*7
            SVC*HC:99213*300*64**1
            CAS*CO*45*220
            CAS*PR*2*16
            """,
        ),
    )
    assert told.known(14, 15, 20, 34) == table("""
        day | claim | state  | label  | family        | denied | recovered | queue
        14  | A1/1  | -      | -      | -             | -      | -         | -
        15  | A1/1  | denied | fails  | authorization | 300    | 0         | open
        20  | A1/1  | denied | fails  | authorization | 300    | 0         | closed
            | A1/2  | -      | -      | -             | -      | -         | -
        34  | A1/1  | denied | fails  | authorization | 300    | 80        | closed
            | A1/2  | paid   | passes | -             | -      | -         | -
    """)
    assert told.credits(34) == {"A1/1": "after_correction"}


def test_a_payer_reverses_its_own_denial_and_pays(tell: Tell) -> None:
    told = tell(
        sent(1, claim("A1", "99213 300")),
        paid(15, DENIED),
        paid(
            40,
            """
            CLP*A1*22*-300*0**12*P1*11*1
            CAS*CO*45*-220
            CAS*CO*197*-80
            CLP*A1*1*300*80**12*P1*11*1
            SVC*HC:99213*300*80**1
            CAS*CO*45*220
            """,
        ),
    )
    assert told.known(39, 40) == table("""
        day | claim | state  | label | family        | denied | recovered | queue
        39  | A1/1  | denied | fails | authorization | 300    | 0         | open
        40  | A1/1  | denied | fails | authorization | 300    | 80        | closed
    """)
    assert told.credits(40) == {"A1/1": "payer_reprocess"}


def test_a_correction_that_is_denied_again_is_a_second_denial(tell: Tell) -> None:
    told = tell(
        sent(1, claim("A1", "99213 300")),
        paid(15, "CLP*A1*4*300*0**12*P1*11*1 \n CAS*CO*16*300"),
        sent(20, claim("A1", "99213 300", frequency=7, replaces="P1")),
        paid(34, "CLP*A1*4*300*0*300*12*P2*11*7 \n CAS*PR*204*300"),
    )
    assert told.known(34) == table("""
        day | claim | state  | label | family      | denied | recovered | queue
        34  | A1/1  | denied | fails | missing     | 300    | 0         | closed
            | A1/2  | denied | fails | not_covered | 300    | 0         | open
    """)


def test_the_same_service_under_a_new_claim_number_recovers_the_old_ones_money(tell: Tell) -> None:
    told = tell(
        sent(1, claim("A1", "99213 300")),
        paid(15, DENIED),
        sent(25, claim("B7", "99213 300")),
        paid(40, "CLP*B7*1*300*80**12*P9*11*1 \n SVC*HC:99213*300*80**1 \n CAS*CO*45*220"),
    )
    assert told.known(15, 25, 40) == table("""
        day | claim | state  | label  | family        | denied | recovered | queue
        15  | A1/1  | denied | fails  | authorization | 300    | 0         | open
        25  | A1/1  | denied | fails  | authorization | 300    | 0         | closed
            | B7/2  | -      | -      | -             | -      | -         | -
        40  | A1/1  | denied | fails  | authorization | 300    | 80        | closed
            | B7/2  | paid   | passes | -             | -      | -         | -
    """)


def test_a_corrected_claim_adds_what_it_paid_above_the_partial_payment(tell: Tell) -> None:
    told = tell(
        sent(1, claim("A1", "99213 200", "36415 100")),
        paid(
            15,
            """
            CLP*A1*1*300*120**12*P1*11*1
            SVC*HC:99213*200*120**1
            CAS*CO*45*80
            SVC*HC:36415*100*0**1
            CAS*CO*4*100
            """,
        ),
        sent(20, claim("A1", "99213 200", "36415:59 100", frequency=7, replaces="P1")),
        paid(
            34,
            """
            CLP*A1*22*-300*-120**12*P1*11*1
            CAS*CO*45*-80
            CAS*CO*4*-100
            CLP*A1*1*300*150**12*P2*11*7
            SVC*HC:99213*200*120**1
            CAS*CO*45*80
            SVC*HC:36415:59*100*30**1
            CAS*CO*45*70
            """,
        ),
    )
    assert told.known(15, 34) == table("""
        day | claim | state         | label  | family | denied | recovered | queue
        15  | A1/1  | partly_denied | fails  | coding | 100    | 0         | open
        34  | A1/1  | partly_denied | fails  | coding | 100    | 30        | closed
            | A1/2  | paid          | passes | -      | -      | -         | -
    """)


def test_a_claim_that_comes_after_its_remit_is_tied_backwards(tell_both: Tell) -> None:
    late = sent(30, claim("A1", "99213 300"))
    told = tell_both(paid(31, DENIED), late)
    assert told.known(30, 31) == table("""
        day | claim | state  | label | family        | denied | recovered | queue
        30  | A1/1  | -      | -     | -             | -      | -         | -
        31  | A1/1  | denied | fails | authorization | 300    | 0         | open
    """)


def test_a_payer_that_keeps_its_number_for_the_corrected_claim_denies_that_one(tell: Tell) -> None:
    told = tell(
        sent(1, claim("A1", "99213 300")),
        paid(15, DENIED),
        sent(20, claim("A1", "99213 300", "36415 50", frequency=7, replaces="P1")),
        paid(34, "CLP*A1*4*350*0**12*P1*11*7 \n CAS*CO*50*350"),
    )
    assert told.known(34) == table("""
        day | claim | state  | label | family        | denied | recovered | queue
        34  | A1/1  | denied | fails | authorization | 300    | 0         | closed
            | A1/2  | denied | fails | necessity     | 350    | 0         | open
    """)


def test_what_was_paid_after_two_denials_recovers_the_second(tell: Tell) -> None:
    told = tell(
        sent(1, claim("A1", "99213 300")),
        paid(15, DENIED),
        sent(20, claim("A1", "99213:25 300", frequency=7, replaces="P1")),
        paid(34, "CLP*A1*4*300*0**12*P2*11*7 \n CAS*CO*50*300"),
        sent(40, claim("A1", "99213:59 300", frequency=7, replaces="P2")),
        paid(54, "CLP*A1*1*300*80**12*P3*11*7 \n SVC*HC:99213:59*300*80**1 \n CAS*CO*45*220"),
    )
    assert told.known(54) == table("""
        day | claim | state  | label  | family        | denied | recovered | queue
        54  | A1/1  | denied | fails  | authorization | 300    | 0         | closed
            | A1/2  | denied | fails  | necessity     | 300    | 80        | closed
            | A1/3  | paid   | passes | -             | -      | -         | -
    """)


@pytest.mark.parametrize("control", range(100, 106))
def test_an_archive_received_at_once_is_put_in_the_order_it_was_sent_in(
    sqlite_store: Store, control: int
) -> None:
    corrected = """
        CLP*A1*22*-300*0**12*P1*11*1
        CAS*CO*45*-220**197*-80
        CLP*A1*1*300*80**12*P2*11*7
        SVC*HC:99213*300*80**1
        CAS*CO*45*220
    """
    files = [
        sent(1, claim("A1", "99213 300"), control=control),  # another control number is another file's hash
        paid(15, DENIED),
        sent(20, claim("A1", "99213 300", frequency=7, replaces="P1")),
        paid(34, corrected),
    ]
    for file in files:
        ingest_bytes(sqlite_store, file.name, file.data, received_at=datetime(2026, 6, 1))  # noqa: DTZ001 - UTC
    assert Told(sqlite_store.events()).known(200) == table("""
        day | claim | state  | label  | family        | denied | recovered | queue
        200 | A1/1  | denied | fails  | authorization | 300    | 80        | closed
            | A1/2  | paid   | passes | -             | -      | -         | -
    """)
