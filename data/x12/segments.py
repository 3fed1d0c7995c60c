"""Cutting a stream of bytes into segments, with the delimiters each interchange declares.

Line ends and other control characters are dropped unless they are delimiters.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from data.errors import NotX12Error
from data.x12.decoding import Feed, decoded, is_ebcdic, text_of, trimmed
from data.x12.delimiters import (
    ISA_ROOM,
    Delimiters,
    find_bare,
    find_envelope,
    guessed,
    is_envelope,
    opens_bare,
    opens_isa,
    read_damaged_isa,
    read_isa,
)
from data.x12.limits import DEFAULT_LIMITS, Limits
from data.x12.swallowed import claims_in_bytes, may_be_inside

CHUNK_BYTES = 1 << 18
HEAD_BYTES = 1 << 14
"""How much of a file `looks_like_x12` wants to see."""
_BLANK_ROOM = 64
_JSON = re.compile(rb'\{\s*["}]|\[\s*["\[{\]]')
_SPACE = re.compile(rb"\s*")


@dataclass(frozen=True, slots=True)
class Block:
    """Segments in order under one set of delimiters."""

    delimiters: Delimiters
    segments: list[str]
    unended: bool = False
    """The last segment has no end: the file, or the interchange, breaks off there."""
    codes: tuple[str, ...] = ()
    """What was odd about the bytes, to be told at the block's first segment."""
    is_cut: bool = False
    """The last segment is only the beginning of one that was longer than the limit."""
    may_hide_claims: bool = False
    """Some segment may hold a claim that should have been a segment of its own."""
    passed_over: int = 0
    """Claims and remits in text that was passed over in front of it, or behind a segment that was cut."""


def looks_like_x12(head: bytes) -> bool:
    """Whether a file that begins so holds an ISA, or a bare GS or ST."""
    start = trimmed(text_of(head))
    if _JSON.match(start):
        return False
    begins = opens_isa(start) or opens_bare(start) or is_ebcdic(start)
    return begins or _behind_text(start, DEFAULT_LIMITS) >= 0


def head_of(stream: BinaryIO) -> bytes:
    """The first bytes of a file that are not all blank; the stream is back at its start."""
    head = stream.read(HEAD_BYTES)
    while head and not trimmed(head):
        head = stream.read(HEAD_BYTES)
    if len(trimmed(head)) < ISA_ROOM:
        head += stream.read(HEAD_BYTES)
    stream.seek(0)
    return head


def _behind_text(data: bytes, limits: Limits) -> int:
    """Where the first envelope begins that other text precedes: with an ISA, else bare; -1 is nowhere."""
    place = find_envelope(data, limits.text_before_bytes)
    return place if place >= 0 else find_bare(data, limits.text_before_bytes)


def blocks(stream: BinaryIO, limits: Limits = DEFAULT_LIMITS) -> Iterator[Block]:
    """The segments of a stream, some thousands at a time, so that memory stays flat.

    Raises: NotX12Error when it holds no envelope; FileTooLargeError.
    """
    return _Cutter(stream, limits).blocks()


class _Cutter:
    """A window over the stream, and the delimiters in use at its start."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self._feed = Feed(stream, CHUNK_BYTES, limits.file_bytes)
        self._limits = limits
        self._buffer = b""
        self._at = 0
        self._searched = 0
        self._codes: list[str] = []
        self._passed_over = 0
        self._told_latin1 = False

    def blocks(self) -> Iterator[Block]:
        delimiters = self._first_delimiters()
        while self._more():
            if opens_isa(self._buffer, self._at):  # one that cannot be read keeps those in use
                delimiters = self._declared() or delimiters
            if end := self._block_end(delimiters):
                yield self._block(delimiters, end)
            elif len(self._buffer) - self._at > self._limits.segment_bytes:
                yield self._overlong(delimiters)
            else:
                self._read()

    def _first_delimiters(self) -> Delimiters:
        """Fill the window until it shows how the file begins, and step over what stands before that.

        They are those of a bare GS or ST; an ISA is looked at when it is come to.
        """
        room = self._limits.text_before_bytes + 2 * ISA_ROOM
        while not self._feed.ended and len(self._buffer) < room:
            self._buffer = trimmed(self._buffer + self._feed.read())
        if self._feed.is_utf16:
            self._codes.append("utf16_text")
        if opens_bare(self._buffer):
            return guessed(self._buffer)
        if not opens_isa(self._buffer) or not (read_isa(self._buffer) or read_damaged_isa(self._buffer)):
            self._step_over_text()
        return guessed(self._buffer, self._at)

    def _step_over_text(self) -> None:
        place = _behind_text(self._buffer, self._limits)
        if place < 0:
            raise NotX12Error(_why_not(self._buffer))
        self._passed_over = claims_in_bytes(self._buffer[:place])
        self._at = place
        self._codes.append("text_before_envelope")

    def _declared(self) -> Delimiters | None:
        """The delimiters of the ISA here, also of one that lost or gained elements."""
        isa = read_isa(self._buffer, self._at)
        if isa is None and (isa := read_damaged_isa(self._buffer, self._at)):
            self._codes.append("isa_malformed")
        if isa is None:
            return None
        end = isa.delimiters.end
        if isa.ended_by != end:  # it alone ends otherwise than all behind it
            begin = self._buffer[: isa.end - len(isa.ended_by)]
            self._buffer = begin + end + self._buffer[isa.end :]
        return isa.delimiters

    def _more(self) -> bool:
        """Whether something is left; room for an ISA is seen to before it is looked for."""
        self._at = _SPACE.match(self._buffer, self._at).end()  # type: ignore[union-attr] # it always matches
        while not self._feed.ended and len(self._buffer) - self._at < 2 * ISA_ROOM:
            self._read()
        return self._at < len(self._buffer)

    def _read(self) -> None:
        rest = self._buffer[self._at :]
        self._searched = max(0, self._searched - self._at)
        self._buffer, self._at = rest + self._feed.read(), 0

    def _block_end(self, delimiters: Delimiters) -> int:
        """How far can be cut now: up to the next ISA, else to the last segment end; 0 is nowhere."""
        if (place := self._next_isa(delimiters.end)) > 0:
            return place
        if self._feed.ended:
            return len(self._buffer)
        last = self._buffer.rfind(delimiters.end, self._at)
        return last + len(delimiters.end) if last >= 0 else 0

    def _next_isa(self, segment: bytes) -> int:
        """Where the next interchange begins: behind a segment end, or wherever one cannot be mistaken."""
        buffer = self._buffer
        place = buffer.find(b"ISA", max(self._at + 1, self._searched))
        while place > 0:
            before = buffer[max(self._at, place - _BLANK_ROOM) : place]
            ended = before.rstrip().endswith(segment) or segment in before[len(before.rstrip()) :]
            if (ended and opens_isa(buffer, place)) or is_envelope(buffer, place):
                return place
            place = buffer.find(b"ISA", place + 1)
        self._searched = len(buffer) - ISA_ROOM
        return -1

    def _block(self, delimiters: Delimiters, end: int, *, is_cut: bool = False) -> Block:
        raw = self._buffer[self._at : end].translate(None, delimiters.dropped)
        pieces, is_utf8 = decoded(raw, delimiters)
        if not is_utf8 and not self._told_latin1:
            self._told_latin1 = True
            self._codes.append("latin1_text")
        unended = bool(pieces[-1].strip()) and not is_cut
        segments = [segment for piece in pieces if (segment := piece.strip())]
        hides, passed_over = may_be_inside(raw, delimiters), self._passed_over
        codes, self._codes, self._at, self._passed_over = tuple(self._codes), [], end, 0
        return Block(delimiters, segments, unended, codes, is_cut, hides, passed_over)

    def _overlong(self, delimiters: Delimiters) -> Block:
        """The beginning of a segment that is too long; the rest is passed over to where the next begins."""
        block = self._block(delimiters, self._at + self._limits.segment_bytes, is_cut=True)
        lost, begin = 0, self._at
        while (end := self._buffer.find(delimiters.end, self._at)) < 0 and not self._feed.ended:
            lost += claims_in_bytes(self._buffer[begin:])
            self._at = len(self._buffer)
            self._read()
            begin = 0
        self._at = end + len(delimiters.end) if end >= 0 else len(self._buffer)
        lost += claims_in_bytes(self._buffer[begin : self._at])
        return replace(block, passed_over=block.passed_over + lost)


def _why_not(head: bytes) -> str:
    if is_ebcdic(head):
        return "it is in EBCDIC; have it sent, or converted, as ASCII text"
    if opens_isa(head):
        return "its ISA segment is incomplete"
    return "no ISA, GS or ST segment was found" if head else "it is empty"
