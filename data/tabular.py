"""Tables of others, CSV or Parquet, as columns of text under the names they bear there.

All cells come as text without blanks around it, '' where there is none, in Arrow arrays: a file of a million
rows takes about as much memory as its bytes.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, zip_longest
from typing import Any, BinaryIO, NamedTuple, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.errors import UnreadableInputError

Texts: TypeAlias = Any
"""An Arrow array of large_string without nulls."""

ROWS_AT_ONCE = 10_000
UTF8 = "utf-8-sig"
_HEAD = 1 << 16
_PARQUET = b"PAR1"
_DECIMALS = 6  # of a float: more are noise of its binary form
_TEXT = pa.large_string()


class WrongEncodingError(UnreadableInputError):
    """The bytes of a CSV are in another encoding."""

    def __init__(self, encoding: str) -> None:
        expected = "UTF-8: save it as CSV UTF-8" if encoding == UTF8 else f"{encoding}, as its mapping says"
        super().__init__(f"This CSV is not {expected}.")


class BrokenCsvError(UnreadableInputError):
    """A CSV whose quotes do not close, or one of whose cells is overlong."""

    def __init__(self, line: int) -> None:
        super().__init__(f"This CSV breaks off: a quoted cell near line {line} does not end as it should.")


class BrokenParquetError(UnreadableInputError):
    """A Parquet file that cannot be read, or a column that holds no plain values."""

    def __init__(self, column: str | None = None) -> None:
        where = "" if column is None else f": its column {column} does not hold plain values"
        super().__init__(f"This Parquet file cannot be read{where}.")


@dataclass(frozen=True, slots=True)
class CsvLayout:
    """How a CSV is written."""

    delimiter: str = ","
    encoding: str = UTF8


class TextRows(NamedTuple):
    """Columns of text of so many rows; those at `too_wide` had more cells than the header has."""

    rows: int
    columns: list[Texts]
    too_wide: list[int]


class CsvSource:
    """A CSV that is open for reading; `names` are its header's, as they were spelt."""

    def __init__(self, stream: BinaryIO, layout: CsvLayout) -> None:
        self._stream = stream
        self._layout = layout
        self.names = _header(stream, layout)

    def read(self, places: Sequence[int]) -> TextRows:
        """Its rows, blank ones left out, in the columns at these places of the header.

        Cells that are missing at a row's end are ''. In a row with more than the header has no cell can be
        trusted: somewhere in it one was cut in two.
        Raises: WrongEncodingError, BrokenCsvError.
        """
        self._stream.seek(0)
        text = io.TextIOWrapper(self._stream, encoding=self._layout.encoding, newline="")
        reader = csv.reader(text, delimiter=self._layout.delimiter, strict=True)
        try:
            next(reader, None)
            pieces = [_columns(rows, places, len(self.names)) for rows in _batches(reader)]
        except UnicodeError as error:
            raise WrongEncodingError(self._layout.encoding) from error
        except csv.Error as error:
            raise BrokenCsvError(reader.line_num) from error
        finally:
            text.detach()
        return _joined(pieces, len(places))


class ParquetSource:
    """A Parquet file that is open for reading; `names` are its columns'."""

    def __init__(self, stream: BinaryIO) -> None:
        try:
            self._file = pq.ParquetFile(stream)
            names = self._file.schema_arrow.names
        except (pa.ArrowException, OSError, UnicodeError) as error:
            raise BrokenParquetError from error
        if len(set(names)) != len(names):
            raise BrokenParquetError
        self.names: tuple[str, ...] = tuple(str(name).strip() for name in names)

    def read(self, places: Sequence[int]) -> TextRows:
        """Its rows in these of its columns, as text; days and moments as ISO.

        Raises: BrokenParquetError.
        """
        names = self._file.schema_arrow.names
        wanted = [names[place] for place in places]
        pieces = []
        try:
            for batch in self._file.iter_batches(ROWS_AT_ONCE, columns=wanted):
                batch.validate(full=True)  # a damaged file may hold texts that are not UTF-8
                columns = [_text_of(batch.column(name), name) for name in wanted]
                pieces.append(TextRows(batch.num_rows, columns, []))
        except (pa.ArrowException, OSError, UnicodeError) as error:
            raise BrokenParquetError from error
        return _joined(pieces, len(places))


Source: TypeAlias = CsvSource | ParquetSource


def open_source(stream: BinaryIO, layout: CsvLayout) -> Source:
    """A stream as a table: Parquet by its first bytes, else CSV.

    Raises: BrokenParquetError. What is no CSV has no names.
    """
    stream.seek(0)
    head = stream.read(len(_PARQUET))
    return ParquetSource(stream) if head == _PARQUET else CsvSource(stream, layout)


def _header(stream: BinaryIO, layout: CsvLayout) -> tuple[str, ...]:
    stream.seek(0)
    head = stream.read(_HEAD)
    try:
        # What is no text of this encoding is found, and told better, when the rows are read.
        text = codecs.getincrementaldecoder(layout.encoding)("replace").decode(head)
        names = next(csv.reader(io.StringIO(text, newline=""), delimiter=layout.delimiter), [])
    except (UnicodeError, csv.Error):
        return ()
    return tuple(name.strip() for name in names)


def _batches(reader: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    filled = filter(any, reader)
    while rows := list(islice(filled, ROWS_AT_ONCE)):
        yield rows


def _columns(rows: list[list[str]], places: Sequence[int], width: int) -> TextRows:
    columns = [*zip_longest(*rows, fillvalue="")]
    blank = ("",) * len(rows)
    held = [columns[place] if place < len(columns) else blank for place in places]
    beyond = zip(*columns[width:], strict=True)
    too_wide = [row for row, cells in enumerate(beyond) if any(cell.strip() for cell in cells)]
    return TextRows(len(rows), [_stripped(pa.array(column, _TEXT)) for column in held], too_wide)


def _stripped(texts: Texts) -> Texts:
    return pc.utf8_trim_whitespace(texts)


def _joined(pieces: list[TextRows], width: int) -> TextRows:
    together = [pa.chunked_array([piece.columns[place] for piece in pieces], _TEXT) for place in range(width)]
    starts = accumulate((piece.rows for piece in pieces), initial=0)
    too_wide = [start + row for start, piece in zip(starts, pieces, strict=False) for row in piece.too_wide]
    return TextRows(sum(piece.rows for piece in pieces), [c.combine_chunks() for c in together], too_wide)


def _text_of(column: Any, name: str) -> Texts:
    kind = column.type
    try:
        if pa.types.is_dictionary(kind):
            return _text_of(column.dictionary_decode(), name)
        if pa.types.is_list(kind) or pa.types.is_large_list(kind):
            texts = pc.binary_join(pc.cast(column, pa.list_(pa.string())), ";")
        elif pa.types.is_timestamp(kind):
            texts = _moments(column)
        else:
            texts = _plain(column)
        return _stripped(pc.fill_null(pc.cast(texts, _TEXT), ""))
    except pa.ArrowException as error:
        raise BrokenParquetError(name) from error


def _plain(column: Any) -> Any:
    """Numbers that people store as floats, such as identifiers beside missing ones, as whole numbers."""
    if not pa.types.is_floating(column.type):
        return column
    held = pc.round(pc.if_else(pc.is_nan(column), None, pc.cast(column, pa.float64())), _DECIMALS)
    try:
        return pc.cast(held, pa.int64())
    except pa.ArrowException:
        return held


def _moments(column: Any) -> Any:
    """ISO text; a moment at midnight is a day."""
    moments = pc.cast(column, pa.timestamp("us", getattr(column.type, "tz", None)))
    if column.type.tz is not None:
        moments = pc.cast(pc.local_timestamp(pc.cast(moments, pa.timestamp("us", "UTC"))), pa.timestamp("us"))
    text = pc.cast(moments, pa.string())
    return pc.replace_substring_regex(text, r" 00:00:00(\.0+)?$", "")
