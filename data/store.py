"""Everything an installation knows, in one database: SQLite by default, PostgreSQL by its URL."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data import tables
from data.database import make_engine, reading, writing
from data.errors import NotFoundError
from data.events import Events
from data.events_reading import read_claim_events, read_events
from data.migrations import migrate
from data.records import Row
from data.relink import Relinked, Touched, relink
from data.sql_frames import in_order_of_key
from data.sql_tables import CHANGES, SQL, delete_where_in, insert_rows
from data.tables import Table

_SOURCED = tuple(table for table in tables.EVENTS if "file_sha256" in table.names)
"""Tables whose rows say which file they came in."""

_CONTENT_KEYED = ("coverages", "authorizations", "appeals", "claims")
"""Types of files whose rows are known by their content, whichever file brings them first."""


@dataclass(frozen=True, slots=True)
class Purged:
    """What taking a file out changed.

    `removed` counts rows by table; `told_again_in` are files of its type that came with rows held already, of
    which some may be gone now: purging and ingesting those brings them back.
    """

    file: Row
    removed: dict[str, int]
    relinked: Relinked
    told_again_in: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The answer of `files purge --json`."""
        return {
            "id": self.file["file_sha256"],
            "file": self.file["name"],
            "type": self.file["type"],
            "removed": {name: count for name, count in self.removed.items() if count},
            "links": asdict(self.relinked),
            "told_again_in": list(self.told_again_in),
        }


@dataclass(frozen=True, slots=True)
class Store:
    """The database of one installation; safe to share between threads."""

    engine: sa.Engine

    @classmethod
    def open(cls, url: str) -> "Store":
        """Opens the store, making or migrating its tables first.

        Raises: NewerStoreError when a newer version of the program made it.
        """
        engine = make_engine(url)
        migrate(engine)
        return cls(engine)

    def close(self) -> None:
        """Lets go of all connections; the store opens new ones when used again."""
        self.engine.dispose()

    @contextmanager
    def changing(self) -> Iterator[sa.Connection]:
        """A transaction that changes events or links: the watermark moves with it."""
        with writing(self.engine) as connection:
            connection.execute(sa.update(CHANGES).values(count=CHANGES.c.count + 1))
            yield connection

    def watermark(self) -> int:
        """A number that has grown whenever events or links were added or removed."""
        with reading(self.engine) as connection:
            return int(connection.execute(sa.select(CHANGES.c.count)).scalar_one())

    def events(self, before: datetime | None = None) -> Events:
        """All that is known, or was known strictly before a moment.

        Rows are in order of availability (appeals: of filing), then of key; children in their parents'
        order, then their own.
        """
        with reading(self.engine) as connection:
            return read_events(connection, before)

    def claim_events(self, claim_id: str) -> Events:
        """What is known of the chains that a claim number belongs to, as `events` gives it.

        With the appeals of these claims, and the coverages and authorizations of their members. Without
        such a claim, the remits and statuses that name it; empty when there is nothing.
        """
        with reading(self.engine) as connection:
            return read_claim_events(connection, claim_id)

    def files(self) -> list[Row]:
        """One row of `tables.FILES` per file that came in, oldest first."""
        held = SQL[tables.FILES.name]
        with reading(self.engine) as connection:
            found = connection.execute(sa.select(held).order_by(held.c.received_at, held.c.file_sha256))
            return [dict(row) for row in found.mappings()]

    def file_ids(self) -> set[str]:
        """The sha256 of every file that came in."""
        with reading(self.engine) as connection:
            return set(connection.execute(sa.select(SQL["files"].c.file_sha256)).scalars())

    def unlinked_remits(self) -> list[str]:
        """Keys of remits that are tied to no claim, in order of key."""
        remits, links = SQL["remits"], SQL["links"]
        query = (
            sa.select(remits.c.remit_key)
            .join(links, links.c.event_key == remits.c.remit_key, isouter=True)
            .where(links.c.event_key.is_(None))
            .order_by(*in_order_of_key(tables.REMITS))
        )
        with reading(self.engine) as connection:
            return list(connection.execute(query).scalars())

    def add(self, table: Table, rows: Iterable[Row]) -> None:
        """Adds rows of an operations table (`tables.OPERATIONS`); events come in by ingest."""
        with writing(self.engine) as connection:
            insert_rows(connection, table, rows)

    def rows(self, table: Table, **equals: Any) -> list[Row]:
        """Rows whose columns equal the given values, in order of key."""
        made = SQL[table.name]
        query = sa.select(made).order_by(*(made.c[name] for name in table.key))
        for name, value in equals.items():
            query = query.where(made.c[name] == value)
        with reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def purge(self, file_sha256: str) -> Purged:
        """Takes out a file with all its rows, and links again what they touched.

        A row that also stood in another file goes as well, for it is held once: see `Purged.told_again_in`.
        Raises: NotFoundError when no such file came in.
        """
        with self.changing() as connection:
            files = SQL[tables.FILES.name]
            query = sa.select(files).where(files.c.file_sha256 == file_sha256)
            found = connection.execute(query).mappings().first()
            if found is None:
                raise NotFoundError("file")
            touched = _touched_by(connection, file_sha256)
            removed = _remove(connection, file_sha256)
            again = _with_held_rows(connection, found["type"]) if found["type"] in _CONTENT_KEYED else ()
            return Purged(dict(found), removed, relink(connection, touched), again)


def _touched_by(connection: sa.Connection, file_sha256: str) -> Touched:
    touched = Touched()
    for table in (tables.CLAIMS, tables.REMITS, tables.STATUSES):
        made = SQL[table.name]
        found = connection.execute(sa.select(made).where(made.c.file_sha256 == file_sha256)).mappings()
        touched.add(table, (dict(row) for row in found))
    return touched


def _remove(connection: sa.Connection, file_sha256: str) -> dict[str, int]:
    """Removes a file's rows (children go with their parents) and the links that hung on them."""
    for derived, column, event, key in (
        ("chains", "version_key", "claims", "version_key"),
        ("links", "event_key", "remits", "remit_key"),
        ("links", "event_key", "statuses", "status_key"),
    ):
        made = SQL[event]
        keys = sa.select(made.c[key]).where(made.c.file_sha256 == file_sha256)
        connection.execute(sa.delete(SQL[derived]).where(SQL[derived].c[column].in_(keys)))
    removed = {}
    for table in (*_SOURCED, tables.FILES):
        removed[table.name] = delete_where_in(connection, SQL[table.name].c.file_sha256, [file_sha256])
    return removed


def _with_held_rows(connection: sa.Connection, kind: str) -> tuple[str, ...]:
    files = SQL[tables.FILES.name]
    query = (
        sa.select(files.c.file_sha256)
        .where(files.c.type == kind, files.c.already_held > 0)
        .order_by(files.c.file_sha256)
    )
    return tuple(connection.execute(query).scalars())
