"""What we write as a payer, pyx12 finds without fault and reads with the values that went in."""

from io import StringIO

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pyx12.error_handler import errh_null
from pyx12.params import params
from pyx12.x12context import X12ContextReader

from data.records import RemitRecord
from data.x12.wire import day, dollars, number
from data.x12.writer import Payment, write_277ca, write_835, write_999, write_ta1
from tests.property.payer_side import acknowledged_groups
from tests.property.test_pyx12 import ENVELOPE, faults, segments_of
from tests.property.valid_claims import CARC, CENTS, DAY, MODIFIERS, NAME, NPI, PROCEDURE, UNITS

SLOW = settings(max_examples=8, deadline=None, phases=[Phase.generate])
"""pyx12 loads its guides anew for each file: too slow to shrink."""
RARC = st.sampled_from(["MA01", "N130", "M15", "N290"])


@st.composite
def remits(draw):
    """A remit as the guide allows it, with all that the guide has a place for."""
    remit = draw(header())
    remit["from_on"], remit["through_on"] = sorted((draw(DAY), draw(DAY)))
    lines = [{**draw(service()), "remit_line": place} for place in range(1, draw(st.integers(0, 3)) + 1)]
    for line in lines:
        line["from_on"], line["through_on"] = sorted((draw(DAY), draw(DAY)))
    levels = range(len(lines) + 1)
    told = [row for level in levels for row in draw(adjustments(level))]
    remarks = [row for level in levels for row in draw(remark_rows(level))]
    return RemitRecord(remit, lines, told, remarks)


def header():
    needed = {
        "claim_id": NAME,
        "status_code": st.sampled_from(["1", "2", "3", "4", "19", "22"]),
        "charge_cents": CENTS,
        "paid_cents": CENTS | CENTS.map(int.__neg__),
        "filing_indicator": st.sampled_from(["12", "16", "HM", "MB", "MC"]),
        "payer_claim_number": NAME,
        "member_id": NAME,
    }
    optional = {
        "patient_responsibility_cents": CENTS,
        "facility_code": st.sampled_from(["11", "21", "13"]),
        "frequency_code": st.sampled_from("178"),
        "drg": st.just("470"),
        "rendering_npi": NPI,
        "corrected_member_id": NAME,
        "crossover_payer": NAME,
        "priority_payer": NAME,
        "original_reference": NAME,
        "prior_authorization": NAME,
        "coverage_ended_on": DAY,
        "received_on": DAY,
        "allowed_cents": CENTS,
        "interest_cents": CENTS,
    }
    return st.fixed_dictionaries(needed, optional=optional)


def service():
    needed = {
        "procedure_code": PROCEDURE,
        "charge_cents": CENTS,
        "paid_cents": CENTS,
        "units": UNITS,
        "submitted_units": UNITS,
    }
    optional = {
        "modifiers": MODIFIERS,
        "submitted_procedure": PROCEDURE,
        "submitted_modifiers": MODIFIERS,
        "revenue_code": st.just("0450"),
        "line_control": NAME,
        "allowed_cents": CENTS,
    }
    return st.fixed_dictionaries(needed, optional=optional)


@st.composite
def adjustments(draw, level):
    groups = draw(st.lists(st.sampled_from(["CO", "OA", "PI", "PR"]), max_size=2, unique=True))
    triples = [(group, carc) for group in groups for carc in draw(st.lists(CARC, min_size=1, max_size=8))]
    return [
        {
            "remit_line": level,
            "ordinal": ordinal,
            "group_code": group,
            "carc": carc,
            "amount_cents": draw(CENTS),
        }
        for ordinal, (group, carc) in enumerate(triples, start=1)
    ]


@st.composite
def remark_rows(draw, level):
    """A claim has places for ten: five in its MIA and five in its MOA."""
    found = draw(st.lists(RARC, max_size=10))
    return [
        {"remit_line": level, "ordinal": place, "rarc": rarc} for place, rarc in enumerate(found, start=1)
    ]


@st.composite
def payments(draw):
    names = [draw(NAME), draw(NAME), draw(NPI), draw(st.from_regex(r"[1-9][0-9]{8}", fullmatch=True))]
    pair = st.fixed_dictionaries(
        {"reason_code": st.sampled_from(["WO", "FB", "L6"]), "reference": NAME, "amount_cents": CENTS}
    )
    # Six fit into one PLB; pyx12 finds fault with a second one, which the guide allows.
    withheld = [{**row, "provider_id": names[2]} for row in draw(st.lists(pair, max_size=6))]
    records = draw(st.lists(remits(), min_size=0 if withheld else 1, max_size=3))
    return Payment(*names, draw(NAME), draw(DAY), records, withheld)


def loops(text, name):
    reader = X12ContextReader(params(), errh_null(), StringIO(text))
    return [node for node in reader.iter_segments(name) if node.id == name]


def told_by_pyx12(node):
    names = {"member_id": "QC", "corrected_member_id": "74", "rendering_npi": "82"}
    return {
        "claim_id": node.get_value("CLP01"),
        "paid_cents": node.get_value("CLP04"),
        "payer_claim_number": node.get_value("CLP07"),
        **{column: node.get_value(f"NM1[{entity}]09") for column, entity in names.items()},
        "crossover_payer": node.get_value("NM1[TT]09"),
        "priority_payer": node.get_value("NM1[PR]09"),
        "original_reference": node.get_value("REF[F8]02"),
        "prior_authorization": node.get_value("REF[G1]02"),
        "from_on": node.get_value("DTM[232]02"),
        "coverage_ended_on": node.get_value("DTM[036]02"),
        "interest_cents": node.get_value("AMT[I]02"),
        "adjustments": adjusted(node),
        "remarks": [*remarked(node, "MIA", (4, 19, 20, 21, 22)), *remarked(node, "MOA", range(2, 7))],
        "lines": [line_told(line) for line in node.select("2110")],
    }


def adjusted(node):
    return [
        (cas[0], cas[at], cas[at + 1]) for cas in segments_of(node, "CAS") for at in range(1, len(cas), 3)
    ]


def remarked(node, segment, places):
    return [
        found[at] for found in segments_of(node, segment) for at in places if at < len(found) and found[at]
    ]


def line_told(line):
    svc = [*segments_of(line, "SVC")[0], *[""] * 7]
    procedure = svc[0].split(":")
    return {
        "procedure_code": procedure[1],
        "modifiers": procedure[2:],
        "submitted": svc[5].split(":")[1:],
        "units": (svc[4], svc[6]),
        "line_control": line.get_value("REF[6R]02"),
        "adjustments": adjusted(line),
        "remarks": [found[1] for found in segments_of(line, "LQ")],
    }


def told_by_us(record):
    remit = record.remit
    names = ("claim_id", "payer_claim_number", "member_id", "corrected_member_id", "rendering_npi")
    others = ("crossover_payer", "priority_payer", "original_reference", "prior_authorization")
    return {
        **{name: remit.get(name) for name in (*names, *others)},
        "paid_cents": dollars(remit["paid_cents"]),
        "from_on": day(remit, "from_on"),
        "coverage_ended_on": day(remit, "coverage_ended_on") or None,
        "interest_cents": dollars(remit["interest_cents"]) if "interest_cents" in remit else None,
        **told_at(record, 0),
        "lines": [line_of_ours(record, line) for line in record.lines],
    }


def line_of_ours(record, line):
    return {
        "procedure_code": line["procedure_code"],
        "modifiers": line.get("modifiers", "").split(),
        "submitted": submitted_of_ours(line),
        "units": (number(line, "units"), number(line, "submitted_units")),
        "line_control": line.get("line_control"),
        **told_at(record, line["remit_line"]),
    }


def submitted_of_ours(line):
    procedure = line.get("submitted_procedure")
    return [procedure, *line.get("submitted_modifiers", "").split()] if procedure else []


def told_at(record, level):
    return {
        "adjustments": [
            (row["group_code"], row["carc"], dollars(row["amount_cents"]))
            for row in record.adjustments
            if row["remit_line"] == level
        ],
        "remarks": [row["rarc"] for row in record.remarks if row["remit_line"] == level],
    }


@SLOW
@given(st.lists(payments(), min_size=1, max_size=2))
def test_pyx12_finds_no_fault_in_our_835_and_reads_the_same_values(given_payments):
    text = write_835(given_payments, ENVELOPE).decode()
    assert faults(text) == []
    records = [record for payment in given_payments for record in payment.remits]
    assert [told_by_pyx12(node) for node in loops(text, "2100")] == [told_by_us(record) for record in records]
    withheld = [row for payment in given_payments for row in payment.provider_adjustments]
    told = [(plb[at], plb[at + 1]) for plb in segments(text, "PLB") for at in range(2, len(plb), 2)]
    assert told == [
        (f"{row['reason_code']}:{row['reference']}", dollars(row["amount_cents"])) for row in withheld
    ]


def segments(text, name):
    return [found.split("*")[1:] for found in text.split("~") if found.startswith(f"{name}*")]


@st.composite
def statuses(draw):
    shared = {"claim_id": draw(NAME), "charge_cents": draw(CENTS), "from_on": draw(DAY)}
    if draw(st.booleans()):
        shared["payer_claim_number"] = draw(NAME)
    rejected = draw(st.booleans())
    codes = ["A3", "A7"] if rejected else ["A1", "A2"]
    row = {**shared, "category": draw(st.sampled_from(codes)), "status_code": "21", "effective_on": draw(DAY)}
    line = {**row, "line": 1, "procedure_code": "99213", "line_control": "L1"}
    return [row, line] if rejected and draw(st.booleans()) else [row]


@SLOW
@given(st.lists(statuses(), min_size=1, max_size=4, unique_by=lambda rows: rows[0]["claim_id"]))
def test_pyx12_finds_no_fault_in_our_277ca_and_reads_the_same_values(claims):
    text = write_277ca([row for rows in claims for row in rows], ENVELOPE).decode()
    assert faults(text) == []
    told = [
        (
            node.get_value("TRN02"),
            [stc[0].split(":")[0] for stc in segments_of(node, "STC")],
            node.get_value("REF[1K]02"),
            [line.get_value("REF[FJ]02") for line in node.select("2220D")],
        )
        for node in loops(text, "2200D")
    ]
    assert told == [
        (
            rows[0]["claim_id"],
            [rows[0]["category"]],
            rows[0].get("payer_claim_number"),
            [row["line_control"] for row in rows[1:]],
        )
        for rows in claims
    ]


@SLOW
@given(st.lists(acknowledged_groups(), min_size=1, max_size=3))
def test_pyx12_finds_no_fault_in_our_999_and_reads_the_same_values(groups):
    text = write_999([row for rows in groups for row in rows], ENVELOPE).decode()
    assert faults(text) == []
    told = [(node.get_value("AK202"), node.get_value("IK501")) for node in loops(text, "2000")]
    assert told == [(row["set_control"], row["code"]) for rows in groups for row in rows[:-1]]
    assert [found[0] for found in segments(text, "AK9")] == [rows[-1]["code"] for rows in groups]


def test_pyx12_finds_no_fault_in_our_ta1():
    assert faults(write_ta1({"interchange_control": "000000905", "code": "A"}, ENVELOPE).decode()) == []


def test_pyx12_finds_no_fault_in_what_the_simulated_payers_send(world):
    for ending in ("835", "277"):
        files = sorted(world.rglob(f"*.{ending}"))
        for path in files[:: max(len(files) // 4, 1)]:
            assert faults(path.read_text()) == []
