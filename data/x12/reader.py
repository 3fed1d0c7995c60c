"""Reading X12: claims, remits and statuses out of a stream, with positions, in flat memory."""

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, NamedTuple

from data.errors import NotX12Error
from data.records import Item
from data.x12.envelope import Envelopes
from data.x12.limits import DEFAULT_LIMITS, Limits
from data.x12.segments import Block, blocks, head_of, looks_like_x12
from data.x12.source import Handler, Source
from data.x12.swallowed import begins_with_claim, claims_in_text, claims_inside

__all__ = ["X12Reader", "head_of", "looks_like_x12"]

_CHECKED_EVERY = 1_000
"""Segments after which the size of the claim being read is looked at, counted from the file's begin."""
_NEVER_TAKEN = frozenset(("LS", "LE", "LX", "N2", "N3", "N4", "OI", "PER", "RDM", "TS3", "UM"))
"""Common segments that nobody takes: their names need no second look."""
_NAME_LENGTH = 3
_LONG = 200
"""Characters that hardly any segment has; one that has more is looked into for claims it swallowed."""


class _Cut(NamedTuple):
    """Why a segment cannot be trusted, and how many claims stand inside it."""

    code: str
    claims: int


class X12Reader:
    """Iterate it once for the items of one file, in file order.

    Invariant: when it is exhausted, `seen` equals the claims, remits, statuses and other records yielded
    plus those quarantined and set aside; warnings and provider adjustments do not count.

    Raises: NotX12Error, while iterating, when the stream holds no envelope; FileTooLargeError.
    """

    def __init__(
        self,
        stream: BinaryIO,
        *,
        file_sha256: str,
        received_at: datetime | None = None,
        keep_encounters: bool = False,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._stream = stream
        self._limits = limits
        self._source = Source(file_sha256, received_at, keep_encounters=keep_encounters, limits=limits)
        self._envelopes = Envelopes(self._source)
        self._position = 0
        self._may_hide_claims = False

    @property
    def types(self) -> set[str]:
        """Transactions met so far: 837P, 837I, 837D, 837, 835, 277CA, 999, TA1, 271, ..."""
        return self._source.types

    @property
    def seen(self) -> int:
        """CLM and CLP segments, claim-level STC segments of a 277CA, and other records, found so far."""
        return self._source.seen

    def __iter__(self) -> Iterator[Item]:
        for block in blocks(self._stream, self._limits):
            self._read(block)
            yield from self._handed_out()
        self._envelopes.finish()
        yield from self._handed_out()

    def _handed_out(self) -> list[Item]:
        items, self._source.items = self._source.items, []
        return items

    def _read(self, block: Block) -> None:
        separator = block.delimiters.element
        self._source.component = block.delimiters.component
        self._may_hide_claims = block.may_hide_claims
        for code in block.codes:
            self._source.warn(code, self._position + 1)
        self._lose(block.passed_over, self._position + 1)
        for segments, cut in self._runs(block):
            self._dispatch(segments, separator)
            if cut:
                self._lose(cut.claims, self._position)
                self._refuse(cut.code)
            self._check_size()
        if block.unended:
            self._notice_break(block.segments[-1].split(separator, 1)[0])

    def _runs(self, block: Block) -> Iterator[tuple[list[str], _Cut | None]]:
        """Segments in runs that end where something must be looked at, and why the last one was cut."""
        segments = block.segments
        cut = self._cut(block)
        if block.is_cut and segments:
            cut[len(segments) - 1] = _Cut("overlong_segment", 0)
        first = _CHECKED_EVERY - self._position % _CHECKED_EVERY
        ends = {*range(first, len(segments), _CHECKED_EVERY), *(place + 1 for place in cut), len(segments)}
        start = 0
        for end in sorted(ends):
            yield segments[start:end], cut.get(end - 1)
            start = end

    def _cut(self, block: Block) -> dict[int, _Cut]:
        """Shorten what exceeds a limit, and find claims inside other segments; by place."""
        segments, separator = block.segments, block.delimiters.element
        most, longest = self._limits.elements_per_segment, self._limits.segment_bytes
        cut: dict[int, _Cut] = {}
        if not block.may_hide_claims and max(map(len, segments), default=0) <= min(most, longest, _LONG):
            return cut
        for place, segment in enumerate(segments):
            claims = claims_inside(segment) if block.may_hide_claims or len(segment) > _LONG else 0
            code = "claim_not_separated" if claims else ""
            if len(segment) > longest:
                code = "overlong_segment"
                segments[place] = segment[:longest]
            if segment.count(separator) > most:
                code = code or "too_many_elements"
                segments[place] = separator.join(segments[place].split(separator)[: most + 1])
            if code:
                cut[place] = _Cut(code, claims)
        return cut

    def _dispatch(self, segments: list[str], separator: str) -> None:
        """Send each segment to whoever can take it now; the rest of the standard is passed over."""
        envelopes, outer = self._envelopes, self._envelopes.handlers
        for position, segment in enumerate(segments, start=self._position + 1):
            elements = segment.split(separator)
            name = elements[0]
            transaction = envelopes.transaction
            handler = transaction.handlers.get(name) if transaction else None
            if handler is None:
                handler = outer.get(name)
                if handler is None and name not in _NEVER_TAKEN:
                    handler = self._named_oddly(elements, position)
            if handler is not None:
                handler(elements, position)
        self._position += len(segments)

    def _named_oddly(self, elements: list[str], position: int) -> Handler | None:
        """Who takes a segment whose name is padded or in lower case; it then begins with the name."""
        name = elements[0].strip().upper()
        if len(name) > _NAME_LENGTH:
            self._lose(self._claims_in_other_text(" ".join(elements)), position)
            return None
        if name == elements[0]:
            return None
        elements[0] = name
        transaction = self._envelopes.transaction
        handler = transaction.handlers.get(name) if transaction else None
        return handler or self._envelopes.handlers.get(name)

    def _claims_in_other_text(self, text: str) -> int:
        """Claims in what is no segment, but for those that `_cut` has found inside it."""
        if self._may_hide_claims or len(text) > _LONG:
            return int(begins_with_claim(text))
        return claims_in_text(text)

    def _lose(self, claims: int, position: int) -> None:
        """Count claims that stand where none can be read."""
        self._source.seen += claims
        for _ in range(claims):
            self._source.quarantine("claim_not_separated", position)

    def _check_size(self) -> None:
        transaction = self._envelopes.transaction
        if transaction and (code := transaction.excess(self._position)):
            transaction.refuse(code, self._position)

    def _refuse(self, code: str) -> None:
        """Something was left out at this position: say so, and do not keep the claim it belonged to."""
        if not self._source.transaction:
            raise NotX12Error("a segment does not end, or has no end of elements")
        self._source.warn(code, self._position)
        if self._envelopes.transaction:
            self._envelopes.transaction.refuse(code, self._position)

    def _notice_break(self, name: str) -> None:
        """The last segment has no end: with a set open the file broke off, else it may be other text."""
        if self._envelopes.transaction:
            self._envelopes.transaction.refuse("truncated", self._position)
        elif name not in self._envelopes.handlers:
            self._source.warn("text_behind_envelope", self._position)
