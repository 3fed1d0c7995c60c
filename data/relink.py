"""Which claim a remit answers, kept up to date: only what new events can have changed is linked again.

Linking is a pure function of a *component*: all claims, remits and statuses that hang together by the stem
of a claim number or by a payer's claim number. When events come or go, the components they touch are read,
linked as a whole, and the difference to what was held is written, all in the transaction of the change.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import tables
from data.link import component_keys, link
from data.records import Row
from data.sql_frames import Lookup, read_frame_in
from data.sql_tables import SQL, delete_where_in, in_chunks, insert_rows, stem_of
from data.tables import Table

_NUMBERS: dict[str, tuple[str, ...]] = {
    "claims": ("original_reference",),
    "remits": ("payer_claim_number", "original_reference"),
    "statuses": ("payer_claim_number",),
}
"""The columns of each linked table that hold a payer's claim number."""


@dataclass(slots=True)
class Touched:
    """The stems of claim numbers and the payers' numbers by which changed events hang on others."""

    stems: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)

    def add(self, table: Table, rows: Iterable[Row]) -> None:
        """Takes in rows of any table; those that are never linked touch nothing."""
        if table.name in _NUMBERS:
            keys = component_keys(rows)
            self.stems |= keys.stems
            self.numbers |= keys.numbers


@dataclass(frozen=True, slots=True)
class Relinked:
    """What linking again changed: rows of `chains` and `links` that came, went, or came to say otherwise."""

    added: int = 0
    removed: int = 0
    changed: int = 0

    def __add__(self, other: "Relinked") -> "Relinked":
        return Relinked(self.added + other.added, self.removed + other.removed, self.changed + other.changed)


@dataclass(frozen=True, slots=True)
class Component:
    """Everything that hangs together with something, as conforming frames in no order."""

    claims: pd.DataFrame
    remits: pd.DataFrame
    statuses: pd.DataFrame


def relink(connection: sa.Connection, touched: Touched) -> Relinked:
    """Links the touched components again and writes what became different."""
    if not (touched.stems or touched.numbers):
        return Relinked()
    component = component_of(connection, touched)
    made = link(component.claims, component.remits, component.statuses)
    events = [*component.remits["remit_key"], *component.statuses["status_key"]]
    return _replace(connection, tables.CHAINS, component.claims["version_key"], made.chains) + _replace(
        connection, tables.LINKS, events, made.links
    )


def component_of(connection: sa.Connection, touched: Touched) -> Component:
    """The events of all components that the given numbers belong to."""
    whole = _closure(connection, touched)
    return Component(
        _events(connection, tables.CLAIMS, whole),
        _events(connection, tables.REMITS, whole),
        _events(connection, tables.STATUSES, whole),
    )


def _closure(connection: sa.Connection, touched: Touched) -> Touched:
    """All stems and numbers that can be reached from the given ones."""
    whole = Touched(set(touched.stems), set(touched.numbers))
    stems, numbers = touched.stems, touched.numbers
    while stems or numbers:
        stems, numbers = (
            _stems_of(connection, numbers) - whole.stems,
            _numbers_of(connection, stems) - whole.numbers,
        )
        whole.stems |= stems
        whole.numbers |= numbers
    return whole


def _stems_of(connection: sa.Connection, numbers: set[str]) -> set[str]:
    found: set[str] = set()
    for name, columns in _NUMBERS.items():
        for column in columns:
            found |= _others(connection, SQL[name].c[column], stem_of(SQL[name]), numbers)
    return found


def _numbers_of(connection: sa.Connection, stems: set[str]) -> set[str]:
    found: set[str] = set()
    for name, columns in _NUMBERS.items():
        for column in columns:
            found |= _others(connection, stem_of(SQL[name]), SQL[name].c[column], stems)
    return found


def _others(
    connection: sa.Connection,
    known: sa.ColumnElement[Any],
    wanted: sa.ColumnElement[Any],
    values: set[str],
) -> set[str]:
    found: set[str] = set()
    for chunk in in_chunks(values):
        query = sa.select(wanted).distinct().where(known.in_(chunk), wanted.is_not(None))
        found.update(connection.execute(query).scalars())
    return found


def _events(connection: sa.Connection, table: Table, whole: Touched) -> pd.DataFrame:
    """A table's rows of the components; one without a claim number is found by a payer's number."""
    made = SQL[table.name]
    claimless = made.c.claim_id.is_(None)
    lookups = [Lookup(made.c[column], whole.numbers, claimless) for column in _NUMBERS[table.name]]
    return read_frame_in(connection, table, Lookup(stem_of(made), whole.stems), *lookups)


def _replace(connection: sa.Connection, table: Table, keys: Iterable[str], made: pd.DataFrame) -> Relinked:
    """Makes the derived rows of these keys equal to `made`, touching only those that differ."""
    (key,) = table.key
    held = _held(connection, table, key, keys)
    wanted = {str(row[key]): row for row in _rows(made)}
    gone = [name for name in held if name not in wanted]
    changed = [name for name, row in wanted.items() if name in held and held[name] != row]
    fresh = [name for name in wanted if name not in held]
    delete_where_in(connection, SQL[table.name].c[key], [*gone, *changed])
    insert_rows(connection, table, (wanted[name] for name in [*changed, *fresh]))
    return Relinked(added=len(fresh), removed=len(gone), changed=len(changed))


def _held(connection: sa.Connection, table: Table, key: str, keys: Iterable[str]) -> dict[str, Row]:
    held: dict[str, Row] = {}
    for chunk in in_chunks(keys):
        query = sa.select(SQL[table.name]).where(SQL[table.name].c[key].in_(chunk))
        held |= {row[key]: dict(row) for row in connection.execute(query).mappings()}
    return held


def _rows(made: pd.DataFrame) -> list[Row]:
    """Derived rows, in which nothing is missing, as plain values."""
    columns = {name: made[name].tolist() for name in made.columns}
    columns["available_at"] = [moment.to_pydatetime() for moment in columns["available_at"]]
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
