"""Writing one claim of an 837: loops 2300 and 2310, then its other payers and lines."""

from itertools import groupby

from data.records import ClaimRecord, Row
from data.x12.wire import Wire, batches, codes, day, money, number, text
from data.x12.write837_codes import write_health_codes
from data.x12.write837_lines import write_lines
from data.x12.write837_others import adjustments_by_place, write_other_payer
from data.x12.write837_people import write_party, write_references

_ACCIDENT_AT, _DELAY_AT = 11, 20
_CONDITIONS = 5
_ADMISSION = ("admission_type", "admission_source", "patient_status")
_REFERENCES = (
    ("4N", "authorization_exception"),
    ("9F", "referral_number"),
    ("G1", "prior_authorization"),
    ("F8", "original_reference"),
    ("X4", "clia_number"),
)
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
        for row in (record.claim, *record.codes, *record.other_payers, *record.other_lines):
            wire.check(row)
        for row in record.other_adjustments:
            wire.check(row)
        _write_claim(wire, record)
        adjustments = adjustments_by_place(record)
        for ordinal, other in enumerate(record.other_payers, start=1):
            write_other_payer(wire, other, adjustments.get((0, ordinal), []))
        write_lines(wire, record, adjustments)


def _write_claim(wire: Wire, record: ClaimRecord) -> None:
    claim = record.claim
    institutional = claim["kind"] == "institutional"
    tail = [""] * (_DELAY_AT - _ACCIDENT_AT - 1)
    wire.add("CLM", text(claim, "claim_id"), money(claim, "total_charge_cents"), "", "", _place(wire, claim),
        "" if institutional else "Y", text(claim, "assignment"), text(claim, "benefits_assigned"), "Y", "",
        text(claim, "accident_kind"), *tail, text(claim, "delay_reason"))  # fmt: skip
    _write_dates(wire, record, institutional=institutional)
    _write_facts(wire, claim)
    write_references(wire, claim, _REFERENCES)
    _write_remarks(wire, claim)
    write_health_codes(wire, record)
    for entity, column, taxonomy, role in _INSTITUTIONAL_PEOPLE if institutional else _PROFESSIONAL_PEOPLE:
        write_party(wire, entity, text(claim, column), text(claim, taxonomy), role)


def _write_facts(wire: Wire, claim: Row) -> None:
    """What stands between a claim's dates and its references."""
    if any(claim.get(name) is not None for name in _ADMISSION):
        wire.add("CL1", *[text(claim, name) for name in _ADMISSION])
    for code in codes(claim, "attachments"):
        wire.add("PWK", code, "AA")
    if claim.get("contract_type") is not None:
        wire.add("CN1", text(claim, "contract_type"))
    if claim.get("patient_paid_cents") is not None:
        wire.add("AMT", "F5", money(claim, "patient_paid_cents"))


def _write_remarks(wire: Wire, claim: Row) -> None:
    """Notes, whose words are not canonical, ambulance transport, and conditions certified."""
    for code in codes(claim, "note_codes"):
        wire.add("NTE", code, "NOTE")
    if claim.get("transport_reason") is not None or claim.get("transport_miles") is not None:
        wire.add("CR1", "", "", "", text(claim, "transport_reason"), "DH", number(claim, "transport_miles"))
    certified = [code.partition(".") for code in codes(claim, "certifications")]
    for category, parts in groupby(certified, lambda part: part[0]):
        for batch in batches([condition for _, _, condition in parts], _CONDITIONS):
            wire.add("CRC", category, "Y", *batch)


def _place(wire: Wire, claim: Row) -> str:
    if claim["kind"] == "professional":
        return wire.composite(text(claim, "place_of_service"), "B", text(claim, "frequency_code"))
    bill_type = text(claim, "bill_type")
    frequency = bill_type[-1:] or text(claim, "frequency_code")
    return wire.composite(bill_type[:-1], "A", frequency)


def _write_dates(wire: Wire, record: ClaimRecord, *, institutional: bool) -> None:
    claim = record.claim
    if institutional or _span(claim) != _span_of_lines(record.lines):
        first, last = _span(claim)
        if first or last:
            wire.add("DTP", "434", "RD8", f"{first or last}-{last or first}")
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
