"""The same thing told or sent twice, and different things under one number."""

import pytest

from tests.chains.conftest import Tell
from tests.chains.kit import claim, paid, sent, table

ONE = claim("A1", "99213 300")
DENIED = "CLP*A1*4*300*0**12*P1*11*1 \n SVC*HC:99213*300*0**1 \n CAS*CO*45*220**197*80"
PAID = "CLP*A1*1*300*80**12*P1*11*1 \n SVC*HC:99213*300*80**1 \n CAS*CO*45*220"
CORRECTED = "CLP*A1*22*-300*0**12*P1*11*1 \n CAS*CO*45*-220**197*-80 \n" + PAID


def test_an_835_told_again_in_another_envelope_counts_once(tell_both: Tell) -> None:
    told = tell_both(
        sent(1, ONE),
        paid(15, DENIED),
        paid(30, CORRECTED),
        paid(30, CORRECTED, control=930),
    )
    assert told.known(15, 30) == table("""
        day | claim | state  | label | family        | denied | recovered | queue
        15  | A1/1  | denied | fails | authorization | 300    | 0         | open
        30  | A1/1  | denied | fails | authorization | 300    | 80        | closed
    """)


def test_a_claim_sent_again_unanswered_leaves_the_outcome_with_the_first(tell_both: Tell) -> None:
    told = tell_both(sent(1, ONE), sent(4, ONE), paid(15, DENIED))
    assert told.known(4, 15) == table("""
        day | claim | state  | label | family        | denied | recovered | queue
        4   | A1/1  | -      | -     | -             | -      | -         | -
            | A1/2  | -      | -     | -             | -      | -         | -
        15  | A1/1  | denied | fails | authorization | 300    | 0         | open
            | A1/2  | -      | -     | -             | -      | -         | -
    """)


def test_a_claim_sent_again_unchanged_after_its_denial_stands_for_itself(tell: Tell) -> None:
    told = tell(
        sent(1, ONE),
        paid(15, DENIED),
        sent(20, ONE),
        paid(34, "CLP*A1*4*300*0**12*P2*11*1 \n CAS*OA*18*300"),
    )
    assert told.known(20, 34) == table("""
        day | claim | state  | label | family        | denied | recovered | queue
        20  | A1/1  | denied | fails | authorization | 300    | 0         | closed
            | A1/2  | -      | -     | -             | -      | -         | -
        34  | A1/1  | denied | fails | authorization | 300    | 0         | closed
            | A1/2  | denied | fails | duplicate     | 300    | 0         | open
    """)


def test_a_second_version_sent_while_the_first_pends_gets_its_own_answer(tell_both: Tell) -> None:
    told = tell_both(
        sent(1, ONE),
        sent(10, claim("A1", "99213 300", "36415 50", frequency=7, replaces="P1")),
        paid(15, DENIED),
        paid(
            28,
            """
            CLP*A1*1*350*100**12*P2*11*7
            SVC*HC:99213*300*80**1
            CAS*CO*45*220
            SVC*HC:36415*50*20**1
            CAS*CO*45*30
            """,
        ),
    )
    assert told.known(10, 15, 28) == table("""
        day | claim | state  | label  | family        | denied | recovered | queue
        10  | A1/1  | -      | -      | -             | -      | -         | -
            | A1/2  | -      | -      | -             | -      | -         | -
        15  | A1/1  | denied | fails  | authorization | 300    | 0         | open
            | A1/2  | -      | -      | -             | -      | -         | -
        28  | A1/1  | denied | fails  | authorization | 300    | 100       | closed
            | A1/2  | paid   | passes | -             | -      | -         | -
    """)


def test_a_claim_number_used_again_a_year_later_is_another_claim(tell_both: Tell) -> None:
    told = tell_both(
        sent(1, ONE),
        paid(15, DENIED),
        sent(400, claim("A1", "99213 300", served="20270203")),
        paid(
            420, "CLP*A1*1*300*80**12*P8*11*1 \n SVC*HC:99213*300*80**1 \n CAS*CO*45*220", served="20270203"
        ),
    )
    assert told.known(400, 420) == table("""
        day | claim | state  | label  | family        | denied | recovered | queue
        400 | A1/1  | denied | fails  | authorization | 300    | 0         | open
            | A1/1  | -      | -      | -             | -      | -         | -
        420 | A1/1  | denied | fails  | authorization | 300    | 0         | open
            | A1/1  | paid   | passes | -             | -      | -         | -
    """)


def test_visits_of_different_days_under_one_account_number_are_different_claims(tell: Tell) -> None:
    told = tell(
        sent(1, ONE),
        sent(2, claim("A1", "99213 300", served="20251215")),
        paid(15, DENIED),
        paid(16, PAID.replace("P1", "P2"), served="20251215"),
    )
    assert told.known(16) == table("""
        day | claim | state  | label  | family        | denied | recovered | queue
        16  | A1/1  | denied | fails  | authorization | 300    | 0         | open
            | A1/1  | paid   | passes | -             | -      | -         | -
    """)


@pytest.mark.parametrize("first", ["duplicate", "payment"])
def test_a_duplicate_called_beside_the_payment_is_no_denial_of_the_claim(tell: Tell, first: str) -> None:
    duplicate = "CLP*A1*4*300*0**12*P2*11*1 \n SVC*HC:99213*300*0**1 \n CAS*OA*18*300"
    payment = "CLP*A1*1*300*80**12*P1*11*1 \n SVC*HC:99213*300*80**1 \n CAS*CO*45*220"
    both = [duplicate, payment] if first == "duplicate" else [payment, duplicate]
    told = tell(sent(1, ONE), sent(4, ONE, control=99), paid(15, " \n ".join(both)))
    assert told.known(15) == table("""
        day | claim | state | label  | family | denied | recovered | queue
        15  | A1/1  | paid  | passes | -      | -      | -         | -
            | A1/2  | -     | -      | -      | -      | -         | -
    """)


def test_a_duplicate_called_of_a_claim_sent_once_is_a_denial(tell: Tell) -> None:
    told = tell(sent(1, ONE), paid(15, "CLP*A1*4*300*0**12*P2*11*1 \n CAS*OA*18*300"))
    assert told.known(15) == table("""
        day | claim | state  | label | family    | denied | recovered | queue
        15  | A1/1  | denied | fails | duplicate | 300    | 0         | open
    """)


def test_a_payer_that_pays_no_sooner_than_in_two_weeks_answers_the_first_version(tell: Tell) -> None:
    told = tell(
        sent(1, claim("A1", "99213 300", filing="MB")),
        sent(10, claim("A1", "99213:25 300", filing="MB")),
        paid(15, "CLP*A1*4*300*0**MB*P1*11*1 \n SVC*HC:99213*300*0**1 \n CAS*CO*197*300"),
        paid(28, "CLP*A1*1*300*80**MB*P2*11*1 \n SVC*HC:99213:25*300*80**1 \n CAS*CO*45*220"),
    )
    assert told.known(28) == table("""
        day | claim | state  | label  | family        | denied | recovered | queue
        28  | A1/1  | denied | fails  | authorization | 300    | 80        | closed
            | A1/2  | paid   | passes | -             | -      | -         | -
    """)
