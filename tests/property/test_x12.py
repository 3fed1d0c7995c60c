"""What is written reads back equal, and no bytes make the reader fail but as it says it does."""

import string
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import NotX12Error
from data.records import ClaimRecord
from data.tables import (
    CLAIM_CODES,
    CLAIMS,
    LINES,
    OTHER_ADJUSTMENTS,
    OTHER_LINES,
    OTHER_PAYERS,
    Kind,
)
from data.x12.writer import Envelope, write_277ca, write_837
from tests.unit.data.x12.made import CLM, HI, LINE, claim_file, read, remit_file, wrapped

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
    *("interchange_control", "group_control", "set_control", "content_key", "services_key"),
}
MODIFIERS = st.lists(CODE | st.sampled_from(["GS", "ST"]), min_size=1, max_size=4).map(" ".join)
LISTS = {"occurrence": "occurrence_codes", "value": "value_codes", "condition": "condition_codes"}
SPECIAL = {
    "certifications": st.lists(st.tuples(CODE, CODE).map(".".join), min_size=1, max_size=7).map(" ".join),
    "admitting_diagnosis": CODE,
    "drg": CODE,
    "revenue_code": st.from_regex(r"[0-9]{4}", fullmatch=True),
    "kind": st.sampled_from(
        [*LISTS, "span", "main_procedure", "procedure", "external_cause", "visit_reason"]
    ),
    "code": CODE,
    "diagnosis_pointers": st.lists(st.sampled_from("1234"), min_size=1, max_size=4).map(" ".join),
    "procedure_qualifier": st.sampled_from(["HC", "HP", "IV", "N4", "WK"]),
    "modifiers": MODIFIERS,
    "submitted_modifiers": MODIFIERS,
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
        line.pop("procedure_qualifier", None)
    return line


@st.composite
def claims(draw):
    kind = draw(st.sampled_from(["professional", "institutional"]))
    elsewhere = {
        "professional": ("bill_type", "present_on_admission", "operating_npi"),
        "institutional": ("place_of_service", "supervising_npi"),
    }
    leave = ("kind", *elsewhere[kind], *LISTS.values())
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
    others = [{**other, "ordinal": place} for place, other in enumerate(others, start=1)]
    decisions = draw(line_decisions(len(lines)))
    places = [(0, other["ordinal"]) for other in others]
    places += [(row["line"], row["ordinal"]) for row in decisions]
    adjustments = draw(other_adjustments(places))
    return ClaimRecord(claim, lines, others, decisions, adjustments, draw(claim_codes(claim)))


@st.composite
def line_decisions(draw, lines):
    """What other payers decided on lines, in the order of lines, numbered within each."""
    found = []
    for line in range(1, lines + 1):
        of_line = draw(st.lists(rows(OTHER_LINES, leave=("line", "ordinal")), max_size=2))
        for ordinal, row in enumerate(of_line, start=1):
            if "procedure_code" not in row:
                row.pop("modifiers", None)
            found.append({**row, "line": line, "ordinal": ordinal})
    return found


@st.composite
def other_adjustments(draw, places):
    """Triples at these places (line and other payer), more than one CAS can hold among them."""
    found = []
    for line, other in places:
        triples = rows(OTHER_ADJUSTMENTS, leave=("line", "other", "ordinal"), need=("carc",))
        for ordinal, row in enumerate(draw(st.lists(triples, max_size=8)), start=1):
            found.append({**row, "line": line, "other": other, "ordinal": ordinal})
    return found


@st.composite
def claim_codes(draw, claim):
    """Codes with a day, a span, an amount or nothing; the claim's own lists name them too."""
    found = draw(st.lists(rows(CLAIM_CODES, leave=("ordinal",), need=("kind", "code")), max_size=6))
    for ordinal, row in enumerate(found, start=1):
        row["ordinal"] = ordinal
        days = sorted(row[name] for name in ("from_on", "through_on") if name in row)
        row.pop("through_on", None)
        row.update(zip(("from_on", "through_on"), days, strict=False))
        if column := LISTS.get(row["kind"]):
            claim[column] = f"{claim.get(column, '')} {row['code']}".strip()
    return found


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
    told = [(content(record.claim), *record.children.values()) for record in records]
    return sorted(told, key=repr_sorted)


def repr_sorted(told):
    return repr(
        [
            sorted(part.items()) if isinstance(part, dict) else [sorted(row.items()) for row in part]
            for part in told
        ]
    )


@settings(deadline=None, max_examples=30)
@given(st.lists(claims(), max_size=4), ENVELOPES)
def test_claims_read_back_as_they_were_written(records, envelope):
    outcome = read(write_837(records, envelope))
    assert of_claims(outcome.claims) == of_claims(records)
    assert not outcome.quarantined
    assert [warning for warning, _ in outcome.warnings if warning != "empty_interchange"] == []
    assert all(
        record.claim["available_at"] == record.claim["submitted_at"] == AT for record in outcome.claims
    )


_PAYER = ["HL*1**20*1", "NM1*PR*2*B*****PI*1", "HL*2*1*22*0", "NM1*IL*1*A*****MI*1"]
ANSWERS = {
    "999": [
        *("AK1*HC*1", "AK2*837*1", "IK3*NM1*8**8", "IK4*9*67*7", "IK5*R*5", "AK9*P*1*1*0"),
        "TA1*1*260302*0915*R*1",
    ],
    "271": [
        *_PAYER,
        *("DTP*307*RD8*20260101-20260201", "EB*1**30*HM", "DTP*348*D8*20260101"),
        *("EB*R", "NM1*PRP*2*X", "AAA*N**75"),
    ],
    "278": [
        *("BHT*0007*11*1", *_PAYER, "HL*3*2*EV*1", "HCR*A1*1", "DTP*472*D8*20260101"),
        *("HL*4*3*SS*0", "SV1*HC:1*1*UN*1", "HSD*VS*2"),
    ],
}
SEED_FILES = (
    claim_file(CLM, HI, "SBR*S*18", "AMT*D*5", "NM1*PR*2*X*****PI*1", *LINE, CLM, HI, *LINE),
    remit_file(
        "CLP*C1*1*200*80", "CAS*CO*45*120", "SVC*HC:99213*100*50", "DTM*472*20260301", "PLB*1*20261231*WO:A*1"
    ),
    write_277ca([{"claim_id": "C1", "category": "A1"}], Envelope("S", "R", 1, AT)).decode(),
    *(wrapped(body, st=f"ST*{code}*0001") for code, body in ANSWERS.items()),
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
