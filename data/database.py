"""Connections to SQLite and PostgreSQL that behave alike.

A write is one transaction that no other write overlaps: SQLite locks the file from its start, and on
PostgreSQL an advisory lock is held to its end. A read sees one state of all tables.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data.errors import CleanClaimError

BUSY_SECONDS = 120
"""How long a SQLite write waits for another to end: a large file's transaction may take a minute."""

_WRITE_LOCK = 0x636C6561  # any fixed number of ours: "clea"


class MissingDriverError(CleanClaimError):
    """The database's driver is not installed."""

    def __init__(self) -> None:
        super().__init__("The driver of this database is missing: install the extra `postgres`.")


def make_engine(url: str) -> sa.Engine:
    """An engine for `sqlite:///path` or `postgresql://...` (the psycopg driver).

    Its errors do not tell the values of a statement: they are claims.
    Raises: MissingDriverError.
    """
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    if address.drivername in ("postgres", "postgresql"):
        address = address.set(drivername="postgresql+psycopg")
    try:
        return sa.create_engine(address, pool_pre_ping=True, hide_parameters=True)
    except ModuleNotFoundError as error:
        raise MissingDriverError from error


def _sqlite(address: sa.URL) -> sa.Engine:
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(address, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGINs come late and spare reads; ours do not
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA cache_size=-65536")  # KiB


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One write transaction, alone among writes; committed at the end, undone on any error."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITE_LOCK)))
        yield connection


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One read transaction that sees a single state of all tables."""
    options: dict[str, Any] = {}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection
