"""Writing 277CA claim acknowledgements."""

from collections.abc import Sequence
from itertools import groupby

from data.codes import rejecting_categories
from data.records import Row
from data.x12.wire import Envelope, Wire, day, dollars, money, text

VERSION = "005010X214"
_CLAIM = ("claim_id", "payer_claim_number", "from_on", "charge_cents")
_PATIENTS_START = 4
_RECEIVED = ("A1", "19", "PR")


def write_277ca(statuses: Sequence[Row], envelope: Envelope) -> bytes:
    """One interchange with one patient level per claim, in order.

    Neighbours with the same numbers, day and charge are of one claim; in it the rows of lines (`line`) come
    last, in order. The payer is the sender, the receiver and provider the envelope's receiver.

    Raises: UnwritableValueError when a value holds a delimiter.
    """
    wire = Wire(envelope)
    claims = [list(rows) for _, rows in groupby(statuses, lambda row: [row.get(name) for name in _CLAIM])]
    with wire.group("HN", VERSION), wire.transaction("277", 1, VERSION):
        _write_header(wire, claims)
        for level, rows in enumerate(claims, start=_PATIENTS_START):
            for row in rows:
                wire.check(row)
            _write_claim(wire, rows, level)
    return wire.finish()


def _write_header(wire: Wire, claims: list[list[Row]]) -> None:
    envelope = wire.envelope
    date, time = f"{envelope.at:%Y%m%d}", f"{envelope.at:%H%M}"
    wire.add("BHT", "0085", "08", str(envelope.control_number), date, time, "TH")
    wire.add("HL", "1", "", "20", "1")
    wire.name("PR", "2", "PAYER", qualifier="PI", number=envelope.sender_id)
    wire.add("TRN", "1", str(envelope.control_number))
    wire.add("DTP", "050", "D8", date)
    wire.add("DTP", "009", "D8", date)
    wire.add("HL", "2", "1", "21", "1")
    wire.name("41", "2", "SUBMITTER", qualifier="46", number=envelope.receiver_id)
    wire.add("TRN", "2", str(envelope.control_number))
    _write_counts(wire, claims, date, ("90", "AA"))
    wire.add("HL", "3", "2", "19", "1")
    wire.name("85", "2", "BILLING PROVIDER", qualifier="FI", number=envelope.receiver_id)
    wire.add("TRN", "1", "0")
    _write_counts(wire, claims, "", ("QA", "QC"))


def _write_counts(wire: Wire, claims: list[list[Row]], date: str, qualifiers: tuple[str, str]) -> None:
    """The batch was received; how many of its claims were accepted and rejected, and their charges."""
    held = {True: [rows[0] for rows in claims if _is_rejected(rows)],
            False: [rows[0] for rows in claims if not _is_rejected(rows)]}  # fmt: skip
    total = {which: dollars(sum(_cents(row) for row in rows)) for which, rows in held.items()}
    everything = dollars(sum(_cents(row) for rows in held.values() for row in rows))
    wire.add("STC", wire.composite(*_RECEIVED), date, "WQ", everything)
    for which, qualifier in zip((False, True), qualifiers, strict=True):
        if held[which]:
            wire.add("QTY", qualifier, str(len(held[which])))
    for which, qualifier in ((False, "YU"), (True, "YY")):
        if held[which]:
            wire.add("AMT", qualifier, total[which])


def _is_rejected(rows: list[Row]) -> bool:
    """By what is said of the whole claim; when that is nothing, by its lines."""
    deciding = [row for row in rows if row.get("line") is None] or rows
    return any(row.get("category") in rejecting_categories() for row in deciding)


def _cents(row: Row) -> int:
    value = row.get("charge_cents")
    return value if isinstance(value, int) else 0


def _write_claim(wire: Wire, rows: list[Row], level: int) -> None:
    claim = rows[0]
    wire.add("HL", str(level), str(_PATIENTS_START - 1), "PT")
    wire.name("QC", "1", "PATIENT", first="MEMBER", qualifier="MI", number="NOTGIVEN")
    wire.add("TRN", "2", text(claim, "claim_id"))
    for row in rows:
        if row.get("line") is None:
            action = "U" if _is_rejected([row]) else "WQ"
            wire.add("STC", _told(wire, row), day(row, "effective_on"), action, money(row, "charge_cents"))
    if claim.get("payer_claim_number") is not None:
        wire.add("REF", "1K", text(claim, "payer_claim_number"))
    if claim.get("from_on") is not None:
        wire.add("DTP", "472", "D8", day(claim, "from_on"))
    of_lines = [row for row in rows if row.get("line") is not None]
    for _, statuses in groupby(of_lines, lambda row: row["line"]):
        _write_line(wire, list(statuses))


def _write_line(wire: Wire, rows: list[Row]) -> None:
    procedure = text(rows[0], "procedure_code")
    wire.add("SVC", wire.composite("HC", procedure) if procedure else "", "0")
    for row in rows:
        wire.add("STC", _told(wire, row), day(row, "effective_on"), "U")
    if rows[0].get("line_control") is not None:
        wire.add("REF", "FJ", text(rows[0], "line_control"))


def _told(wire: Wire, row: Row) -> str:
    return wire.composite(text(row, "category"), text(row, "status_code"), text(row, "entity"))
