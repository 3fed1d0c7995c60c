"""Writing the service lines of an 837: loops 2400 to 2430."""

from data.records import ClaimRecord, Row
from data.x12.wire import Wire, codes, money, number, period, text
from data.x12.write837_others import Adjustments, write_decision
from data.x12.write837_people import write_party, write_references

_REFERENCES = (("G1", "prior_authorization"), ("6R", "line_control"), ("9F", "referral_number"))
_PEOPLE = (
    ("82", "rendering_npi"),
    ("77", "facility_npi"),
    ("DQ", "supervising_npi"),
    ("DK", "ordering_npi"),
    ("DN", "referring_npi"),
)


def write_lines(wire: Wire, record: ClaimRecord, adjustments: Adjustments) -> None:
    """The 2400 loops of one claim, each with what other payers decided on it."""
    decisions: dict[object, list[Row]] = {}
    for row in record.other_lines:
        decisions.setdefault(row["line"], []).append(row)
    write_service = _write_sv2 if record.claim["kind"] == "institutional" else _write_sv1
    for ordinal, line in enumerate(record.lines, start=1):
        wire.check(line)
        wire.add("LX", str(ordinal))
        write_service(wire, line)
        _write_details(wire, line)
        for decision in decisions.get(ordinal, []):
            write_decision(wire, decision, adjustments.get((ordinal, decision["ordinal"]), []))


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


def _write_details(wire: Wire, line: Row) -> None:
    for code in codes(line, "attachments"):
        wire.add("PWK", code, "AA")
    form, span = period(line, "from_on", "through_on")
    if span:
        wire.add("DTP", "472", form, span)
    write_references(wire, line, _REFERENCES)
    if line.get("ndc") is not None:
        wire.add("LIN", "", "N4", text(line, "ndc"))
    if line.get("ndc_units") is not None or line.get("ndc_basis") is not None:
        wire.add("CTP", "", "", "", number(line, "ndc_units"), text(line, "ndc_basis"))
    for entity, column in _PEOPLE:
        write_party(wire, entity, text(line, column))
