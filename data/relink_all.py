"""Linking everything again, when not the events but the rules of linking have changed."""

import sqlalchemy as sa

from data.relink import LINKED, Touched, relink
from data.sql_tables import SQL

_ROWS_AT_ONCE = 5_000


def relink_all(connection: sa.Connection) -> None:
    """Links all events again, a piece at a time, and writes what became different."""
    for table in LINKED:
        query = sa.select(SQL[table.name]).execution_options(yield_per=_ROWS_AT_ONCE)
        for rows in connection.execute(query).mappings().partitions():
            touched = Touched()
            touched.add(table, [dict(row) for row in rows])
            relink(connection, touched)
