"""What is written reads back equal, and no bytes make the reader fail but as it says it does."""

import string
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import NotX12Error
from data.records import ClaimRecord, RemitRecord
from data.tables import (
    ADJUSTMENTS,
    CLAIMS,
    LINES,
    OTHER_PAYERS,
    PROVIDER_ADJUSTMENTS,
    REMARKS,
    REMIT_LINES,
    REMITS,
    STATUSES,
    Kind,
)
from data.x12.writer import Envelope, Payment, write_277ca, write_835, write_837
from tests.unit.data.x12.made import CLM, HI, LINE, claim_file, read, remit_file

AT = datetime.fromisoformat("2026-03-02T09:15")
ENVELOPES = st.sampled_from(
    [
        Envelope("SENDER", "RECEIVER", 7, AT),
        Envelope("S", "R", 123456789, AT, "|", ">", "!", "\n"),
        Envelope("S", "R", 1, AT, newline=True),
    ]
)
WORDS = (
    st.text(string.ascii_uppercase + string.digits + " -.,/&'é", min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)
CODE = st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=4)
NPI = st.from_regex(r"1[0-9]{9}", fullmatch=True)
DAYS = st.dates(date(1901, 1, 1), date(2099, 12, 31))
CENTS = st.integers(-(10**12), 10**12)
QUANTITY = st.decimals(-9999, 9999, places=3).map(float)
PROVENANCE = {
    *("version_key", "remit_key", "status_key", "plb_key"),
    *("file_sha256", "position", "submitted_at", "available_at"),
}
SPECIAL = {
    "admitting_diagnosis": CODE,
    "drg": CODE,
    "revenue_code": st.from_regex(r"[0-9]{4}", fullmatch=True),
    "diagnosis_pointers": st.lists(st.sampled_from("1234"), min_size=1, max_size=4).map(" ".join),
    "modifiers": st.lists(CODE | st.sampled_from(["GS", "ST"]), min_size=1, max_size=4).map(" ".join),
}


def values(column):
    if column.name in SPECIAL:
        return SPECIAL[column.name]
    if column.name.endswith("_npi"):
        return NPI
    kinds = {
        Kind.TEXT: WORDS,
        Kind.CODES: st.lists(CODE, min_size=1, max_size=14).map(" ".join),
        Kind.CENTS: CENTS,
        Kind.NUMBER: QUANTITY,
        Kind.DATE: DAYS,
    }
    return kinds[column.kind]


def rows(table, *, leave=(), need=()):
    """Rows of a table: each column there or not, but for those needed and those left out."""
    chosen = {column.name: values(column) for column in table if column.name not in {*PROVENANCE, *leave}}
    required = {name: chosen.pop(name) for name in need}
    return st.fixed_dictionaries(required, optional=chosen)


@st.composite
def spans(draw, row):
    """A first day without a last is that one day; a last without a first is not a span."""
    row.pop("from_on", None)
    row.pop("through_on", None)
    if draw(st.booleans()):
        row["from_on"], row["through_on"] = sorted((draw(DAYS), draw(DAYS)))
    return row


@st.composite
def claim_lines(draw, kind):
    only_professional = ("diagnosis_pointers", "place_of_service", "emergency")
    leave = ("line", "revenue_code") if kind == "professional" else ("line", *only_professional)
    line = draw(spans(draw(rows(LINES, leave=leave))))
    if "procedure_code" not in line:
        line.pop("modifiers", None)
    return line


@st.composite
def claims(draw):
    kind = draw(st.sampled_from(["professional", "institutional"]))
    elsewhere = {
        "professional": ("bill_type", "present_on_admission", "operating_npi"),
        "institutional": ("place_of_service", "supervising_npi"),
    }
    leave = ("kind", *elsewhere[kind])
    claim = draw(spans(draw(rows(CLAIMS, leave=leave, need=("claim_id", "total_charge_cents")))))
    claim["kind"] = kind
    lines = draw(st.lists(claim_lines(kind), min_size=1, max_size=3))
    for ordinal, line in enumerate(lines, start=1):
        line["line"] = ordinal
        if line.get("place_of_service") == claim.get("place_of_service"):
            line.pop("place_of_service", None)
    if kind == "institutional":
        make_institutional(draw, claim)
    elif "from_on" not in claim:
        fill_from_lines(claim, lines)
    others = draw(st.lists(rows(OTHER_PAYERS, leave=("ordinal",)), max_size=2))
    return ClaimRecord(
        claim, lines, [{**other, "ordinal": place} for place, other in enumerate(others, start=1)]
    )


def make_institutional(draw, claim):
    if "bill_type" in claim:
        claim["bill_type"] = draw(st.from_regex(r"[0-9]{2}[0-9]", fullmatch=True))
        claim["frequency_code"] = claim["bill_type"][-1]
    codes = claim.get("diagnoses", "").split()
    marks = draw(st.lists(st.sampled_from("YNUW-"), min_size=len(codes), max_size=len(codes)))
    claim.pop("present_on_admission", None)
    if set(marks) - {"-"}:
        claim["present_on_admission"] = " ".join(marks)


def fill_from_lines(claim, lines):
    days = [line for line in lines if "from_on" in line]
    if days:
        claim["from_on"] = min(line["from_on"] for line in days)
        claim["through_on"] = max(line["through_on"] for line in days)


def content(row):
    return {name: value for name, value in row.items() if name not in PROVENANCE}


def of_claims(records):
    told = [(content(record.claim), record.lines, record.other_payers) for record in records]
    return sorted(told, key=repr_sorted)


def repr_sorted(told):
    return repr(
        [
            sorted(part.items()) if isinstance(part, dict) else [sorted(row.items()) for row in part]
            for part in told
        ]
    )


@settings(deadline=None, max_examples=40)
@given(st.lists(claims(), max_size=4), ENVELOPES)
def test_claims_read_back_as_they_were_written(records, envelope):
    outcome = read(write_837(records, envelope))
    assert of_claims(outcome.claims) == of_claims(records)
    assert not outcome.quarantined
    assert [warning for warning, _ in outcome.warnings if warning != "empty_interchange"] == []
    assert all(
        record.claim["available_at"] == record.claim["submitted_at"] == AT for record in outcome.claims
    )


@st.composite
def remits(draw, payment):
    leave = ("payer_id", "payer_name", "payee_npi", "payee_tax_id", "paid_on", "trace_number")
    remit = draw(rows(REMITS, leave=leave, need=("claim_id",)))
    lines = draw(st.lists(rows(REMIT_LINES, leave=("remit_line",)), max_size=3))
    for place, line in enumerate(lines, start=1):
        draw(spans(line))
        line["remit_line"] = place
        if "procedure_code" not in line:
            line.pop("modifiers", None)
    levels = st.integers(0, len(lines))
    adjustments = draw(leveled(levels, rows(ADJUSTMENTS, leave=("remit_line", "ordinal"), need=("carc",))))
    remarks = draw(leveled(levels, rows(REMARKS, leave=("remit_line", "ordinal"), need=("rarc",))))
    return RemitRecord({**remit, **payment}, lines, adjustments, remarks)


@st.composite
def leveled(draw, levels, row):
    """Rows of the claim (0) and its lines, numbered within each, in file order."""
    found = []
    for level in sorted(draw(st.lists(levels, max_size=9))):
        ordinal = sum(other["remit_line"] == level for other in found) + 1
        found.append({**draw(row), "remit_line": level, "ordinal": ordinal})
    return found


@st.composite
def payments(draw):
    names = {"payer_id": WORDS, "payer_name": WORDS, "payee_npi": NPI, "payee_tax_id": WORDS}
    header = {name: draw(value) for name, value in names.items()}
    header |= {"trace_number": draw(WORDS), "paid_on": draw(DAYS)}
    records = draw(st.lists(remits(header), min_size=1, max_size=3))
    leave = ("payer_id", "provider_id")
    withheld = draw(st.lists(rows(PROVIDER_ADJUSTMENTS, leave=leave, need=("reason_code",)), max_size=8))
    provider = draw(NPI)
    adjustments = [{**row, "provider_id": provider, "payer_id": header["payer_id"]} for row in withheld]
    return Payment(**header, remits=records, provider_adjustments=adjustments)


@settings(deadline=None, max_examples=40)
@given(st.lists(payments(), min_size=1, max_size=3), ENVELOPES)
def test_remits_read_back_as_they_were_written(given_payments, envelope):
    outcome = read(write_835(given_payments, envelope))
    written = [record for payment in given_payments for record in payment.remits]
    assert [content(record.remit) for record in outcome.remits] == [record.remit for record in written]
    for part in ("lines", "adjustments", "remarks"):
        assert [getattr(record, part) for record in outcome.remits] == [
            getattr(record, part) for record in written
        ]
    withheld = [row for payment in given_payments for row in payment.provider_adjustments]
    assert [content(item.adjustment) for item in outcome.withheld] == withheld
    assert outcome.warnings == []


@settings(deadline=None, max_examples=50)
@given(st.lists(rows(STATUSES, need=("claim_id", "category")), min_size=1, max_size=4), ENVELOPES)
def test_statuses_read_back_as_they_were_written(statuses, envelope):
    outcome = read(write_277ca(statuses, envelope))
    assert [content(item.status) for item in outcome.statuses] == statuses
    assert outcome.warnings == []


SEED_FILES = (
    claim_file(CLM, HI, "SBR*S*18", "AMT*D*5", "NM1*PR*2*X*****PI*1", *LINE, CLM, HI, *LINE),
    remit_file(
        "CLP*C1*1*200*80", "CAS*CO*45*120", "SVC*HC:99213*100*50", "DTM*472*20260301", "PLB*1*20261231*WO:A*1"
    ),
    write_277ca([{"claim_id": "C1", "category": "A1"}], Envelope("S", "R", 1, AT)).decode(),
)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_never_makes_the_reader_fail(data):
    raw = bytearray(data.draw(st.sampled_from(SEED_FILES)).encode())
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(raw)))
        end = data.draw(st.integers(start, min(start + 40, len(raw))))
        raw[start:end] = data.draw(
            st.binary(max_size=6) | st.sampled_from([b"~", b"*", b":", b"~CLM*", b"ISA*", b"~ST*835~"])
        )
    with suppress(NotX12Error):
        read(bytes(raw))


@given(st.binary(max_size=300))
def test_random_bytes_are_refused(data):
    if not data.lstrip().startswith((b"ISA", b"GS", b"ST")):
        with pytest.raises(NotX12Error):
            read(data)
