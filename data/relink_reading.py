"""The components of linking, read from the database: all rows that hang together, with what matters."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, Final, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from data import tables
from data.link_events import READ
from data.link_numbers import SAFE, cuts
from data.records import Row
from data.relink_keys import LINKED, Keys
from data.sql_tables import REFERENCE_NUMBERS, SQL, beginning_of, is_long, plain_of
from data.tables import Kind, Table

Held: TypeAlias = dict[str, Row]
"""Rows by their key."""

Beginnings: TypeAlias = Collection[tuple[str, int]]
"""Beginnings of plain claim numbers, each with the cents of a charge."""

_NUMBERS: Final[dict[str, tuple[str, ...]]] = {
    "claims": ("original_reference",),
    "remits": ("payer_claim_number", "original_reference"),
    "statuses": ("payer_claim_number",),
}
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - naive UTC as everywhere
_EPOCH_DAY: Final = _EPOCH.toordinal()


@dataclass(frozen=True, slots=True)
class Component:
    """Everything that hangs together with something: rows by table name, then by key, in no order.

    A row has the columns of `data.link_events.READ`, as the database holds them. `seen` are all its keys.
    """

    rows: dict[str, Held] = field(default_factory=lambda: {table.name: {} for table in LINKED})
    seen: Keys = field(default_factory=Keys)

    def keys(self, table: Table) -> list[str]:
        """Keys of the rows of a table."""
        return list(self.rows[table.name])

    def plain_rows(self, table: Table) -> Iterator[tuple[Any, ...]]:
        """Rows as `data.link_events` wants them."""
        timed = [(place, _PLAIN[table[name].kind]) for place, name in _timed(table)]
        for row in self.rows[table.name].values():
            values: list[Any] = list(row.values())
            for place, plain in timed:
                if values[place] is not None:
                    values[place] = plain(values[place])
            yield tuple(values)


def any_of(connection: sa.Connection, column: Any, values: Iterable[str]) -> sa.ColumnElement[bool]:
    """Whether a column holds one of the values, of which there may be any number; uses its index."""
    held = list(values)
    if connection.dialect.name == "postgresql":
        return column == sa.any_(sa.bindparam(None, held, type_=postgresql.ARRAY(sa.Text)))
    listed = sa.func.json_each(sa.bindparam(None, json.dumps(held), type_=sa.Text)).table_valued("value")
    return column.in_(sa.select(listed.c.value))


def component_of(connection: sa.Connection, start: Keys) -> Component:
    """All rows of the components that the keys belong to."""
    found, fresh = Component(), start
    seen = found.seen
    while fresh:
        seen |= fresh
        told = Keys()
        for table, row in _rows_of(connection, fresh):
            (key,) = table.key
            if str(row[key]) not in found.rows[table.name]:
                found.rows[table.name][str(row[key])] = row
                told.add(table, [row])
        told.names |= _names_of(connection, fresh)
        fresh = told - seen
    return found


def _rows_of(connection: sa.Connection, keys: Keys) -> Iterator[tuple[Table, Row]]:
    """Rows with one of the claim numbers, nameless ones with one of the payers' numbers, takebacks."""
    for table in (tables.CLAIMS, tables.REMITS, tables.STATUSES):
        made = SQL[table.name]
        if keys.names:
            yield from _read(connection, table, any_of(connection, plain_of(made), keys.names))
        for column in _NUMBERS[table.name] if keys.numbers and table is not tables.CLAIMS else ():
            nameless = made.c.claim_id.is_(None)
            yield from _read(connection, table, any_of(connection, made.c[column], keys.numbers) & nameless)
    if keys.names or keys.numbers:
        numbers = any_of(connection, REFERENCE_NUMBERS.c.number, keys.names | keys.numbers)
        naming = SQL["provider_adjustments"].c.plb_key.in_(
            sa.select(REFERENCE_NUMBERS.c.plb_key).where(numbers)
        )
        yield from _read(connection, tables.PROVIDER_ADJUSTMENTS, naming)


def _read(
    connection: sa.Connection, table: Table, where: sa.ColumnElement[bool]
) -> Iterator[tuple[Table, Row]]:
    made = SQL[table.name]
    columns = [made.c[name] for name in READ[table.name]]
    for row in connection.execute(sa.select(*columns).where(where)):
        yield table, dict(zip(READ[table.name], row, strict=True))


def _names_of(connection: sa.Connection, keys: Keys) -> set[str]:
    """Claim numbers of rows that share another key."""
    found: set[str] = set()
    for name, columns in _NUMBERS.items() if keys.numbers else ():
        for column in columns:
            found |= _names(connection, name, any_of(connection, SQL[name].c[column], keys.numbers))
    if keys.services:
        services = any_of(connection, SQL["claims"].c.services_key, keys.services)
        found |= _names(connection, "claims", services)
    return found | _cut_claims(connection, keys.beginnings) | _cutting_answers(connection, keys.cuts)


def _names(connection: sa.Connection, name: str, where: sa.ColumnElement[bool]) -> set[str]:
    made = SQL[name]
    query = sa.select(plain_of(made)).where(where, made.c.claim_id.is_not(None))
    return set(connection.execute(query).scalars())


def _cut_claims(connection: sa.Connection, beginnings: Beginnings) -> set[str]:
    """Numbers of claims that begin so and have the same charge."""
    if not beginnings:
        return set()
    claims = SQL["claims"]
    near = any_of(connection, beginning_of(claims), {text[:SAFE] for text, _ in beginnings})
    # Adding 0 keeps the database from seeking every charge under every beginning.
    charges = (claims.c.total_charge_cents + 0).in_({cents for _, cents in beginnings})
    query = sa.select(plain_of(claims), claims.c.total_charge_cents).where(near, charges, is_long(claims))
    found = connection.execute(query)
    return {name for name, cents in found if any((cut, cents) in beginnings for cut in cuts(name))}


def _cutting_answers(connection: sa.Connection, cut: Beginnings) -> set[str]:
    """Numbers of answers that are such a beginning and have the same charge."""
    found: set[str] = set()
    for name in ("remits", "statuses") if cut else ():
        made = SQL[name]
        bearing = any_of(connection, plain_of(made), {text for text, _ in cut})
        query = sa.select(plain_of(made), made.c.charge_cents).where(
            bearing, made.c.charge_cents.is_not(None)
        )
        found |= {text for text, cents in connection.execute(query) if (text, abs(cents)) in cut}
    return found


def _microseconds(moment: datetime) -> int:
    span = moment - _EPOCH
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds


def _day(day: date) -> int:
    return day.toordinal() - _EPOCH_DAY


_PLAIN: Final[dict[Kind, Callable[[Any], int]]] = {Kind.TIME: _microseconds, Kind.DATE: _day}


@cache
def _timed(table: Table) -> list[tuple[int, str]]:
    names = READ[table.name]
    return [(place, name) for place, name in enumerate(names) if table[name].kind in _PLAIN]
