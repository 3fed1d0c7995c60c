"""What a table is made of: columns, and the kinds of thing that they hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds, and so how each layer represents it."""

    TEXT = "text"
    """A code, id or name."""
    CODES = "codes"
    """Codes in order, joined by one space ("25 59"); missing when there are none."""
    CENTS = "cents"
    """Money in whole US cents."""
    COUNT = "count"
    """A whole number."""
    NUMBER = "number"
    """A quantity that may have decimals."""
    TIME = "time"
    """A moment, UTC."""
    DATE = "date"
    """A calendar day."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `required` ones are never missing; `personal` ones are never logged or modelled raw."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `grain` says one row per what; `key` columns are unique together."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def text(name: str, meaning: str, *, required: bool = False, personal: bool = False) -> Column:
    """A code, id or name."""
    return Column(name, Kind.TEXT, meaning, required, personal)


def codes(name: str, meaning: str) -> Column:
    """Codes in order."""
    return Column(name, Kind.CODES, meaning)


def cents(name: str, meaning: str, *, required: bool = False) -> Column:
    """Money."""
    return Column(name, Kind.CENTS, meaning, required)


def count(name: str, meaning: str, *, required: bool = False) -> Column:
    """A whole number."""
    return Column(name, Kind.COUNT, meaning, required)


def number(name: str, meaning: str) -> Column:
    """A quantity that may have decimals."""
    return Column(name, Kind.NUMBER, meaning)


def time(name: str, meaning: str, *, required: bool = False) -> Column:
    """A moment."""
    return Column(name, Kind.TIME, meaning, required)


def date(name: str, meaning: str, *, required: bool = False, personal: bool = False) -> Column:
    """A calendar day."""
    return Column(name, Kind.DATE, meaning, required, personal)


SOURCE = (
    text("file_sha256", "sha256 of the file it came in", required=True),
    count("position", "1-based segment or row number in that file", required=True),
)
"""What every row of a file knows of where it stood."""
