"""Taking a file out of the store: its rows, what hung on them, and nothing that another file told too."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from data import tables
from data.records import Row
from data.relink import TOUCHING, Relinked, Touched
from data.relink_reading import any_of
from data.sql_tables import SQL, delete_where_in
from data.tables import Table
from data.told_again import forget, hand_over

_SOURCED = tuple(table for table in tables.EVENTS if "file_sha256" in table.names)
"""Tables whose rows say which file they came in."""

_ANSWERS = (tables.REMITS, tables.STATUSES, tables.PROVIDER_ADJUSTMENTS)

_DERIVED = (
    ("chains", "version_key", tables.CLAIMS),
    *(("links", "event_key", table) for table in _ANSWERS),
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
class Hanging:
    """What hangs on a file: `versions` of other files that it answers, `events` of others that answer it."""

    versions: frozenset[str]
    events: frozenset[str]


@dataclass(frozen=True, slots=True)
class Purged:
    """What taking a file out changed; see `TakenOut`.

    `unanswered` counts claim versions of other files that nothing answers any more, `untied` remits, statuses
    and takebacks of other files that are tied to no claim any more.
    """

    file: Row
    removed: Mapping[str, int]
    handed_over: int
    relinked: Relinked
    unanswered: int = 0
    untied: int = 0

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
            "claims_without_answer": self.unanswered,
            "answers_without_claim": self.untied,
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


def hanging(connection: sa.Connection, file: Row) -> Hanging:
    """What other files' claims and answers would lose if a file were taken out."""
    file_sha256, links = str(file["file_sha256"]), SQL[tables.LINKS.name]
    own = _keys(tables.CLAIMS, file_sha256)
    answers = sa.union_all(*(_keys(event, file_sha256) for event in _ANSWERS))
    versions = sa.select(links.c.version_key).where(
        links.c.event_key.in_(answers), links.c.version_key.not_in(own)
    )
    events = sa.select(links.c.event_key).where(
        links.c.version_key.in_(own), links.c.event_key.not_in(answers)
    )
    return Hanging(*(frozenset(connection.execute(query).scalars()) for query in (versions, events)))


def left_alone(connection: sa.Connection, before: Hanging) -> tuple[int, int]:
    """How many of these versions nothing answers now, and how many of these events are tied to nothing."""
    links = SQL[tables.LINKS.name].c
    held = ((links.version_key, before.versions), (links.event_key, before.events))
    queries = (sa.select(column).where(any_of(connection, column, keys)) for column, keys in held)
    tied = [set(connection.execute(query).scalars()) for query in queries]
    return len(before.versions - tied[0]), len(before.events - tied[1])


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
