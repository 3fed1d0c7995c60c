"""Events as the database holds them: all, what was known before a moment, or what concerns one claim."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import tables
from data.events import Events, appeals_known, events_of
from data.link_numbers import plain, reference_keys
from data.payers import Crosswalk
from data.relink_keys import Keys
from data.relink_reading import Component, component_of
from data.sql_frames import (
    Lookup,
    in_key_order,
    in_order_of_key,
    in_order_of_parent,
    read_frame,
    read_frame_in,
)
from data.sql_tables import SQL
from data.tables import Table


def read_events(connection: sa.Connection, before: datetime | None) -> Events:
    """All events seen by a transaction, or those known strictly before a moment; see `Store.events`."""
    frames: dict[str, pd.DataFrame] = {}
    for table in (*tables.EVENTS, *tables.DERIVED):
        parent = tables.PARENTS.get(table.name)
        if parent is None:
            frames[table.name] = _read_in_order(connection, table, _known(table, before))
        else:
            frames[table.name] = _read_children(connection, table, frames[parent.name], before)
    if before is not None:
        frames["appeals"] = appeals_known(frames["appeals"], before)
    return Events(**Crosswalk.of(frames["payers"]).applied(frames))


def read_claim_events(connection: sa.Connection, claim_id: str) -> Events:
    """The events of the chains that a claim number belongs to; see `Store.claim_events`."""
    component = component_of(connection, Keys(names={plain(claim_id)}))
    chains = _read_by(connection, tables.CHAINS, "version_key", component.keys(tables.CLAIMS))
    named = [key for key, row in component.rows["claims"].items() if row["claim_id"] == claim_id]
    chains = chains[chains["chain_key"].isin(chains.loc[chains["version_key"].isin(named), "chain_key"])]
    claims = _read_by(connection, tables.CLAIMS, "version_key", chains["version_key"])
    links = _read_by(connection, tables.LINKS, "version_key", chains["version_key"])
    frames = {"chains": chains.reset_index(drop=True), "links": links, "claims": claims}
    for table in (tables.REMITS, tables.STATUSES):
        naming = {key for key, row in component.rows[table.name].items() if row["claim_id"] == claim_id}
        frames[table.name] = _answers(connection, table, component.keys(table), naming, links)
    told = {*claims["claim_id"].map(plain), *frames["remits"]["payer_claim_number"].dropna()}
    naming = {key for key, found in _references(component) if found & told}
    table = tables.PROVIDER_ADJUSTMENTS
    frames[table.name] = _answers(connection, table, component.keys(table), naming, links)
    numbers = pd.concat([claims["claim_id"], pd.Series([claim_id], dtype="str")])
    frames |= {name: _children_of(connection, name, frames) for name in tables.PARENTS}
    frames |= {
        "coverages": _read_by(connection, tables.COVERAGES, "member_id", claims["member_id"]),
        "authorizations": _read_by(connection, tables.AUTHORIZATIONS, "member_id", claims["member_id"]),
        "appeals": _read_by(connection, tables.APPEALS, "claim_id", numbers),
        "payers": _read_in_order(connection, tables.PAYERS, None),
    }
    return events_of(Crosswalk.of(frames["payers"]).applied(frames))


def _known(table: Table, before: datetime | None) -> sa.ColumnElement[bool] | None:
    if before is None or "available_at" not in table.names:
        return None
    return SQL[table.name].c.available_at < before


def _read_in_order(
    connection: sa.Connection, table: Table, where: sa.ColumnElement[bool] | None
) -> pd.DataFrame:
    order: list[sa.ColumnElement[Any]] = [SQL[table.name].c[_since(table)], *in_order_of_key(table)]
    return read_frame(connection, table, where, order)


def _since(table: Table) -> str:
    # Appeals hold no availability of their own: the day of filing is when they were first known.
    timed = (name for name in ("available_at", "filed_on") if name in table.names)
    return next(timed, table.key[0])


def _read_by(connection: sa.Connection, table: Table, column: str, values: Iterable[Any]) -> pd.DataFrame:
    """The rows whose column holds one of the values, in order."""
    (key,) = table.key
    wanted = sorted({value for value in values if isinstance(value, str)})
    found = read_frame_in(connection, table, Lookup(SQL[table.name].c[column], wanted))
    return in_key_order(found, key).sort_values(_since(table), kind="stable", ignore_index=True)


def _answers(
    connection: sa.Connection, table: Table, keys: list[str], naming: set[str], links: pd.DataFrame
) -> pd.DataFrame:
    """Rows tied to these claims, and of those that name them the ones that are tied to none."""
    (key,) = table.key
    ours = {*links["event_key"]}
    elsewhere = {*_read_by(connection, tables.LINKS, "event_key", naming)["event_key"]} - ours
    return _read_by(connection, table, key, (ours & {*keys}) | (naming - elsewhere))


def _references(component: Component) -> Iterable[tuple[str, frozenset[str]]]:
    for key, row in component.rows["provider_adjustments"].items():
        reference = row["reference"]
        yield key, reference_keys(reference if isinstance(reference, str) else None)


def _read_children(
    connection: sa.Connection, table: Table, parents: pd.DataFrame, before: datetime | None
) -> pd.DataFrame:
    parent = tables.PARENTS[table.name]
    (key,) = parent.key
    where = None
    if before is not None:
        known = sa.select(SQL[parent.name].c[key]).where(SQL[parent.name].c.available_at < before)
        where = SQL[table.name].c[key].in_(known)
    return in_order_of_parent(read_frame(connection, table, where), parents[key], key)


def _children_of(connection: sa.Connection, name: str, frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    table = next(table for table in tables.EVENTS if table.name == name)
    parent = tables.PARENTS[name]
    (key,) = parent.key
    parents = frames[parent.name][key]
    return in_order_of_parent(
        read_frame_in(connection, table, Lookup(SQL[name].c[key], parents)), parents, key
    )
