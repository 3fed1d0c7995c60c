"""Writing 837P and 837I claims.

Names and addresses of people are not canonical: fixed words stand where X12 demands them.
"""

from collections.abc import Iterable, Sequence

from data.records import ClaimRecord, Row
from data.x12.wire import Envelope, Wire, day, text
from data.x12.write837_claim import write_claims
from data.x12.write837_people import write_address

VERSIONS = {"professional": "005010X222A1", "institutional": "005010X223A2"}
"""Implementation guide written for each kind of claim."""

SELF = ("18", "")
"""Relationships that make the subscriber the patient; without one there is no patient loop either."""

_BILLING = ("billing_npi", "billing_tax_id", "billing_taxonomy")
_PAYER = (
    "responsibility",
    "group_number",
    "plan_name",
    "filing_indicator",
    "member_id",
    "payer_name",
    "payer_id",
)
_PATIENT = ("relationship", "patient_birth_on", "patient_sex")


def write_837(records: Sequence[ClaimRecord], envelope: Envelope) -> bytes:
    """One interchange: professional and institutional claims each in a GS and ST of their own.

    Claims are grouped under their billing provider and subscriber, first come first written.

    Raises: UnwritableValueError when a value holds a delimiter.
    """
    wire = Wire(envelope)
    for kind, version in VERSIONS.items():
        chosen = [record for record in records if record.claim["kind"] == kind]
        if chosen:
            with wire.group("HC", version) as group, wire.transaction("837", group, version):
                _write_header(wire, group)
                _write_providers(wire, chosen)
    return wire.finish()


def _grouped(records: Iterable[ClaimRecord], columns: tuple[str, ...]) -> Iterable[list[ClaimRecord]]:
    groups: dict[tuple[object, ...], list[ClaimRecord]] = {}
    for record in records:
        groups.setdefault(tuple(map(record.claim.get, columns)), []).append(record)
    return groups.values()


def _write_header(wire: Wire, group: int) -> None:
    envelope = wire.envelope
    at = envelope.at
    reference = f"{envelope.control_number}{group}"
    wire.add("BHT", "0019", "00", reference, f"{at:%Y%m%d}", f"{at:%H%M}", "CH")
    wire.name("41", "2", "SUBMITTER", qualifier="46", number=envelope.sender_id)
    wire.add("PER", "IC", "BILLING OFFICE", "TE", "5555550100")
    wire.name("40", "2", "RECEIVER", qualifier="46", number=envelope.receiver_id)


def _write_providers(wire: Wire, records: list[ClaimRecord]) -> None:
    level = 0
    for of_provider in _grouped(records, _BILLING):
        level += 1
        provider = level
        _write_billing(wire, of_provider[0].claim, level)
        for of_subscriber in _grouped(of_provider, _PAYER):
            own = [record for record in of_subscriber if text(record.claim, "relationship") in SELF]
            others = [record for record in of_subscriber if text(record.claim, "relationship") not in SELF]
            for of_patient in _grouped(own, _PATIENT):
                level += 1
                _write_subscriber(wire, of_patient[0].claim, level, provider, alone=True)
                write_claims(wire, of_patient)
            if others:
                level = _write_dependents(wire, others, level + 1, provider)


def _write_dependents(wire: Wire, records: list[ClaimRecord], level: int, provider: int) -> int:
    """A subscriber at `level` with its dependents below; gives the last level number used."""
    subscriber = level
    _write_subscriber(wire, records[0].claim, level, provider, alone=False)
    for of_patient in _grouped(records, _PATIENT):
        level += 1
        claim = of_patient[0].claim
        wire.add("HL", str(level), str(subscriber), "23", "0")
        wire.add("PAT", text(claim, "relationship"))
        wire.name("QC", "1", "PATIENT", first="DEPENDENT")
        _write_person(wire, claim)
        write_claims(wire, of_patient)
    return level


def _write_billing(wire: Wire, claim: Row, level: int) -> None:
    wire.check({name: claim.get(name) for name in _BILLING})
    wire.add("HL", str(level), "", "20", "1")
    if claim.get("billing_taxonomy") is not None:
        wire.add("PRV", "BI", "PXC", text(claim, "billing_taxonomy"))
    wire.name("85", "2", "BILLING PROVIDER", qualifier="XX", number=text(claim, "billing_npi"))
    write_address(wire)
    if claim.get("billing_tax_id") is not None:
        wire.add("REF", "EI", text(claim, "billing_tax_id"))


def _write_subscriber(wire: Wire, claim: Row, level: int, parent: int, *, alone: bool) -> None:
    wire.check({name: claim.get(name) for name in (*_PAYER, *_PATIENT)})
    wire.add("HL", str(level), str(parent), "22", "0" if alone else "1")
    wire.add("SBR", text(claim, "responsibility"), text(claim, "relationship") if alone else "",
        text(claim, "group_number"), text(claim, "plan_name"), "", "", "", "",
        text(claim, "filing_indicator"))  # fmt: skip
    name = "PATIENT" if alone else "SUBSCRIBER"
    wire.name("IL", "1", name, first="MEMBER", qualifier="MI", number=text(claim, "member_id"))
    if alone:
        _write_person(wire, claim)
    wire.name("PR", "2", text(claim, "payer_name"), qualifier="PI", number=text(claim, "payer_id"))


def _write_person(wire: Wire, claim: Row) -> None:
    write_address(wire)
    born = day(claim, "patient_birth_on")
    if born or claim.get("patient_sex") is not None:
        wire.add("DMG", "D8" if born else "", born, text(claim, "patient_sex"))
