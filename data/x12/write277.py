"""Writing 277CA claim acknowledgements."""

from collections.abc import Sequence

from data.records import Row
from data.x12.wire import Envelope, Wire, day, money, text

VERSION = "005010X214"
_PATIENTS_START = 4
_REJECTED = ("A3", "A6", "A7", "A8")


def write_277ca(statuses: Sequence[Row], envelope: Envelope) -> bytes:
    """One interchange with one patient level per status row, in order.

    The payer is the sender, the receiver and provider the envelope's receiver.

    Raises: UnwritableValueError when a value holds a delimiter.
    """
    wire = Wire(envelope)
    with wire.group("HN", VERSION), wire.transaction("277", 1, VERSION):
        _write_header(wire)
        for level, status in enumerate(statuses, start=_PATIENTS_START):
            wire.check(status)
            _write_status(wire, status, level)
    return wire.finish()


def _write_header(wire: Wire) -> None:
    envelope = wire.envelope
    date, time = f"{envelope.at:%Y%m%d}", f"{envelope.at:%H%M}"
    wire.add("BHT", "0085", "08", str(envelope.control_number), date, time, "TH")
    parties = (
        ("20", "PR", "PAYER", "PI", envelope.sender_id),
        ("21", "41", "SUBMITTER", "46", envelope.receiver_id),
        ("19", "85", "BILLING PROVIDER", "FI", envelope.receiver_id),
    )
    for level, (code, entity, name, qualifier, party) in enumerate(parties, start=1):
        wire.add("HL", str(level), str(level - 1) if level > 1 else "", code, "1")
        wire.name(entity, "2", name, qualifier=qualifier, number=party)
        if code == "20":
            wire.add("TRN", "1", str(envelope.control_number))
            wire.add("DTP", "050", "D8", date)
            wire.add("DTP", "009", "D8", date)


def _write_status(wire: Wire, status: Row, level: int) -> None:
    wire.add("HL", str(level), str(_PATIENTS_START - 1), "PT")
    wire.name("QC", "1", "PATIENT", first="MEMBER")
    wire.add("TRN", "2", text(status, "claim_id"))
    told = wire.composite(text(status, "category"), text(status, "status_code"), text(status, "entity"))
    action = "U" if status.get("category") in _REJECTED else "WQ"
    wire.add("STC", told, day(status, "effective_on"), action, money(status, "charge_cents"))
    if status.get("payer_claim_number") is not None:
        wire.add("REF", "1K", text(status, "payer_claim_number"))
    if status.get("from_on") is not None:
        wire.add("DTP", "472", "D8", day(status, "from_on"))
