"""A table of somebody's system under our names: what kind it is, and its columns as text."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from data.cells import TOO_WIDE
from data.errors import MissingColumnError, UnreadableInputError
from data.mapping import ColumnMapping, our_name
from data.tables import Column, Kind
from data.tabular import Source, Texts


class DoubleColumnError(UnreadableInputError):
    """A table with two columns of one meaning, of which only one can be kept."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Two columns of this table are the column {name}.")


@dataclass(frozen=True, slots=True)
class TableKind:
    """One kind of table: its columns by the names files use, and those it needs.

    An entry of `needed` may name several columns of which one will do: `paid|line_paid`. `marks` are
    columns by each of which the kind is known.
    """

    name: str
    columns: Mapping[str, Column]
    needed: tuple[str, ...]
    marks: frozenset[str] = frozenset()

    def check(self, names: Collection[str]) -> None:
        """Raises: MissingColumnError when needed columns are not among the names."""
        missing = [need for need in self.needed if not any(name in names for name in need.split("|"))]
        if missing:
            raise MissingColumnError(self.name, [need.replace("|", " or ") for need in missing])


@dataclass(frozen=True, slots=True)
class TextTable:
    """Columns of one kind of table, all of one length; rows are counted from 0.

    `extra` are columns that are not known here, as they were spelt.
    """

    kind: TableKind
    rows: int
    columns: Mapping[str, Texts]
    extra: tuple[str, ...] = ()

    def slices(self, size: int) -> Iterator[tuple[int, dict[str, Texts]]]:
        """All rows in pieces, each with the row it begins at."""
        for start in range(0, self.rows, size):
            yield start, {name: texts.slice(start, size) for name, texts in self.columns.items()}


def our_names(names: Collection[str], mapping: ColumnMapping | None) -> frozenset[str]:
    """What columns of these names are called here, and the constants."""
    constants = () if mapping is None else mapping.constants
    return frozenset((*(our_name(name, mapping) for name in names), *constants))


def read_table(source: Source, kind: TableKind, mapping: ColumnMapping | None = None) -> TextTable:
    """The known columns of a table.

    Raises: MissingColumnError, DoubleColumnError, and what the source raises.
    """
    constants = {} if mapping is None else mapping.constants
    known = _places(source.names, kind, mapping)
    kind.check({*known, *constants})
    places = [place for found in known.values() for place in found]
    rows, texts, too_wide = source.read(places)
    by_place = dict(zip(places, texts, strict=True))
    columns = {name: _together([by_place[place] for place in found]) for name, found in known.items()}
    columns |= {name: _repeated(text, rows) for name, text in constants.items() if name in kind.columns}
    extra = tuple(name for place, name in enumerate(source.names) if place not in by_place)
    columns = _put(columns, kind, mapping)
    if too_wide:
        columns[TOO_WIDE] = _marked(rows, too_wide)
    return TextTable(kind, rows, columns, extra)


def _marked(rows: int, places: Sequence[int]) -> Texts:
    marks = [""] * rows
    for place in places:
        marks[place] = TOO_WIDE
    return pa.array(marks, pa.large_string())


def _places(names: Sequence[str], kind: TableKind, mapping: ColumnMapping | None) -> dict[str, list[int]]:
    """Where each known column stands; one that is mapped counts, rather than one that bears our name."""
    found: dict[str, list[int]] = defaultdict(list)
    targets = set() if mapping is None else {*mapping.columns.values(), *mapping.constants}
    for place, name in enumerate(names):
        ours = our_name(name, mapping)
        mapped = mapping is not None and name.strip().lower() in mapping.columns
        if ours in kind.columns and (mapped or ours not in targets):
            found[ours].append(place)
    for name, places in found.items():
        if len(places) > 1 and kind.columns[name].kind is not Kind.CODES:
            raise DoubleColumnError(name)
    return found


def _together(columns: Sequence[Texts]) -> Texts:
    """Several columns of codes as one of lists."""
    between = pa.scalar(";", columns[0].type)
    return columns[0] if len(columns) == 1 else pc.binary_join_element_wise(*columns, between)


def _repeated(text: str, rows: int) -> Texts:
    return pa.repeat(pa.scalar(text, pa.large_string()), rows)


def _put(columns: Mapping[str, Texts], kind: TableKind, mapping: ColumnMapping | None) -> dict[str, Texts]:
    if mapping is None:
        return dict(columns)
    return {name: _column_put(texts, name, kind.columns[name], mapping) for name, texts in columns.items()}


def _column_put(texts: Texts, name: str, column: Column, mapping: ColumnMapping) -> Texts:
    """A column as the mapping puts it; each different cell is looked at once."""
    if not mapping.changes(name, column):
        return texts
    encoded = texts.dictionary_encode()
    put = [mapping.put(name, column, text) for text in encoded.dictionary.to_pylist()]
    return pa.array(put, pa.large_string()).take(encoded.indices)
