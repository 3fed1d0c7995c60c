"""CSV and Parquet as columns of text: encodings, quotes, Parquet's own types."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data import tabular
from data.errors import UnreadableInputError
from data.file_reading import check_size
from data.tabular import CsvLayout, open_source


def read(content: bytes, layout: CsvLayout = CsvLayout()) -> list[list[str]]:  # noqa: B008 - frozen
    source = open_source(io.BytesIO(content), layout)
    return [column.to_pylist() for column in source.read(range(len(source.names))).columns]


def parquet(**columns: object) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


def test_cells_lose_their_blanks_and_short_rows_are_filled() -> None:
    assert read(b"a,b,c\n 1 ,2\n\n,,\n3,4,5,6\n") == [["1", "3"], ["2", "4"], ["", "5"]]


def test_a_row_with_more_cells_than_the_header_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"a,b\n1,2\n1,100,00\n1,2, ,\n\n1,2,,x\n1,2\n"
    source = open_source(io.BytesIO(content), CsvLayout())
    assert (source.read([0]).rows, source.read([0]).too_wide) == (5, [1, 3])
    monkeypatch.setattr(tabular, "ROWS_AT_ONCE", 2)
    assert source.read([]).too_wide == [1, 3]


def test_rows_come_in_pieces_as_they_come_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"a,b\n" + b"".join(b"%d,x\n" % number for number in range(25))
    whole = read(content)
    monkeypatch.setattr(tabular, "ROWS_AT_ONCE", 4)
    assert read(content) == whole == [[str(number) for number in range(25)], ["x"] * 25]


def test_a_quoted_cell_may_hold_delimiters_quotes_and_line_ends() -> None:
    assert read(b'a;b\n"x;y";"say ""no""\nmore"\n', CsvLayout(";")) == [["x;y"], ['say "no"\nmore']]


@pytest.mark.parametrize("content", [b'a,b\n1,2\n"3,4\n5,6\n', b'a,b\n1,"2"3\n', b"a,b\n" + b"x" * 200_000])
def test_a_cell_that_does_not_end_as_it_should_is_said_with_its_line(content: bytes) -> None:
    # Silently, everything after an open quote would be one cell.
    with pytest.raises(UnreadableInputError, match="near line"):
        read(content)


def test_another_encoding_is_read_when_it_is_named_and_refused_when_not() -> None:
    assert read("a,b\nä,ß\n".encode("cp1252"), CsvLayout(",", "cp1252")) == [["ä"], ["ß"]]
    assert read("a\tb\nä\tß\n".encode("utf-16"), CsvLayout("\t", "utf-16")) == [["ä"], ["ß"]]
    with pytest.raises(UnreadableInputError, match="UTF-8"):
        read("a,b\nä,ß\n".encode("cp1252"))


def test_parquet_types_become_the_text_that_a_csv_would_hold() -> None:
    content = parquet(
        money=pa.array([Decimal("150.10"), None]),
        floats=[0.1 + 0.2, float("nan")],
        npi=pa.array([1234567893.0, None]),
        count=[1, 2],
        day=[date(2026, 3, 1), None],
        midnight=pa.array([datetime(2026, 3, 1), datetime(2026, 3, 1, 10, 30)]),  # noqa: DTZ001
        zoned=pa.array([datetime(2026, 3, 1, 15, tzinfo=UTC), None], pa.timestamp("us", "America/New_York")),
        codes=[["E119", "I10"], None],
        word=pa.array(["P1", " P1 "]).dictionary_encode(),
        nothing=pa.nulls(2),
    )
    assert read(content) == [
        ["150.10", ""],
        ["0.3", ""],
        ["1234567893", ""],
        ["1", "2"],
        ["2026-03-01", ""],
        ["2026-03-01", "2026-03-01 10:30:00.000000"],
        ["2026-03-01 15:00:00.000000", ""],
        ["E119;I10", ""],
        ["P1", "P1"],
        ["", ""],
    ]


def test_a_parquet_file_that_is_none_or_nests_is_refused_and_the_column_named() -> None:
    with pytest.raises(UnreadableInputError):
        read(b"PAR1" + b"\0" * 100)
    with pytest.raises(UnreadableInputError):
        read(parquet(a=[1])[:-9])
    with pytest.raises(UnreadableInputError, match="nested"):
        read(parquet(nested=[{"x": 1}]))


def test_a_file_that_memory_may_not_hold_is_refused_before_it_is_read() -> None:
    check_size(io.BytesIO(b"123"), 3)
    with pytest.raises(UnreadableInputError, match="GB"):
        check_size(io.BytesIO(b"1234"), 3)
