"""Writing the HI segments of a claim: diagnoses, DRG, and codes with a day, a span or an amount."""

from itertools import groupby

from data.records import ClaimRecord, Row
from data.x12.wire import Wire, batches, codes, day, money, text

_COMPOSITES = 12
_QUALIFIERS = {
    "occurrence": "BH",
    "span": "BI",
    "value": "BE",
    "condition": "BG",
    "main_procedure": "BBR",
    "procedure": "BBQ",
    "external_cause": "ABN",
    "visit_reason": "APR",
}
_PROFESSIONAL = {**_QUALIFIERS, "main_procedure": "BP", "procedure": "BO"}
"""The surgery an anaesthetist was there for is told by its HCPCS code."""
_LISTS = {"occurrence": "occurrence_codes", "value": "value_codes", "condition": "condition_codes"}


def write_health_codes(wire: Wire, record: ClaimRecord) -> None:
    """All HI segments of a claim; its codes in their order, neighbours of one kind together."""
    claim = record.claim
    institutional = claim["kind"] == "institutional"
    _write_diagnoses(wire, claim, institutional=institutional)
    for qualifier, column in (("ABJ", "admitting_diagnosis"), ("DR", "drg")):
        if claim.get(column) is not None:
            wire.add("HI", wire.composite(qualifier, text(claim, column)))
    qualifiers = _QUALIFIERS if institutional else _PROFESSIONAL
    for kind, rows in groupby(_rows(record), lambda row: text(row, "kind")):
        _write_hi(wire, [_composite(wire, qualifiers[kind], row) for row in rows])


def _write_diagnoses(wire: Wire, claim: Row, *, institutional: bool) -> None:
    diagnoses = codes(claim, "diagnoses")
    present = codes(claim, "present_on_admission") if institutional else []
    marks = [mark if mark != "-" else "" for mark in present] + [""] * len(diagnoses)
    composites = [
        wire.composite("ABF" if place else "ABK", code, "", "", "", "", "", "", mark)
        for place, (code, mark) in enumerate(zip(diagnoses, marks, strict=False))
    ]
    if institutional:  # principal and other diagnoses stand in segments of their own
        _write_hi(wire, composites[:1])
        composites = composites[1:]
    _write_hi(wire, composites)


def _rows(record: ClaimRecord) -> list[Row]:
    """The dated codes, and those that only the claim's own lists name."""
    kinds = {row["kind"] for row in record.codes}
    bare: list[Row] = [
        {"kind": kind, "code": code}
        for kind, column in _LISTS.items()
        if kind not in kinds
        for code in codes(record.claim, column)
    ]
    return record.codes + bare


def _composite(wire: Wire, qualifier: str, row: Row) -> str:
    first, last = day(row, "from_on"), day(row, "through_on")
    form = ("RD8" if last else "D8") if first else ""
    span = f"{first}-{last}" if first and last else first
    return wire.composite(qualifier, text(row, "code"), form, span, money(row, "amount_cents"))


def _write_hi(wire: Wire, composites: list[str]) -> None:
    for batch in batches(composites, _COMPOSITES):
        wire.add("HI", *batch)
