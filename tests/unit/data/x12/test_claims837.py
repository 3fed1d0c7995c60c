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
        "CN1*05*900",
        "AMT*F5*12.5",
        "AMT*F3*99",
        "REF*4N*3",
        "REF*F8*ICN1",
        "REF*G1*AUTH1",
        "REF*9F*REFERRAL1",
        "REF*X4*CLIA1",
        "K3*NOTHING OF OURS",
        "NTE*ADD*WORDS THAT ARE NOT KEPT",
        "NTE*CER*MORE WORDS",
        "CR1*LB*140**A*DH*12.5",
        "CRC*07*Y*04*06",
        "CRC*07*N*09",
        "CRC*ZZ*Y*AV",
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
        "PWK*OZ*BM",
        "PWK*77*EL",
        "NTE*ADD*A NOTE OF THE LINE",
        "LIN**N4*00026063512",
        "CTP****10.5*ML",
        "NM1*82*1*X*Y****XX*5555555555",
        "PRV*PE*PXC*363L00000X",
        "NM1*77*2*X*****XX*6666666666",
        "NM1*DQ*1*X*Y****XX*7777777777",
        "NM1*DK*1*X*Y****XX*8888888888",
        "NM1*DN*1*X*Y****XX*9999999999",
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
        "contract_type": "05",
        "patient_paid_cents": 1250,
        "authorization_exception": "3",
        "note_codes": "ADD CER",
        "transport_reason": "A",
        "transport_miles": 12.5,
        "certifications": "07.04 07.06 ZZ.AV",
        "interchange_control": "000000001",
        "group_control": "1",
        "set_control": "0001",
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
        "ndc_basis": "ML",
        "attachments": "OZ 77",
        "rendering_npi": "5555555555",
        "facility_npi": "6666666666",
        "supervising_npi": "7777777777",
        "ordering_npi": "8888888888",
        "referring_npi": "9999999999",
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


@pytest.mark.parametrize(
    ("st", "gs", "line", "type_"),
    [
        ("ST*837*0001*005010X222A1", "005010X223A2", LINE[1], "837P"),
        ("ST*837*0001*005010X223A3", "005010X222A1", "SV2*0300*HC:80050*100*UN*1", "837I"),
        ("ST*837*0001", "005010X222", LINE[1], "837P"),
        ("ST*837*0001", "004010X096A1", "SV2*0300*HC:80050*100*UN*1", "837I"),
        ("ST*837*0001", "", LINE[1], "837P"),
        ("ST*837*0001", "005010", "SV2*0300*HC:80050*100*UN*1", "837I"),
        ("ST*837*0001*005010", "005010X223A2", "SV2*0300*HC:80050*100*UN*1", "837I"),
        ("ST*837*0001*005010X222A2", "005010X222A2", LINE[1], "837P"),
        ("ST*837*0001*005010X223A1", "005010X223A1", "SV2*0300*HC:80050*100*UN*1", "837I"),
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
        (lambda text: text.replace("005010X222A1", "004010X097A1"), "dental"),
        (lambda text: text.replace("005010X222A1", "005010X299A1"), "encounter"),
        (lambda text: text.replace("11:B:1*Y*A*Y*Y", "11:B:1*Y*A*Y*Y**********PB"), "predetermination"),
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


def test_an_estimate_is_set_aside_and_the_claim_behind_it_kept():
    outcome = read(claim_file(f"{CLM}**********PB", HI, *LINE, CLM, HI, *LINE))
    assert outcome.set_aside == [("predetermination", CLM_AT)]
    assert len(outcome.claims) == 1


def test_references_behind_a_name_are_that_partys_and_not_the_claims_or_the_lines():
    party = ["NM1*77*2*X*****XX*3333333333", "REF*X4*THEIRS", "REF*G1*THEIRS", "REF*F8*THEIRS"]
    claim = only(CLM, HI, *party, *LINE).claim
    assert claim["facility_npi"] == "3333333333"
    assert not {"clia_number", "prior_authorization", "original_reference"} & claim.keys()
    other_payer = ["NM1*PR*2*X*****PI*PAYER2", "REF*G1*THEIRS", "REF*9F*THEIRS", "REF*6R*L1"]
    line = only(CLM, HI, *LINE, *other_payer).lines[0]  # 4010's loop 2420G
    assert line["line_control"] == "L1"
    assert not {"prior_authorization", "referral_number"} & line.keys()


@pytest.mark.parametrize("entity", ["FA", "LI", "TL", "77"])
def test_a_service_facility_has_several_names_in_4010(entity):
    facility = f"NM1*{entity}*2*X*****XX*3333333333"
    record = only(CLM, HI, facility, *LINE, facility.replace("33", "44"), gs="004010X098A1", st="ST*837*1")
    assert record.claim["facility_npi"] == "3333333333"
    assert record.lines[0]["facility_npi"] == "4444444444"


def test_facts_of_the_claim_are_its_own_even_behind_another_payer():
    other = ["SBR*S*18*******CI", "NM1*PR*2*SECOND*****PI*PAYER2"]
    record = only(CLM, *other, HI, "PWK*OZ*AA", "NTE*ADD*X", *LINE)
    assert record.claim["diagnoses"] == "E119 I10"
    assert (record.claim["attachments"], record.claim["note_codes"]) == ("OZ", "ADD")


def test_a_set_of_which_no_claim_was_read_is_an_error_of_the_set():
    outcome = read(claim_file("CLM*C1*MUCH***11:B:1", HI, *LINE, CLM, HI))
    assert outcome.quarantined == [("unreadable_charge", CLM_AT), ("no_service_lines", CLM_AT + 5)]
    assert outcome.warnings == [("unreadable_amount", CLM_AT), ("whole_set_refused", 3)]
    some = read(claim_file("CLM*C1*MUCH***11:B:1", HI, *LINE, CLM, HI, *LINE))
    assert some.warnings == [("unreadable_amount", CLM_AT)]


def test_a_payer_behind_clm_is_not_taken_and_what_follows_is_the_claims():
    above = ["BHT*0019*00*1*20260302*0915*CH", *PROVIDER, *SUBSCRIBER[:-1]]
    outcome = read(wrapped([*above, CLM, SUBSCRIBER[-1], "REF*F8*ICN", HI, *LINE]))
    claim = outcome.claims[0].claim
    assert ("payer_id" in claim, claim["original_reference"]) == (False, "ICN")
    assert outcome.warnings == [("payer_behind_claim", CLM_AT)]


FIRST = [
    "SBR*P*18*GRP1*GOLD*****CI",
    "NM1*IL*1*DOE*JO****MI*M1",
    "DMG*D8*19700131*F",
    "NM1*PR*2*BLUE*****PI*P1",
]
SECOND = ["SBR*P*18", "NM1*IL*1*ROE*AL****MI*M2", "NM1*PR*2*RED*****PI*P2"]
TOO_LONG = "NTE*ADD*" + "*" * 300
OF_A_MEMBER = ("member_id", "group_number", "plan_name", "patient_birth_on", "payer_id")


def members(*body):
    outcome = read(wrapped(["BHT*0019*00*1*20260302*0915*CH", "NM1*85*2*CLINIC*****XX*1234567893", *body]))
    return outcome, [tuple(record.claim.get(name) for name in OF_A_MEMBER) for record in outcome.claims]


@pytest.mark.parametrize("cut", [[*LINE, TOO_LONG], [TOO_LONG, *LINE]], ids=["in a line", "before it"])
def test_what_follows_a_refused_claim_without_hl_is_not_lost(cut):
    outcome, found = members(*FIRST, CLM, HI, *cut, *SECOND, CLM, HI, *LINE)
    assert found == [("M2", None, None, None, "P2")]
    assert [code for code, _ in outcome.quarantined] == ["too_many_elements"]


def test_another_payer_of_a_refused_claim_is_not_the_next_ones():
    other = ["SBR*S*18*OTHER", "NM1*IL*1*X*****MI*OTHER", "NM1*PR*2*X*****PI*OTHER"]
    _, found = members(*FIRST, CLM, TOO_LONG, *other, *LINE, CLM, HI, *LINE)
    assert found == [("M1", "GRP1", "GOLD", date(1970, 1, 31), "P1")]


def test_a_subscriber_without_hl_and_sbr_inherits_nothing_of_the_one_before():
    _, found = members(*FIRST, CLM, HI, *LINE, *SECOND[1:], CLM, HI, *LINE)
    assert found == [("M1", "GRP1", "GOLD", date(1970, 1, 31), "P1"), ("M2", None, None, None, "P2")]


def test_dental_lines_make_a_dental_claim_whatever_the_set_says():
    outcome = read(claim_file(CLM, HI, "LX*1", "SV3*AD:D0120*50**10**1"))
    assert outcome.set_aside == [("dental", CLM_AT)]
    assert outcome.warnings == [("line_kind_mismatch", 17)]


@pytest.mark.parametrize("guide", ["X298", "X291", "X224A2"])
def test_a_set_whose_guide_names_no_kind_of_lines_has_none_that_is_wrong(guide):
    line = "SV3*AD:D0120*50**10**1" if guide == "X224A2" else "SV1*HC:99213*100*UN*1***1"
    version = f"005010{guide}"
    outcome = read(claim_file(CLM, HI, "LX*1", line, gs=version, st=f"ST*837*1*{version}"))
    assert len(outcome.set_aside) == 1
    assert outcome.warnings == []
