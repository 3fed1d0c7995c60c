"""Rows that several files told: held once, as the file that knew them first tells them, and who else did.

A row of a table known by content belongs to one file. When that one is taken out, the row goes to the next
that told it, so that what is held does not depend on the order in which files came and went.
Invariant: `kept` of such a file counts the rows that belong to it, `already_held` those that do not.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

import sqlalchemy as sa

from data import tables
from data.records import Row
from data.sql_tables import SQL, delete_where_in, in_chunks, insert_rows
from data.tables import Table

Rows: TypeAlias = dict[str, list[Row]]

CONTENT_KEYED: Mapping[str, Table] = {
    table.name: table
    for table in (
        *(tables.CLAIMS, tables.REMITS, tables.COVERAGES),
        *(tables.AUTHORIZATIONS, tables.APPEALS, tables.PAYERS, tables.FEE_SCHEDULE),
    )
}
"""The table of each type of file whose rows are known by their content, whichever file brings them."""

_TABLES = {table.name: table for table in tables.EVENTS}
_TOLD = SQL[tables.TOLD_AGAIN.name]
_FILES = SQL[tables.FILES.name]


@dataclass(frozen=True, slots=True)
class Told:
    """What a file told: rows that nobody had, rows that became its own, and how many were held already."""

    fresh: Rows
    taken_over: list[Row]
    already_held: int


def tell(connection: sa.Connection, rows: Rows, table: Table, file_sha256: str) -> Told:
    """Sorts out which rows of a file are new, and remembers that it told the others too.

    A row that it knew before its holder did becomes this file's, with this file's clocks.
    """
    (key,) = table.key
    told = rows.get(table.name, [])
    firsts = {str(row[key]): row for row in reversed(told)}
    held = _held(connection, table, firsts)
    others = {one: row for one, row in held.items() if row["file_sha256"] != file_sha256}
    earlier = {one: firsts[one] for one, row in others.items() if _known_at(firsts[one]) < _known_at(row)}
    _take_over(connection, table, earlier, others)
    _remember(connection, {one: firsts[one] for one in others if one not in earlier}, file_sha256)
    fresh = _fresh(rows, table, held)
    already_held = len(told) - len(fresh[table.name]) - len(earlier)
    return Told(fresh, [*earlier.values()], already_held)


def hand_over(connection: sa.Connection, file: Row) -> list[Row]:
    """Gives a file's rows that others told too to whoever knew them first; returns them as they are now."""
    table = CONTENT_KEYED.get(str(file["type"]))
    if table is None:
        return []
    heirs = _heirs(connection, table, str(file["file_sha256"]))
    _assign(connection, table, heirs)
    pair = (_TOLD.c.row_key == sa.bindparam("one"), _TOLD.c.file_sha256 == sa.bindparam("of_file"))
    pairs = [{"one": one, "of_file": row["file_sha256"]} for one, row in heirs.items()]
    if pairs:
        connection.execute(sa.delete(_TOLD).where(*pair), pairs)
    _recount(connection, (row["file_sha256"] for row in heirs.values()), +1)
    return list(_held(connection, table, heirs).values())


def forget(connection: sa.Connection, file_sha256: str) -> None:
    """Forgets what a file told again."""
    delete_where_in(connection, _TOLD.c.file_sha256, [file_sha256])


def _known_at(row: Row) -> datetime:
    """When a row was known; without a clock of its own, any file knows it alike."""
    at = row.get("available_at")
    return at if isinstance(at, datetime) else datetime.min  # noqa: DTZ901 - naive UTC as everywhere


def _clocks(table: Table) -> tuple[str, ...]:
    return tuple(name for name in ("submitted_at", "available_at") if name in table.names)


def _held(connection: sa.Connection, table: Table, keys: Iterable[str]) -> dict[str, Row]:
    """The rows of these keys that are held, whole."""
    made = SQL[table.name]
    (key,) = table.key
    found: dict[str, Row] = {}
    for chunk in in_chunks(keys):
        query = sa.select(made).where(made.c[key].in_(chunk))
        found |= {row[key]: dict(row) for row in connection.execute(query).mappings()}
    return found


def _fresh(rows: Rows, table: Table, held: Mapping[str, Row]) -> Rows:
    """The rows whose content is not held, each once, with their children."""
    (key,) = table.key
    names = [table.name, *(child for child, parent in tables.PARENTS.items() if parent is table)]
    return {**rows, **{name: _once(_TABLES[name], rows.get(name, []), key, held) for name in names}}


def _once(table: Table, rows: Sequence[Row], parent_key: str, held: Mapping[str, Row]) -> list[Row]:
    """One row per key, the first, without those of parents that are held."""
    once: dict[tuple[object, ...], Row] = {}
    for row in rows:
        if row[parent_key] not in held:
            once.setdefault(tuple(row[name] for name in table.key), row)
    return list(once.values())


def _take_over(
    connection: sa.Connection, table: Table, earlier: Mapping[str, Row], others: Mapping[str, Row]
) -> None:
    former = {one: others[one] for one in earlier}
    insert_rows(connection, tables.TOLD_AGAIN, (_telling(one, row) for one, row in former.items()))
    _assign(connection, table, earlier)
    _recount(connection, (row["file_sha256"] for row in former.values()), -1)


def _remember(connection: sa.Connection, again: Mapping[str, Row], file_sha256: str) -> None:
    """Remembers a file's telling, unless another place of the same file told it already."""
    known: set[str] = set()
    for chunk in in_chunks(again):
        query = sa.select(_TOLD.c.row_key).where(
            _TOLD.c.row_key.in_(chunk), _TOLD.c.file_sha256 == file_sha256
        )
        known.update(connection.execute(query).scalars())
    fresh = (_telling(one, row) for one, row in again.items() if one not in known)
    insert_rows(connection, tables.TOLD_AGAIN, fresh)


def _telling(row_key: str, row: Row) -> Row:
    names = (name for name in tables.TOLD_AGAIN.names if name != "row_key")
    return {"row_key": row_key, **{name: row.get(name) for name in names}}


def _assign(connection: sa.Connection, table: Table, owners: Mapping[str, Row]) -> None:
    """Puts the file, place and clocks of these into the rows of these keys."""
    (key,) = table.key
    made = SQL[table.name]
    names = ("file_sha256", "position", *_clocks(table))
    values: Any = {name: sa.bindparam(f"new_{name}") for name in names}
    statement = sa.update(made).where(made.c[key] == sa.bindparam("of_key")).values(values)
    given = [{"of_key": one, **{f"new_{n}": row[n] for n in names}} for one, row in owners.items()]
    if given:
        connection.execute(statement, given)


def _heirs(connection: sa.Connection, table: Table, file_sha256: str) -> dict[str, Row]:
    """By key, who else told a row of this file: whoever knew it first, then the file that came first."""
    made = SQL[table.name]
    (key,) = table.key
    query = (
        sa.select(_TOLD)
        .join(made, made.c[key] == _TOLD.c.row_key)
        .join(_FILES, _FILES.c.file_sha256 == _TOLD.c.file_sha256)
        .where(made.c.file_sha256 == file_sha256)
        .order_by(_TOLD.c.available_at, _FILES.c.received_at, _TOLD.c.file_sha256)
    )
    heirs: dict[str, Row] = {}
    for row in connection.execute(query).mappings():
        heirs.setdefault(row["row_key"], dict(row))
    return heirs


def _recount(connection: sa.Connection, files: Iterable[object], by: int) -> None:
    """Counts rows as kept by these files that were held already from others (+1), or the reverse (-1)."""
    for file_sha256, rows in Counter(files).items():
        moved = {
            "kept": _FILES.c.kept + by * rows,
            "already_held": _FILES.c.already_held - by * rows,
        }
        connection.execute(sa.update(_FILES).where(_FILES.c.file_sha256 == file_sha256).values(moved))
