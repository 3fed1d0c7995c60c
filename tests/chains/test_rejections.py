"""Claims that no payer took in, and what was sent instead."""

from tests.chains.conftest import Tell
from tests.chains.kit import claim, file_rejected, paid, sent, set_rejected, status, table

ONE = claim("A1", "99213 300")
DENIED = "CLP*A1*4*300*0**12*P1*11*1 \n SVC*HC:99213*300*0**1 \n CAS*CO*45*220**197*80"
PAID = "CLP*A1*1*300*80**12*P1*11*1 \n SVC*HC:99213*300*80**1 \n CAS*CO*45*220"
AGAIN = """
    day | claim | state    | label  | family | denied | recovered | queue
    1   | A1/1  | -        | -      | -      | -      | -         | -
    3   | A1/1  | rejected | -      | -      | -      | -         | -
    5   | A1/1  | rejected | -      | -      | -      | -         | -
        | A1/2  | -        | -      | -      | -      | -         | -
    20  | A1/1  | rejected | -      | -      | -      | -         | -
        | A1/2  | paid     | passes | -      | -      | -         | -
"""


def test_a_claim_rejected_at_the_door_is_sent_again_and_paid(tell_both: Tell) -> None:
    mended = claim("A1", "99213:25 300")
    told = tell_both(sent(1, ONE), status(3, "A1", "A7"), sent(5, mended), paid(20, PAID))
    assert told.known(1, 3, 5, 20) == table(AGAIN)


def test_an_accepted_claim_waits_for_its_payer(tell: Tell) -> None:
    told = tell(sent(1, ONE), status(2, "A1", "A2", "P1"), paid(20, PAID))
    assert told.known(2, 20) == table("""
        day | claim | state | label  | family | denied | recovered | queue
        2   | A1/1  | -     | -      | -      | -      | -         | -
        20  | A1/1  | paid  | passes | -      | -      | -         | -
    """)


def test_a_set_that_a_999_rejected_is_sent_again_as_it_was_and_paid(tell_both: Tell) -> None:
    told = tell_both(sent(1, ONE, control=41), set_rejected(3, 41), sent(5, ONE, control=42), paid(20, PAID))
    assert told.known(1, 3, 5, 20) == table(AGAIN)


def test_a_file_that_a_ta1_rejected_is_sent_again_as_it_was_and_paid(tell: Tell) -> None:
    told = tell(sent(1, ONE, control=41), file_rejected(3, 41, 1), sent(5, ONE, control=42), paid(20, PAID))
    assert told.known(1, 3, 5, 20) == table(AGAIN)


def test_a_999_speaks_of_the_latest_file_with_its_control_numbers(tell: Tell) -> None:
    other = claim("B2", "99214 400", served="20251229")
    told = tell(sent(1, ONE, control=7), sent(10, other, control=7), set_rejected(12, 7))
    assert told.known(12) == table("""
        day | claim | state    | label | family | denied | recovered | queue
        12  | A1/1  | -        | -     | -      | -      | -         | -
            | B2/1  | rejected | -     | -      | -      | -         | -
    """)


def test_a_999_of_long_ago_numbers_does_not_reject_a_claim_that_was_answered(tell: Tell) -> None:
    told = tell(sent(1, ONE, control=7), status(2, "A1", "A2", "P1"), set_rejected(12, 7), paid(20, PAID))
    assert told.known(12, 20) == table("""
        day | claim | state | label  | family | denied | recovered | queue
        12  | A1/1  | -     | -      | -      | -      | -         | -
        20  | A1/1  | paid  | passes | -      | -      | -         | -
    """)


def test_a_999_that_comes_after_sixty_days_is_about_another_file(tell: Tell) -> None:
    told = tell(sent(1, ONE, control=7), set_rejected(62, 7))
    assert told.known(62) == table("""
        day | claim | state | label | family | denied | recovered | queue
        62  | A1/1  | -     | -     | -      | -      | -         | -
    """)


def test_a_correction_that_was_rejected_at_the_door_leaves_the_denial_open(tell: Tell) -> None:
    told = tell(
        sent(1, ONE),
        paid(15, DENIED),
        sent(20, claim("A1", "99213:25 300", frequency=7, replaces="P1")),
        status(22, "A1", "A7"),
    )
    assert told.known(21, 22) == table("""
        day | claim | state    | label | family        | denied | recovered | queue
        21  | A1/1  | denied   | fails | authorization | 300    | 0         | closed
            | A1/2  | -        | -     | -             | -      | -         | -
        22  | A1/1  | denied   | fails | authorization | 300    | 0         | open
            | A1/2  | rejected | -     | -             | -      | -         | -
    """)


def test_a_payer_that_decides_a_claim_it_had_rejected_has_taken_it_in(tell: Tell) -> None:
    told = tell(
        sent(1, ONE),
        status(3, "A1", "A7"),
        status(4, "A1", "A2", "P1"),
        paid(15, DENIED),
    )
    assert told.known(4, 15) == table("""
        day | claim | state    | label | family        | denied | recovered | queue
        4   | A1/1  | rejected | -     | -             | -      | -         | -
        15  | A1/1  | denied   | fails | authorization | 300    | 0         | open
    """)


def test_a_quick_answer_is_about_the_claim_sent_after_the_rejection(tell: Tell) -> None:
    told = tell(
        sent(1, ONE),
        status(3, "A1", "A7"),
        sent(5, claim("A1", "99213:25 300")),
        paid(7, PAID),
    )
    assert told.known(7) == table("""
        day | claim | state    | label  | family | denied | recovered | queue
        7   | A1/1  | rejected | -      | -      | -      | -         | -
            | A1/2  | paid     | passes | -      | -      | -         | -
    """)
