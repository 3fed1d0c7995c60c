"""Many rows into one table at once, past SQLAlchemy's parameters: they take longer than the database itself.

SQLite is given plain tuples, with days and moments as the ISO text that SQLAlchemy writes too; PostgreSQL is
given a COPY.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeAlias

import sqlalchemy as sa

from data.tables import Kind, Table

Values: TypeAlias = tuple[Any, ...]


def put_rows(connection: sa.Connection, table: Table, rows: Sequence[Values]) -> None:
    """Puts in rows, one or more, whose values stand in the order of the table's columns.

    Raises: sqlalchemy.exc.DBAPIError, whose text holds no value of a row.
    """
    if connection.dialect.name == "postgresql":
        _copy(connection, table, rows)
    else:
        connection.exec_driver_sql(_insert(table), _with_times_as_text(table, rows))


@cache
def _insert(table: Table) -> str:
    places = ", ".join("?" * len(table.names))
    return f"INSERT INTO {table.name} ({_columns(table)}) VALUES ({places})"  # noqa: S608 - our own names


def _columns(table: Table) -> str:
    return ", ".join(f'"{name}"' for name in table.names)


def _with_times_as_text(table: Table, rows: Sequence[Values]) -> list[Values]:
    columns: list[Sequence[Any]] = [*zip(*rows, strict=True)]
    for place, column in enumerate(table):
        if column.kind is Kind.TIME:
            columns[place] = [at and at.isoformat(" ", "microseconds") for at in columns[place]]
        elif column.kind is Kind.DATE:
            columns[place] = [on and on.isoformat()[:10] for on in columns[place]]
    return [*zip(*columns, strict=True)]


def _copy(connection: sa.Connection, table: Table, rows: Sequence[Values]) -> None:
    statement = f"COPY {table.name} ({_columns(table)}) FROM STDIN"
    driver: Any = connection.dialect.dbapi
    held: Any = connection.connection
    try:
        with held.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except driver.Error as error:
        # The first line alone: those after it quote the row that was at fault.
        told = type(error)(error.diag.message_primary or "")
        raise sa.exc.DBAPIError.instance(
            statement, None, told, driver.Error, hide_parameters=True, dialect=connection.dialect
        ) from None
