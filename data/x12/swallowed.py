"""Claims inside what is not their segment: a sign that a segment end was lost, or taken for another.

None of them can be read there, so each is counted as one that was lost.
"""

import re

from data.x12.delimiters import Delimiters

_CLAIM = (
    r"CLM([^A-Za-z0-9\s]|\t)(?:(?!\1).){1,60}\1\s*-?[0-9]+[0-9.]*\s*\1\s*\1\s*\1"
    r"|CLP([^A-Za-z0-9\s]|\t)(?:(?!\2).){0,60}\2\s*[0-9]{1,2}\s*\2\s*-?[0-9.]+\s*\2\s*-?[0-9.]+"
)
"""As they are written: CLM01, the charge, and nothing in CLM03 and 04; CLP01, a status, and two amounts."""
_IN_TEXT = re.compile(_CLAIM, re.DOTALL)
_IN_BYTES = re.compile(_CLAIM.encode(), re.DOTALL)


def claims_in_text(text: str) -> int:
    """How many claims and remits stand in text that was passed over."""
    return sum(1 for _ in _IN_TEXT.finditer(text))


def claims_in_bytes(data: bytes) -> int:
    """The same of bytes that were not decoded."""
    return sum(1 for _ in _IN_BYTES.finditer(data))


def begins_with_claim(text: str) -> bool:
    """Whether text that is no segment begins with a claim or remit, under other delimiters than ours."""
    return _IN_TEXT.match(text) is not None


def claims_inside(segment: str) -> int:
    """How many claims and remits stand behind the begin of a segment."""
    return sum(1 for _ in _IN_TEXT.finditer(segment, 1))


def may_be_inside(raw: bytes, delimiters: Delimiters) -> bool:
    """Whether some claim of these bytes may stand elsewhere than at a segment's begin: a quick look."""
    end, separator = delimiters.end, delimiters.separator
    for name in (b"CLM" + separator, b"CLP" + separator):
        found = raw.count(name)
        if found and found != raw.count(end + name) + raw.startswith(name):
            return True
    return False
