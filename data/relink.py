"""Which claim an answer speaks of, kept up to date: only what new events can have changed is linked again.

Linking is a pure function of a *component*: all claims, remits, statuses and takebacks that hang together by
the keys of `data.relink_keys`. When events come or go, the components they touch are read, linked as a whole,
and the difference to what was held is written, all in the transaction of the change.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from data import tables
from data.link import folded
from data.link_events import waiting_carcs
from data.link_numbers import reference_keys
from data.payers import Crosswalk, aliases_through, plain_name
from data.records import Row
from data.relink_keys import LINKED, TOUCHING, Keys
from data.relink_reading import Component, any_of, component_of
from data.sql_tables import REFERENCE_NUMBERS, SQL, delete_where_in, insert_rows, plain_of
from data.tables import Table

__all__ = ["LINKED", "TOUCHING", "Relinked", "Touched", "relink"]

_KEYS_AT_ONCE = 5_000
"""Keys whose components are in memory together."""

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - naive UTC as everywhere
_EVENT_TABLES = (tables.REMITS, tables.STATUSES, tables.PROVIDER_ADJUSTMENTS)


@dataclass(slots=True)
class Touched:
    """By what changed events hang on others.

    `references` are what provider adjustments are looked up by, `payers` plain names whose meaning may have
    changed.
    """

    keys: Keys = field(default_factory=Keys)
    references: dict[str, frozenset[str]] = field(default_factory=dict)
    payers: set[str] = field(default_factory=set)

    def add(self, table: Table, rows: Iterable[Row]) -> None:
        """Takes in rows of any table; those that are never linked touch nothing."""
        if table in LINKED:
            held = list(rows)
            self.keys.add(table, held)
            if table is tables.PROVIDER_ADJUSTMENTS:
                self.references |= {
                    str(r["plb_key"]): reference_keys(_text(r.get("reference"))) for r in held
                }
        elif table is tables.PAYERS:
            self.payers |= {plain_name(str(row[name])) for row in rows for name in ("alias", "payer_id")}


@dataclass(frozen=True, slots=True)
class Relinked:
    """What linking again changed: rows of `chains` and `links` that came, went, or came to say otherwise."""

    added: int = 0
    removed: int = 0
    changed: int = 0

    def __add__(self, other: "Relinked") -> "Relinked":
        return Relinked(self.added + other.added, self.removed + other.removed, self.changed + other.changed)


def relink(connection: sa.Connection, touched: Touched) -> Relinked:
    """Links the touched components again and writes what became different."""
    _note_references(connection, touched.references)
    crosswalk, keys, done = _crosswalk(connection), touched.keys, Keys()
    if touched.payers:
        keys |= _keys_of_payers(connection, touched.payers)
    changed = Relinked()
    for piece in keys.pieces(_KEYS_AT_ONCE):
        if rest := piece - done:
            component = component_of(connection, rest)
            done |= component.seen
            changed += _relinked(connection, component, crosswalk)
    return changed


def _relinked(connection: sa.Connection, component: Component, crosswalk: Crosswalk) -> Relinked:
    if crosswalk:
        for row in (row for held in component.rows.values() for row in held.values() if "payer_id" in row):
            row["payer_id"] = crosswalk.payer(_text(row["payer_id"]), _text(row.get("payer_name")))
    rows = {table.name: component.plain_rows(table) for table in LINKED}
    chains, links = folded(rows, _not_lost(connection, component))
    events = [key for table in _EVENT_TABLES for key in component.keys(table)]
    return _replace(connection, tables.CHAINS, component.keys(tables.CLAIMS), chains) + _replace(
        connection, tables.LINKS, events, links
    )


def _not_lost(connection: sa.Connection, component: Component) -> set[str]:
    """Remits that paid nothing without giving the claim up; nobody asks unless services were sent again.

    A reason says that they wait, or none is told at all.
    """
    services = [row["services_key"] for row in component.rows["claims"].values() if row["services_key"]]
    if len(services) == len(set(services)):
        return set()
    unpaid = [key for key, row in component.rows["remits"].items() if row["paid_cents"] == 0]
    reasons = SQL["adjustments"]
    query = sa.select(reasons.c.remit_key, reasons.c.carc).where(
        any_of(connection, reasons.c.remit_key, unpaid)
    )
    told = connection.execute(query).all()
    waits = {key for key, carc in told if carc in waiting_carcs()}
    return waits | (set(unpaid) - {key for key, _ in told})


def _crosswalk(connection: sa.Connection) -> Crosswalk:
    return Crosswalk.of_pairs(_pairs(connection))


def _pairs(connection: sa.Connection) -> list[tuple[str, str]]:
    payers = SQL["payers"]
    return [
        (alias, meant) for alias, meant in connection.execute(sa.select(payers.c.alias, payers.c.payer_id))
    ]


def _keys_of_payers(connection: sa.Connection, changed: Collection[str]) -> Keys:
    """Keys of all claims and remits whose payer may be another one now."""
    through = aliases_through(_pairs(connection), changed)
    keys = Keys()
    for name in ("claims", "remits"):
        made = SQL[name]
        used = connection.execute(sa.select(made.c.payer_id, made.c.payer_name).distinct()).all()
        ids = {payer for payer, _ in used if payer and plain_name(payer) in through}
        names = {told for _, told in used if told and plain_name(told) in through}
        theirs = made.c.payer_id.in_(ids) | made.c.payer_name.in_(names)
        named = sa.select(plain_of(made)).where(theirs, made.c.claim_id.is_not(None))
        keys.names.update(connection.execute(named).scalars())
    nameless = sa.select(made.c.payer_claim_number).where(theirs, made.c.claim_id.is_(None))
    keys.numbers.update(number for number in connection.execute(nameless).scalars() if number)
    return keys


def _note_references(connection: sa.Connection, references: dict[str, frozenset[str]]) -> None:
    """Writes what new provider adjustments are looked up by; those taken out went with their rows."""
    if not references:
        return
    held, noted = SQL["provider_adjustments"].c.plb_key, REFERENCE_NUMBERS.c.plb_key
    there = set(connection.execute(sa.select(held).where(any_of(connection, held, references))).scalars())
    there -= set(connection.execute(sa.select(noted).where(any_of(connection, noted, references))).scalars())
    rows = [{"plb_key": key, "number": number} for key in sorted(there) for number in sorted(references[key])]
    if rows:
        connection.execute(sa.insert(REFERENCE_NUMBERS), rows)


def _replace(
    connection: sa.Connection, table: Table, keys: Collection[str], made: Iterable[tuple[Any, ...]]
) -> Relinked:
    """Makes the derived rows of these keys equal to `made`, touching only those that differ."""
    (key,) = table.key
    held = _held(connection, table, key, keys)
    wanted = {str(row[key]): row for row in _rows(table, made)}
    gone = [name for name in held if name not in wanted]
    changed = [name for name, row in wanted.items() if name in held and held[name] != row]
    fresh = [name for name in wanted if name not in held]
    delete_where_in(connection, SQL[table.name].c[key], [*gone, *changed])
    insert_rows(connection, table, (wanted[name] for name in [*changed, *fresh]))
    return Relinked(added=len(fresh), removed=len(gone), changed=len(changed))


def _held(connection: sa.Connection, table: Table, key: str, keys: Collection[str]) -> dict[str, Row]:
    made = SQL[table.name]
    query = sa.select(made).where(any_of(connection, made.c[key], keys))
    return {row[key]: dict(row) for row in connection.execute(query).mappings()}


def _rows(table: Table, made: Iterable[tuple[Any, ...]]) -> Iterable[Row]:
    """Derived rows, the last of whose columns is a moment."""
    for *values, at in made:
        yield dict(zip(table.names, (*values, _EPOCH + timedelta(microseconds=at)), strict=True))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
