"""Pending, passed on, primary and secondary: which payer's word decides a claim, and when."""

import pytest

from tests.chains.conftest import Tell
from tests.chains.kit import claim, paid, sent, table

ONE = claim("A1", "99213 300")
PAID = "CLP*A1*1*300*80*20*12*P1*11*1 \n SVC*HC:99213*300*80**1 \n CAS*CO*45*200 \n CAS*PR*2*20"
NOTHING_YET = """
    day | claim | state | label  | family | denied | recovered | queue
    15  | A1/1  | -     | -      | -      | -      | -         | -
    30  | A1/1  | paid  | passes | -      | -      | -         | -
"""


@pytest.mark.parametrize(
    "first",
    [
        "CLP*A1*1*300*0**12*P1*11*1 \n SVC*HC:99213*300*0**1 \n CAS*OA*133*300",
        "CLP*A1*25*300*0**12*P1*11*1 \n CAS*CO*197*300",
        "CLP*A1*23*300*0**12*P1*11*1 \n CAS*OA*B11*300",
        "CLP*A1*19*300*0**12*P1*11*1",
        "CLP*A1*20*300*10**12*P1*11*1 \n CAS*OA*23*290",
        "CLP*A1*21*300*10**12*P1*11*1 \n CAS*OA*23*290",
        "CLP*A1*2*300*0**12*P1*11*1 \n CAS*OA*23*300",
    ],
    ids=["OA-133", "predetermination", "not ours", "passed on alone", "20", "21", "secondary's word"],
)
def test_what_is_no_answer_leaves_the_claim_open_until_the_payer_decides(tell: Tell, first: str) -> None:
    told = tell(sent(1, ONE), paid(15, first), paid(30, PAID), odd=["claim_unbalanced"])
    assert told.known(15, 30) == table(NOTHING_YET)


def test_a_primary_that_paid_and_passed_the_claim_on_has_decided_it(tell: Tell) -> None:
    """Crossover: CLP02 is 19, NM1*TT names the next payer, MA18 says so in words; no second 837 is ours."""
    told = tell(
        sent(1, ONE),
        paid(
            15,
            """
            CLP*A1*19*300*80*20*MB*P1*11*1
            NM1*TT*2*SUPPLEMENT*****PI*SUPP1
            MOA***MA18
            SVC*HC:99213*300*80**1
            CAS*CO*45*200
            CAS*PR*2*20
            """,
        ),
        paid(25, "CLP*A1*2*300*20**12*S1*11*1 \n SVC*HC:99213*300*20**1 \n CAS*OA*23*280", payer="SUPP1"),
    )
    assert told.known(14, 15, 25) == table("""
        day | claim | state | label  | family | denied | recovered | queue
        14  | A1/1  | -     | -      | -      | -      | -         | -
        15  | A1/1  | paid  | passes | -      | -      | -         | -
        25  | A1/1  | paid  | passes | -      | -      | -         | -
    """)


def test_a_primary_that_denied_and_passed_the_claim_on_has_denied_it(tell: Tell) -> None:
    told = tell(sent(1, ONE), paid(15, "CLP*A1*19*300*0*300*MB*P1*11*1 \n CAS*PR*96*300"))
    assert told.known(15) == table("""
        day | claim | state  | label | family      | denied | recovered | queue
        15  | A1/1  | denied | fails | not_covered | 300    | 0         | open
    """)


def test_the_secondary_claim_is_decided_by_the_secondary_payer(tell_both: Tell) -> None:
    other = ["SBR*P*18*******CI", "AMT*D*80", "OI***Y***Y", "NM1*IL*1*DOE*JANE****MI*M1"]
    other += ["NM1*PR*2*PAY1*****PI*PAY1"]
    told = tell_both(
        sent(1, ONE),
        paid(15, PAID),
        sent(20, claim("A1", "99213 300", payer="S PAY2", other=other)),
        paid(40, "CLP*A1*2*300*20**12*S1*11*1 \n SVC*HC:99213*300*20**1 \n CAS*OA*23*280", payer="PAY2"),
    )
    assert told.known(15, 20, 40) == table("""
        day | claim | state | label  | family | denied | recovered | queue
        15  | A1/1  | paid  | passes | -      | -      | -         | -
        20  | A1/1  | paid  | passes | -      | -      | -         | -
            | A1/2  | -     | -      | -      | -      | -         | -
        40  | A1/1  | paid  | passes | -      | -      | -         | -
            | A1/2  | paid  | passes | -      | -      | -         | -
    """)


def test_billing_the_secondary_does_not_close_the_primarys_denial(tell: Tell) -> None:
    told = tell(
        sent(1, claim("A1", "99213 200", "36415 100")),
        paid(
            15,
            """
            CLP*A1*1*300*100*20*12*P1*11*1
            SVC*HC:99213*200*100**1
            CAS*CO*45*80
            CAS*PR*2*20
            SVC*HC:36415*100*0**1
            CAS*CO*50*100
            """,
        ),
        sent(20, claim("A1", "99213 200", "36415 100", payer="S PAY2")),
    )
    assert told.known(20) == table("""
        day | claim | state         | label | family    | denied | recovered | queue
        20  | A1/1  | partly_denied | fails | necessity | 100    | 0         | open
            | A1/2  | -             | -     | -         | -      | -         | -
    """)


def test_a_claim_sent_to_the_payer_that_should_have_come_first_recovers_its_denial(tell: Tell) -> None:
    told = tell(
        sent(1, ONE),
        paid(15, "CLP*A1*4*300*0**12*P1*11*1 \n CAS*OA*22*300"),
        sent(20, claim("A1", "99213 300", payer="P PAY2")),
        paid(40, "CLP*A1*1*300*80**12*Q1*11*1 \n SVC*HC:99213*300*80**1 \n CAS*CO*45*220", payer="PAY2"),
    )
    assert told.known(15, 40) == table("""
        day | claim | state  | label  | family       | denied | recovered | queue
        15  | A1/1  | denied | fails  | coordination | 300    | 0         | open
        40  | A1/1  | denied | fails  | coordination | 300    | 80        | closed
            | A1/2  | paid   | passes | -            | -      | -         | -
    """)


def test_a_claim_to_the_secondary_payer_is_denied_and_recovered_by_that_payer(tell: Tell) -> None:
    told = tell(
        sent(1, claim("A1", "99213 300", payer="S PAY2")),
        paid(15, "CLP*A1*2*300*0**12*S1*11*1 \n CAS*CO*252*300", payer="PAY2"),
        paid(
            40,
            """
            CLP*A1*22*-300*0**12*S1*11*1
            CAS*CO*252*-300
            CLP*A1*2*300*20**12*S1*11*1
            SVC*HC:99213*300*20**1
            CAS*OA*23*280
            """,
            payer="PAY2",
        ),
    )
    assert told.known(15, 40) == table("""
        day | claim | state  | label | family  | denied | recovered | queue
        15  | A1/1  | denied | fails | records | 300    | 0         | open
        40  | A1/1  | denied | fails | records | 300    | 20        | closed
    """)


def test_what_the_next_payer_says_and_takes_back_is_not_the_primarys(tell: Tell) -> None:
    next_payer = [
        "SBR*S*18*******CI",
        "OI***Y***Y",
        "NM1*IL*1*DOE*JANE****MI*X9",
        "NM1*PR*2*SUPP1*****PI*SUPP1",
    ]
    told = tell(
        sent(1, claim("A1", "99213 300", other=next_payer)),
        paid(5, "CLP*A1*4*300*0**12*S0*11*1 \n CAS*CO*109*300", payer="SUPP1"),
        paid(10, "CLP*A1*4*300*0**12*P1*11*1 \n SVC*HC:99213*300*0**1 \n CAS*CO*45*220**197*80"),
        paid(15, "CLP*A1*1*300*80**12*P1*11*1 \n SVC*HC:99213*300*80**1 \n CAS*CO*45*220"),
        paid(30, "CLP*A1*22*-300*-20**12*S1*11*1 \n CAS*OA*23*-280", payer="SUPP1"),
    )
    assert told.known(5, 10, 30) == table("""
        day | claim | state  | label | family        | denied | recovered | queue
        5   | A1/1  | -      | -     | -             | -      | -         | -
        10  | A1/1  | denied | fails | authorization | 300    | 0         | open
        30  | A1/1  | denied | fails | authorization | 300    | 80        | closed
    """)
