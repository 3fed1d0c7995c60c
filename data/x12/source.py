"""What the readers of all transactions share: where we are, what was found, and how elements are read."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Protocol, TypeAlias

from data.records import Item, Problem, Quarantined, Row, SetAside
from data.x12 import values
from data.x12.limits import DEFAULT_LIMITS, Limits

Elements: TypeAlias = list[str]
Handler: TypeAlias = Callable[[Elements, int], None]
"""Takes a segment's elements (the first is its name) and its 1-based position in the file."""
Handlers: TypeAlias = Mapping[str, Handler]

_KEY_HASH_LENGTH = 24
_OTHER_SEPARATORS = (":", ">", "^", "|")


class Transaction(Protocol):
    """Reads one ST to SE. `handlers` is what can follow the segments read so far, by segment name."""

    handlers: Handlers

    def close(self) -> None:
        """End the claim being read, if any, and say when there was none."""

    def refuse(self, code: str, position: int) -> None:
        """The claim being read, if any, cannot be kept, for this reason; what was read of it is let go.

        `position` is that of the segment at fault, which was handed over before.
        """

    def excess(self, position: int) -> str:
        """Why the claim being read is larger than a claim can be; empty when it is not, or none is read."""


class Source:
    """One file being read: its identity, clocks, counts, and the items not yet handed out."""

    def __init__(
        self,
        file_sha256: str,
        received_at: datetime | None,
        *,
        keep_encounters: bool,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self.limits = limits
        self.file_sha256 = file_sha256
        self.received_at = received_at
        self.keep_encounters = keep_encounters
        self.component = ":"
        self.items: list[Item] = []
        self.types: set[str] = set()
        self.seen = 0
        self.refused = 0
        self.interchange = 0
        self.transaction = 0
        self.interchange_control = ""
        self.group_control = ""
        self.set_control = ""
        self.submitted_at: datetime | None = None
        self.available_at: datetime | None = None
        self._key = file_sha256[:_KEY_HASH_LENGTH]
        self._said: set[str] = set()
        self._said_in = 0

    def key(self, position: int) -> str:
        """Immutable identity of what begins at a segment."""
        return f"{self._key}:{position}"

    def problem(self, code: str, position: int) -> Problem:
        return Problem(code, position, max(self.interchange, 1), max(self.transaction, 1))

    def warn(self, code: str, position: int) -> None:
        self.items.append(self.problem(code, position))

    def warn_once(self, code: str, position: int) -> None:
        """Warn at the first place only, per transaction set."""
        if self._said_in != self.transaction:
            self._said, self._said_in = set(), self.transaction
        if code not in self._said:
            self._said.add(code)
            self.warn(code, position)

    def quarantine(self, code: str, position: int) -> None:
        self.refused += 1
        self.items.append(Quarantined(self.problem(code, position)))

    def set_aside(self, code: str, position: int) -> None:
        self.items.append(SetAside(self.problem(code, position)))

    def excess(self, segments: int, *, lines: int = 0, rows: int = 0) -> str:
        """The code of the first limit that a claim with so many segments, lines and other rows exceeds."""
        limits = self.limits
        if lines > limits.lines_per_claim:
            return "too_many_lines"
        if rows > limits.rows_per_claim:
            return "too_many_rows"
        return "too_many_segments" if segments > limits.segments_per_claim else ""

    def cents(self, elements: Elements, index: int, position: int) -> int | None:
        """Money in an element; absent is None, and so is unreadable, with a warning."""
        text = get(elements, index)
        if not text:
            return None
        value = values.cents(text)
        if value is None:
            self.warn("unreadable_amount", position)
        return value

    def quantity(self, elements: Elements, index: int, position: int) -> float | None:
        """A number in an element; absent is None, and so is unreadable, with a warning."""
        text = get(elements, index)
        if not text:
            return None
        value = values.quantity(text)
        if value is None:
            self.warn("unreadable_quantity", position)
        return value

    def day(self, text: str, position: int) -> date | None:
        """A date; absent is None, and so is unreadable, with a warning."""
        if not text:
            return None
        value = values.day(text)
        if value is None:
            self.warn("unreadable_date", position)
        return value

    def period(self, text: str, position: int) -> tuple[date | None, date | None]:
        """First and last day of a D8, DT or RD8 value; a single day is both."""
        first, _, last = text.partition("-")
        begin = self.day(first, position)
        return begin, self.day(last, position) if last else begin

    def parts(self, elements: Elements, index: int, position: int) -> list[str]:
        """The components of an element, at least one; another separator than declared is seen through."""
        text = get(elements, index)
        if self.component in text or text.isalnum() or not text:
            return [part.strip() for part in text.split(self.component)]
        mark = next((mark for mark in _OTHER_SEPARATORS if mark in text), None)
        if mark is None:
            return [text]
        self.warn_once("component_separator_mismatch", position)
        return [part.strip() for part in text.split(mark)]


def get(elements: Elements, index: int) -> str:
    """An element without padding; empty when the segment is shorter."""
    return elements[index].strip() if index < len(elements) else ""


def put(row: Row, name: str, value: str | float | date | None) -> None:
    """Set a column when there is something: an absent column is missing."""
    if value is not None and value != "":
        row[name] = value


def npi(elements: Elements) -> str:
    """NM109 when NM108 says it is an NPI."""
    return get(elements, 9) if get(elements, 8) == "XX" else ""
