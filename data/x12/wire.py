"""Writing segments: the envelope, the delimiters, and how values look between them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from data.errors import CleanClaimError
from data.records import Row

_Item = TypeVar("_Item")
_NEVER_WRITTEN = frozenset(("version_key", "remit_key", "status_key", "plb_key", "file_sha256"))
"""Our own names of what was read: they may hold anything."""


class UnwritableValueError(CleanClaimError):
    """A value holds a character that separates segments, elements or components."""

    def __init__(self, column: str) -> None:
        super().__init__(f"A value of column {column} holds an X12 delimiter and cannot be written.")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends to whom, when, under which number, and the delimiters of one interchange.

    `at` (UTC) becomes ISA09/10 and GS04/05, to the minute.
    """

    sender_id: str
    receiver_id: str
    control_number: int
    at: datetime
    element: str = "*"
    component: str = ":"
    repetition: str = "^"
    segment: str = "~"
    newline: bool = False


class Wire:
    """One interchange in the making: a list of finished segments.

    Raises: UnwritableValueError when the envelope's own names hold a delimiter.
    """

    def __init__(self, envelope: Envelope) -> None:
        self.envelope = envelope
        self._element = envelope.element
        self._component = envelope.component
        self._delimiters = (envelope.element, envelope.component, envelope.repetition, envelope.segment)
        self._segments: list[str] = []
        self._groups = 0
        self.check({"sender_id": envelope.sender_id, "receiver_id": envelope.receiver_id})

    def add(self, *elements: str) -> None:
        """Append a segment; empty elements at its end are left out, as X12 wants."""
        self._segments.append(self._element.join(elements).rstrip(self._element))

    def name(
        self, entity: str, kind: str, name: str, *, first: str = "", qualifier: str = "", number: str = ""
    ) -> None:
        """Append an NM1; the qualifier is left out together with its number."""
        self.add("NM1", entity, kind, name, first, "", "", "", qualifier if number else "", number)

    def composite(self, *parts: str) -> str:
        return self._component.join(parts).rstrip(self._component)

    def check(self, row: Row) -> None:
        """Refuse a row whose texts would break the file apart.

        Raises: UnwritableValueError naming the column, never the value.
        """
        joined = "".join([value for value in row.values() if type(value) is str])
        if any(mark in joined for mark in self._delimiters) or "\n" in joined or "\r" in joined:
            marks = (*self._delimiters, "\n", "\r")
            for name, value in row.items():
                written = isinstance(value, str) and name not in _NEVER_WRITTEN
                if written and any(mark in str(value) for mark in marks):
                    raise UnwritableValueError(name)

    @contextmanager
    def group(self, functional_id: str, version: str) -> Iterator[int]:
        """GS to GE around what is added inside; gives the group's number."""
        self._groups += 1
        number, envelope = self._groups, self.envelope
        at = envelope.at
        sender, receiver = envelope.sender_id[:15], envelope.receiver_id[:15]
        self.add(
            "GS", functional_id, sender, receiver, f"{at:%Y%m%d}", f"{at:%H%M}", str(number), "X", version
        )
        start = len(self._segments)
        yield number
        sets = sum(segment.startswith(f"ST{self._element}") for segment in self._segments[start:])
        self.add("GE", str(sets), str(number))

    @contextmanager
    def transaction(self, code: str, number: int, version: str) -> Iterator[None]:
        """ST to SE around what is added inside, counted."""
        start = len(self._segments)
        self.add("ST", code, f"{number:04d}", version)
        yield
        self.add("SE", str(len(self._segments) - start + 1), f"{number:04d}")

    def finish(self) -> bytes:
        """The whole interchange, ISA to IEA, as bytes (UTF-8; ASCII when its values are)."""
        envelope = self.envelope
        control, at = f"{envelope.control_number % 10**9:09d}", envelope.at
        sender, receiver = f"{envelope.sender_id:<15.15}", f"{envelope.receiver_id:<15.15}"
        empty = ("00", " " * 10)
        parties = ("ZZ", sender, "ZZ", receiver, f"{at:%y%m%d}", f"{at:%H%M}")
        isa = (
            "ISA",
            *empty,
            *empty,
            *parties,
            envelope.repetition,
            "00501",
            control,
            "0",
            "P",
            envelope.component,
        )
        self.add("IEA", str(self._groups), control)
        end = envelope.segment + ("\n" if envelope.newline else "")
        return end.join([self._element.join(isa), *self._segments, ""]).encode()


def text(row: Row, name: str) -> str:
    """A column's text; missing is an empty element."""
    value = row.get(name)
    return "" if value is None else str(value)


def codes(row: Row, name: str) -> list[str]:
    """A CODES column as its codes in order."""
    value = row.get(name)
    return value.split() if isinstance(value, str) else []


def money(row: Row, name: str) -> str:
    """Cents as dollars, without float arithmetic; missing is an empty element."""
    value = row.get(name)
    return dollars(value) if isinstance(value, int) else ""


def dollars(cents: int) -> str:
    """`12345` as `123.45`, `-1000` as `-10`: X12 leaves off trailing zeros."""
    whole, part = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    return f"{sign}{whole}.{part:02d}".rstrip("0") if part else f"{sign}{whole}"


def number(row: Row, name: str) -> str:
    """A quantity in plain digits, never with an exponent, such that it reads back equal."""
    value = row.get(name)
    if not isinstance(value, int | float):
        return ""
    return str(int(value)) if value == int(value) else format(Decimal(repr(value)), "f")


def day(row: Row, name: str) -> str:
    """A date as CCYYMMDD; missing is an empty element."""
    value = row.get(name)
    return value.isoformat()[:10].replace("-", "") if isinstance(value, date) else ""


def period(row: Row, first: str, last: str) -> tuple[str, str]:
    """DTP02 and DTP03 of a span of days: one day as D8, a range as RD8, nothing as ("", "")."""
    begin, end = day(row, first), day(row, last)
    if not begin or not end or begin == end:
        return ("D8", begin or end) if begin or end else ("", "")
    return "RD8", f"{begin}-{end}"


def batches(values: list[_Item], size: int) -> Iterable[list[_Item]]:
    """Values in lists of at most `size`, for segments that repeat an element so many times."""
    return (values[start : start + size] for start in range(0, len(values), size))
