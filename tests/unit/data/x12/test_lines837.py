import pytest

from tests.unit.data.x12.made import CLM, HI, LINE, claim_file, read


def only(*segments, **how):
    outcome = read(claim_file(*segments, **how))
    assert len(outcome.claims) == 1
    return outcome.claims[0]


def test_lines_of_another_kind_than_the_guide_says_are_read_and_said():
    outcome = read(claim_file(CLM, HI, "LX*1", "SV2*0300*HC:80050*100*UN*1"))
    assert outcome.warnings == [("line_kind_mismatch", 17)]
    assert outcome.claims[0].lines[0]["revenue_code"] == "0300"


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


def test_a_line_reference_of_another_payer_is_not_the_lines_own():
    record = only(CLM, HI, *LINE, "REF*G1*OTHER**2U:PAYER2")
    assert "prior_authorization" not in record.lines[0]


def test_a_party_of_one_line_is_not_the_next_ones():
    record = only(CLM, HI, *LINE, "NM1*DK*1*X*Y****XX*8888888888", "PWK*OZ*AA", *LINE, "REF*G1*AUTH")
    assert record.lines[0]["ordering_npi"] == "8888888888"
    assert not {"ordering_npi", "attachments"} & record.lines[1].keys()
    assert record.lines[1]["prior_authorization"] == "AUTH"


def test_a_diagnosis_pointer_written_as_an_amount_is_a_place_all_the_same():
    record = only(CLM, HI, "LX*1", "SV1*HC:99213*100*UN*1***1.00:10:2.0")
    assert record.lines[0]["diagnosis_pointers"] == "1 10 2"


def test_lines_without_lx_are_lines_and_keep_their_references_apart():
    party = ["NM1*82*1*X*Y****XX*5555555555", "SVD*PAYER2*1*HC:99213**1"]
    record = only(CLM, HI, *LINE[1:], *party, *LINE[1:], "REF*G1*AUTH", "DTP*573*D8*20260101")
    assert [line.get("prior_authorization") for line in record.lines] == [None, "AUTH"]
    assert "adjudicated_on" not in record.other_lines[0]


@pytest.mark.parametrize(
    ("service", "code", "modifiers"),
    [
        ("SV1*HC*99213*100*UN*1***1", "composite_split", None),
        ("SV1*HC*99213.00*100*UN*1***1", "composite_split", None),
        ("SV1*99213:25*100*UN*1***1", "procedure_without_qualifier", "25"),
        ("SV1*99213*100*UN*1***1", "procedure_without_qualifier", None),
        ("SV1*HC99213:25*100*UN*1***1", "procedure_without_qualifier", "25"),
        ("SV2*0300*HC*99213*100*UN*1", "composite_split", None),
        ("SV2*0300*99213:25*100*UN*1", "procedure_without_qualifier", "25"),
    ],
)
def test_a_procedure_without_qualifier_or_separator_is_seen_through_and_said(service, code, modifiers):
    guide = "005010X223A2" if service.startswith("SV2") else "005010X222A1"
    outcome = read(claim_file("CLM*C1*100***11:A:1", HI, "LX*1", service, gs=guide, st="ST*837*1"))
    line = outcome.claims[0].lines[0]
    columns = ("procedure_qualifier", "procedure_code", "modifiers", "charge_cents", "unit_basis", "units")
    assert tuple(line.get(name) for name in columns) == ("HC", "99213", modifiers, 10000, "UN", 1.0)
    assert outcome.warnings == [(code, 17)]


def test_a_qualifier_without_a_code_takes_no_amount_for_one():
    outcome = read(claim_file(CLM, HI, "LX*1", "SV1*HC*100*UN*1***1"))
    line = outcome.claims[0].lines[0]
    assert (line.get("procedure_code"), line["charge_cents"], line["units"]) == (None, 10000, 1.0)
