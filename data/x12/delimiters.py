"""Which characters separate segments, elements and components, and where an envelope begins.

Delimiters are found by counting the ISA's 16 element separators, not by its width, because many
senders pad it wrongly.
"""

import re
from dataclasses import dataclass

ISA_ROOM = 1024
"""Bytes within which an ISA, however padded, has ended."""
_ISA_ELEMENTS = 16
_CONTROL = bytes([*range(32), 127])
_SEEN_BEHIND = 4 * ISA_ROOM
_FOLLOWS = rb"(?:GS|TA1|ISA|IEA|ST|BHT|BPR)"
_MARK = rb"([^A-Za-z0-9\s\x80-\xff])"
_LIKE_ISA = re.compile(rb"ISA" + _MARK + rb"[A-Za-z0-9 ]{0,4}\1.{0,14}?\1[A-Za-z0-9 ]{0,4}\1")
_BARE = re.compile(rb"(?:GS" + _MARK + rb"[A-Z]{2}|ST" + _MARK + rb"[0-9]{3})(?=[^A-Za-z0-9]|$)")


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


def opens_isa(data: bytes, place: int = 0) -> bool:
    """Whether ISA stands here as a segment's name: a separator, not a letter or space, follows it."""
    after = data[place + 3 : place + 4]
    named = data.startswith(b"ISA", place) and bool(after) and after.isascii()
    return named and not (after.isalnum() or after.isspace())


def opens_bare(data: bytes) -> bool:
    """Whether it begins with a GS or ST that no ISA precedes, told by the code that must follow."""
    return _BARE.match(data) is not None


def is_envelope(data: bytes, place: int) -> bool:
    """Whether a whole ISA stands here with another envelope segment behind it: never by chance."""
    found = _read_isa(data, place) if opens_isa(data, place) and _LIKE_ISA.match(data, place) else None
    if found is None:
        return False
    delimiters, end = found
    behind = rb"\s{0,8}" + _FOLLOWS + re.escape(delimiters.element.encode())
    return re.compile(behind).match(data, end) is not None


def find_envelope(data: bytes, limit: int) -> int:
    """Where the first ISA that makes sense begins, looking at most so many bytes far; -1 is nowhere."""
    place = data.find(b"ISA", 0, limit)
    while place >= 0 and not is_envelope(data, place):
        place = data.find(b"ISA", place + 1, limit)
    return place


def from_isa(data: bytes, place: int = 0) -> Delimiters | None:
    """The delimiters an ISA declares; None when it breaks off or makes no sense."""
    found = _read_isa(data, place)
    return found[0] if found else None


def _read_isa(data: bytes, start: int) -> tuple[Delimiters, int] | None:
    """Delimiters and where the ISA ends, by counting separators."""
    separator, place = data[start + 3 : start + 4], start + 2
    for _ in range(_ISA_ELEMENTS):
        place = data.find(separator, place + 1, start + ISA_ROOM)
        if place < 0:
            return None
    component, end = data[place + 1 : place + 2], place + 2
    if _ends_segments(component, data, place + 1):  # ISA16 was left empty
        component, end = b":", place + 1
    segment = data[end : end + 1]
    if segment == b"\r" and data[end + 1 : end + 2] == b"\n":
        segment = b"\n"
    delimiters = _sound(segment, separator, component)
    return (delimiters, end + 1) if delimiters else None


def _ends_segments(mark: bytes, data: bytes, place: int) -> bool:
    """Whether the mark after ISA's last separator ends segments, rather than being ISA16.

    It does when a segment's name follows at once. Across white space the white space itself may be
    the end, so the mark must then be seen to end another segment too.
    """
    name = _FOLLOWS + rb"\W"
    if not mark or re.compile(re.escape(mark) + name).match(data, place):
        return bool(mark)
    ended = re.compile(re.escape(mark) + rb"\s{1,8}" + name)
    return bool(ended.match(data, place) and ended.search(data, place + 1, place + _SEEN_BEHIND))


def from_damaged_isa(data: bytes) -> Delimiters | None:
    """The delimiters of an ISA that has lost or gained elements, told from the GS or TA1 behind it."""
    separator = data[3:4]
    behind = rb"([^A-Za-z0-9]?)([^A-Za-z0-9])\s{0,8}(?:GS|TA1)" + re.escape(separator)
    found = re.compile(behind).search(data, 0, ISA_ROOM)
    if found is None:
        return None
    component, segment = found[1], found[2]
    if component == separator and not _ends_segments(segment, data, found.start(2)):
        component, segment = segment, data[found.end(2) : found.end(2) + 1]
    if segment == b"\r" and b"\n" in found[0]:
        segment = b"\n"
    if component in (b"", separator, segment) or component.isspace():
        component = b":"
    return _sound(segment, separator, component)


def _sound(segment: bytes, element: bytes, component: bytes) -> Delimiters | None:
    """Delimiters, if three such marks can be."""
    marks = (segment, element, component)
    if not all(mark and mark.isascii() and not mark.isalnum() for mark in marks):
        return None
    if len(set(marks)) < len(marks):
        return None
    return Delimiters(segment.decode(), element.decode(), component.decode())


def guessed(data: bytes) -> Delimiters:
    """Delimiters of a bare GS or ST: nothing declares them, so the customary ones, else line ends."""
    separator = data[2:3]
    marks = (mark for mark in (b"~", b"'", b"\n", b"\r") if mark in data and mark != separator)
    segment = next(marks, b"~")
    component = b":" if separator != b":" else b">"
    return Delimiters(segment.decode(), separator.decode(), component.decode())
