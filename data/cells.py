"""Cells of text as values of our columns; each different text is read once per piece of a column."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from data.clocks import parse_available
from data.records import Row, Value
from data.tables import Kind
from data.tabular import Texts

CellReader: TypeAlias = Callable[[str], Value]
"""Reads a text that is not blank; raises ValueError or InvalidOperation when it cannot."""

TOO_WIDE = "too_many_cells"
"""The column, if there is one, that marks rows of which no cell can be trusted; and the code of why."""
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_LARGEST = Decimal(10) ** 14
_BAD = object()


@dataclass(slots=True)
class Cells:
    """Columns of values, all of one length.

    `bad` gives the quarantine code of each row with an unreadable cell, which names the first such column.
    """

    columns: dict[str, list[Value]] = field(default_factory=dict)
    bad: dict[int, str] = field(default_factory=dict)

    def rows(self, names: Mapping[str, str]) -> Iterator[Row]:
        """Rows of these columns, which a row calls by the names given; blank cells are None."""
        columns = [self.columns[name] for name in names]
        ours = [*names.values()]
        return (dict(zip(ours, cells, strict=True)) for cells in zip(*columns, strict=True))


def read_cells(texts: Mapping[str, Texts], readers: Mapping[str, CellReader]) -> Cells:
    """The columns for which there is a reader, in the readers' order."""
    cells = Cells()
    for name, read in readers.items():
        if name in texts:
            cells.columns[name] = values = _values(texts[name], read)
            if _BAD in values:
                _note(cells.bad, name, values)
    if TOO_WIDE in texts:
        cells.bad |= {row: TOO_WIDE for row, mark in enumerate(texts[TOO_WIDE].to_pylist()) if mark}
    return cells


def _values(texts: Texts, read: CellReader) -> list[Value]:
    encoded = texts.dictionary_encode()
    known = [_value(text, read) for text in encoded.dictionary.to_pylist()]
    return [known[place] for place in encoded.indices.to_pylist()]


def _value(text: str, read: CellReader) -> Value:
    if not text:
        return None
    try:
        return read(text)
    except (ValueError, InvalidOperation):
        return _BAD  # type: ignore[return-value] # taken out by `_note` before anybody sees it


def _note(bad: dict[int, str], name: str, values: list[Value]) -> None:
    for row, value in enumerate(values):
        if value is _BAD:
            values[row] = None
            bad.setdefault(row, f"unreadable_{name}")


def cents(text: str) -> int:
    """Whole cents of dollars such as 1,234.50, $7, -3.10 or (3.10), which is the same."""
    plain = text.replace("$", "").replace(" ", "")
    if plain.startswith("(") and plain.endswith(")"):
        plain = f"-{plain[1:-1]}"
    amount = Decimal(ungrouped(plain)) * 100
    if not abs(amount) < _LARGEST or amount != amount.to_integral_value():
        raise ValueError("expected dollars and whole cents")
    return int(amount)


def ungrouped(text: str) -> str:
    """A number without the commas between its thousands.

    Raises: ValueError when they stand elsewhere: 12,5 is not 125.
    """
    if "," in text and not _GROUPED.fullmatch(text.lstrip("+-")):
        raise ValueError("expected commas between thousands only")
    return text.replace(",", "")


def number(text: str) -> float:
    """A finite number."""
    held = float(text)
    if not math.isfinite(held):
        raise ValueError("expected a finite number")
    return held


def codes(text: str) -> list[str]:
    """Codes in order, from a list with `;`, `,` or blanks between them."""
    return text.replace(";", " ").replace(",", " ").split()


def _joined(text: str) -> str | None:
    return " ".join(codes(text)) or None


READERS: Mapping[Kind, CellReader] = {
    Kind.TEXT: str,
    Kind.CODES: _joined,
    Kind.COUNT: int,
    Kind.NUMBER: number,
    Kind.CENTS: cents,
    Kind.DATE: date.fromisoformat,
    Kind.TIME: parse_available,
}
"""How a cell of each kind is read; a moment is an availability."""
