"""Writing 271 eligibility answers."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from data.codes import insurance_type
from data.records import Row
from data.x12.wire import Envelope, Wire, day, text

VERSION = "005010X279A1"
_ANSWER = ("payer_id", "payer_name", "verified_on")
_FIRST_MEMBER = 3
_ACTIVE, _INACTIVE, _WHOLE_PLAN = "1", "6", "30"


def write_271(coverages: Sequence[Row], envelope: Envelope) -> bytes:
    """One interchange with one set per answer, in order: neighbours of one payer and day, one member each.

    A day without `verified_on` is the envelope's. Of a plan type only what EB04 can say is written.

    Raises: UnwritableValueError when a value holds a delimiter.
    """
    wire = Wire(envelope)
    answers = groupby(coverages, lambda row: [row.get(name) for name in _ANSWER])
    with wire.group("HB", VERSION):
        for ordinal, (_, rows) in enumerate(answers, start=1):
            with wire.transaction("271", ordinal, VERSION):
                _write_answer(wire, list(rows), ordinal)
    return wire.finish()


def _write_answer(wire: Wire, rows: list[Row], ordinal: int) -> None:
    envelope, first = wire.envelope, rows[0]
    asked_on = first.get("verified_on")
    on = f"{asked_on if isinstance(asked_on, date) else envelope.at:%Y%m%d}"
    wire.add("BHT", "0022", "11", f"{envelope.control_number}{ordinal:04d}", on, f"{envelope.at:%H%M}")
    wire.add("HL", "1", "", "20", "1")
    name, payer = text(first, "payer_name"), text(first, "payer_id")
    wire.name("PR", "2", name, qualifier="PI", number=payer)
    wire.add("HL", "2", "1", "21", "1")
    wire.name("1P", "2", "BILLING PROVIDER", qualifier="SV", number=envelope.receiver_id)
    for level, row in enumerate(rows, start=_FIRST_MEMBER):
        wire.check(row)
        _write_member(wire, row, level)


def _write_member(wire: Wire, row: Row, level: int) -> None:
    wire.add("HL", str(level), "2", "22", "0")
    wire.name("IL", "1", "SUBSCRIBER", first="MEMBER", qualifier="MI", number=text(row, "member_id"))
    if row.get("group_number") is not None:
        wire.add("REF", "6P", text(row, "group_number"))
    for qualifier, column in (("356", "effective_on"), ("357", "terminated_on")):
        if row.get(column) is not None:
            wire.add("DTP", qualifier, "D8", day(row, column))
    code = _INACTIVE if row.get("status") == "inactive" else _ACTIVE
    plan = insurance_type(text(row, "plan_type")) or ""
    wire.add("EB", code, "", _WHOLE_PLAN, plan, text(row, "plan_name"))
    if row.get("primary_care_npi") is not None:
        npi = text(row, "primary_care_npi")
        _write_related(wire, "L", "P3", "1", "XX", npi)
    if row.get("other_payer") is not None:
        _write_related(wire, "R", "PRP", "2", "PI", text(row, "other_payer"))


def _write_related(wire: Wire, code: str, *name: str) -> None:
    """An EB with its loop 2120: entity, kind, qualifier and number of whom it names."""
    entity, kind, qualifier, number = name
    wire.add("EB", code)
    wire.add("LS", "2120")
    wire.name(entity, kind, "NAME", qualifier=qualifier, number=number)
    wire.add("LE", "2120")
