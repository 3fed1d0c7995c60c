"""How much of a file is read before it is no longer believed: caps far above what real files hold.

There is no cap on claims, sets or interchanges: they are handed out as they are read, so their number
takes no memory.
"""

from dataclasses import dataclass

from data.errors import UnreadableInputError

KB, MB, GB = 1 << 10, 1 << 20, 1 << 30


class FileTooLargeError(UnreadableInputError):
    """A file has more bytes than the limit allows."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"The file has more than {limit_bytes / GB:g} GB, the most that is read.")


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on one X12 file; what lies beyond is refused under a code, and the rest is read on."""

    file_bytes: int = 16 * GB
    """Bytes of a file. A year of a large clearing house's claims has less."""
    text_before_bytes: int = 8 * KB
    """Bytes of other text (a mail's head, a banner) in front of the first ISA."""
    segment_bytes: int = 1 * MB
    """Bytes of one segment. The longest text element of the guides has 264 characters."""
    elements_per_segment: int = 200
    """The longest segment of the guides (MIA) has 24 elements."""
    segments_per_claim: int = 50_000
    """Segments from one CLM, CLP or status to the next. 999 lines of 20 segments have 20,000."""
    lines_per_claim: int = 10_000
    """Service lines of a claim or remit. The guides allow 50 (837P) and 999 (837I, 835)."""
    rows_per_claim: int = 100_000
    """Adjustments, remarks, codes and other rows of one sort below a claim or remit."""


DEFAULT_LIMITS = Limits()
