"""CSV files as rows of text cells: UTF-8 with a header, extra columns left aside."""

import csv
import io
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from data.errors import MissingColumnError, UnreadableInputError


class NotUtf8Error(UnreadableInputError):
    """The bytes of a CSV are in another encoding."""

    def __init__(self) -> None:
        super().__init__("This CSV is not UTF-8: save it as CSV UTF-8.")


class BadMappingError(UnreadableInputError):
    """A mapping file cannot be read as one."""

    def __init__(self) -> None:
        super().__init__(
            "The mapping file cannot be read: expected TOML with a table [columns] "
            'of "Their Name" = "our_name".'
        )


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


def read_mapping(path: Path) -> Mapping[str, str]:
    """Our column names by a billing system's own (in lower case), from the table `[columns]` of a TOML file.

    Raises: BadMappingError.
    """
    try:
        columns = tomllib.loads(path.read_text(encoding="utf-8"))["columns"]
        return {theirs.strip().lower(): str(ours) for theirs, ours in columns.items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, AttributeError) as error:
        raise BadMappingError from error


def renamed(content: bytes, mapping: Mapping[str, str]) -> bytes:
    """A CSV whose header bears our names where the mapping knows a column; all else as it was."""
    names = header_of(content)
    if not mapping.keys() & set(names):
        return content
    header = io.StringIO()
    csv.writer(header, lineterminator="\n").writerow(mapping.get(name, name) for name in names)
    _, _, rest = content.partition(b"\n")
    return header.getvalue().encode() + rest


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
