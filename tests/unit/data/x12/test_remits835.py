from datetime import date, datetime

import pytest

from tests.unit.data.x12.made import CLP_AT, SHA, read, remit_file

CLP = "CLP*C1*1*200*80*20*12*ICN1*11*1**470"


def only(*segments):
    outcome = read(remit_file(*segments))
    assert len(outcome.remits) == 1
    assert outcome.odd == []
    return outcome.remits[0]


def test_a_remit_has_what_its_loops_say():
    record = only(
        "LX*1",
        CLP,
        "CAS*CO*45*50*1*A2*-10**253*1.5",
        "NM1*QC*1*DOE*KID****MI*PATIENT1",
        "NM1*IL*1*DOE*JO****MI*MEMBER1",
        "NM1*82*1*X*Y****XX*1111111111",
        "NM1*74*1******C*MEMBER2",
        "NM1*TT*2*CARRIER*****PI*PAYER2",
        "NM1*PR*2*FIRST PAYER*****PI*PAYER0",
        "MIA*0****M1***************M2*M3*M4*M5",
        "MOA***MA01*MA02*MA03*MA04*MA05",
        "REF*F8*ICN0",
        "REF*EA*RECORD NUMBER",
        "REF*G1*AUTH1",
        "DTM*036*20260131",
        "DTM*050*20260303",
        "DTM*232*20260227",
        "DTM*233*20260228",
        "AMT*AU*130",
        "AMT*I*9.99",
        "SVC*HC:99213:25:59*120*50*0510*1.5*HC:99214*2",
        "DTM*150*20260227",
        "DTM*151*20260228",
        "CAS*CO*45*30",
        "CAS*PR*1*20*1*2*20",
        "REF*6R*L1",
        "AMT*B6*90",
        "LQ*HE*N130",
        "LQ*RX*75",
        "LQ*HE*M15",
        "SVC*NU:300*80*30**1",
        "DTM*472*20260301",
    )
    assert record.remit == {
        "remit_key": f"{SHA[:24]}:{CLP_AT + 1}",
        "file_sha256": SHA,
        "position": CLP_AT + 1,
        "claim_id": "C1",
        "status_code": "1",
        "charge_cents": 20000,
        "paid_cents": 8000,
        "patient_responsibility_cents": 2000,
        "filing_indicator": "12",
        "payer_claim_number": "ICN1",
        "facility_code": "11",
        "frequency_code": "1",
        "drg": "470",
        "payer_id": "PAYER1",
        "payer_name": "BLUE",
        "payee_npi": "1234567893",
        "payee_tax_id": "123456789",
        "member_id": "MEMBER1",
        "rendering_npi": "1111111111",
        "corrected_member_id": "MEMBER2",
        "crossover_payer": "PAYER2",
        "priority_payer": "PAYER0",
        "prior_authorization": "AUTH1",
        "interest_cents": 999,
        "coverage_ended_on": date(2026, 1, 31),
        "original_reference": "ICN0",
        "allowed_cents": 13000,
        "received_on": date(2026, 3, 3),
        "from_on": date(2026, 2, 27),
        "through_on": date(2026, 2, 28),
        "paid_on": date(2026, 3, 20),
        "trace_number": "TRACE1",
        "available_at": datetime.fromisoformat("2026-03-02T10:30"),
    }
    assert record.lines == [
        {
            "remit_line": 1,
            "procedure_code": "99213",
            "submitted_procedure": "99214",
            "modifiers": "25 59",
            "revenue_code": "0510",
            "charge_cents": 12000,
            "paid_cents": 5000,
            "units": 1.5,
            "submitted_units": 2.0,
            "from_on": date(2026, 2, 27),
            "through_on": date(2026, 2, 28),
            "line_control": "L1",
            "allowed_cents": 9000,
        },
        {
            "remit_line": 2,
            "revenue_code": "0300",
            "charge_cents": 8000,
            "paid_cents": 3000,
            "units": 1.0,
            "submitted_units": 1.0,
            "from_on": date(2026, 3, 1),
            "through_on": date(2026, 3, 1),
        },
    ]
    columns = ("remit_line", "ordinal", "group_code", "carc", "amount_cents", "quantity")
    assert [tuple(row.get(name) for name in columns) for row in record.adjustments] == [
        (0, 1, "CO", "45", 5000, 1.0),
        (0, 2, "CO", "A2", -1000, None),
        (0, 3, "CO", "253", 150, None),
        (1, 1, "CO", "45", 3000, None),
        (1, 2, "PR", "1", 2000, 1.0),
        (1, 3, "PR", "2", 2000, None),
    ]
    claim_level = [f"M{n}" for n in range(1, 6)] + [f"MA0{n}" for n in range(1, 6)]
    assert [(row["remit_line"], row["ordinal"], row["rarc"]) for row in record.remarks] == [
        *((0, ordinal, rarc) for ordinal, rarc in enumerate(claim_level, start=1)),
        (1, 1, "N130"),
        (1, 2, "M15"),
    ]


def test_all_six_triples_of_a_cas_are_read():
    triples = "*".join(f"{code}*{code}.5*{code}" for code in range(1, 7))
    record = only(CLP, f"CAS*PR*{triples}", f"CAS*PR*{triples}")
    assert [row["carc"] for row in record.adjustments] == [str(code) for code in range(1, 7)] * 2
    assert [row["amount_cents"] for row in record.adjustments[:6]] == [150, 250, 350, 450, 550, 650]
    assert [row["ordinal"] for row in record.adjustments] == list(range(1, 13))


def test_the_patient_is_the_member_when_no_subscriber_is_named():
    assert only(CLP, "NM1*QC*1*DOE*KID****MI*PATIENT1").remit["member_id"] == "PATIENT1"


def test_payer_payee_and_date_fall_back_on_their_second_places():
    text = (
        remit_file(CLP)
        .replace("*20260320", "")
        .replace("*XV*PAYER1", "")
        .replace("PE*CLINIC*XX*1234567893", "PE*CLINIC")
    )
    remit = read(text.replace("REF*TJ", "REF*PQ*1234567893~REF*TJ")).remits[0].remit
    assert (remit["payer_id"], remit["payee_npi"]) == ("1999999999", "1234567893")
    assert (remit["payee_tax_id"], remit["paid_on"]) == ("123456789", date(2026, 3, 19))
    assert "payee_npi" not in read(text.replace("REF*TJ", "REF*PQ*11861~REF*TJ")).remits[0].remit
    remit = (
        read(text.replace("N1*PE", "REF*2U*P77~N1*PE").replace("N1*PE*CLINIC", "N1*PE*CLINIC*FI*777"))
        .remits[0]
        .remit
    )
    assert (remit["payer_id"], remit["payee_tax_id"]) == ("P77", "777")


def test_provider_adjustments_belong_to_the_transaction():
    outcome = read(
        remit_file(CLP, "PLB*1234567893*20261231*WO:ICN9*20.5*L6*-1.27", "PLB*1234567893*20261231*FB:X*MUCH")
    )
    columns = ("plb_key", "provider_id", "payer_id", "reason_code", "reference", "amount_cents")
    assert {item.adjustment["trace_number"] for item in outcome.withheld} == {"TRACE1"}
    assert [tuple(item.adjustment.get(name) for name in columns) for item in outcome.withheld] == [
        (f"{SHA[:24]}:11:1", "1234567893", "PAYER1", "WO", "ICN9", 2050),
        (f"{SHA[:24]}:11:2", "1234567893", "PAYER1", "L6", None, -127),
        (f"{SHA[:24]}:12:1", "1234567893", "PAYER1", "FB", "X", None),
    ]
    assert outcome.odd == [("unreadable_amount", 12)]
    assert outcome.reader.seen == 1


def test_a_set_with_a_plb_and_no_claims_is_legal_and_one_with_nothing_is_said():
    assert read(remit_file("PLB*1*20261231*WO:A*1")).odd == []
    assert read(remit_file()).odd == [("transaction_without_claims", 3)]


def test_a_claim_payment_without_any_number_is_quarantined_and_its_neighbours_kept():
    outcome = read(remit_file(CLP, "CLP**1*200*80", "CAS*CO*45*120", CLP))
    assert outcome.quarantined == [("missing_claim_number", 11)]
    assert [record.remit["position"] for record in outcome.remits] == [10, 13]
    assert [record.adjustments for record in outcome.remits] == [[], []]


def test_an_unreadable_amount_is_missing_and_not_zero():
    outcome = read(remit_file("CLP*C1*1*200*NONE", "CAS*CO*45*12O"))
    assert outcome.odd == [("unreadable_amount", 10), ("unreadable_amount", 11)]
    assert "paid_cents" not in outcome.remits[0].remit
    assert outcome.remits[0].adjustments == [
        {"remit_line": 0, "ordinal": 1, "carc": "45", "group_code": "CO"}
    ]


def test_every_set_has_a_header_of_its_own():
    second = (
        remit_file("CLP*C2*1*1*1")
        .split("005010X221A1~")[1]
        .replace("PAYER1", "PAYER2")
        .replace("GE*1", "GE*2")
    )
    outcome = read(remit_file(CLP).split("GE*1")[0] + second.replace("XX*1234567893", "FI*55"))
    assert [record.remit["payer_id"] for record in outcome.remits] == ["PAYER1", "PAYER2"]
    assert "payee_npi" not in outcome.remits[1].remit
    assert outcome.odd == []


def test_a_file_that_breaks_off_inside_a_remit_loses_that_remit_alone():
    text = remit_file(CLP, CLP, "CAS*CO*45*120")
    outcome = read(text[: text.index("*120~")])
    assert len(outcome.remits) == 1
    assert outcome.quarantined == [("truncated", 11)]


def test_a_file_that_breaks_off_behind_its_remits_loses_none_of_them():
    text = remit_file(CLP, "PLB*1234567893*20261231*WO:ICN9*20.5")
    outcome = read(text[: text.index("*20.5~")])
    assert len(outcome.remits) == 1
    assert outcome.quarantined == []


def test_a_hole_in_a_cas_loses_none_of_the_reasons_behind_it():
    record = only(CLP, "CAS*CO*45*50*1****A2*-10**253*1.5")
    assert [(row["ordinal"], row["carc"]) for row in record.adjustments] == [(1, "45"), (2, "A2"), (3, "253")]


def test_an_amount_without_its_reason_is_kept_for_the_balance_and_said():
    outcome = read(remit_file(CLP, "CAS*CO**50**45*70"))
    assert outcome.odd == [("adjustment_without_reason", 11)]
    assert outcome.remits[0].adjustments == [
        {"remit_line": 0, "ordinal": 1, "group_code": "CO", "amount_cents": 5000},
        {"remit_line": 0, "ordinal": 2, "group_code": "CO", "carc": "45", "amount_cents": 7000},
    ]


def test_the_same_reasons_at_both_levels_are_both_kept():
    record = only(CLP, "CAS*CO*45*120", "SVC*HC:99213*200*80", "CAS*CO*45*120")
    assert [(row["remit_line"], row["amount_cents"]) for row in record.adjustments] == [
        (0, 12000),
        (1, 12000),
    ]


def test_a_reversal_keeps_its_signs_and_its_correction_is_a_remit_of_its_own():
    reversal = ["CLP*C1*22*-200*-80**12*ICN1", "CAS*CO*45*-120", "SVC*HC:99213*-200*-80**-1"]
    outcome = read(remit_file(*reversal, "CLP*C1*1*200*100**12*ICN2", "CAS*CO*45*100"))
    first, second = outcome.remits
    assert (first.remit["status_code"], first.remit["charge_cents"], first.remit["paid_cents"]) == (
        *("22", -20000, -8000),
    )
    assert (first.adjustments[0]["amount_cents"], first.lines[0]["units"]) == (-12000, -1.0)
    assert (second.remit["payer_claim_number"], second.remit["paid_cents"]) == ("ICN2", 10000)


def test_zero_stands_for_a_claim_that_came_without_a_number():
    assert "claim_id" not in only("CLP*0*1*200*80**12*ICN1").remit
    assert read(remit_file("CLP*0*1*200*80")).quarantined == [("missing_claim_number", CLP_AT)]


def test_remarks_are_read_at_every_place_that_has_one():
    record = only(
        CLP, "MIA*0****M1***************M2", "MOA***M3**M4", "LQ*HE*M5", "SVC*HC:99213*1*1", "LQ*HE*M6"
    )
    assert [(row["remit_line"], row["rarc"]) for row in record.remarks] == [
        *((0, f"M{n}") for n in range(1, 6)),
        (1, "M6"),
    ]


def test_units_that_are_not_told_are_one_and_submitted_as_paid():
    record = only(CLP, "SVC*HC:99213*1*1", "SVC*HC:99213*1*1**3", "SVC*HC:99213*1*0**0**4")
    told = [(line["units"], line["submitted_units"]) for line in record.lines]
    assert told == [(1.0, 1.0), (3.0, 3.0), (0.0, 4.0)]
    outcome = read(remit_file(CLP, "SVC*HC:99213*1*1**MANY"))
    assert "units" not in outcome.remits[0].lines[0]
    assert outcome.odd == [("unreadable_quantity", 11)]


@pytest.mark.parametrize(
    ("submitted", "modifiers"),
    [
        ("HC:99214:59:LT", "59 LT"),
        ("99214:59", "59"),
        ("HC:99214", None),
        ("99214", None),
        ("NU:0300", None),
        ("", None),
    ],
)
def test_the_modifiers_of_the_submitted_procedure_are_kept_apart(submitted, modifiers):
    line = read(remit_file(CLP, f"SVC*HC:99213:25*100*50***{submitted}")).remits[0].lines[0]
    assert (line.get("modifiers"), line.get("submitted_modifiers")) == ("25", modifiers)


@pytest.mark.parametrize(
    ("svc", "adjudicated", "submitted", "revenue"),
    [
        ("SVC*HC:99213:25*100*50***HC:99214:59", "99213", "99214", None),
        ("SVC*HC:99213:25:::: OFFICE VISIT*100*50***HC:99214:::::VISIT", "99213", "99214", None),
        ("SVC*NU:0300*100*50***HC:80053", None, "80053", "0300"),
        ("SVC*HC:80053*100*50***NU:300", "80053", None, "0300"),
        ("SVC*HC:80053*100*50*0301**NU:300", "80053", None, "0301"),
        ("SVC*HC:99213*100*50***99214", "99213", "99214", None),
        ("SVC*HC:99213*100*50***99214:59", "99213", "99214", None),
        ("SVC*99213:25*100*50***HC99214", "99213", "99214", None),
        ("SVC*450*100*50***300", None, None, "0450"),
        ("SVC*N4:00026063512*100*50", "00026063512", None, None),
    ],
)
def test_the_adjudicated_and_the_submitted_procedure_are_told_apart(svc, adjudicated, submitted, revenue):
    line = read(remit_file(CLP, svc)).remits[0].lines[0]
    columns = ("procedure_code", "submitted_procedure", "revenue_code")
    assert tuple(line.get(name) for name in columns) == (adjudicated, submitted, revenue)


@pytest.mark.parametrize(
    ("svc", "code", "procedure"),
    [
        ("SVC*HC*99213*100*50**2", "composite_split", "99213"),
        ("SVC*HC*24599.00*100*50**2", "composite_split", "24599"),
        ("SVC*99213*100*50**2", "procedure_without_qualifier", "99213"),
        ("SVC*99213:25*100*50**2", "procedure_without_qualifier", "99213"),
        ("SVC*HC99213*100*50**2", "procedure_without_qualifier", "99213"),
    ],
)
def test_a_procedure_that_is_no_composite_is_seen_through_and_said(svc, code, procedure):
    outcome = read(remit_file(CLP, svc))
    line = outcome.remits[0].lines[0]
    assert outcome.odd == [(code, 11)]
    assert (line["procedure_code"], line["charge_cents"], line["paid_cents"]) == (procedure, 10000, 5000)
    assert line["units"] == 2.0


def test_a_revenue_code_without_a_qualifier_is_seen_through():
    assert read(remit_file(CLP, "SVC*450*100*50")).remits[0].lines[0]["revenue_code"] == "0450"


def test_days_that_the_claim_does_not_tell_are_those_of_its_lines():
    lines = ["SVC*HC:1*1*1", "DTM*150*20260305", "DTM*151*20260307", "SVC*HC:2*1*1", "DTM*472*20260302"]
    remit = only(CLP, *lines).remit
    assert (remit["from_on"], remit["through_on"]) == (date(2026, 3, 2), date(2026, 3, 7))
    remit = only(CLP, "DTM*232*20260301", *lines).remit
    assert (remit["from_on"], remit["through_on"]) == (date(2026, 3, 1), date(2026, 3, 1))
    assert "from_on" not in only(CLP, "DTM*233*20260301", *lines).remit


def test_names_stand_for_the_ids_of_other_payers_that_have_none():
    remit = only(CLP, "NM1*TT*2*CARRIER", "NM1*PR*2*FIRST PAYER").remit
    assert (remit["crossover_payer"], remit["priority_payer"]) == ("CARRIER", "FIRST PAYER")


def test_lx_and_the_summaries_behind_it_may_be_there_or_not_and_may_be_empty():
    for before in ([], ["LX*1"], ["LX*1", "LX*2", "TS3*1*11*20261231*1*200"], ["LX"]):
        outcome = read(remit_file(*before, CLP, "SVC*HC:99213*200*80", "LX*3"))
        assert [len(record.lines) for record in outcome.remits] == [1]
        assert outcome.odd == []


def test_a_party_between_claims_holds_for_the_claims_behind_it():
    outcome = read(remit_file(CLP, "N1*PE*OTHER*FI*55", CLP, "N1*PR*RED", CLP))
    told = [
        tuple(record.remit.get(name) for name in ("payee_npi", "payee_tax_id", "payer_id", "payer_name"))
        for record in outcome.remits
    ]
    assert told == [
        ("1234567893", "123456789", "PAYER1", "BLUE"),
        (None, "55", "PAYER1", "BLUE"),
        (None, "55", None, "RED"),
    ]
    assert outcome.odd == [("party_between_claims", 11)]


def test_a_plb_has_up_to_six_pairs_and_a_hole_loses_none_behind_it():
    pairs = "*".join(f"WO:ICN{n}*{n}" for n in range(1, 7))
    outcome = read(remit_file(CLP, f"PLB*1234567893*20261231*{pairs}", "PLB*1*20261231***L6*2*:X*3"))
    told = [
        (item.adjustment.get("reason_code"), item.adjustment["amount_cents"]) for item in outcome.withheld
    ]
    assert told == [*(("WO", n * 100) for n in range(1, 7)), ("L6", 200), (None, 300)]
    assert outcome.odd == [("adjustment_without_reason", 12)]


def test_a_4010_remittance_is_read():
    text = remit_file("CLP*C1*1*200*80**12*ICN1", "SVC*HC:99213*200*80*0450*1", "CAS*CO*42*120")
    outcome = read(text.replace("005010X221A1", "004010X091A1"))
    assert outcome.odd == [("version_4010", 2)]
    assert outcome.remits[0].lines[0]["revenue_code"] == "0450"
    assert outcome.remits[0].adjustments[0]["carc"] == "42"


def test_a_set_of_which_no_claim_could_be_read_is_an_error_and_one_with_a_plb_alone_is_not():
    outcome = read(remit_file("CLP**1*200*80", "CLP**1*200*80"))
    assert outcome.quarantined == [("missing_claim_number", 10), ("missing_claim_number", 11)]
    assert outcome.odd == [("whole_set_refused", 3)]
    assert read(remit_file("CLP**1*200*80", CLP)).odd == []
    assert read(remit_file("PLB*1*20261231*WO:A*1")).odd == []


LINE_CAS = ("SVC*HC:99213*150*60", "CAS*CO*45*90", "SVC*HC:99214*50*20", "CAS*PR*1*30")


@pytest.mark.parametrize(
    ("segments", "code"),
    [
        (["CLP*C1*1*200*80", *LINE_CAS], ""),
        (["CLP*C1*1*200*80", "CAS*CO*45*100**1*20"], ""),
        (["CLP*C1*1*200*80", "CAS*CO*45*90", "SVC*HC:99213*200*80", "CAS*PR*1*30"], ""),
        (["CLP*C1*22*-200*-80", "CAS*CO*45*-120"], ""),
        (["CLP*C1*1*200*200", "SVC*HC:99213*200*200"], ""),
        (["CLP*C1*1*200*80", "CAS*CO*45*120", *LINE_CAS], "reported_twice"),
        (
            ["CLP*C1*22*-200*-80", "CAS*CO*45*-120", "SVC*HC:99213*-200*-80", "CAS*CO*45*-120"],
            "reported_twice",
        ),
        (["CLP*C1*1*200*80"], "claim_unbalanced"),
        (["CLP*C1*22*-200*-80", "CAS*CO*45*120"], "claim_unbalanced"),
        (["CLP*C1*1*200*80", "CAS*CO*45*119", *LINE_CAS], "claim_unbalanced"),
        (["CLP*C1*1*200*80", "CAS*CO*45*60", "SVC*HC:99213*200*80", "CAS*CO*45*30"], "claim_unbalanced"),
    ],
)
def test_a_claim_that_does_not_add_up_is_said(segments, code):
    outcome = read(remit_file(*segments, "CLP*C2*1*100*100"))
    assert outcome.warnings == ([(code, 10)] if code else [])
    assert len(outcome.remits) == 2


@pytest.mark.parametrize(
    "segments", [["CLP*C1*1*MUCH*80"], ["CLP*C1*1*200*80", "CAS*CO*45*MUCH"], ["CLP*C1*1"]]
)
def test_whether_a_claim_adds_up_is_not_said_where_an_amount_is_missing(segments):
    assert all(code == "unreadable_amount" for code, _ in read(remit_file(*segments)).warnings)


def test_a_claim_that_is_not_kept_is_not_said_to_be_unbalanced():
    text = remit_file("CLP*C1*1*200*80")
    outcome = read(text[: text.index("*80~")])
    assert outcome.quarantined == [("truncated", 10)]
    assert "claim_unbalanced" not in [code for code, _ in outcome.warnings]


@pytest.mark.parametrize("pairs", ["WO:ABC*-125.00", "WO:ABC*-125.00*FB:X*3", "WO:A"])
def test_a_plb_that_breaks_off_is_not_kept(pairs):
    text = remit_file("CLP*C1*1*80*80", "PLB*1*20261231*WO:FIRST*-1", f"PLB*1*20261231*{pairs}")
    outcome = read(text[: text.index(pairs) + len(pairs) - 1])
    assert [item.adjustment["reference"] for item in outcome.withheld] == ["FIRST"]
    assert ("truncated", 12) in outcome.warnings
    assert len(outcome.remits) == 1


def test_a_file_that_breaks_off_behind_a_plb_keeps_it():
    text = remit_file("CLP*C1*1*80*80", "PLB*1*20261231*WO:FIRST*-1")
    outcome = read(text[: text.index("SE*") + 1])
    assert len(outcome.withheld) == 1
