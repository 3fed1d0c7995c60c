"""The canonical tables as SQL tables, made from `data.tables`, and rows put into them.

Text compares by bytes on every database (SQLite's BINARY, PostgreSQL's "C"), so that order is the same
everywhere. Money and counts are 64-bit integers, moments are zoneless UTC with microseconds.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from data import tables
from data.link_numbers import SAFE
from data.records import Row
from data.sql_bulk import put_rows
from data.tables import Kind, Table

T = TypeVar("T")

METADATA = sa.MetaData()

_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
_TYPES: dict[Kind, Any] = {
    Kind.TEXT: _TEXT,
    Kind.CODES: _TEXT,
    Kind.CENTS: sa.BigInteger(),
    Kind.COUNT: sa.BigInteger(),
    Kind.NUMBER: sa.Double(),
    Kind.TIME: sa.DateTime(),
    Kind.DATE: sa.Date(),
}

# What links, purges and as-of reads search by. The rest is read whole.
_INDEXED: dict[str, tuple[str, ...]] = {
    "claims": ("original_reference", "services_key", "group_control", "file_sha256", "available_at"),
    "remits": ("payer_claim_number", "original_reference", "file_sha256", "available_at"),
    "provider_adjustments": ("file_sha256", "reference"),
    "statuses": ("payer_claim_number", "file_sha256"),
    "acknowledgements": ("file_sha256", "group_control", "interchange_control"),
    "coverages": ("file_sha256", "member_id"),
    "authorizations": ("file_sha256", "member_id"),
    "appeals": ("file_sha256", "claim_id"),
    "payers": ("file_sha256",),
    "fee_schedule": ("file_sha256",),
    "told_again": ("file_sha256",),
    "chains": ("chain_key",),
    "links": ("version_key",),
    "scores": ("claim_id",),
    "feedback": ("claim_id",),
    "actions": ("claim_id",),
}


_NAMED = ("claims", "remits", "statuses")
"""Tables that are searched by the claim number in its plain form."""


def plain_of(table: sa.Table) -> sa.ColumnElement[str]:
    """The plain form of a row's claim number, `data.link_numbers.plain` in SQL; indexed."""
    # Literals, not parameters: an index on an expression serves only queries that say the same.
    # As text, because sa.Index takes the first thing named like a column for its own.
    return sa.func.ltrim(sa.func.upper(table.c.claim_id), sa.text("'0'"))


def beginning_of(claims: sa.Table) -> sa.ColumnElement[str]:
    """What every payer returns of a claim's plain number; indexed with the charge where `is_long`."""
    return sa.func.substr(plain_of(claims), sa.literal_column("1"), sa.literal_column(str(SAFE)))


def is_long(claims: sa.Table) -> sa.ColumnElement[bool]:
    """Whether a payer may cut off a claim's number."""
    return sa.func.length(plain_of(claims)) > sa.literal_column(str(SAFE))


def _sql_table(table: Table) -> sa.Table:
    columns = [
        sa.Column(
            c.name,
            _TYPES[c.kind],
            primary_key=c.name in table.key,
            nullable=not c.required,
            autoincrement=False,
        )
        for c in table
    ]
    made = sa.Table(table.name, METADATA, *columns)
    parent = tables.PARENTS.get(table.name)
    if parent is not None:
        (key,) = parent.key
        made.append_constraint(
            sa.ForeignKeyConstraint(
                [key], [f"{parent.name}.{key}"], name=f"fk_{table.name}", ondelete="CASCADE"
            )
        )
    for name in _INDEXED.get(table.name, ()):
        sa.Index(f"ix_{table.name}_{name}", made.c[name])
    if table.name in _NAMED:
        sa.Index(f"ix_{table.name}_plain", plain_of(made))
    if table is tables.CLAIMS:
        long = is_long(made)
        begins = (beginning_of(made), made.c.total_charge_cents)
        sa.Index("ix_claims_beginning", *begins, sqlite_where=long, postgresql_where=long)
    return made


SQL: dict[str, sa.Table] = {
    table.name: _sql_table(table) for table in (*tables.EVENTS, *tables.DERIVED, *tables.OPERATIONS)
}
"""The SQL table of each canonical table, by name."""

REFERENCE_NUMBERS = sa.Table(
    "reference_numbers",
    METADATA,
    sa.Column("plb_key", _TEXT, primary_key=True),
    sa.Column("number", _TEXT, primary_key=True),
    sa.ForeignKeyConstraint(
        ["plb_key"], ["provider_adjustments.plb_key"], name="fk_reference_numbers", ondelete="CASCADE"
    ),
    sa.Index("ix_reference_numbers_number", "number"),
)
"""What each provider adjustment is looked up by; see `data.link_numbers.reference_keys`."""

CHANGES = sa.Table(
    "changes",
    METADATA,
    sa.Column("change", sa.BigInteger(), primary_key=True, autoincrement=False),
    sa.Column("count", sa.BigInteger(), nullable=False),
)
"""One row (`change` = 1): how often events or derived rows were changed; it only grows."""


def insert_rows(connection: sa.Connection, table: Table, rows: Iterable[Row]) -> None:
    """Puts rows in, absent values as NULL.

    Raises: sqlalchemy.exc.IntegrityError when a key is there already or a required value is missing.
    """
    names = table.names
    held = [tuple(map(row.get, names)) for row in rows]
    if held:
        put_rows(connection, table, held)


def in_chunks(values: Iterable[T], size: int = 2_000) -> Iterator[Sequence[T]]:
    """Values in pieces that fit into one IN list on every database."""
    waiting = iter(values)
    while chunk := list(islice(waiting, size)):
        yield chunk


def delete_where_in(connection: sa.Connection, column: sa.Column[Any], values: Iterable[Any]) -> int:
    """Removes the rows whose column holds one of the values; returns how many."""
    removed = 0
    for chunk in in_chunks(values):
        removed += connection.execute(sa.delete(column.table).where(column.in_(chunk))).rowcount
    return removed
