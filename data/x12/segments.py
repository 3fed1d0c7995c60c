"""Cutting a stream of bytes into segments, with the delimiters each interchange declares.

Delimiters are found by counting the ISA's 16 element separators, not by its width, because many
senders pad it wrongly. Line ends and other control characters are dropped unless they are delimiters.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from data.errors import NotX12Error

CHUNK_BYTES = 1 << 18
LONGEST_SEGMENT_BYTES = 1 << 24
_ISA_ROOM = 1024
_ISA_ELEMENTS = 16
_HEADS = (b"ISA", b"GS", b"ST")
_CONTROL = bytes([*range(32), 127])


@dataclass(frozen=True, slots=True)
class Delimiters:
    """What separates segments, elements and components, as one character each."""

    segment: str
    element: str
    component: str

    @property
    def dropped(self) -> bytes:
        """Control characters that carry nothing in this interchange."""
        kept = (self.segment + self.element + self.component).encode()
        return bytes(byte for byte in _CONTROL if byte not in kept)


@dataclass(frozen=True, slots=True)
class Block:
    """Segments in order under one set of delimiters; `cut_off` when the last has no end."""

    delimiters: Delimiters
    segments: list[str]
    cut_off: bool = False


def looks_like_x12(head: bytes) -> bool:
    """Whether bytes begin with an ISA, or a bare GS or ST, after white space or a byte order mark."""
    start = _trimmed(head)
    return any(_opens(start, tag) for tag in _HEADS)


def blocks(stream: BinaryIO) -> Iterator[Block]:
    """The segments of a stream, some thousands at a time, so that memory stays flat.

    Raises: NotX12Error when it does not begin with an envelope, or a segment has no end in sight.
    """
    buffer, ended, delimiters = b"", False, None
    while not ended:
        chunk = stream.read(CHUNK_BYTES)
        ended = not chunk
        buffer = buffer + chunk if delimiters else _trimmed(buffer + chunk)
        while buffer and (ended or len(buffer) >= _ISA_ROOM):
            delimiters = _declared(buffer, delimiters)
            end = _block_end(buffer, delimiters, ended=ended)
            if not end:
                break
            yield _block(buffer[:end], delimiters, last=ended and end == len(buffer))
            buffer = buffer[end:].lstrip()
        if len(buffer) > LONGEST_SEGMENT_BYTES:
            raise NotX12Error("a segment does not end")
    if delimiters is None:
        raise NotX12Error("it is empty")


def _trimmed(head: bytes) -> bytes:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()


def _opens(data: bytes, tag: bytes) -> bool:
    """Whether a tag stands here as a segment's name: a separator, not a letter or space, follows it."""
    after = data[len(tag) : len(tag) + 1]
    return (
        data.startswith(tag) and bool(after) and after.isascii() and not (after.isalnum() or after.isspace())
    )


def _declared(buffer: bytes, current: Delimiters | None) -> Delimiters:
    """The delimiters from here on; a later ISA that cannot be read keeps those in use."""
    if _opens(buffer, b"ISA"):
        declared = _from_isa(buffer)
        if declared or current:
            return declared or current  # type: ignore[return-value] # one of the two is set
        raise NotX12Error("its ISA segment is incomplete")
    if current:
        return current
    if not looks_like_x12(buffer):
        raise NotX12Error
    return _guessed(buffer)


def _from_isa(data: bytes) -> Delimiters | None:
    """Delimiters by counting separators; None when the ISA breaks off or makes no sense."""
    separator = data[3:4]
    place = 2
    for _ in range(_ISA_ELEMENTS):
        place = data.find(separator, place + 1, _ISA_ROOM)
        if place < 0:
            return None
    component, segment = data[place + 1 : place + 2], data[place + 2 : place + 3]
    if _ends_segments(component, data, place + 1):  # ISA16 was left empty
        component, segment = b":", component
    if segment == b"\r" and data[place + 3 : place + 4] == b"\n":
        segment = b"\n"
    marks = (segment, separator, component)
    sound = all(mark and mark.isascii() and not mark.isalnum() for mark in marks) and len(set(marks)) == len(
        marks
    )
    return Delimiters(segment.decode(), separator.decode(), component.decode()) if sound else None


def _ends_segments(mark: bytes, data: bytes, place: int) -> bool:
    """Whether the mark after ISA's last separator ends segments, rather than being ISA16.

    It does when a segment's name follows at once. Across white space the white space itself may be
    the end, so the mark must then be seen to end another segment too.
    """
    name = rb"(?:GS|TA1|ISA|IEA|ST|BHT|BPR)\W"
    if not mark or re.compile(re.escape(mark) + name).match(data, place):
        return bool(mark)
    ended = re.compile(re.escape(mark) + rb"\s+" + name)
    return bool(ended.match(data, place) and ended.search(data, place + 1))


def _guessed(data: bytes) -> Delimiters:
    """Delimiters of a bare GS or ST: nothing declares them, so the customary ones, else line ends."""
    separator = data[2:3]
    segment = next((mark for mark in (b"~", b"'", b"\n") if mark in data and mark != separator), b"~")
    component = b":" if separator != b":" else b">"
    return Delimiters(segment.decode(), separator.decode(), component.decode())


def _block_end(buffer: bytes, delimiters: Delimiters, *, ended: bool) -> int:
    """How many bytes can be cut now: up to the next ISA, else to the last segment end; 0 is none."""
    segment = delimiters.segment.encode()
    if b"ISA" in buffer[3:]:
        pattern = re.compile(re.escape(segment) + rb"\s*(?=ISA[^A-Za-z0-9\s])")
        if found := pattern.search(buffer):
            return found.end()
    return len(buffer) if ended else buffer.rfind(segment) + 1


def _block(data: bytes, delimiters: Delimiters, *, last: bool) -> Block:
    raw = data.translate(None, delimiters.dropped)
    try:
        pieces = raw.decode().split(delimiters.segment)
    except UnicodeDecodeError:  # piece by piece, so that one old-fashioned name does not spoil the rest
        pieces = [_decoded(piece) for piece in raw.split(delimiters.segment.encode())]
    cut_off = last and bool(pieces[-1].strip())
    return Block(delimiters, [segment for piece in pieces if (segment := piece.strip())], cut_off)


def _decoded(piece: bytes) -> str:
    try:
        return piece.decode()
    except UnicodeDecodeError:
        return piece.decode("latin-1")
