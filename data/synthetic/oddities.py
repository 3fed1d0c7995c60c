"""Oddities of real files, put into a clean world when asked: nothing that changes what a file says."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from data.records import RemitRecord, Row
from data.x12.writer import Envelope, Payment

_ENVELOPES, _LX, _COUNTS, _CRLF, _REPEATS, _TWICE, _LATE = 6, 5, 7, 4, 11, 9, 13
"""Every so many days a file has other delimiters, no LX, wrong SE counts, CRLF after segments, a twin, CAS at
both levels, or comes late."""
_LATE_DAYS = 9


def days_late(day: int, last: int) -> int:
    """How much later than its day the clearing house delivers a file; none comes after the period."""
    return _LATE_DAYS if day % _LATE == 0 and day + _LATE_DAYS <= last else 0


def odd_envelope(envelope: Envelope, day: int) -> Envelope:
    """Other delimiters on some days."""
    return replace(envelope, element="|", component=">") if day % _ENVELOPES == 0 else envelope


def odd_files(content: bytes, day: int, ending: str) -> Iterator[tuple[str, bytes]]:
    """The file as it arrives, with what is put behind its name; the same bytes twice on some days."""
    if ending == "835" and day % _LX == 0:
        content = re.sub(rb"~LX[*|]1~", b"~", content)
    if day % _COUNTS == 0:
        content = re.sub(rb"~SE([*|])(\d+)", rb"~SE\g<1>9\g<2>", content)
    if day % _CRLF == 0:
        content = content.replace(b"~", b"~\r\n")
    yield "", content
    if day % _REPEATS == 0:
        yield "-again", content


def odd_remits(payments: Sequence[Payment], day: int) -> None:
    """On some days every line's adjustments stand at the claim's level once more."""
    if day % _TWICE == 0:
        for payment in payments:
            for record in payment.remits:
                if record.lines and all(row["remit_line"] for row in record.adjustments):
                    record.adjustments[:0] = _at_claim_level(record)


def _at_claim_level(record: RemitRecord) -> list[Row]:
    totals: dict[tuple[str, str], int] = {}
    for row in record.adjustments:
        key, cents = (str(row["group_code"]), str(row["carc"])), row["amount_cents"]
        totals[key] = totals.get(key, 0) + (cents if isinstance(cents, int) else 0)
    return [
        {"remit_line": 0, "ordinal": ordinal, "group_code": group, "carc": carc, "amount_cents": cents}
        for ordinal, ((group, carc), cents) in enumerate(totals.items(), start=1)
    ]
