"""SQL rows as frames in the dtypes of `data.frames`, by way of Arrow columns.

Invariant: the same rows give equal frames on SQLite, which holds days and moments as ISO text, and on
PostgreSQL, which holds them as such.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from numpy.typing import NDArray

from data.sql_tables import SQL, in_chunks
from data.tables import Kind, Table

_FETCHED = 20_000
"""Rows turned into Arrow at a time, so that Python objects of few rows exist at once."""

_ARROW: dict[Kind, Any] = {
    Kind.TEXT: pa.string(),
    Kind.CODES: pa.string(),
    Kind.CENTS: pa.int64(),
    Kind.COUNT: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.TIME: pa.timestamp("us"),
    Kind.DATE: pa.timestamp("us"),
}
_PANDAS = {
    pa.string(): pd.StringDtype(na_value=np.nan),
    pa.int64(): pd.Int64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


def in_order_of_key(table: Table) -> list[sa.ColumnElement[Any]]:
    """Sorts `hash:number` keys by hash, then by number (a longer number is a larger one)."""
    (key,) = (SQL[table.name].c[name] for name in table.key)
    return [sa.func.substr(key, 1, 24), sa.func.length(key), key]


def read_frame(
    connection: sa.Connection,
    table: Table,
    where: sa.ColumnElement[bool] | None = None,
    order: Iterable[sa.ColumnElement[Any]] = (),
) -> pd.DataFrame:
    """Rows of a table as a conforming frame."""
    return _frame(table, _pieces(connection, table, where, order))


class Lookup(NamedTuple):
    """Rows whose column (or expression) has one of the values and for which the condition holds."""

    column: sa.ColumnElement[Any]
    values: Iterable[str]
    where: sa.ColumnElement[bool] | None = None


def read_frame_in(connection: sa.Connection, table: Table, *lookups: Lookup) -> pd.DataFrame:
    """Rows found by any of the lookups, each row once, as a conforming frame in no order."""
    pieces = (
        piece
        for column, values, where in lookups
        for chunk in in_chunks(values)
        for piece in _pieces(connection, table, column.in_(chunk) & (sa.true() if where is None else where))
    )
    found = _frame(table, pieces)
    return found if len(lookups) == 1 else found[~found.duplicated([*table.key])].reset_index(drop=True)


def _pieces(
    connection: sa.Connection,
    table: Table,
    where: sa.ColumnElement[bool] | None,
    order: Iterable[sa.ColumnElement[Any]] = (),
) -> Iterator[Any]:
    """Rows of a table as Arrow tables."""
    made = SQL[table.name]
    # Text instead of SQLAlchemy's own conversion on SQLite: Arrow reads ISO text a hundred times faster.
    raw = connection.dialect.name == "sqlite"
    columns = [
        sa.type_coerce(made.c[c.name], sa.Text) if raw and _is_time(c.kind) else made.c[c.name] for c in table
    ]
    query = sa.select(*columns).order_by(*order).execution_options(yield_per=_FETCHED)
    if where is not None:
        query = query.where(where)
    for rows in connection.execute(query).partitions():
        yield _arrow(table, rows)


def _frame(table: Table, pieces: Iterable[Any]) -> pd.DataFrame:
    empty = pa.schema([(column.name, _ARROW[column.kind]) for column in table]).empty_table()
    return pa.concat_tables([empty, *pieces]).to_pandas(types_mapper=_PANDAS.get)


def in_key_order(held: pd.DataFrame, key: str) -> pd.DataFrame:
    """Sorted as `in_order_of_key` sorts in SQL, so that nothing depends on how rows were found."""
    order = pd.DataFrame({"hash": held[key].str[:24], "length": held[key].str.len(), "key": held[key]})
    return held.loc[order.sort_values(["hash", "length", "key"]).index].reset_index(drop=True)


def in_order_of_parent(children: pd.DataFrame, parents: pd.Series, key: str) -> pd.DataFrame:
    """Child rows in the order of their parents' keys, then of their own ordinals."""
    place = pd.Index(parents).get_indexer(children[key])
    own = [_numbers(children[name]) for name in ("ordinal", "line", "remit_line") if name in children]
    return children.iloc[np.lexsort([*own, place])].reset_index(drop=True)


def _is_time(kind: Kind) -> bool:
    return kind in (Kind.TIME, Kind.DATE)


def _numbers(series: pd.Series) -> NDArray[np.int64]:
    return series.to_numpy(dtype=np.int64)


def _arrow(table: Table, rows: Iterable[Any]) -> Any:
    values = zip(*rows, strict=True)
    return pa.table(
        {column.name: _array(column.kind, held) for column, held in zip(table, values, strict=True)}
    )


def _array(kind: Kind, values: tuple[Any, ...]) -> Any:
    if not _is_time(kind):
        return pa.array(values, type=_ARROW[kind])
    sample = next((value for value in values if value is not None), None)
    read = pa.string() if isinstance(sample, str) else None
    if kind is Kind.DATE:
        read = read or pa.date32()
    return pc.cast(pa.array(values, type=read), _ARROW[kind])
