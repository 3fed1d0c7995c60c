from datetime import date, datetime

from tests.unit.data.x12.made import SHA, read, wrapped

ABOVE = [
    "BHT*0085*08*1*20260302*1030*TH",
    "HL*1**20*1",
    "NM1*PR*2*BLUE*****PI*PAYER1",
    "TRN*1*BATCH",
    "HL*2*1*21*1",
    "NM1*41*2*SENDER*****46*SENDER",
    "TRN*2*BATCH",
    "STC*A1:19:PR*20260302*WQ*100",
    "HL*3*2*19*1",
    "NM1*85*2*CLINIC*****XX*1234567893",
    "TRN*1*0",
    "STC*A1:19:PR**WQ*100",
]
FIRST_AT = 4 + len(ABOVE)
PATIENT = ["HL*4*3*PT", "NM1*QC*1*DOE*JO****MI*M1", "TRN*2*C1"]


def acknowledgement(*body):
    return wrapped([*ABOVE, *body], st="ST*277*0001*005010X214", gs="005010X214")


def test_each_status_of_a_claim_or_a_line_is_one_record():
    outcome = read(
        acknowledgement(
            *PATIENT,
            "STC*A3:21:85*20260302*U*100.5",
            "STC*A7:562*20260302*U*100.5",
            "REF*1K*ICN1",
            "DTP*472*RD8*20260227-20260228",
            "SVC*HC:99213*50",
            "STC*A3:122**U",
            "REF*FJ*L1",
            "DTP*472*D8*20260101",
            "HL*5*3*PT",
            "NM1*QC*1*ROE*AL",
            "TRN*2*C2",
            "STC*A1:19:PR*20260302*WQ*1",
        )
    )
    assert outcome.reader.types == {"277CA"}
    assert outcome.statuses[0].status == {
        "status_key": f"{SHA[:24]}:{FIRST_AT + 3}",
        "file_sha256": SHA,
        "position": FIRST_AT + 3,
        "claim_id": "C1",
        "payer_claim_number": "ICN1",
        "category": "A3",
        "status_code": "21",
        "entity": "85",
        "charge_cents": 10050,
        "effective_on": date(2026, 3, 2),
        "from_on": date(2026, 2, 27),
        "available_at": datetime.fromisoformat("2026-03-02T10:30"),
    }
    columns = ("claim_id", "category", "payer_claim_number", "line", "line_control", "procedure_code")
    assert [tuple(item.status.get(name) for name in columns) for item in outcome.statuses] == [
        ("C1", "A3", "ICN1", None, None, None),
        ("C1", "A7", "ICN1", None, None, None),
        ("C1", "A3", "ICN1", 1, "L1", "99213"),
        ("C2", "A1", None, None, None, None),
    ]
    assert outcome.statuses[2].status["from_on"] == date(2026, 2, 27)
    assert outcome.warnings == []


def test_an_acknowledged_claim_without_a_status_is_quarantined():
    outcome = read(acknowledgement(*PATIENT, *PATIENT, "STC*A1:19"))
    assert outcome.quarantined == [("missing_status", FIRST_AT + 2)]
    assert len(outcome.statuses) == 1


def test_a_status_without_number_or_category_is_quarantined():
    outcome = read(acknowledgement(*PATIENT[:2], "TRN*2", "STC*A1:19", *PATIENT, "STC**20260302"))
    assert outcome.quarantined == [
        ("missing_claim_number", FIRST_AT + 3),
        ("unreadable_status", FIRST_AT + 7),
    ]


def test_a_status_that_breaks_off_is_quarantined():
    text = acknowledgement(*PATIENT, "STC*A1:19")
    assert read(text[: text.index("A1:19~SE") + 3]).quarantined == [("truncated", FIRST_AT + 3)]


def test_an_acknowledgement_of_no_claims_is_said():
    assert read(acknowledgement()).warnings == [("transaction_without_claims", 3)]


def test_all_three_statuses_of_one_stc_are_kept():
    outcome = read(acknowledgement(*PATIENT, "STC*A7:562:85*20260302*U*1******A7:128:40*A8:33"))
    columns = ("category", "status_code", "entity", "effective_on", "charge_cents")
    assert [tuple(item.status.get(name) for name in columns) for item in outcome.statuses] == [
        ("A7", "562", "85", date(2026, 3, 2), 100),
        ("A7", "128", "40", date(2026, 3, 2), 100),
        ("A8", "33", None, date(2026, 3, 2), 100),
    ]
    assert len({item.status["status_key"] for item in outcome.statuses}) == 3
    assert outcome.warnings == []


def test_every_line_named_has_its_place_and_its_own_statuses():
    lines = ["SVC*HC:99213*50", "STC*A7:454**U", "SVC*HC:99214*50", "STC*A7:453**U", "STC*A8:453**U"]
    outcome = read(acknowledgement(*PATIENT, "STC*A2:20", *lines, "REF*FJ*L2"))
    told = [tuple(item.status.get(name) for name in ("line", "line_control", "category"))
        for item in outcome.statuses]  # fmt: skip
    assert told == [(None, None, "A2"), (1, None, "A7"), (2, "L2", "A7"), (2, "L2", "A8")]


def test_a_rejected_batch_names_no_claim_and_is_said():
    text = acknowledgement(*PATIENT, "STC*A2:20").replace("STC*A1:19:PR**WQ*100", "STC*A3:24:85**U*100")
    outcome = read(text)
    assert outcome.warnings == [("batch_rejected", FIRST_AT - 1)]
    assert len(outcome.statuses) == 1


def test_rejected_claims_that_are_counted_and_not_named_are_said():
    above = acknowledgement(*PATIENT, "STC*A3:21", *PATIENT, "STC*A2:20", "SVC*HC:1*1", "STC*A7:454**U")
    counted = above.replace("*WQ*100~HL*3", "*WQ*100~QTY*90*1~QTY*AA*2~HL*3")
    assert read(counted).warnings == [("segment_count_mismatch", 28), ("rejections_not_listed", 3)]
    assert read(counted.replace("QTY*AA*2", "QTY*AA*1")).warnings == [("segment_count_mismatch", 28)]
    assert len(read(counted).statuses) == 3


UNNAMED = {"st": "ST*277*0001", "gs": "005010"}


def test_an_acknowledgement_that_names_no_guide_is_known_by_its_purpose():
    outcome = read(wrapped([*ABOVE, *PATIENT, "STC*A7:21*20260302*U*100"], **UNNAMED))
    assert outcome.reader.types == {"277CA"}
    assert outcome.statuses[0].status["claim_id"] == "C1"
    assert outcome.warnings == []


def test_another_answer_that_names_no_guide_is_not_read():
    other = ["BHT*0010*08*1*20260302*1030*DG", *ABOVE[1:], *PATIENT, "STC*F1:65*20260302*U*100"]
    outcome = read(wrapped(other, **UNNAMED))
    assert outcome.reader.types == {"277"}
    assert outcome.warnings == [("transaction_not_read", 3)]
    assert outcome.statuses == []


def test_a_claim_without_its_trace_is_known_by_the_payers_number():
    patient = ["HL*4*3*PT", "NM1*QC*1*DOE*JO"]
    outcome = read(acknowledgement(*patient, "STC*A3:21*20260302*U*100", "REF*1K*ICN1"))
    assert outcome.statuses[0].status["payer_claim_number"] == "ICN1"
    assert outcome.warnings == []
    nameless = read(acknowledgement(*patient, "STC*A3:21*20260302*U*100"))
    assert nameless.quarantined == [("missing_claim_number", FIRST_AT + 2)]


def test_a_procedure_of_a_line_is_seen_through_like_elsewhere():
    outcome = read(acknowledgement(*PATIENT, "SVC*99213:25*50", "STC*A3:21"))
    assert outcome.statuses[0].status["procedure_code"] == "99213"
    assert outcome.warnings == [("procedure_without_qualifier", FIRST_AT + 3)]
