"""Events as the database holds them: all, what was known before a moment, or what concerns one claim."""

from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data import tables
from data.events import Events, appeals_known, events_of
from data.relink import Touched, component_of
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
    return Events(**frames)


def read_claim_events(connection: sa.Connection, claim_id: str) -> Events:
    """The events of the chains that a claim number belongs to; see `Store.claim_events`."""
    touched = Touched()
    touched.add(tables.CLAIMS, [{"claim_id": claim_id}])
    component = component_of(connection, touched)
    chains = _read_by(connection, tables.CHAINS, "version_key", component.claims["version_key"])
    named = component.claims.loc[component.claims["claim_id"] == claim_id, "version_key"]
    chains = chains[chains["chain_key"].isin(chains.loc[chains["version_key"].isin(named), "chain_key"])]
    claims = _read_by(connection, tables.CLAIMS, "version_key", chains["version_key"])
    links = _read_by(connection, tables.LINKS, "version_key", chains["version_key"])
    remits = _answers(connection, tables.REMITS, component.remits, links, claim_id)
    statuses = _answers(connection, tables.STATUSES, component.statuses, links, claim_id)
    frames = {"chains": chains.reset_index(drop=True), "links": links}
    frames |= {"claims": claims, "remits": remits, "statuses": statuses}
    numbers = pd.concat([claims["claim_id"], pd.Series([claim_id], dtype="str")])
    frames |= {name: _children_of(connection, name, frames) for name in tables.PARENTS}
    frames |= {
        "coverages": _read_by(connection, tables.COVERAGES, "member_id", claims["member_id"]),
        "authorizations": _read_by(connection, tables.AUTHORIZATIONS, "member_id", claims["member_id"]),
        "appeals": _read_by(connection, tables.APPEALS, "claim_id", numbers),
        "provider_adjustments": _read_by(
            connection, tables.PROVIDER_ADJUSTMENTS, "reference", remits["payer_claim_number"]
        ),
    }
    return events_of(frames)


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


def _read_by(connection: sa.Connection, table: Table, column: str, values: pd.Series) -> pd.DataFrame:
    """The rows whose column holds one of the values, in order."""
    (key,) = table.key
    found = read_frame_in(connection, table, Lookup(SQL[table.name].c[column], values.dropna().unique()))
    return in_key_order(found, key).sort_values(_since(table), kind="stable", ignore_index=True)


def _answers(
    connection: sa.Connection, table: Table, found: pd.DataFrame, links: pd.DataFrame, claim_id: str
) -> pd.DataFrame:
    """Remits or statuses tied to these claims, and those that name the claim and are tied to none."""
    (key,) = table.key
    tied = _read_by(connection, tables.LINKS, "event_key", found[key])
    ours = found[key].isin(links["event_key"])
    loose = (found["claim_id"] == claim_id) & ~found[key].isin(tied["event_key"])
    return _read_by(connection, table, key, found.loc[ours | loose, key])


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
