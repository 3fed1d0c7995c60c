"""Taking a file out of the store: its rows, what hung on them, and nothing that another file told too."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from data import tables
from data.records import Row
from data.relink import TOUCHING, Relinked, Touched
from data.sql_tables import SQL, delete_where_in
from data.tables import Table
from data.told_again import forget, hand_over

_SOURCED = tuple(table for table in tables.EVENTS if "file_sha256" in table.names)
"""Tables whose rows say which file they came in."""

_DERIVED = (
    ("chains", "version_key", tables.CLAIMS),
    ("links", "event_key", tables.REMITS),
    ("links", "event_key", tables.STATUSES),
    ("links", "event_key", tables.PROVIDER_ADJUSTMENTS),
)


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What went with a file.

    `removed` counts rows by table, `untied` the chains and links that hung on them; `handed_over` counts
    rows that stay because another file told them too.
    """

    removed: Mapping[str, int]
    untied: int
    handed_over: int


@dataclass(frozen=True, slots=True)
class Purged:
    """What taking a file out changed; see `TakenOut`."""

    file: Row
    removed: Mapping[str, int]
    handed_over: int
    relinked: Relinked

    def as_json(self) -> dict[str, object]:
        """The answer of `files purge --json`."""
        links = self.relinked
        return {
            "id": self.file["file_sha256"],
            "file": self.file["name"],
            "type": self.file["type"],
            "removed": {name: count for name, count in self.removed.items() if count},
            "handed_over": self.handed_over,
            "links": {"added": links.added, "removed": links.removed, "changed": links.changed},
        }


def take_out(connection: sa.Connection, file: Row, touched: Touched) -> TakenOut:
    """Removes a row of `tables.FILES` and all that came with it; `touched` is to be linked again then."""
    file_sha256 = str(file["file_sha256"])
    moved = hand_over(connection, file)
    if moved:
        touched.add(_table_of(file), moved)
    for table in TOUCHING:
        touched.add(table, _rows(connection, table, file_sha256))
    untied = sum(_untie(connection, *derived, file_sha256) for derived in _DERIVED)
    removed = {name: count for name, count in _children(connection, file_sha256).items() if count}
    for table in (*_SOURCED, tables.FILES):
        removed[table.name] = delete_where_in(connection, SQL[table.name].c.file_sha256, [file_sha256])
    forget(connection, file_sha256)
    return TakenOut(removed, untied, len(moved))


def _table_of(file: Row) -> Table:
    return next(table for table in tables.EVENTS if table.name == file["type"])


def _rows(connection: sa.Connection, table: Table, file_sha256: str) -> list[Row]:
    made = SQL[table.name]
    found = connection.execute(sa.select(made).where(made.c.file_sha256 == file_sha256)).mappings()
    return [dict(row) for row in found]


def _keys(table: Table, file_sha256: str) -> sa.Select[tuple[str]]:
    made = SQL[table.name]
    (key,) = table.key
    return sa.select(made.c[key]).where(made.c.file_sha256 == file_sha256)


def _untie(connection: sa.Connection, derived: str, column: str, event: Table, file_sha256: str) -> int:
    made = SQL[derived]
    return connection.execute(sa.delete(made).where(made.c[column].in_(_keys(event, file_sha256)))).rowcount


def _children(connection: sa.Connection, file_sha256: str) -> dict[str, int]:
    """How many rows go with their parents."""
    counts = {}
    for name, parent in tables.PARENTS.items():
        (key,) = parent.key
        query = sa.select(sa.func.count()).where(SQL[name].c[key].in_(_keys(parent, file_sha256)))
        counts[name] = int(connection.execute(query).scalar_one())
    return counts
