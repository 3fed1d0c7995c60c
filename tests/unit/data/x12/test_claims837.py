from datetime import date, datetime

import pytest

from tests.unit.data.x12.made import (
    CLM,
    CLM_AT,
    HI,
    LINE,
    PROVIDER,
    SHA,
    SUBSCRIBER,
    claim_file,
    read,
    wrapped,
)


def only(*segments, **how):
    outcome = read(claim_file(*segments, **how))
    assert len(outcome.claims) == 1
    return outcome.claims[0]


def test_a_professional_claim_has_what_its_loops_say():
    record = only(
        "CLM*C1*150.25***11:B:7*Y*A*Y*Y**AA:OA*********3",
        "DTP*431*D8*20260201",
        "DTP*439*D8*20260131",
        "PWK*OZ*AA",
        "PWK*B4*EL",
        "REF*F8*ICN1",
        "REF*G1*AUTH1",
        "REF*9F*REFERRAL1",
        "REF*X4*CLIA1",
        HI,
        "HI*BG:20",
        "NM1*DN*1*X*Y****XX*1111111111",
        "NM1*82*1*X*Y****XX*2222222222",
        "PRV*PE*PXC*208D00000X",
        "REF*G2*NOT A REFERRAL",
        "NM1*77*2*X*****XX*3333333333",
        "NM1*DQ*1*X*Y****XX*4444444444",
        "LX*1",
        "SV1*HC:99213:25:59*100.25*UN*1.5*12**1:2**Y",
        "DTP*472*RD8*20260227-20260228",
        "REF*6R*L1",
        "REF*G1*AUTH2",
        "REF*9F*REFERRAL2",
        "LIN**N4*00026063512",
        "CTP****10.5*ML",
        "NM1*82*1*X*Y****XX*5555555555",
        "LX*2",
        "SV1*HC:J1550*50*UN*1*11**1",
        "DTP*472*D8*20260301",
    )
    assert record.claim == {
        "version_key": f"{SHA[:24]}:{CLM_AT}",
        "file_sha256": SHA,
        "position": CLM_AT,
        "claim_id": "C1",
        "frequency_code": "7",
        "kind": "professional",
        "responsibility": "P",
        "payer_id": "PAYER1",
        "payer_name": "BLUE",
        "filing_indicator": "CI",
        "plan_name": "GOLD",
        "group_number": "GRP1",
        "member_id": "MEMBER1",
        "relationship": "18",
        "patient_birth_on": date(1970, 1, 31),
        "patient_sex": "F",
        "billing_npi": "1234567893",
        "billing_tax_id": "123456789",
        "billing_taxonomy": "207Q00000X",
        "rendering_npi": "2222222222",
        "rendering_taxonomy": "208D00000X",
        "referring_npi": "1111111111",
        "supervising_npi": "4444444444",
        "facility_npi": "3333333333",
        "place_of_service": "11",
        "from_on": date(2026, 2, 27),
        "through_on": date(2026, 3, 1),
        "onset_on": date(2026, 2, 1),
        "accident_on": date(2026, 1, 31),
        "accident_kind": "AA",
        "condition_codes": "20",
        "diagnoses": "E119 I10",
        "total_charge_cents": 15025,
        "assignment": "A",
        "benefits_assigned": "Y",
        "delay_reason": "3",
        "prior_authorization": "AUTH1",
        "referral_number": "REFERRAL1",
        "original_reference": "ICN1",
        "clia_number": "CLIA1",
        "attachments": "OZ B4",
        "submitted_at": datetime.fromisoformat("2026-03-02T09:15"),
        "available_at": datetime.fromisoformat("2026-03-02T10:30"),
    }
    first, second = record.lines
    assert first == {
        "line": 1,
        "procedure_code": "99213",
        "procedure_qualifier": "HC",
        "modifiers": "25 59",
        "units": 1.5,
        "unit_basis": "UN",
        "charge_cents": 10025,
        "diagnosis_pointers": "1 2",
        "from_on": date(2026, 2, 27),
        "through_on": date(2026, 2, 28),
        "place_of_service": "12",
        "emergency": "Y",
        "line_control": "L1",
        "ndc": "00026063512",
        "ndc_units": 10.5,
        "rendering_npi": "5555555555",
        "prior_authorization": "AUTH2",
        "referral_number": "REFERRAL2",
    }
    assert "place_of_service" not in second  # the claim's own


def test_an_institutional_claim_has_what_its_loops_say():
    record = only(
        "CLM*C1*150***13:A:1**A*Y*Y",
        "DTP*434*RD8*20260201-20260203",
        "DTP*435*DT*202602010815",
        "CL1*3*7*01",
        "HI*ABF:I10:::::::N*ABF:E785",
        "HI*ABK:E11.9:::::::Y",
        "HI*ABJ:R079",
        "HI*DR:470",
        "HI*BH:11:D8:20260201",
        "HI*BE:A2:::15.31*BE:80:::1",
        "HI*BG:09",
        "NM1*71*1*X*Y****XX*1111111111",
        "PRV*AT*PXC*363LP0200N",
        "NM1*72*1*X*Y****XX*2222222222",
        "NM1*82*1*X*Y****XX*3333333333",
        "PRV*PE*PXC*208D00000X",
        "LX*1",
        "SV2*305*HC:85025*150*UN*1",
        "DTP*472*D8*20260202",
        gs="005010X223A2",
        st="ST*837*0001*005010X223A2",
    )
    said = {
        "kind": "institutional",
        "bill_type": "131",
        "frequency_code": "1",
        "from_on": date(2026, 2, 1),
        "through_on": date(2026, 2, 3),
        "admission_on": date(2026, 2, 1),
        "admission_type": "3",
        "admission_source": "7",
        "patient_status": "01",
        "diagnoses": "E119 I10 E785",
        "present_on_admission": "Y N -",
        "admitting_diagnosis": "R079",
        "drg": "470",
        "occurrence_codes": "11",
        "value_codes": "A2 80",
        "condition_codes": "09",
        "rendering_npi": "1111111111",
        "rendering_taxonomy": "363LP0200N",
        "operating_npi": "2222222222",
    }
    assert {name: record.claim.get(name) for name in said} == said
    assert "place_of_service" not in record.claim
    assert record.lines[0]["revenue_code"] == "0305"
    assert record.lines[0]["procedure_code"] == "85025"


def test_the_other_payers_do_not_reach_the_payer_billed_nor_the_claim():
    other = [
        "SBR*S*01*OTHER GROUP*OTHER PLAN*****MC",
        "AMT*D*39.15",
        "OI***Y***Y",
        "NM1*IL*1*DOE*JANE****MI*OTHER MEMBER",
        "NM1*PR*2*SECOND*****PI*PAYER2",
        "REF*F8*OTHER REFERENCE",
        "REF*G1*OTHER AUTH",
        "NM1*82*1******XX*9999999999",
    ]
    third = ["SBR*T*18*******12", "NM1*PR*2*THIRD*****PI*PAYER3"]
    plain, record = only(CLM, HI, *LINE), only(CLM, HI, *other, *third, *LINE)
    assert record.claim == plain.claim
    assert record.lines == plain.lines
    assert record.other_payers == [
        {
            "ordinal": 1,
            "responsibility": "S",
            "payer_id": "PAYER2",
            "payer_name": "SECOND",
            "filing_indicator": "MC",
            "paid_cents": 3915,
        },
        {
            "ordinal": 2,
            "responsibility": "T",
            "payer_id": "PAYER3",
            "payer_name": "THIRD",
            "filing_indicator": "12",
        },
    ]


def test_a_dependent_is_the_patient_and_the_subscriber_is_not():
    subscriber = ["HL*2*1*22*1", "SBR*P*******CI", "NM1*IL*1*DOE*JO****MI*M1", "DMG*D8*19700131*F"]
    child = ["HL*3*2*23*0", "PAT*19", "NM1*QC*1*DOE*KID", "DMG*D8*20100101*M", CLM, HI, *LINE]
    spouse = ["HL*4*2*23*0", "PAT*01", "NM1*QC*1*DOE*SAM", CLM, HI, *LINE]
    one_more = ["HL*5*1*22*0", "SBR*P*18", "NM1*IL*1*ROE*AL****MI*M2", CLM, HI, *LINE]
    outcome = read(
        wrapped(["BHT*0019*00*1*20260302*0915*CH", *PROVIDER, *subscriber, *child, *spouse, *one_more])
    )
    columns = ("member_id", "relationship", "patient_birth_on", "patient_sex")
    assert [tuple(record.claim.get(name) for name in columns) for record in outcome.claims] == [
        ("M1", "19", date(2010, 1, 1), "M"),
        ("M1", "01", None, None),
        ("M2", "18", None, None),
    ]
    assert outcome.warnings == []


def test_a_new_billing_provider_forgets_everything_of_the_last_one():
    second = ["HL*3**20*1", "NM1*85*2*OTHER*****XX*1999999992", "HL*4*3*22*0", "SBR*P*18", CLM, HI, *LINE]
    first, last = read(claim_file(CLM, HI, *LINE, *second)).claims
    assert first.claim["billing_taxonomy"] == "207Q00000X"
    assert last.claim["billing_npi"] == "1999999992"
    assert not {"billing_taxonomy", "billing_tax_id", "member_id", "payer_id"} & last.claim.keys()


def test_a_pay_to_address_does_not_give_the_billing_provider_its_references():
    body = [
        "HL*1**20*1",
        "NM1*85*2*CLINIC*****XX*1234567893",
        "NM1*87*2",
        "REF*EI*999999999",
        *SUBSCRIBER,
        CLM,
        *LINE,
    ]
    assert "billing_tax_id" not in read(wrapped(body)).claims[0].claim


def test_a_level_under_another_parent_than_it_names_is_said():
    outcome = read(claim_file("HL*9*7*23*0", "PAT*19", CLM, HI, *LINE))
    assert outcome.warnings == [("hl_parent_mismatch", 14)]
    assert len(outcome.claims) == 1


@pytest.mark.parametrize(
    ("st", "gs", "line", "type_"),
    [
        ("ST*837*0001*005010X222A1", "005010X223A2", LINE[1], "837P"),
        ("ST*837*0001*005010X223A3", "005010X222A1", "SV2*0300*HC:80050*100*UN*1", "837I"),
        ("ST*837*0001", "005010X222", LINE[1], "837P"),
        ("ST*837*0001", "004010X096A1", "SV2*0300*HC:80050*100*UN*1", "837I"),
        ("ST*837*0001", "", LINE[1], "837P"),
        ("ST*837*0001", "005010", "SV2*0300*HC:80050*100*UN*1", "837I"),
    ],
)
def test_the_kind_is_told_by_st03_then_gs08_then_the_first_line(st, gs, line, type_):
    outcome = read(claim_file("CLM*C1*100***13:A:1", HI, "LX*1", line, st=st, gs=gs))
    assert outcome.reader.types == {type_}
    claim = outcome.claims[0].claim
    if type_ == "837I":
        assert (claim["kind"], claim["bill_type"], claim.get("place_of_service")) == (
            "institutional",
            "131",
            None,
        )
    else:
        assert (claim["kind"], claim.get("bill_type"), claim["place_of_service"]) == (
            "professional",
            None,
            "13",
        )


def test_both_kinds_may_stand_in_one_group():
    first = claim_file(CLM, HI, *LINE).split("GE*1*1~")[0]
    second = claim_file("CLM*C2*100***13:A:1", "LX*1", "SV2*0300**100*UN*1", st="ST*837*0002*005010X223A2")
    second = second.split("1030*1*X*005010X222A1~")[1].replace("GE*1", "GE*2").replace("*0001~", "*0002~")
    outcome = read(first + second)
    assert [record.claim["kind"] for record in outcome.claims] == ["professional", "institutional"]
    assert outcome.warnings == []
    assert outcome.reader.types == {"837P", "837I"}


def test_lines_of_another_kind_than_the_guide_says_are_read_and_said():
    outcome = read(claim_file(CLM, HI, "LX*1", "SV2*0300*HC:80050*100*UN*1"))
    assert outcome.warnings == [("line_kind_mismatch", 17)]
    assert outcome.claims[0].lines[0]["revenue_code"] == "0300"


@pytest.mark.parametrize(
    ("segments", "code"),
    [
        (["CLM**100***11:B:1", HI, *LINE], "missing_claim_number"),
        (["CLM*C1****11:B:1", HI, *LINE], "unreadable_charge"),
        (["CLM*C1*MUCH***11:B:1", HI, *LINE], "unreadable_charge"),
        (["CLM", HI, *LINE], "missing_claim_number"),
        ([CLM, HI], "no_service_lines"),
        ([CLM, HI, "LX*1"], "no_service_lines"),
    ],
)
def test_one_bad_claim_is_quarantined_and_its_neighbours_kept(segments, code):
    good = [CLM, HI, *LINE]
    outcome = read(claim_file(*good, *segments, *good))
    assert outcome.quarantined == [(code, CLM_AT + len(good))]
    assert [record.claim["position"] for record in outcome.claims] == [14, 14 + len(good) + len(segments)]
    assert outcome.claims[0].lines == outcome.claims[1].lines


def test_what_cannot_be_read_of_a_line_is_missing_and_said():
    bad = ["LX*1", "SV1*HC:99213*MUCH*UN*MANY***1", "DTP*472*D8*20260231"]
    outcome = read(claim_file(CLM, HI, *bad))
    assert outcome.warnings == [
        ("unreadable_amount", 17),
        ("unreadable_quantity", 17),
        ("unreadable_date", 18),
    ]
    assert outcome.claims[0].lines == [
        {
            "line": 1,
            "procedure_code": "99213",
            "procedure_qualifier": "HC",
            "unit_basis": "UN",
            "diagnosis_pointers": "1",
        }
    ]
    assert "from_on" not in outcome.claims[0].claim


def test_an_lx_without_a_service_is_said_and_takes_nothing_from_its_neighbours():
    outcome = read(claim_file(CLM, HI, *LINE, "LX*2", "REF*6R*LOST", "LX*3", LINE[1]))
    assert outcome.warnings == [("line_without_service", 19)]
    assert [line.get("line_control") for line in outcome.claims[0].lines] == [None, None]


def test_a_file_that_breaks_off_inside_a_claim_loses_that_claim_alone():
    whole = claim_file(CLM, HI, *LINE, CLM, HI, *LINE)
    cut = whole[: whole.rindex("SV1") + 14]
    outcome = read(cut)
    assert len(outcome.claims) == 1
    assert outcome.quarantined == [("truncated", 19)]


def test_trailers_may_be_missing_and_a_last_segment_without_end_is_read_when_it_is_one():
    whole = claim_file(CLM, HI, *LINE)
    for end in ("IEA", "GE", "SE"):
        assert len(read(whole[: whole.index(f"~{end}*") + 1]).claims) == 1
    outcome = read(whole[: whole.index("~SE*") + 1])
    assert outcome.warnings == [("missing_se", 3), ("missing_ge", 2), ("missing_iea", 1)]
    assert read(whole.removesuffix("~")).warnings == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.replace("0915*CH", "0915*RP"), "encounter"),
        (lambda text: text.replace("005010X222A1", "005010X298"), "encounter"),
        (lambda text: text.replace("005010X222A1", "005010X291"), "predetermination"),
        (lambda text: text.replace("005010X222A1", "005010X224A2"), "dental"),
        (lambda text: text.replace("005010X222A1", "005010").replace("SV1", "SV3"), "dental"),
    ],
)
def test_what_is_not_ours_to_learn_from_is_set_aside_and_counted(change, code):
    outcome = read(change(claim_file(CLM, HI, *LINE)))
    assert outcome.set_aside == [(code, CLM_AT)]
    assert outcome.claims == []


def test_encounters_are_kept_when_asked_for():
    text = claim_file(CLM, HI, *LINE).replace("0915*CH", "0915*RP")
    assert len(read(text, keep_encounters=True).claims) == 1


def test_another_component_separator_than_declared_is_seen_through_and_said_once():
    text = claim_file(CLM, HI, *LINE)
    outcome = read(text[:110] + text[110:].replace(":", ">"))
    assert outcome.claims == read(text).claims
    assert outcome.warnings == [("component_separator_mismatch", CLM_AT)]


def test_a_transaction_without_claims_is_never_silent():
    assert read(claim_file()).warnings == [("transaction_without_claims", 3)]
    assert read(wrapped(["BHT*0019*00*1*20260302*0915*CH"])).warnings == [("transaction_without_claims", 3)]


def test_a_line_reference_of_another_payer_is_not_the_lines_own():
    record = only(CLM, HI, *LINE, "REF*G1*OTHER**2U:PAYER2")
    assert "prior_authorization" not in record.lines[0]
