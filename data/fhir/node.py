"""A JSON object read forgivingly: what is absent is missing, and so is what has another type, with a note."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeAlias, TypeVar

from data.fhir import values

Note: TypeAlias = Callable[[str], None]
"""Told the code of something odd."""

_T = TypeVar("_T")


class Node:
    """One object of a resource. Invariant: no method raises, whatever the JSON holds."""

    __slots__ = ("_held", "_note")

    def __init__(self, held: Mapping[str, object], note: Note) -> None:
        self._held = held
        self._note = note

    def __bool__(self) -> bool:
        return bool(self._held)

    def __contains__(self, name: str) -> bool:
        return self._held.get(name) is not None

    def text(self, name: str) -> str:
        """A string without padding; a whole number is taken as its digits; empty when missing."""
        held = self._held.get(name)
        if isinstance(held, int) and not isinstance(held, bool):
            held = str(held) if abs(held) < 10**18 else ""
        return held.strip() if isinstance(held, str) else self._missing(held, "")

    def texts(self, name: str) -> list[str]:
        """The strings of a list."""
        return [held.strip() for held in self._members(name) if isinstance(held, str)]

    def node(self, name: str) -> "Node":
        """An object; of a list its first; empty when missing."""
        held = self._held.get(name)
        if isinstance(held, dict):
            return Node(held, self._note)
        found = self.nodes(name) if isinstance(held, list) else []
        self._missing(held, None)
        return found[0] if found else Node({}, self._note)

    def nodes(self, name: str) -> "list[Node]":
        """The objects of a list in order; a lone object is taken as a list of one."""
        members = self._members(name)
        found = [Node(held, self._note) for held in members if isinstance(held, dict)]
        if len(found) != len(members):
            self._note("unexpected_type")
        return found

    def flag(self, name: str) -> bool:
        """Whether a boolean is there and true."""
        held = self._held.get(name)
        return held if isinstance(held, bool) else self._missing(held, False)

    def whole(self, name: str) -> int | None:
        """A whole number such as a sequence."""
        held = self._held.get(name)
        return None if held is None else self._whole(held)

    def wholes(self, name: str) -> list[int]:
        """The whole numbers of a list; R4 gives some as a list here and as a number there."""
        held = self._held.get(name)
        members = held if isinstance(held, list) else [] if held is None else [held]
        found = [self._whole(member) for member in members]
        return [value for value in found if value is not None]

    def decimal(self, name: str) -> Decimal | None:
        """A number, exactly as written; unreadable is missing, with a note."""
        held = self._held.get(name)
        value = values.number(held)
        if value is None and held is not None:
            self._note("unreadable_quantity")
        return value

    def quantity(self, name: str) -> float | None:
        """The value of a Quantity."""
        value = self.node(name).decimal("value")
        return None if value is None else float(value)

    def cents(self, name: str) -> int | None:
        """A Money in whole cents; unreadable, and not in dollars, is missing, with a note."""
        money = self.node(name)
        currency = money.text("currency")
        if currency and currency != "USD":
            self._note("foreign_currency")
            return None
        held = money._held.get("value")
        value = values.number(held)
        found = None if value is None else values.cents(value)
        if found is None and (held is not None or "currency" in money):
            self._note("unreadable_amount")
        return found

    def day(self, name: str) -> date | None:
        """The day of a date or dateTime; unreadable is missing, with a note."""
        text = self.text(name)
        found = values.day(text)
        if text and found is None:
            self._note("unreadable_date")
        return found

    def period(self, name: str) -> tuple[date | None, date | None]:
        """First and last day of a Period, as far as they are given."""
        held = self.node(name)
        return held.day("start"), held.day("end")

    def note(self, code: str) -> None:
        """Say that something about it is odd."""
        self._note(code)

    def _members(self, name: str) -> list[object]:
        held = self._held.get(name)
        if isinstance(held, list):
            return held
        self._missing(held, None)
        return [] if held is None else [held]

    def _whole(self, held: object) -> int | None:
        value = values.number(held)
        if value is None or value != value.to_integral_value():
            self._note("unexpected_type")
            return None
        return int(value)

    def _missing(self, held: object, default: _T) -> _T:
        if held is not None:
            self._note("unexpected_type")
        return default
