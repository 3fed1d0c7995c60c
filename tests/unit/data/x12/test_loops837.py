from datetime import date

from tests.unit.data.x12.made import CLM, HI, LINE, PROVIDER, SUBSCRIBER, claim_file, read, wrapped

BHT = "BHT*0019*00*1*20260302*0915*CH"
PLACES = ("position", "version_key")
OTHER_PROVIDER = ["NM1*85*2*OTHER*****XX*1999999992", "REF*EI*999999999"]
OTHER_SUBSCRIBER = ["SBR*P*18*******MB", "NM1*IL*1*ROE*AL****MI*M2", "NM1*PR*2*MEDICARE*****PI*PAYER2"]


def test_a_dependent_is_the_patient_and_the_subscriber_is_not():
    subscriber = ["HL*2*1*22*1", "SBR*P*******CI", "NM1*IL*1*DOE*JO****MI*M1", "DMG*D8*19700131*F"]
    child = ["HL*3*2*23*0", "PAT*19", "NM1*QC*1*DOE*KID", "DMG*D8*20100101*M", CLM, HI, *LINE]
    spouse = ["HL*4*2*23*0", "PAT*01", "NM1*QC*1*DOE*SAM", CLM, HI, *LINE]
    one_more = ["HL*5*1*22*0", "SBR*P*18", "NM1*IL*1*ROE*AL****MI*M2", CLM, HI, *LINE]
    outcome = read(wrapped([BHT, *PROVIDER, *subscriber, *child, *spouse, *one_more]))
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


def test_a_pay_to_plan_is_neither_the_payer_nor_the_provider():
    plan = ["NM1*PE*2*PLAN*****PI*PLAN9", "N3*1 MAIN ST", "REF*2U*PLAN9", "REF*EI*999999999"]
    claim = read(wrapped([BHT, *PROVIDER, *plan, *SUBSCRIBER, CLM, *LINE])).claims[0].claim
    plain = read(wrapped([BHT, *PROVIDER, *SUBSCRIBER, CLM, *LINE])).claims[0].claim
    assert {name: claim[name] for name in plain if name not in PLACES} == {
        name: value for name, value in plain.items() if name not in PLACES
    }


def test_a_tax_id_of_the_payer_or_subscriber_is_not_the_providers():
    body = [BHT, "HL*1**20*1", "NM1*85*2*CLINIC*****XX*1234567893", *SUBSCRIBER, "REF*EI*999999999"]
    body[5:5] = ["REF*SY*888888888"]
    assert "billing_tax_id" not in read(wrapped([*body, CLM, *LINE])).claims[0].claim


def test_a_4010_payer_behind_other_parties_is_the_one_billed():
    subscriber = ["HL*2*1*22*0", "SBR*P*18*GRP1******CI", "NM1*IL*1*DOE*JO****MI*MEMBER1"]
    card = ["NM1*AO*1*DOE*JO****MI*CARD", "REF*BB*X", "NM1*QD*1*ROE*AL", "NM1*PR*2*BLUE*****PI*PAYER1"]
    body = [BHT, *PROVIDER, *subscriber, *card, CLM, HI, *LINE]
    claim = read(wrapped(body, st="ST*837*0001", gs="004010X096A1")).claims[0].claim
    assert (claim["payer_id"], claim["member_id"]) == ("PAYER1", "MEMBER1")


def test_claims_of_a_subscriber_then_of_a_dependent_then_of_the_next_subscriber():
    dependent = ["HL*3*2*23*0", "PAT*19", "NM1*QC*1*DOE*KID", "DMG*D8*20100101*M"]
    after = ["HL*4*1*22*0", *OTHER_SUBSCRIBER, CLM, HI, *LINE]
    own = [CLM, HI, *LINE, CLM, HI, *LINE]
    outcome = read(claim_file(*own, *dependent, CLM, HI, *LINE, CLM, HI, *LINE, *after))
    columns = ("member_id", "relationship", "patient_sex", "payer_id")
    assert [tuple(record.claim.get(name) for name in columns) for record in outcome.claims] == [
        *[("MEMBER1", "18", "F", "PAYER1")] * 2,
        *[("MEMBER1", "19", "M", "PAYER1")] * 2,
        ("M2", "18", None, "PAYER2"),
    ]
    assert outcome.warnings == []


def without_levels(*segments):
    return [segment for segment in segments if not segment.startswith("HL")]


def test_levels_without_hl_are_told_by_what_they_begin_with_and_said_once():
    people = without_levels(*PROVIDER, *SUBSCRIBER, CLM, HI, *LINE)
    more = [*OTHER_SUBSCRIBER, CLM, HI, *LINE, *OTHER_PROVIDER, *OTHER_SUBSCRIBER[:2], CLM, HI, *LINE]
    outcome = read(wrapped([BHT, *people, *more]))
    columns = ("billing_npi", "billing_tax_id", "member_id", "group_number", "payer_id", "patient_sex")
    assert [tuple(record.claim.get(name) for name in columns) for record in outcome.claims] == [
        ("1234567893", "123456789", "MEMBER1", "GRP1", "PAYER1", "F"),
        ("1234567893", "123456789", "M2", None, "PAYER2", None),
        ("1999999992", "999999999", "M2", None, None, None),
    ]
    assert [code for code, _ in outcome.warnings] == ["level_without_hl"]


def test_a_dependent_without_hl_does_not_become_the_subscriber():
    dependent = ["PAT*19", "NM1*QC*1*DOE*KID", "DMG*D8*20100101*M", CLM, HI, *LINE]
    outcome = read(claim_file(CLM, HI, *LINE, *dependent, CLM, HI, *LINE))
    columns = ("member_id", "relationship", "patient_sex")
    assert [tuple(record.claim.get(name) for name in columns) for record in outcome.claims] == [
        ("MEMBER1", "18", "F"),
        ("MEMBER1", "19", "M"),
        ("MEMBER1", "19", "M"),
    ]
    assert outcome.warnings == [("level_without_hl", 19)]


def test_a_dependent_without_hl_does_not_have_the_subscribers_sex_and_birth():
    outcome = read(claim_file("PAT*19", "NM1*QC*1*DOE*KID", CLM, HI, *LINE))
    assert not {"patient_sex", "patient_birth_on"} & outcome.claims[0].claim.keys()
    assert outcome.warnings == [("level_without_hl", 14)]


def test_the_subscribers_own_pat_is_no_patient():
    subscriber = [*SUBSCRIBER[:2], "PAT*****D8*20260101*01*150", *SUBSCRIBER[2:]]
    outcome = read(wrapped([BHT, *PROVIDER, *subscriber, CLM, HI, *LINE]))
    assert outcome.claims[0].claim["relationship"] == "18"
    assert outcome.warnings == []


def test_levels_out_of_order_follow_their_place():
    patient_first = ["HL*3*2*23*0", "PAT*19", "NM1*QC*1*DOE*KID", CLM, HI, *LINE]
    outcome = read(wrapped([BHT, *PROVIDER, *patient_first, *SUBSCRIBER, CLM, HI, *LINE]))
    assert [record.claim.get("member_id") for record in outcome.claims] == [None, "MEMBER1"]
    assert [record.claim["relationship"] for record in outcome.claims] == ["19", "18"]
