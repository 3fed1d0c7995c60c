from datetime import date

import pytest

from tests.unit.data.x12.made import CLM, CLM_AT, HI, LINE, claim_file, read

SECOND = [
    "SBR*S*01*OTHER GROUP*OTHER PLAN*****MC",
    "CAS*PR*1*21.89**2*15*1",
    "CAS*CO*45*3.11",
    "AMT*D*39.15",
    "AMT*A8*4",
    "AMT*EAF*36.89",
    "AMT*F5*99",
    "OI***Y***Y",
    "MOA***MA01",
    "NM1*IL*1*DOE*JANE****MI*OTHER MEMBER",
    "N3*1 MAIN ST",
    "REF*SY*999999999",
    "NM1*PR*2*SECOND*****PI*PAYER2",
    "DTP*573*D8*20260115",
    "REF*2U*OTHER ID",
    "REF*G1*OTHER AUTH",
    "REF*9F*OTHER REFERRAL",
    "REF*F8*OTHER NUMBER",
]
THEIR_PEOPLE = [
    "NM1*82*1******XX*9999999999",
    "REF*F8*NOT A CLAIM NUMBER",
    "DTP*573*D8*20260116",
    "NM1*77*2******XX*9999999998",
    "NM1*DN*1******XX*9999999997",
    "NM1*DQ*1******XX*9999999996",
    "NM1*85*2******XX*9999999995",
    "NM1*71*1******XX*9999999994",
    "PRV*AT*PXC*999999999X",
    "REF*EI*999999999",
]
THIRD = ["SBR*T*18*******12", "CAS*PR*3*20", "NM1*PR*2*THIRD*****PI*PAYER3"]
SVD = ["SVD*PAYER2*40*HC:99213:25:59*0510*2", "CAS*CO*42*55**45*4*1", "CAS*PR*3*1", "DTP*573*D8*20260114"]


def only(*segments):
    outcome = read(claim_file(*segments))
    assert len(outcome.claims) == 1
    assert outcome.warnings == []
    return outcome.claims[0]


def test_what_other_payers_say_does_not_reach_the_payer_billed_the_claim_or_its_lines():
    plain = only(CLM, HI, *LINE)
    record = only(CLM, HI, *SECOND, *THEIR_PEOPLE, *THIRD, *LINE, *SVD)
    assert record.claim == plain.claim
    assert record.lines == plain.lines


def test_what_other_payers_say_is_told_of_each():
    record = only(CLM, HI, *SECOND, *THEIR_PEOPLE, *THIRD, *LINE)
    assert record.other_payers == [
        {
            "ordinal": 1,
            "responsibility": "S",
            "relationship": "01",
            "group_number": "OTHER GROUP",
            "filing_indicator": "MC",
            "payer_id": "PAYER2",
            "payer_name": "SECOND",
            "member_id": "OTHER MEMBER",
            "payer_claim_number": "OTHER NUMBER",
            "paid_cents": 3915,
            "non_covered_cents": 400,
            "patient_owes_cents": 3689,
            "adjudicated_on": date(2026, 1, 15),
        },
        {
            "ordinal": 2,
            "responsibility": "T",
            "relationship": "18",
            "filing_indicator": "12",
            "payer_id": "PAYER3",
            "payer_name": "THIRD",
        },
    ]
    columns = ("line", "other", "ordinal", "group_code", "carc", "amount_cents", "quantity")
    assert [tuple(row.get(name) for name in columns) for row in record.other_adjustments] == [
        (0, 1, 1, "PR", "1", 2189, None),
        (0, 1, 2, "PR", "2", 1500, 1.0),
        (0, 1, 3, "CO", "45", 311, None),
        (0, 2, 1, "PR", "3", 2000, None),
    ]


def test_decisions_on_lines_belong_to_their_line_and_payer():
    other_svd = ["SVD*PAYER3*1.5*HC:99213**1", "CAS*OA*23*40"]
    record = only(CLM, HI, *LINE, *SVD, *other_svd, *LINE, "SVD*PAYER2*7*HC:99214**1")
    assert record.other_lines == [
        {
            "line": 1,
            "ordinal": 1,
            "payer_id": "PAYER2",
            "paid_cents": 4000,
            "procedure_code": "99213",
            "modifiers": "25 59",
            "revenue_code": "0510",
            "units": 2.0,
            "adjudicated_on": date(2026, 1, 14),
        },
        {"line": 1, "ordinal": 2, "payer_id": "PAYER3", "paid_cents": 150, "procedure_code": "99213",
         "units": 1.0},
        {"line": 2, "ordinal": 1, "payer_id": "PAYER2", "paid_cents": 700, "procedure_code": "99214",
         "units": 1.0},
    ]  # fmt: skip
    columns = ("line", "other", "ordinal", "group_code", "carc", "amount_cents", "quantity")
    assert [tuple(row.get(name) for name in columns) for row in record.other_adjustments] == [
        (1, 1, 1, "CO", "42", 5500, None),
        (1, 1, 2, "CO", "45", 400, 1.0),
        (1, 1, 3, "PR", "3", 100, None),
        (1, 2, 1, "OA", "23", 4000, None),
    ]


def test_a_cas_holds_six_triples_and_none_is_lost():
    triples = "*".join(f"{carc}*{carc}*{carc}" for carc in range(1, 7))
    record = only(CLM, HI, "SBR*S*18*******CI", f"CAS*CO*{triples}", "CAS*CO****7*7", *LINE)
    assert [row["carc"] for row in record.other_adjustments] == ["1", "2", "3", "4", "5", "6", "7"]


def test_an_adjustment_of_a_line_before_any_decision_is_nobodys_and_said():
    outcome = read(claim_file(CLM, HI, *LINE, *SVD, *LINE, "CAS*CO*45*1", "DTP*573*D8*20260101"))
    assert outcome.warnings == [("adjustment_without_decision", CLM_AT + 12)]
    assert [row["line"] for row in outcome.claims[0].other_adjustments] == [1, 1, 1]
    assert len(outcome.claims[0].other_lines) == 1


def test_a_decision_between_an_lx_and_its_missing_service_goes_nowhere():
    outcome = read(claim_file(CLM, HI, *LINE, "LX*2", *SVD))
    assert outcome.claims[0].other_lines == []
    assert ("line_without_service", CLM_AT + 5) in outcome.warnings


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("AMT*D*MUCH", "unreadable_amount"),
        ("CAS*CO*45*MUCH", "unreadable_amount"),
        ("CAS*CO*45*1*MANY", "unreadable_quantity"),
        ("AMT*F2*MUCH", "unreadable_amount"),
    ],
)
def test_what_cannot_be_read_is_missing_and_said(bad, code):
    outcome = read(claim_file(CLM, HI, "SBR*S*18*******CI", bad, *LINE))
    assert outcome.warnings == [(code, CLM_AT + 3)]
    assert not {"paid_cents", "patient_owes_cents"} & outcome.claims[0].other_payers[0].keys()


def test_the_adjustments_of_one_claim_are_not_the_next_ones():
    outcome = read(claim_file(CLM, HI, *SECOND, *LINE, *SVD, CLM, HI, *LINE))
    last = outcome.claims[1]
    assert (last.other_payers, last.other_lines, last.other_adjustments) == ([], [], [])


def test_an_amount_of_another_payers_cas_without_a_reason_is_kept_and_said():
    segments = ["SBR*S*18*******CI", "CAS*CO**50**45*10", *LINE, "SVD*P2*50*HC:99213**1", "CAS*CO**7"]
    outcome = read(claim_file(CLM, HI, *segments))
    told = [
        (row["line"], row.get("carc"), row["amount_cents"]) for row in outcome.claims[0].other_adjustments
    ]
    assert told == [(0, None, 5000), (0, "45", 1000), (1, None, 700)]
    assert outcome.warnings == [("adjustment_without_reason", 17), ("adjustment_without_reason", 22)]


@pytest.mark.parametrize("told", ["99213:25", "HC99213:25"])
def test_the_procedure_of_a_decision_is_seen_through_like_elsewhere(told):
    outcome = read(claim_file(CLM, HI, *LINE, f"SVD*P2*50*{told}**1"))
    row = outcome.claims[0].other_lines[0]
    assert (row["procedure_code"], row["modifiers"]) == ("99213", "25")
    assert outcome.warnings == [("procedure_without_qualifier", 19)]
