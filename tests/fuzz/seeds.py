"""Sound files of every kind that is read. Free texts, ids and amounts in them are marked.

What a message, problem or log may never hold is any of `MARKS`.
"""

import io
import json
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from data import tables
from data.records import ClaimRecord, RemitRecord, Row
from data.tables import Kind, Table
from data.x12.writer import (
    Envelope,
    Payment,
    write_271,
    write_277ca,
    write_835,
    write_837,
    write_999,
    write_ta1,
)
from tests.unit.data.x12.made import wrapped

MARK, MARKED_CENTS = "ZQX", 7171717
MARKS = (MARK, "71717")
AT = datetime.fromisoformat("2026-03-02T09:15")
ENVELOPE = Envelope(f"{MARK}S", f"{MARK}R", 717171717, AT)
OTHER = Envelope("S", "R", 1, AT, "|", ">", "!", "\n")
_SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
_FIXED: dict[str, object] = {
    "kind": "professional",
    "responsibility": "P",
    "relationship": "18",
    "filing_indicator": "CI",
    "frequency_code": "1",
    "bill_type": "131",
    "place_of_service": "11",
    "patient_sex": "F",
    "present_on_admission": "Y N",
    "diagnosis_pointers": "1 2",
    "group_code": "CO",
    "status_code": "1",
    "category": "A3",
    "verdict": "rejected",
    "code": "R",
    "carc": "45",
    "rarc": "N4",
    "reasons": "NM1.8 NM1-9.7 5",
    "certifications": "07.04 07.12",
    "plan_type": "HM",
    "status": "active",
    "priority": "1",
    "list": "BH",
}
_LEFT = ("_key", "file_sha256", "position", "submitted_at", "available_at")


def row(table: Table, **fixed: object) -> Row:
    """A row with all columns that a writer may write, marked where the text is free."""
    made: Row = {}
    for column in table:
        if not column.name.endswith(_LEFT[0]) and column.name not in _LEFT:
            made[column.name] = fixed.get(column.name, _FIXED.get(column.name, _value(column.kind)))  # type: ignore[assignment]
    return {**made, **fixed}  # type: ignore[dict-item]


def _value(kind: Kind) -> object:
    return {
        Kind.TEXT: f"{MARK}1",
        Kind.CODES: f"{MARK}A {MARK}B",
        Kind.CENTS: MARKED_CENTS,
        Kind.COUNT: 1,
        Kind.NUMBER: 3.5,
        Kind.TIME: AT,
        Kind.DATE: date(2026, 1, 5),
    }[kind]


def claim(kind: str, number: int) -> ClaimRecord:
    """A claim with two lines, another payer that decided, and dated codes."""
    lines = [row(tables.LINES, line=line) for line in (1, 2)]
    adjustments = [
        row(tables.OTHER_ADJUSTMENTS, payer=1, ordinal=1, line=line, other_line=line, carc="45")
        for line in (0, 1)
    ]
    return ClaimRecord(
        row(tables.CLAIMS, kind=kind, claim_id=f"{MARK}{number}", relationship="18" if number % 2 else "01"),
        lines,
        [row(tables.OTHER_PAYERS, ordinal=1)],
        [row(tables.OTHER_LINES, payer=1, line=1, ordinal=1)],
        adjustments,
        [row(tables.CLAIM_CODES, ordinal=1, kind="occurrence")],
    )


def remit(number: int) -> RemitRecord:
    """A remit with two lines, adjusted and remarked at both levels."""
    return RemitRecord(
        row(tables.REMITS, claim_id=f"{MARK}{number}"),
        [row(tables.REMIT_LINES, remit_line=line) for line in (1, 2)],
        [row(tables.ADJUSTMENTS, remit_line=line, ordinal=1) for line in (0, 1, 2)],
        [row(tables.REMARKS, remit_line=line, ordinal=1) for line in (0, 1)],
    )


def payment() -> Payment:
    names = (f"{MARK}P", f"{MARK} HEALTH", "1234567893", f"{MARK}T", f"{MARK}TRACE")
    withheld = [row(tables.PROVIDER_ADJUSTMENTS, reason_code="WO") for _ in range(2)]
    return Payment(*names, date(2026, 3, 20), [remit(1), remit(2)], withheld)


def _x12() -> Iterable[tuple[str, bytes]]:
    claims = [claim(kind, number) for kind in ("professional", "institutional") for number in (1, 2)]
    for name, envelope in (("", ENVELOPE), ("other ", OTHER)):
        yield f"{name}837", write_837(claims, envelope)
        yield f"{name}835", write_835([payment(), payment()], envelope)
        statuses = [row(tables.STATUSES, line=line) for line in (None, 1)]
        yield f"{name}277CA", write_277ca(statuses, envelope)
        yield f"{name}271", write_271([row(tables.COVERAGES)] * 2, envelope)
        answers = [row(tables.ACKNOWLEDGEMENTS, kind="999", set_control=control) for control in ("1", None)]
        yield f"{name}999", write_999(answers, envelope)
        yield f"{name}TA1", write_ta1(row(tables.ACKNOWLEDGEMENTS, kind="TA1"), envelope)
    review = ["BHT*0007*11*1*20260302*0915", "HL*1**20*1", f"NM1*X3*2*{MARK}*****PI*{MARK}", "HL*2*1*21*1",
              f"NM1*1P*1*{MARK}****XX*1234567893", "HL*3*2*22*1", f"NM1*IL*1*{MARK}*****MI*{MARK}",
              "HL*4*3*EV*0", "UM*HS*I*1", f"HCR*A1*{MARK}", "DTP*472*RD8*20260101-20260131",
              f"SV1*HC:{MARK}*71717.17*UN*2"]  # fmt: skip
    yield "278", wrapped(review, st="ST*278*0001*005010X217", gs="005010X217").encode()


def _tables() -> Iterable[tuple[str, bytes]]:
    heads = {
        "coverages": "member_id,payer_id,effective_on,terminated_on,plan_type,available_at,payer_order",
        "authorizations": "authorization_number,member_id,payer_id,procedure_code,valid_from_on,valid_to_on,"
        "units,status,available_at",
        "appeals": "claim_id,level,filed_on,decided_on,outcome,recovered_amount,minutes",
        "claims": "claim_id,kind,member_id,total_charge,from_on,submitted_at,diagnoses,line_charge,"
        "line_procedure_code,line_units",
        "remits": "claim_id,payer_id,paid_on,line_charge,line_paid,line_procedure_code,carc,adjusted",
        "payers": "alias,payer_id",
    }
    for name, head in heads.items():
        rows = [",".join(_cell(column, place) for column in head.split(",")) for place in range(3)]
        yield f"{name} CSV", "\n".join([head, *rows, ""]).encode()
        cells = {column: [_cell(column, place) for place in range(3)] for column in head.split(",")}
        yield f"{name} Parquet", _parquet(cells)


def _cell(column: str, place: int) -> str:
    if column.endswith("_on"):
        return f"2026-01-0{place + 1}"
    if column.endswith("_at"):
        return "2026-01-05T10:00:00"
    fixed = {"outcome": "overturned", "kind": "professional", "level": "1", "payer_order": "1", "carc": "45"}
    money = ("total_charge", "line_charge", "line_paid", "recovered_amount", "adjusted")
    numbers = {"units": "2", "line_units": "1.5", "minutes": "20", **dict.fromkeys(money, "71717.17")}
    return {**fixed, **numbers}.get(column, f"{MARK}{place}")


def _parquet(cells: dict[str, list[str]]) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table(cells), stream)
    return stream.getvalue()


def _json() -> Iterable[tuple[str, bytes]]:
    line = {"charge": "71717.17", "procedure_code": f"{MARK}1", "units": 1, "modifiers": [f"{MARK}"]}
    canonical = {
        "claim_id": f"{MARK}1",
        "kind": "professional",
        "payer_id": f"{MARK}P",
        "total_charge": "71717.17",
        "submitted_at": "2026-01-05T10:00:00",
        "diagnoses": ["E119"],
        "lines": [line, line],
    }
    yield "canonical JSON", json.dumps({"claims": [canonical, canonical]}).encode()
    yield "one canonical claim", json.dumps(canonical).encode()
    money = {"value": 71717.17, "currency": "USD"}
    item = {"sequence": 1, "productOrService": {"coding": [{"code": f"{MARK}1"}]}, "net": money}
    fhir = {
        "resourceType": "Claim",
        "id": f"{MARK}1",
        "status": "active",
        "use": "claim",
        "type": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/claim-type", "code": "professional"}]
        },
        "identifier": [{"value": f"{MARK}2"}],
        "patient": {"reference": f"Patient/{MARK}"},
        "created": "2026-01-05",
        "insurance": [{"sequence": 1, "focal": True, "coverage": {"reference": f"Coverage/{MARK}"}}],
        "item": [item],
        "total": money,
    }
    benefit = {
        **fhir,
        "resourceType": "ExplanationOfBenefit",
        "outcome": "complete",
        "payment": {"amount": money},
    }
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": fhir}, {"resource": benefit}],
    }
    yield "FHIR Claim", json.dumps(fhir).encode()
    yield "FHIR Bundle", json.dumps(bundle).encode()
    yield "FHIR NDJSON", b"\n".join(json.dumps(each).encode() for each in (fhir, benefit, fhir))


def _samples() -> Iterable[tuple[str, bytes]]:
    """Files nobody here wrote, where this checkout has them beside it; short ones, for speed."""
    for path in sorted(_SAMPLES.rglob("*")):
        if path.is_file() and path.suffix != ".md" and path.stat().st_size < 1 << 14:
            yield f"sample {path.name}", path.read_bytes()


@cache
def seeds() -> tuple[tuple[tuple[str, bytes], ...], ...]:
    """Our own seed files with their names, and the samples, which may be none."""
    return (*_x12(), *_tables(), *_json()), (*_samples(),)
