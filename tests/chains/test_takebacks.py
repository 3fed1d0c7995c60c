"""Money that a payer takes back: by reversal, by withholding it from a later payment (PLB), or both."""

from tests.chains.conftest import Tell
from tests.chains.kit import claim, paid, sent, table

ONE = claim("A1", "99213 300")
DENIED = "CLP*A1*4*300*0**12*P1*11*1 \n SVC*HC:99213*300*0**1 \n CAS*CO*45*220**197*80"
PAID = "CLP*A1*1*300*80**12*P1*11*1 \n SVC*HC:99213*300*80**1 \n CAS*CO*45*220"
UNDONE = "CLP*A1*22*-300*0**12*P1*11*1 \n CAS*CO*45*-220**197*-80 \n"
WITHHELD = "PLB*1234567893*20261231*WO:P1*{}"


def test_what_was_recovered_and_withheld_again_is_not_recovered(tell_both: Tell) -> None:
    told = tell_both(
        sent(1, ONE),
        paid(15, DENIED),
        paid(30, UNDONE + PAID),
        paid(60, WITHHELD.format(50)),
    )
    assert told.known(30, 59, 60) == table("""
        day | claim | state  | label | family        | denied | recovered | queue
        30  | A1/1  | denied | fails | authorization | 300    | 80        | closed
        59  | A1/1  | denied | fails | authorization | 300    | 80        | closed
        60  | A1/1  | denied | fails | authorization | 300    | 30        | closed
    """)
    assert told.net_paid(60) == {"A1/1": "30"}


def test_a_recovery_withheld_whole_puts_the_denial_back_to_work(tell: Tell) -> None:
    told = tell(
        sent(1, ONE),
        paid(15, DENIED),
        paid(30, UNDONE + PAID),
        paid(60, WITHHELD.format(80)),
    )
    assert told.known(60) == table("""
        day | claim | state  | label | family        | denied | recovered | queue
        60  | A1/1  | denied | fails | authorization | 300    | 0         | open
    """)


def test_a_payment_that_was_withheld_later_leaves_the_claim_paid_with_nothing(tell_both: Tell) -> None:
    told = tell_both(sent(1, ONE), paid(15, PAID), paid(60, WITHHELD.format(80)))
    assert told.known(15, 60) == table("""
        day | claim | state | label  | family | denied | recovered | queue
        15  | A1/1  | paid  | passes | -      | -      | -         | -
        60  | A1/1  | paid  | passes | -      | -      | -         | -
    """)
    assert [told.net_paid(day) for day in (15, 59, 60)] == [{"A1/1": "80"}, {"A1/1": "80"}, {"A1/1": "0"}]


def test_an_overpayment_reversed_and_then_withheld_is_taken_once(tell: Tell) -> None:
    """Paid 80, should have been 50: the reversal leaves 30 open, and the later PLB collects these 30."""
    told = tell(
        sent(1, ONE),
        paid(15, PAID),
        paid(
            30,
            """
            CLP*A1*22*-300*-80**12*P1*11*1
            CAS*CO*45*-220
            CLP*A1*1*300*50**12*P1*11*1
            SVC*HC:99213*300*50**1
            CAS*CO*45*250
            PLB*1234567893*20261231*WO:P1*-30
            """,
        ),
        paid(45, WITHHELD.format(30)),
    )
    assert [told.net_paid(day) for day in (15, 30, 45)] == [{"A1/1": "80"}, {"A1/1": "50"}, {"A1/1": "50"}]


def test_a_postponed_takeback_and_its_collection_cancel_out(tell: Tell) -> None:
    told = tell(
        sent(1, ONE),
        paid(15, PAID),
        paid(30, "CLP*A1*22*-300*-80**12*P1*11*1 \n CAS*CO*45*-220 \n" + WITHHELD.format(-80)),
        paid(45, WITHHELD.format(80)),
    )
    assert [told.net_paid(day) for day in (15, 30, 45)] == [{"A1/1": "80"}, {"A1/1": "0"}, {"A1/1": "0"}]
