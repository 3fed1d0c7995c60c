"""Which characters separate segments, elements and components, and where an envelope begins.

Delimiters are found by counting the ISA's 16 element separators, not by its width, because many
senders pad it wrongly; what ends segments is then seen again in front of the second segment behind it.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

ISA_ROOM = 1024
"""Bytes within which an ISA, however padded, has ended."""
_ISA_ELEMENTS = 16
_CONTROL = bytes([*range(32), 127])
_SEEN_BEHIND = 4 * ISA_ROOM
_FOLLOWS = rb"(?:GS|TA1|ISA|IEA|ST|BHT|BPR)"
_WIDE = rb"[\xc2\xc3][\x80-\xbf]"
"""A mark such as the section sign in UTF-8."""
_MARK = rb"(" + _WIDE + rb"|[^A-Za-z0-9 \r\n\x0b\x0c])"
_LIKE_ISA = re.compile(rb"ISA" + _MARK + rb"[A-Za-z0-9 ]{0,4}\1.{0,14}?\1[A-Za-z0-9 ]{0,4}\1")
_BARE = re.compile(
    rb"(?:GS(?:[^A-Za-z0-9\s][A-Z]{2}|\tH[A-Z]|" + _WIDE + rb"H[A-Z])|ST(?:" + _MARK + rb")[0-9]{3})"
    rb"(?=[^A-Za-z0-9]|$)"
)
_BARE_NAME = re.compile(rb"(?<![A-Za-z0-9])(?:GS|ST)(?![A-Za-z0-9])")
_BARE_ELEMENTS = {b"GS": (8,), b"ST": (2, 3)}
_CLEARLY = 3
"""How many times as often as the mark declared another must be used to count instead."""
_FIRST_NAME = re.compile(rb"\s*[A-Z][A-Z0-9]{1,2}")


@dataclass(frozen=True, slots=True)
class Delimiters:
    """What separates segments, elements and components, as one character each."""

    segment: str
    element: str
    component: str
    encoding: str = "utf-8"
    """In which these characters stand in the file; text around a mark that is not UTF-8 is Latin-1."""

    @property
    def end(self) -> bytes:
        """What ends segments, as it stands in the file."""
        return self.segment.encode(self.encoding)

    @property
    def separator(self) -> bytes:
        """What separates elements, as it stands in the file."""
        return self.element.encode(self.encoding)

    @property
    def dropped(self) -> bytes:
        """Control characters that carry nothing in this interchange."""
        kept = (self.segment + self.element + self.component).encode(self.encoding)
        return bytes(byte for byte in _CONTROL if byte not in kept)


class Isa(NamedTuple):
    """What an ISA says: the delimiters behind it, where it ends, and the mark it ends in itself."""

    delimiters: Delimiters
    end: int
    ended_by: bytes


def opens_isa(data: bytes, place: int = 0) -> bool:
    """Whether ISA stands here as a segment's name: a separator, not a letter or space, follows it."""
    after = data[place + 3 : place + 4]
    if not data.startswith(b"ISA", place) or not after or after.isalnum():
        return False
    if after.isascii() and not after.isspace():
        return True
    return _LIKE_ISA.match(data, place) is not None  # a tab or accent may as well be other text


def opens_bare(data: bytes, place: int = 0) -> bool:
    """Whether a GS or ST that no ISA precedes stands here, told by the code that must follow."""
    return _BARE.match(data, place) is not None


def is_envelope(data: bytes, place: int) -> bool:
    """Whether a whole ISA stands here with another envelope segment behind it: never by chance."""
    isa = read_isa(data, place) if opens_isa(data, place) and _LIKE_ISA.match(data, place) else None
    if isa is None:
        return False
    behind = rb"\s{0,8}" + _FOLLOWS + re.escape(isa.delimiters.separator)
    return re.compile(behind).match(data, isa.end) is not None


def find_envelope(data: bytes, limit: int) -> int:
    """Where the first ISA that makes sense begins, looking at most so many bytes far; -1 is nowhere."""
    place = data.find(b"ISA", 0, limit)
    while place >= 0 and not is_envelope(data, place):
        place = data.find(b"ISA", place + 1, limit)
    return place


def find_bare(data: bytes, limit: int) -> int:
    """Where the first bare GS or ST with another envelope segment behind it begins; -1 is nowhere."""
    for found in _BARE_NAME.finditer(data, 0, limit):
        place = found.start()
        separator = _mark_at(data, place + 2)
        if opens_bare(data, place) and (name_at := _end_seen(data, place, separator)[1]) > place:
            count = data.count(separator, place, name_at)
            if count in _BARE_ELEMENTS[data[place : place + 2]]:
                return place
    return -1


def _mark_at(data: bytes, place: int) -> bytes:
    """The character there: of two bytes in UTF-8, else of one."""
    pair = data[place : place + 2]
    return pair if re.fullmatch(_WIDE, pair) else pair[:1]


def read_isa(data: bytes, start: int = 0) -> Isa | None:
    """An ISA by counting separators; blanks may pad its last element.

    None when it breaks off or makes no sense.
    """
    separator = _mark_at(data, start + 3)
    place = start + 3 - len(separator)
    for _ in range(_ISA_ELEMENTS):
        place = data.find(separator, place + len(separator), start + ISA_ROOM)
        if place < 0:
            return None
    place = _behind_blanks(data, place + len(separator))
    component, end = _mark_at(data, place), place
    if _ends_segments(component, data, place):  # ISA16 was left empty
        component = b":"
    else:
        end = _behind_blanks(data, place + len(component))
    segment = _mark_at(data, end)
    if segment == b"\r" and data[end + 1 : end + 2] == b"\n":
        segment = b"\n"
    end += len(segment)
    delimiters = _sound(_settled(segment, separator, data, end), separator, component)
    return Isa(delimiters, end, segment) if delimiters else None


def _behind_blanks(data: bytes, place: int) -> int:
    while data[place : place + 1] == b" ":
        place += 1
    return place


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


def _end_seen(data: bytes, start: int, element: bytes) -> tuple[bytes, int]:
    """What ends the segment that begins there, and where the name behind it stands; empty when unseen.

    It is the mark in front of the next segment's name, or the line end when there is none.
    """
    own = _FIRST_NAME.match(data, start)
    between = re.escape(element)
    names = rb"(?:ST" + between + rb"[0-9]{3}|(?:TA1|BHT|BPR|HL|AK1|IEA|GE)" + between + rb")"
    marks = rb"(?:(?!" + between + rb")(" + _WIDE + rb"|[^A-Za-z0-9\s])|(\r\n?|\n))\s{0,8}"
    begin = own.end() if own else start
    found = re.compile(marks + rb"(?=" + names + rb")").search(data, begin, start + ISA_ROOM)
    if found is None:
        return b"", start
    return found[1] or (b"\n" if b"\n" in found[2] else b"\r"), found.end()


def _settled(declared: bytes, element: bytes, data: bytes, end: int) -> bytes:
    """What ends segments: as an ISA that ends there declares, unless those behind it show another.

    An ISA alone on its line may have lost its mark, or be the only segment that has one. So may one behind
    it, and therefore the other mark must be the one that is used.
    """
    seen, _ = _end_seen(data, end, element)
    if not seen:
        return declared
    behind = data[end : end + ISA_ROOM].lstrip(b"\r\n")
    uses, others = behind.count(seen), behind.count(declared)
    has_lost_mark = declared in (b"\n", b"\r") and not seen.isspace()
    return seen if uses > _CLEARLY * others or (has_lost_mark and uses >= others) else declared


def read_damaged_isa(data: bytes, place: int = 0) -> Isa | None:
    """An ISA that has lost or gained elements, told from the GS or TA1 behind it."""
    separator = _mark_at(data, place + 3)
    next_isa = data.find(b"ISA" + separator, place + 3, place + ISA_ROOM)
    behind = rb"([^A-Za-z0-9]?)([^A-Za-z0-9])\s{0,8}(?:GS|TA1)" + re.escape(separator)
    found = re.compile(behind).search(data, place, place + ISA_ROOM if next_isa < 0 else next_isa)
    if found is None:
        return None
    component, segment, end = found[1], found[2], found.end(2)
    if component == separator and not _ends_segments(segment, data, found.start(2)):
        component, segment, end = segment, data[end : end + 1], end + 1
    if segment == b"\r" and b"\n" in found[0]:
        segment = b"\n"
    if component in (b"", separator, segment) or component.isspace():
        component = b":"
    delimiters = _sound(_settled(segment, separator, data, end), separator, component)
    return Isa(delimiters, end, segment) if delimiters else None


def _sound(segment: bytes, element: bytes, component: bytes) -> Delimiters | None:
    """Delimiters, if three such marks can be: segments may end with a line, elements at a tab."""
    marks = (segment, element, component)
    if not all(marks) or any(mark.isalnum() for mark in marks) or len(set(marks)) < len(marks):
        return None
    blank = [mark for mark, space in zip(marks, (b"\r\n", b"\t", b""), strict=True) if mark not in space]
    if any(mark.isspace() for mark in blank):
        return None
    encoding = "utf-8" if _is_utf8(b"".join(marks)) else "latin-1"
    ends, separates, composes = [mark.decode(encoding) for mark in marks]
    single = len(ends) == len(separates) == len(composes) == 1
    return Delimiters(ends, separates, composes, encoding) if single else None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def guessed(data: bytes, place: int = 0) -> Delimiters:
    """Delimiters of a bare GS or ST, which nothing declares.

    What is seen to end it counts, else the customary marks.
    """
    separator = _mark_at(data, place + 2)
    segment = _settled(b"~", separator, data, place)
    if segment not in data:
        customary = (mark for mark in (b"\n", b"\r", b"'") if mark in data and mark != separator)
        segment = next(customary, b"~")
    component = b":" if b":" not in (separator, segment) else b">"
    return _sound(segment, separator, component) or Delimiters("~", "*", ":")
