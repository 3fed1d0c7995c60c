"""What we write, pyx12 finds without fault and reads with the values that went in."""

import json
from datetime import datetime
from io import StringIO
from operator import itemgetter

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pyx12.error_handler import errh_null
from pyx12.params import params
from pyx12.x12context import X12ContextReader
from pyx12.x12n_document import x12n_document

from data.x12.wire import day, dollars, number
from data.x12.writer import Envelope, write_837
from tests.property.valid_claims import claims

ENVELOPE = Envelope("SENDER", "RECEIVER", 7, datetime.fromisoformat("2026-03-02T09:15"))


def faults(text):
    """The words of every fault that pyx12 finds, from the interchange down to single elements."""
    told = StringIO()
    valid = x12n_document(params(), StringIO(text), None, None, fd_json=told)
    found = []

    def gather(part):
        if isinstance(part, dict):
            found.extend(fault["err_str"] for fault in part.get("errors") or [])
            part = list(part.values())
        if isinstance(part, list):
            for piece in part:
                gather(piece)

    gather(json.loads(told.getvalue()))
    assert valid or found
    return found


def read_by_pyx12(text):
    """The 2300 loops as pyx12 takes them apart, by claim number."""
    reader = X12ContextReader(params(), errh_null(), StringIO(text))
    return {node.get_value("CLM01"): node for node in reader.iter_segments("2300") if node.id == "2300"}


def segments_of(node, path):
    """Segments under a loop as lists of elements, their names left out."""
    return [found.seg_data.format("", "*", ":").split("*")[1:] for found in node.select(path)]


def told_by_pyx12(node, kind):
    """One claim in pyx12's words, in the shape of `told_by_us`."""
    composites = [code.split(":") for hi in segments_of(node, "HI") for code in hi]
    return {
        "charge": node.get_value("CLM02"),
        "diagnoses": [code[1] for code in composites if code[0] in ("ABK", "ABF")],
        "occurrences": [(code[1], code[3]) for code in composites if code[0] == "BH"],
        "values": [(code[1], code[4]) for code in composites if code[0] == "BE"],
        "authorization": node.get_value("REF[G1]02"),
        "replaces": node.get_value("REF[F8]02"),
        "rendering": node.get_value("2310B/NM109" if kind == "professional" else "2310A/NM109"),
        "facility": node.get_value("2310C/NM109" if kind == "professional" else "2310E/NM109"),
        "lines": [line_told(line, kind) for line in node.select("2400")],
        "others": [
            (
                other.get_value("2330A/NM109"),
                other.get_value("2330B/NM109"),
                other.get_value("2330B/REF[F8]02"),
                other.get_value("AMT[D]02"),
                [carc for cas in segments_of(other, "CAS") for carc in cas[1::3]],
            )
            for other in node.select("2320")
        ],
    }


def line_told(line, kind):
    at = 1 if kind == "professional" else 2
    elements = segments_of(line, f"SV{at}")[0]
    procedure = elements[at - 1].split(":")
    return {
        "procedure": procedure[1],
        "modifiers": procedure[2:],
        "charge": elements[at],
        "units": elements[at + 2],
        "days": line.get_value("DTP[472]03"),
        "control": line.get_value("REF[6R]02"),
        "drug": line.get_value("2410/LIN03"),
        "rendering": line.get_value("2420A/NM109" if kind == "professional" else "2420C/NM109"),
        "decided": [(svd[0], svd[1], svd[2].split(":")[1]) for svd in segments_of(line, "2430/SVD")],
    }


def told_by_us(record):
    claim = record.claim
    by_kind = {kind: [row for row in record.codes if row["kind"] == kind] for kind in ("occurrence", "value")}
    return {
        "charge": dollars(claim["total_charge_cents"]),
        "diagnoses": claim["diagnoses"].split(),
        "occurrences": [(row["code"], day(row, "from_on")) for row in by_kind["occurrence"]],
        "values": [(row["code"], dollars(row["amount_cents"])) for row in by_kind["value"]],
        "authorization": claim.get("prior_authorization"),
        "replaces": claim.get("original_reference"),
        "rendering": claim.get("rendering_npi"),
        "facility": claim.get("facility_npi"),
        "lines": [line_of_ours(record, line) for line in record.lines],
        "others": [
            (
                other["member_id"],
                other["payer_id"],
                other.get("payer_claim_number"),
                dollars(other["paid_cents"]) if "paid_cents" in other else None,
                [row["carc"] for row in record.other_adjustments if itemgetter("line", "other")(row)
                 == (0, other["ordinal"])],
            )
            for other in record.other_payers
        ],
    }  # fmt: skip


def line_of_ours(record, line):
    first, last = day(line, "from_on"), day(line, "through_on")
    return {
        "procedure": line["procedure_code"],
        "modifiers": line.get("modifiers", "").split(),
        "charge": dollars(line["charge_cents"]),
        "units": number(line, "units"),
        "days": first if first == last else f"{first}-{last}",
        "control": line["line_control"],
        "drug": line.get("ndc"),
        "rendering": line.get("rendering_npi"),
        "decided": [
            (row["payer_id"], dollars(row["paid_cents"]), row["procedure_code"])
            for row in record.other_lines
            if row["line"] == line["line"]
        ],
    }


def unique(record):
    return record.claim["claim_id"]


@pytest.mark.parametrize("kind", ["professional", "institutional"])
@settings(max_examples=4, phases=[Phase.generate])  # pyx12 loads its guides anew for each: too slow to shrink
@given(st.data())
def test_pyx12_finds_no_fault_and_reads_the_same_values(kind, data):
    records = data.draw(st.lists(claims(kind), min_size=2, max_size=5, unique_by=unique))
    text = write_837(records, ENVELOPE).decode()
    assert faults(text) == []
    nodes = read_by_pyx12(text)
    told = {number: told_by_pyx12(node, kind) for number, node in nodes.items()}
    assert told == {unique(record): told_by_us(record) for record in records}


def test_pyx12_finds_no_fault_in_what_the_simulated_office_sends_but_what_the_office_left_out(world):
    files = sorted(world.rglob("*.837"))
    texts = [path.read_text() for path in files[:: len(files) // 5]]
    assert any("X222A1" in text for text in texts)
    assert any("X223A2" in text for text in texts)
    found = {fault for text in texts for fault in faults(text)}
    assert found <= {'Mandatory segment "Institutional Claim Code" (CL1) missing'}
