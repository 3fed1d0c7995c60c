"""Writing what other payers decided: loops 2320 and 2330 of a claim, 2430 of a line."""

from typing import TypeAlias

from data.records import ClaimRecord, Row
from data.x12.wire import Wire, codes, day, money, number, text
from data.x12.write_cas import write_adjustments

Adjustments: TypeAlias = dict[tuple[object, object], list[Row]]
"""CAS triples by line (0 is the claim) and ordinal of the other payer or its decision."""

_AMOUNTS = (("D", "paid_cents"), ("A8", "non_covered_cents"), ("EAF", "patient_owes_cents"))


def adjustments_by_place(record: ClaimRecord) -> Adjustments:
    """A claim's adjustments, in order, by where they stand."""
    found: Adjustments = {}
    for row in record.other_adjustments:
        found.setdefault((row["line"], row["other"]), []).append(row)
    return found


def write_other_payer(wire: Wire, other: Row, adjustments: list[Row]) -> None:
    """One loop 2320 with its 2330A and 2330B."""
    wire.add("SBR", text(other, "responsibility"), text(other, "relationship"), text(other, "group_number"),
        "", "", "", "", "", text(other, "filing_indicator"))  # fmt: skip
    write_adjustments(wire, adjustments)
    for qualifier, column in _AMOUNTS:
        if other.get(column) is not None:
            wire.add("AMT", qualifier, money(other, column))
    wire.add("OI", "", "", "Y", "", "", "Y")
    wire.name("IL", "1", "SUBSCRIBER", first="OTHER", qualifier="MI", number=text(other, "member_id"))
    wire.name("PR", "2", text(other, "payer_name"), qualifier="PI", number=text(other, "payer_id"))
    _write_adjudicated(wire, other)
    if other.get("payer_claim_number") is not None:
        wire.add("REF", "F8", text(other, "payer_claim_number"))


def write_decision(wire: Wire, decision: Row, adjustments: list[Row]) -> None:
    """One loop 2430: what another payer decided on a line."""
    code = text(decision, "procedure_code")
    procedure = wire.composite("HC", code, *codes(decision, "modifiers")) if code else ""
    wire.add("SVD", text(decision, "payer_id"), money(decision, "paid_cents"), procedure,
        text(decision, "revenue_code"), number(decision, "units"))  # fmt: skip
    write_adjustments(wire, adjustments)
    _write_adjudicated(wire, decision)


def _write_adjudicated(wire: Wire, row: Row) -> None:
    if row.get("adjudicated_on") is not None:
        wire.add("DTP", "573", "D8", day(row, "adjudicated_on"))
