"""Writing 999 and TA1 acknowledgements."""

from collections.abc import Sequence
from itertools import groupby

from data.records import Row
from data.x12.wire import Envelope, Wire, codes, text

VERSION = "005010X231A1"
_ANSWERED = ("HC", "837", "005010X222A1")
_SEGMENT_HAS_ERRORS = "8"


def write_999(acknowledgements: Sequence[Row], envelope: Envelope) -> bytes:
    """One interchange with one set per group answered: its set rows, then the group's own row.

    Neighbours of one `group_control` are of one group; its own row, without `set_control`, ends it, and
    without such a row the group is told as accepted. Professional claims are said to be answered.

    Raises: UnwritableValueError when a value holds a delimiter.
    """
    wire = Wire(envelope)
    with wire.group("FA", VERSION):
        for ordinal, rows in enumerate(_groups(acknowledgements), start=1):
            for row in rows:
                wire.check(row)
            with wire.transaction("999", ordinal, VERSION):
                _write_group(wire, rows)
    return wire.finish()


def write_ta1(acknowledgement: Row, envelope: Envelope) -> bytes:
    """One interchange that holds nothing but a TA1.

    Raises: UnwritableValueError when a value holds a delimiter.
    """
    wire = Wire(envelope)
    wire.check(acknowledgement)
    at = envelope.at
    note = (codes(acknowledgement, "reasons") or ["000"])[0]
    control = text(acknowledgement, "interchange_control")
    wire.add("TA1", control, f"{at:%y%m%d}", f"{at:%H%M}", text(acknowledgement, "code"), note)
    return wire.finish()


def _groups(rows: Sequence[Row]) -> list[list[Row]]:
    """Cut behind each group's own row, and where the group changes."""
    groups: list[list[Row]] = []
    for _, held in groupby(rows, lambda row: row.get("group_control")):
        group: list[Row] = []
        for row in held:
            group.append(row)
            if row.get("set_control") is None:
                groups.append(group)
                group = []
        if group:
            groups.append(group)
    return groups


def _write_group(wire: Wire, rows: list[Row]) -> None:
    sets = [row for row in rows if row.get("set_control") is not None]
    whole: Row = next((row for row in rows if row.get("set_control") is None), {"code": "A"})
    code, kind, version = _ANSWERED
    wire.add("AK1", code, text(rows[0], "group_control"), version)
    for row in sets:
        wire.add("AK2", kind, text(row, "set_control"), version)
        _write_errors(wire, [reason for reason in codes(row, "reasons") if "." in reason])
        wire.add("IK5", text(row, "code"), *[reason for reason in codes(row, "reasons") if "." not in reason])
    received = str(max(len(sets), 1))
    accepted = sum(row.get("verdict") in ("accepted", "with_errors") for row in sets)
    if not sets:
        accepted = int(whole.get("verdict") != "rejected")
    wire.add("AK9", text(whole, "code"), received, received, str(accepted), *codes(whole, "reasons"))


def _write_errors(wire: Wire, reasons: list[str]) -> None:
    """`NM1.8` as an IK3, `NM1-9.7` as an IK4 under its segment's IK3. Counts of segments are not kept."""
    segment = ""
    for place, code in (reason.rsplit(".", 1) for reason in reasons):
        name, _, element = place.partition("-")
        if not element:
            wire.add("IK3", name, "1", "", code)
        elif name != segment:
            wire.add("IK3", name, "1", "", _SEGMENT_HAS_ERRORS)
        if element:
            wire.add("IK4", element, "", code)
        segment = name
