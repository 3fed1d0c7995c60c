"""One claim, one remit: what the decision was."""

import pytest

from data.ingest import ingest_bytes
from data.outcomes import line_outcomes
from data.store import Store
from tests.chains.conftest import Tell
from tests.chains.kit import Told, claim, paid, sent, table

ONE = claim("A1", "99213 300")
TWO = claim("A1", "99213 200", "36415 100")

PARTLY = """
    CLP*A1*1*300*120**12*P1*11*1
    SVC*HC:99213*200*120**1
    CAS*CO*45*80
    SVC*HC:36415*100*0**1
    CAS*CO*97*100
"""


def test_a_denied_line_denies_the_claim_in_part(tell: Tell) -> None:
    told = tell(sent(1, TWO), paid(15, PARTLY))
    assert told.known(14, 15) == table("""
        day | claim | state         | label | family   | denied | recovered | queue
        14  | A1/1  | -             | -     | -        | -      | -         | -
        15  | A1/1  | partly_denied | fails | bundling | 100    | 0         | open
    """)


@pytest.mark.parametrize(
    ("remit", "state", "family"),
    [
        ("CLP*A1*4*300*0**12*P1*11*1 \n CAS*OA*18*300", "denied", "duplicate"),
        ("CLP*A1*1*300*0*300*12*P1*11*1 \n CAS*PR*26*300", "denied", "eligibility"),
        (
            "CLP*A1*1*300*0**12*P1*11*1 \n SVC*HC:99213*300*0**1 \n CAS*CO*45*220**197*80",
            "denied",
            "authorization",
        ),
        ("CLP*A1*1*300*0**12*P1*11*1 \n CAS*CO*45*300", "denied_unspecified", "other"),
        (
            "CLP*A1*4*300*0**12*P1*11*1 \n CAS*CO*16*300 \n MOA***MA130*N264",
            "returned",
            "missing",
        ),
        (
            "CLP*A1*4*300*0**12*P1*11*1 \n SVC*HC:99213*300*0**1 \n CAS*CO*16*300 \n LQ*HE*N290",
            "denied",
            "provider",
        ),
    ],
    ids=["duplicate", "PR-26", "priced then denied", "CO-45 for all", "MA130", "remark refines"],
)
def test_nothing_was_paid_and_the_whole_charge_is_denied(
    tell: Tell, remit: str, state: str, family: str
) -> None:
    told = tell(sent(1, ONE), paid(15, remit))
    assert told.known(14, 15) == table(f"""
        day | claim | state   | label | family   | denied | recovered | queue
        14  | A1/1  | -       | -     | -        | -      | -         | -
        15  | A1/1  | {state} | fails | {family} | 300    | 0         | open
    """)


@pytest.mark.parametrize(
    ("remit", "state"),
    [
        ("CLP*A1*1*300*80**12*P1*11*1 \n SVC*HC:99213*300*80**1 \n CAS*CO*45*220", "paid"),
        ("CLP*A1*1*300*80**12*P1*11*1 \n SVC*HC:99213*300*80**1 \n CAS*CO*45*200**150*20", "reduced"),
        (
            "CLP*A1*1*300*0*80*12*P1*11*1 \n SVC*HC:99213*300*0**1 \n CAS*CO*45*220 \n CAS*PR*1*80",
            "patient_responsibility",
        ),
        ("CLP*A1*4*300*0*80*12*P1*11*1 \n CAS*CO*45*220 \n CAS*PR*1*80", "patient_responsibility"),
    ],
    ids=["paid", "reduced", "deductible", "CLP02 4 on deductible"],
)
def test_a_claim_that_was_not_denied_never_enters_the_queue(tell: Tell, remit: str, state: str) -> None:
    told = tell(sent(1, ONE), paid(15, remit))
    assert told.known(15) == table(f"""
        day | claim | state   | label  | family | denied | recovered | queue
        15  | A1/1  | {state} | passes | -      | -      | -         | -
    """)


def test_the_same_reasons_at_both_levels_are_counted_once(tell: Tell) -> None:
    told = tell(
        sent(1, TWO),
        paid(
            15,
            """
            CLP*A1*1*300*120**12*P1*11*1
            CAS*CO*45*80**50*100
            SVC*HC:99213*200*120**1
            CAS*CO*45*80
            SVC*HC:36415*100*0**1
            CAS*CO*50*100
            """,
        ),
        odd=["reported_twice"],
    )
    assert told.known(15) == table("""
        day | claim | state         | label | family    | denied | recovered | queue
        15  | A1/1  | partly_denied | fails | necessity | 100    | 0         | open
    """)


def test_packaged_lines_of_an_institutional_claim_that_paid_are_no_denial(tell: Tell) -> None:
    visit = claim("A1", "0450 99284 800", "0250 200", bill="13:A")
    packaged = """
        CLP*A1*1*1000*400**12*P1*13*1
        SVC*HC:99284*800*400*0450*1
        CAS*CO*45*400
        SVC*NU:0250*200*0**1
        CAS*CO*97*200
    """
    told = tell(sent(1, visit), paid(15, packaged))
    assert told.known(15) == table("""
        day | claim | state | label  | family | denied | recovered | queue
        15  | A1/1  | paid  | passes | -      | -      | -         | -
    """)


def test_an_institutional_claim_is_denied_for_its_stated_reason_with_all_that_was_packaged(
    tell: Tell,
) -> None:
    surgery = claim("A1", "0360 29881 1000", "0270 600", "0250 400", bill="13:A")
    priced_first = """
        CLP*A1*4*2000*0**12*P1*13*1
        SVC*HC:29881*1000*0*0360*1
        CAS*CO*45*500**197*500
        SVC*NU:0270*600*0**1
        CAS*CO*45*600
        SVC*NU:0250*400*0**1
        CAS*CO*45*400
    """
    told = tell(sent(1, surgery), paid(15, priced_first))
    assert told.known(15) == table("""
        day | claim | state  | label | family        | denied | recovered | queue
        15  | A1/1  | denied | fails | authorization | 2000   | 0         | open
    """)


@pytest.mark.parametrize("packaged", ["CO*97", "CO*45"])
def test_an_institutional_claim_that_went_to_the_deductible_is_no_denial(tell: Tell, packaged: str) -> None:
    told = tell(
        sent(1, claim("A1", "0450 99284 800", "0250 200", bill="13:A")),
        paid(
            15,
            f"""
            CLP*A1*1*1000*0*400*12*P1*13*1
            SVC*HC:99284*800*0*0450*1
            CAS*CO*45*400
            CAS*PR*1*400
            SVC*NU:0250*200*0**1
            CAS*{packaged}*200
            """,
        ),
    )
    assert told.known(15) == table("""
        day | claim | state                  | label  | family | denied | recovered | queue
        15  | A1/1  | patient_responsibility | passes | -      | -      | -         | -
    """)


@pytest.mark.parametrize("told_back", ["A9270:GY", "A9270"])
def test_a_line_billed_to_be_denied_is_no_denial_though_the_payer_drops_the_modifier(
    tell: Tell, told_back: str
) -> None:
    told = tell(
        sent(1, claim("A1", "99213 200", "A9270:GY 100")),
        paid(
            15,
            f"""
            CLP*A1*1*300*120*100*MB*P1*11*1
            SVC*HC:99213*200*120**1
            CAS*CO*45*80
            SVC*HC:{told_back}*100*0**1
            CAS*PR*96*100
            """,
        ),
    )
    assert told.known(15) == table("""
        day | claim | state | label  | family | denied | recovered | queue
        15  | A1/1  | paid  | passes | -      | -      | -         | -
    """)


def test_a_denied_line_is_known_by_the_modifiers_it_was_submitted_with(tell: Tell) -> None:
    told = tell(
        sent(1, claim("A1", "97110:GP 100", "97110:59 100")),
        paid(
            15,
            """
            CLP*A1*1*200*60*0*12*P1*11*1
            SVC*HC:97150*100*0**1*HC:97110:59
            CAS*CO*50*100
            SVC*HC:97150*100*60**1*HC:97110:GP
            CAS*CO*45*40
            """,
        ),
    )
    lines = line_outcomes(told.events)[["line", "denied", "paid_cents"]]
    assert lines.values.tolist() == [[1, False, 6_000], [2, True, 0]]


@pytest.mark.parametrize(
    "remit", ["CLP*A1*4*300*0**12*P1*11*1", "CLP*A1*1*300*0**12*P1*11*1 \n SVC*HC:99213*300*0**1"]
)
def test_a_remit_that_leaves_the_charge_unpaid_without_a_word_is_no_answer(
    sqlite_store: Store, remit: str
) -> None:
    for file in (sent(1, ONE), paid(15, remit)):
        ingest_bytes(sqlite_store, file.name, file.data)
    assert Told(sqlite_store.events()).known(15) == table("""
        day | claim | state | label | family | denied | recovered | queue
        15  | A1/1  | -     | -     | -      | -      | -         | -
    """)


def test_a_claim_that_the_payer_split_is_denied_in_part(tell: Tell) -> None:
    told = tell(
        sent(1, TWO),
        paid(
            15,
            """
            CLP*A1*1*200*120*0*12*P1*11*1
            MOA***MA15
            SVC*HC:99213*200*120**1
            CAS*CO*45*80
            CLP*A1*1*100*0*0*12*P2*11*1
            MOA***MA15
            SVC*HC:36415*100*0**1
            CAS*CO*50*100
            """,
        ),
    )
    assert told.known(15) == table("""
        day | claim | state         | label | family    | denied | recovered | queue
        15  | A1/1  | partly_denied | fails | necessity | 100    | 0         | open
    """)
    assert told.net_paid(15) == {"A1/1": "120"}


def test_a_line_that_was_put_off_and_then_denied_denies_the_claim_in_part(tell: Tell) -> None:
    told = tell(
        sent(1, TWO),
        paid(
            15,
            """
            CLP*A1*1*300*120*0*12*P1*11*1
            SVC*HC:99213*200*120**1
            CAS*CO*45*80
            SVC*HC:36415*100*0**1
            CAS*OA*133*100
            """,
        ),
        paid(30, "CLP*A1*1*100*0*0*12*P1*11*1 \n SVC*HC:36415*100*0**1 \n CAS*CO*50*100"),
    )
    assert told.known(15, 30) == table("""
        day | claim | state         | label | family    | denied | recovered | queue
        15  | A1/1  | -             | -     | -         | -      | -         | -
        30  | A1/1  | partly_denied | fails | necessity | 100    | 0         | open
    """)
    assert told.net_paid(30) == {"A1/1": "120"}
