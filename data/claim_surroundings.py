"""What one claim's outcome hangs on beside its own chain, out of the database.

Whether a 999 speaks of its file depends on the other files with those control numbers; whether a packaged
line was denied, on what the payer usually pays by itself. Reading everything for one claim would not do.
"""

from collections.abc import Iterable

import pandas as pd
import sqlalchemy as sa

from data import tables
from data.events import Events, events_of
from data.payers import Crosswalk
from data.rejections import ACKNOWLEDGED_WITHIN, REFUSED
from data.sql_frames import Lookup, in_key_order, in_order_of_parent, read_frame, read_frame_in
from data.sql_tables import SQL
from data.tables import Table

_CONTROLS = ("interchange_control", "group_control")


def read_surroundings(connection: sa.Connection, known: Events) -> Events:
    """The events of these claims and of all others that their outcomes hang on; the claims' own when none do.

    `claim_outcomes` of it gives these claims the outcomes they have among everything that is held.
    """
    refused = _refused(connection, known.claims)
    versions = {*_with_controls(connection, known.claims, refused), *_with_lines(connection, known)}
    if not versions and refused.empty:
        return known
    frames = _events_of_versions(connection, versions | {*known.claims["version_key"]})
    frames["acknowledgements"] = refused
    frames["payers"] = read_frame(connection, tables.PAYERS)
    return events_of(Crosswalk.of(frames["payers"]).applied(frames))


def _refused(connection: sa.Connection, claims: pd.DataFrame) -> pd.DataFrame:
    """Acknowledgements that reject something with control numbers of these claims."""
    table = SQL[tables.ACKNOWLEDGEMENTS.name]
    refusing = table.c.verdict == REFUSED
    lookups = [Lookup(table.c[name], _values(claims[name]), refusing) for name in _CONTROLS]
    return read_frame_in(connection, tables.ACKNOWLEDGEMENTS, *lookups)


def _with_controls(connection: sa.Connection, claims: pd.DataFrame, refused: pd.DataFrame) -> list[str]:
    """Versions that went out under the same control numbers, near enough to be what was refused."""
    if refused.empty:
        return []
    held = SQL[tables.CLAIMS.name]
    since = (refused["available_at"].min() - ACKNOWLEDGED_WITHIN).to_pydatetime()
    same = sa.or_(*(held.c[name].in_(_values(claims[name])) for name in _CONTROLS))
    query = sa.select(held.c.version_key).where(same, held.c.available_at >= since)
    return list(connection.execute(query).scalars())


def _with_lines(connection: sa.Connection, known: Events) -> list[str]:
    """Institutional versions that were answered about procedures of these institutional claims."""
    asked = known.claims.loc[known.claims["kind"] == "institutional", "version_key"]
    remits = known.links.loc[known.links["version_key"].isin(asked), "event_key"]
    lines = known.remit_lines[known.remit_lines["remit_key"].isin(remits)]
    codes = lines["submitted_procedure"].fillna(lines["procedure_code"]).fillna(lines["revenue_code"])
    if not len(codes):
        return []
    line, link, claim = (SQL[table.name] for table in (tables.REMIT_LINES, tables.LINKS, tables.CLAIMS))
    code = sa.func.coalesce(line.c.submitted_procedure, line.c.procedure_code, line.c.revenue_code)
    query = (
        sa.select(claim.c.version_key)
        .distinct()
        .join(link, link.c.version_key == claim.c.version_key)
        .join(line, line.c.remit_key == link.c.event_key)
        .where(claim.c.kind == "institutional", code.in_(_values(codes)))
    )
    return list(connection.execute(query).scalars())


def _events_of_versions(connection: sa.Connection, versions: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Claims, chains, links, and the remits and statuses that answer them, with their children."""
    keys = sorted(versions)
    frames = {
        table.name: _read_by(connection, table, "version_key", keys)
        for table in (tables.CLAIMS, tables.CHAINS, tables.LINKS)
    }
    for table in (tables.REMITS, tables.STATUSES):
        frames[table.name] = _read_by(connection, table, table.key[0], frames["links"]["event_key"])
    for child in (tables.LINES, tables.OTHER_PAYERS, tables.REMIT_LINES, tables.ADJUSTMENTS, tables.REMARKS):
        parent = tables.PARENTS[child.name]
        (key,) = parent.key
        parents = frames[parent.name][key]
        found = read_frame_in(connection, child, Lookup(SQL[child.name].c[key], parents))
        frames[child.name] = in_order_of_parent(found, parents, key)
    return frames


def _read_by(connection: sa.Connection, table: Table, column: str, values: Iterable[str]) -> pd.DataFrame:
    found = read_frame_in(connection, table, Lookup(SQL[table.name].c[column], values))
    held = in_key_order(found, table.key[0])
    return held.sort_values("available_at", kind="stable", ignore_index=True)


def _values(held: "pd.Series[str]") -> list[str]:
    return sorted(held.dropna().unique())
