"""Canonical tables as pandas frames and as plain NumPy columns.

Frames stand at borders (store, Parquet, reports). Features work on `Columns`: one array per column,
TEXT and CODES as object arrays with None, CENTS, COUNT, NUMBER as float64 with NaN (exact to 2**53),
TIME as datetime64[us] and DATE as datetime64[D] with NaT.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.records import Row
from data.tables import Kind, Table

Columns: TypeAlias = dict[str, NDArray[Any]]
"""Equally long arrays by column name."""

FRAME_DTYPES: Mapping[Kind, str] = {
    Kind.TEXT: "str",
    Kind.CODES: "str",
    Kind.CENTS: "Int64",
    Kind.COUNT: "Int64",
    Kind.NUMBER: "float64",
    Kind.TIME: "datetime64[us]",
    Kind.DATE: "datetime64[us]",
}
"""The pandas dtype of each kind; all of them can be missing."""


def frame(table: Table, rows: Iterable[Row]) -> pd.DataFrame:
    """Rows as a frame with exactly the table's columns and dtypes; absent values are missing."""
    held = list(rows)
    return conform(table, pd.DataFrame({name: [row.get(name) for row in held] for name in table.names}))


def conform(table: Table, raw: pd.DataFrame) -> pd.DataFrame:
    """The frame's columns of this table in its order and dtypes (a missing column is all missing)."""
    return pd.DataFrame({column.name: _series(raw, column.name, column.kind) for column in table})


def _series(raw: pd.DataFrame, name: str, kind: Kind) -> pd.Series:
    values = raw[name] if name in raw else pd.Series([None] * len(raw), dtype="object", index=raw.index)
    if kind in (Kind.TIME, Kind.DATE):
        return pd.to_datetime(values).astype("datetime64[us]")
    return values.astype(FRAME_DTYPES[kind])


def columns_of_frame(table: Table, held: pd.DataFrame) -> Columns:
    """A conforming frame as NumPy columns, in the frame's row order."""
    return {column.name: _array_of_series(held[column.name], column.kind) for column in table}


def _array_of_series(series: pd.Series, kind: Kind) -> NDArray[Any]:
    if kind in (Kind.TEXT, Kind.CODES):
        codes, texts = pd.factorize(series)  # rows with the same text share one: a tenth of the memory
        held = np.full(len(texts) + 1, None, dtype=object)
        held[:-1] = texts
        return held[codes]
    if kind is Kind.TIME:
        return series.to_numpy(dtype="datetime64[us]")
    if kind is Kind.DATE:
        return series.to_numpy(dtype="datetime64[us]").astype("datetime64[D]")
    return series.to_numpy(dtype="float64", na_value=np.nan)


def columns_of_rows(table: Table, rows: Sequence[Row]) -> Columns:
    """Rows as NumPy columns, in order, without passing through pandas."""
    return {
        column.name: _array_of_values([row.get(column.name) for row in rows], column.kind) for column in table
    }


def _array_of_values(values: list[Any], kind: Kind) -> NDArray[Any]:
    if kind in (Kind.TEXT, Kind.CODES):
        out = np.empty(len(values), dtype=object)
        out[:] = values
        return out
    if kind is Kind.TIME:
        return np.array(values, dtype="datetime64[us]")
    if kind is Kind.DATE:
        return np.array(values, dtype="datetime64[D]")
    return np.array([np.nan if value is None else value for value in values], dtype="float64")
