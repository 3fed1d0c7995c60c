from dataclasses import replace
from datetime import date, datetime

import pytest

from data.records import ClaimRecord, RemitRecord
from data.x12.writer import Envelope, Payment, UnwritableValueError, write_277ca, write_835, write_837
from tests.unit.data.x12.made import read

ENVELOPE = Envelope("SENDER", "RECEIVER", 7, datetime.fromisoformat("2026-03-02T09:15"))


def claim(number, **columns):
    row = {
        "claim_id": number,
        "kind": "professional",
        "total_charge_cents": 10000,
        "member_id": "M1",
        **columns,
    }
    return ClaimRecord(row, [{"line": 1, "charge_cents": 10000}])


def payment(*remits, **columns):
    return Payment(
        "PAYER1", "BLUE", "1234567893", "123456789", "T1", date(2026, 3, 20), list(remits), **columns
    )


def segments(data):
    return data.decode().split("~")[:-1]


def test_the_envelope_is_what_it_was_told_to_be():
    first, group, *_, last_group, last = segments(write_837([claim("C1")], ENVELOPE))
    assert first == (
        "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       "
        "*260302*0915*^*00501*000000007*0*P*:"
    )
    assert len(first) == 105
    assert group == "GS*HC*SENDER*RECEIVER*20260302*0915*1*X*005010X222A1"
    assert (last_group, last) == ("GE*1*1", "IEA*1*000000007")


def test_each_kind_stands_in_a_group_of_its_own():
    record = claim("C2", kind="institutional")
    outcome = read(write_837([record, claim("C1")], ENVELOPE))
    assert [record.claim["claim_id"] for record in outcome.claims] == ["C1", "C2"]
    assert outcome.reader.types == {"837P", "837I"}
    assert outcome.warnings == []


def test_claims_share_the_levels_of_their_provider_and_subscriber():
    claims = [
        claim("C1", billing_npi="1", relationship="18"),
        claim("C2", billing_npi="2", relationship="18"),
        claim("C3", billing_npi="1", relationship="18"),
        claim("C4", billing_npi="1", relationship="19", patient_sex="F"),
        claim("C5", billing_npi="1", relationship="01"),
        claim("C6", billing_npi="1", relationship="19", patient_sex="F"),
    ]
    data = write_837(claims, ENVELOPE)
    levels = [segment for segment in segments(data) if segment.startswith(("HL", "CLM"))]
    assert [level[:8] if level.startswith("CLM") else level for level in levels] == [
        "HL*1**20*1",
        "HL*2*1*22*0",
        "CLM*C1*1",
        "CLM*C3*1",
        "HL*3*1*22*1",
        "HL*4*3*23*0",
        "CLM*C4*1",
        "CLM*C6*1",
        "HL*5*3*23*0",
        "CLM*C5*1",
        "HL*6**20*1",
        "HL*7*6*22*0",
        "CLM*C2*1",
    ]
    assert read(data).warnings == []


def test_a_payment_balances_with_what_was_withheld():
    remits = [RemitRecord({"claim_id": "C1", "paid_cents": cents}) for cents in (10050, -2000, None)]
    paid = payment(*remits, provider_adjustments=[{"reason_code": "WO", "amount_cents": 3000}])
    told = segments(write_835([paid, payment()], ENVELOPE))
    bpr = [segment for segment in told if segment.startswith("BPR")]
    assert bpr == ["BPR*I*50.5*C*ACH*CCP***********20260320", "BPR*H*0*C*NON************20260320"]
    assert [segment for segment in told if segment.startswith("PLB")] == ["PLB*1234567893*20261231*WO*30"]


def test_a_cas_holds_six_triples_and_a_plb_six_pairs():
    rows = [
        {"remit_line": 0, "ordinal": place, "group_code": group, "carc": str(place), "amount_cents": 100}
        for place, group in enumerate(["CO"] * 8 + ["PR", "CO"], start=1)
    ]
    withheld = [{"reason_code": "L6", "amount_cents": 100}] * 7
    data = write_835(
        [payment(RemitRecord({"claim_id": "C1"}, [], rows), provider_adjustments=withheld)], ENVELOPE
    )
    outcome = read(data)
    assert [row["carc"] for row in outcome.remits[0].adjustments] == [str(place) for place in range(1, 11)]
    assert [row["group_code"] for row in outcome.remits[0].adjustments] == [row["group_code"] for row in rows]
    assert len(outcome.withheld) == 7
    assert sum(line.startswith("CAS") for line in segments(data)) == 4
    assert sum(line.startswith("PLB") for line in segments(data)) == 2


@pytest.mark.parametrize("value", ["A*B", "A:B", "A~B", "A^B", "A\nB"])
@pytest.mark.parametrize("column", ["claim_id", "member_id", "billing_npi", "payer_name"])
def test_a_value_that_would_break_the_file_is_refused_by_its_column(column, value):
    with pytest.raises(UnwritableValueError, match=column) as caught:
        write_837(
            [claim("C1") if column != "claim_id" else claim(value), claim("C2", **{column: value})], ENVELOPE
        )
    assert value not in str(caught.value)


def test_other_values_are_refused_alike():
    bad = "A~B"
    line = ClaimRecord({"claim_id": "C1", "kind": "professional"}, [{"line_control": bad}])
    other = ClaimRecord({"claim_id": "C1", "kind": "professional"}, [], [{"payer_name": bad}])
    for record in (line, other):
        with pytest.raises(UnwritableValueError):
            write_837([record], ENVELOPE)
    with pytest.raises(UnwritableValueError):
        write_835([payment(RemitRecord({}, [], [], [{"remit_line": 0, "rarc": bad}]))], ENVELOPE)
    with pytest.raises(UnwritableValueError):
        write_835([replace(payment(), trace_number=bad)], ENVELOPE)
    with pytest.raises(UnwritableValueError):
        write_277ca([{"claim_id": bad}], ENVELOPE)
    with pytest.raises(UnwritableValueError):
        write_837([], replace(ENVELOPE, sender_id=bad))


def test_other_delimiters_and_line_ends_read_back_alike():
    odd = replace(ENVELOPE, element="|", component=">", repetition="!", segment="\x1c", newline=True)
    records = [claim("C*1", diagnoses="E119 I10")]
    assert read(write_837(records, odd)).claims[0].claim["claim_id"] == "C*1"
    assert write_837([claim("C1")], odd).count(b"\x1c\n") == write_837([claim("C1")], ENVELOPE).count(b"~")


def test_no_claims_make_an_empty_interchange():
    assert read(write_837([], ENVELOPE)).warnings == [("empty_interchange", 1)]


def test_nothing_is_invented_for_codes_without_a_day_or_amount():
    record = claim("C1", kind="institutional", occurrence_codes="11 A1", value_codes="80")
    data = write_837([record], ENVELOPE)
    assert [segment for segment in segments(data) if segment.startswith("HI")] == [
        "HI*BH:11*BH:A1",
        "HI*BE:80",
    ]
    again = read(data).claims[0]
    assert (again.claim["occurrence_codes"], again.claim["value_codes"]) == ("11 A1", "80")


def test_codes_that_the_lists_name_too_are_written_once():
    record = claim("C1", kind="institutional", occurrence_codes="11", condition_codes="09")
    record.codes = [{"ordinal": 1, "kind": "occurrence", "code": "11", "from_on": date(2026, 1, 2)}]
    told = [segment for segment in segments(write_837([record], ENVELOPE)) if segment.startswith("HI")]
    assert told == ["HI*BH:11:D8:20260102", "HI*BG:09"]


def test_a_stay_of_one_day_is_a_span_as_the_institutional_guide_demands():
    days = {"from_on": date(2026, 1, 2), "through_on": date(2026, 1, 2)}
    told = segments(write_837([claim("C1", kind="institutional", **days)], ENVELOPE))
    assert "DTP*434*RD8*20260102-20260102" in told


def test_what_was_read_can_be_written_again():
    first = read(write_837([claim("C1", diagnoses="E119")], ENVELOPE)).claims[0]
    again = read(write_837([first], ENVELOPE)).claims[0]
    assert again.claim == first.claim


@pytest.mark.parametrize("part", ["other_lines", "other_adjustments", "codes"])
def test_a_value_of_another_payer_or_code_that_would_break_the_file_is_refused(part):
    row = {
        "line": 0,
        "other": 1,
        "ordinal": 1,
        "kind": "condition",
        "code": "A~B",
        "carc": "A~B",
        "payer_id": "A~B",
    }
    record = claim("C1")
    setattr(record, part, [row])
    with pytest.raises(UnwritableValueError):
        write_837([record], ENVELOPE)
