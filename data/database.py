"""Connections to SQLite and PostgreSQL that behave alike.

A write is one transaction that no other write overlaps: SQLite locks the file from its start, and on
PostgreSQL an advisory lock is held to its end. Rows that depend on no others may be added beside it there. A
read sees one state of all tables.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data.errors import CleanClaimError, NotReadyError

BUSY_SECONDS = 120
"""How long a SQLite write waits for another to end: a large file's transaction may take a minute."""

_WRITE_LOCK = 0x636C6561  # any fixed number of ours: "clea"


_SQLITE_REASONS = {
    5: "another process has been writing to it for too long",
    8: "it can only be read",
    10: "its disk failed to read or write",
    11: "its file is damaged",
    13: "its disk is full",
    14: "its file cannot be opened",
    26: "its file is damaged, or no database",
}
"""By primary result code: https://www.sqlite.org/rescode.html."""

_POSTGRESQL_REASONS = {
    "08": "the connection to its server was lost",
    "25006": "it can only be read",
    "28": "its server refuses the user or the password",
    "3D": "its server holds no database of this name",
    "53100": "its disk is full",
    "53": "its server has no memory or connections to spare",
    "57P": "its server was stopped, or ended the connection",
    "58": "its server's disk failed to read or write",
}
"""By the beginning of SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html."""


class DatabaseDownError(NotReadyError):
    """The database cannot be used at the moment; what was being written is undone."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The database cannot be used: {why}. What was being written is undone.")


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
def writing(engine: sa.Engine, *, alone: bool = True) -> Iterator[sa.Connection]:
    """One write transaction, alone among writes; committed at the end, undone on any error.

    One that only adds rows need not be alone: PostgreSQL lets it through beside a long one, SQLite does not.
    Raises: DatabaseDownError.
    """
    with _in_words(), engine.connect().execution_options(writes=True) as connection, connection.begin():
        if alone and engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITE_LOCK)))
        yield connection


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One read transaction that sees a single state of all tables.

    Raises: DatabaseDownError.
    """
    options: dict[str, Any] = {}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    with _in_words(), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except sa.exc.DBAPIError as error:
        why = _why_down(error)
        if why is None:
            raise
        raise DatabaseDownError(why) from None  # a driver's text may quote rows


def _why_down(error: sa.exc.DBAPIError) -> str | None:
    """Why a database cannot be used; None for an error in what was asked of it."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE_REASONS.get(code & 0xFF)  # the higher bits are details
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return next((why for start, why in _POSTGRESQL_REASONS.items() if state.startswith(start)), None)
    lost = isinstance(error, sa.exc.OperationalError)
    return "its server cannot be reached, or the connection was lost" if lost else None
