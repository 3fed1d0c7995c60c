"""Oddities of real files, put into a clean world when asked: nothing that changes what a file says."""

import re
from collections.abc import Iterator
from dataclasses import replace

from data.x12.writer import Envelope

_ENVELOPES, _LX, _COUNTS, _CRLF, _REPEATS = 6, 5, 7, 4, 11
"""Every so many days a file has other delimiters, no LX, wrong SE counts, CRLF after segments, a twin."""


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
