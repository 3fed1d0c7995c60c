"""CSV files as rows of text cells: UTF-8 with a header, extra columns left aside."""

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from data.errors import MissingColumnError, UnreadableInputError


class NotUtf8Error(UnreadableInputError):
    """The bytes of a CSV are in another encoding."""

    def __init__(self) -> None:
        super().__init__("This CSV is not UTF-8: save it as CSV UTF-8.")


@dataclass(frozen=True, slots=True)
class Tabular:
    """Rows with their 1-based places below the header; cells are stripped, blank ones are ''."""

    rows: Iterator[tuple[int, Mapping[str, str]]]
    extra: tuple[str, ...]
    """Columns that are not known here, as they were spelt."""


def header_of(content: bytes) -> tuple[str, ...]:
    """Column names in lower case; empty when the first line is not UTF-8 text or no header."""
    try:
        first = content.split(b"\n", 1)[0].decode("utf-8-sig")
        return tuple(name.strip().lower() for name in next(csv.reader([first]), []))
    except (UnicodeDecodeError, csv.Error):
        return ()


def read_table(content: bytes, kind: str, needed: Collection[str], known: Collection[str]) -> Tabular:
    """The rows of a CSV.

    Raises: MissingColumnError when the header lacks needed columns; NotUtf8Error.
    """
    names = header_of(content)
    missing = [name for name in needed if name not in names]
    if missing:
        raise MissingColumnError(kind, missing)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotUtf8Error from error
    return Tabular(_rows(text, names), tuple(name for name in names if name not in known))


def _rows(text: str, names: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    next(reader, None)
    place = 0
    while (cells := _next_row(reader)) is not None:
        if any(cells):
            place += 1
            yield place, dict(zip(names, (cell.strip() for cell in cells), strict=False))


def _next_row(reader: "Iterator[list[str]]") -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error as error:
        raise UnreadableInputError(
            "This CSV breaks off in the middle of a quoted cell or holds an overlong one."
        ) from error
