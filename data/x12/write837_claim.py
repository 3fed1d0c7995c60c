"""Writing one claim of an 837: its dates, codes, people, other payers and lines."""

from data.records import ClaimRecord, Row
from data.x12.wire import Wire, batches, codes, day, money, number, period, text

_HI_COMPOSITES = 12
_ACCIDENT_AT, _DELAY_AT = 11, 20
_CLAIM_REFERENCES = (
    ("F8", "original_reference"),
    ("G1", "prior_authorization"),
    ("9F", "referral_number"),
    ("X4", "clia_number"),
)
_LINE_REFERENCES = (("6R", "line_control"), ("G1", "prior_authorization"), ("9F", "referral_number"))
_PROFESSIONAL_PEOPLE = (
    ("DN", "referring_npi", "", ""),
    ("82", "rendering_npi", "rendering_taxonomy", "PE"),
    ("77", "facility_npi", "", ""),
    ("DQ", "supervising_npi", "", ""),
)
_INSTITUTIONAL_PEOPLE = (
    ("71", "rendering_npi", "rendering_taxonomy", "AT"),
    ("72", "operating_npi", "", ""),
    ("77", "facility_npi", "", ""),
    ("DN", "referring_npi", "", ""),
)


def write_claims(wire: Wire, records: list[ClaimRecord]) -> None:
    """The 2300 loops of one patient, each with its other payers and its lines.

    Raises: UnwritableValueError when a value holds a delimiter.
    """
    for record in records:
        wire.check(record.claim)
        _write_claim(wire, record)
        for other in record.other_payers:
            wire.check(other)
            _write_other_payer(wire, other)
        institutional = record.claim["kind"] == "institutional"
        for ordinal, line in enumerate(record.lines, start=1):
            wire.check(line)
            wire.add("LX", str(ordinal))
            (_write_sv2 if institutional else _write_sv1)(wire, line)
            _write_line_details(wire, line)


def _write_claim(wire: Wire, record: ClaimRecord) -> None:
    claim = record.claim
    institutional = claim["kind"] == "institutional"
    tail = [""] * (_DELAY_AT - _ACCIDENT_AT - 1)
    wire.add("CLM", text(claim, "claim_id"), money(claim, "total_charge_cents"), "", "", _place(wire, claim),
        "" if institutional else "Y", text(claim, "assignment"), text(claim, "benefits_assigned"), "Y", "",
        text(claim, "accident_kind"), *tail, text(claim, "delay_reason"))  # fmt: skip
    _write_dates(wire, record, institutional=institutional)
    if any(claim.get(name) is not None for name in ("admission_type", "admission_source", "patient_status")):
        wire.add(
            "CL1",
            text(claim, "admission_type"),
            text(claim, "admission_source"),
            text(claim, "patient_status"),
        )
    for code in codes(claim, "attachments"):
        wire.add("PWK", code, "AA")
    _write_references(wire, claim, _CLAIM_REFERENCES)
    _write_diagnoses(wire, claim, institutional=institutional)
    _write_codes(wire, claim)
    for entity, column, taxonomy, role in _INSTITUTIONAL_PEOPLE if institutional else _PROFESSIONAL_PEOPLE:
        _write_provider(wire, entity, text(claim, column), text(claim, taxonomy), role)


def _place(wire: Wire, claim: Row) -> str:
    if claim["kind"] == "professional":
        return wire.composite(text(claim, "place_of_service"), "B", text(claim, "frequency_code"))
    bill_type = text(claim, "bill_type")
    frequency = bill_type[-1:] or text(claim, "frequency_code")
    return wire.composite(bill_type[:-1], "A", frequency)


def _write_dates(wire: Wire, record: ClaimRecord, *, institutional: bool) -> None:
    claim = record.claim
    if institutional or _span(claim) != _span_of_lines(record.lines):
        form, span = period(claim, "from_on", "through_on")
        if span:
            wire.add("DTP", "434", form, span)
    for qualifier, column in (("431", "onset_on"), ("439", "accident_on"), ("435", "admission_on")):
        if claim.get(column) is not None:
            wire.add("DTP", qualifier, "D8", day(claim, column))


def _span(claim: Row) -> tuple[str, str]:
    return day(claim, "from_on"), day(claim, "through_on")


def _span_of_lines(lines: list[Row]) -> tuple[str, str]:
    """What a reader fills in for a professional claim without DTP*434."""
    firsts = [first for line in lines if (first := day(line, "from_on"))]
    lasts = [last for line in lines if (last := day(line, "through_on"))]
    return min(firsts, default=""), max(lasts, default="")


def _write_references(wire: Wire, row: Row, references: tuple[tuple[str, str], ...]) -> None:
    for qualifier, column in references:
        if row.get(column) is not None:
            wire.add("REF", qualifier, text(row, column))


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


def _write_codes(wire: Wire, claim: Row) -> None:
    for qualifier, column in (("ABJ", "admitting_diagnosis"), ("DR", "drg")):
        if claim.get(column) is not None:
            wire.add("HI", wire.composite(qualifier, text(claim, column)))
    first_day = day(claim, "from_on")
    _write_hi(wire, [wire.composite("BH", code, "D8" if first_day else "", first_day)
        for code in codes(claim, "occurrence_codes")])  # fmt: skip
    _write_hi(wire, [wire.composite("BE", code, "", "", "0") for code in codes(claim, "value_codes")])
    _write_hi(wire, [wire.composite("BG", code) for code in codes(claim, "condition_codes")])


def _write_hi(wire: Wire, composites: list[str]) -> None:
    for batch in batches(composites, _HI_COMPOSITES):
        wire.add("HI", *batch)


def _write_provider(wire: Wire, entity: str, npi: str, taxonomy: str, role: str) -> None:
    if npi or taxonomy:
        kind, name = ("2", "FACILITY") if entity == "77" else ("1", "PROVIDER")
        wire.name(entity, kind, name, qualifier="XX", number=npi)
    if taxonomy:
        wire.add("PRV", role, "PXC", taxonomy)


def _write_other_payer(wire: Wire, other: Row) -> None:
    wire.add(
        "SBR", text(other, "responsibility"), "18", "", "", "", "", "", "", text(other, "filing_indicator")
    )
    if other.get("paid_cents") is not None:
        wire.add("AMT", "D", money(other, "paid_cents"))
    wire.add("OI", "", "", "Y", "", "", "Y")
    wire.name("IL", "1", "SUBSCRIBER", first="OTHER")
    wire.name("PR", "2", text(other, "payer_name"), qualifier="PI", number=text(other, "payer_id"))


def _procedure(wire: Wire, line: Row) -> str:
    parts = (text(line, "procedure_qualifier"), text(line, "procedure_code"), *codes(line, "modifiers"))
    return wire.composite(*parts)


def _write_sv1(wire: Wire, line: Row) -> None:
    pointers = wire.composite(*codes(line, "diagnosis_pointers"))
    wire.add("SV1", _procedure(wire, line), money(line, "charge_cents"), text(line, "unit_basis"),
        number(line, "units"), text(line, "place_of_service"), "", pointers, "",
        text(line, "emergency"))  # fmt: skip


def _write_sv2(wire: Wire, line: Row) -> None:
    wire.add("SV2", text(line, "revenue_code"), _procedure(wire, line), money(line, "charge_cents"),
        text(line, "unit_basis"), number(line, "units"))  # fmt: skip


def _write_line_details(wire: Wire, line: Row) -> None:
    form, span = period(line, "from_on", "through_on")
    if span:
        wire.add("DTP", "472", form, span)
    _write_references(wire, line, _LINE_REFERENCES)
    if line.get("ndc") is not None:
        wire.add("LIN", "", "N4", text(line, "ndc"))
    if line.get("ndc_units") is not None:
        wire.add("CTP", "", "", "", number(line, "ndc_units"), "UN")
    _write_provider(wire, "82", text(line, "rendering_npi"), "", "")
