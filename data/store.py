"""Everything an installation knows, in one database: SQLite by default, PostgreSQL by its URL."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data import tables
from data.claim_surroundings import read_surroundings
from data.database import make_engine, reading, writing
from data.errors import CleanClaimError, NotFoundError
from data.events import Events
from data.events_reading import read_claim_events, read_events
from data.migrations import migrate
from data.purge import Purged, hanging, left_alone, take_out
from data.records import Row
from data.relink import Relinked, Touched, relink
from data.relink_all import relink_all
from data.sql_tables import CHANGES, SQL, insert_rows
from data.tables import Table

_SHORTEST = 8
"""Characters of a file's id that may stand for the whole."""


class ShortIdError(CleanClaimError):
    """The beginning of a file's id that fits several files, or is too short to be told."""

    def __init__(self) -> None:
        super().__init__(f"Several files begin like this, or it is shorter than {_SHORTEST} characters.")


@dataclass(frozen=True, slots=True)
class Store:
    """The database of one installation; safe to share between threads."""

    engine: sa.Engine

    @classmethod
    def open(cls, url: str) -> "Store":
        """Opens the store, making its tables first, or migrating them and linking by the rules of now.

        Raises: NewerStoreError when a newer version of the program made it.
        """
        engine = make_engine(url)
        migrate(engine, after=relink_all)
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

    def surroundings(self, known: Events) -> Events:
        """Events of some claims (of `claim_events`) and of all others that their outcomes hang on."""
        with reading(self.engine) as connection:
            return read_surroundings(connection, known)

    def files(self) -> list[Row]:
        """One row of `tables.FILES` per file that came in, oldest first."""
        held = SQL[tables.FILES.name]
        with reading(self.engine) as connection:
            found = connection.execute(sa.select(held).order_by(held.c.received_at, held.c.file_sha256))
            return [dict(row) for row in found.mappings()]

    def mappings_used(self) -> dict[str, str | None]:
        """The sha256 of every file that came in, with that of the mapping it was read with."""
        files = SQL[tables.FILES.name]
        with reading(self.engine) as connection:
            found = connection.execute(sa.select(files.c.file_sha256, files.c.mapping_sha256))
            return {row.file_sha256: row.mapping_sha256 for row in found}

    def file_ids(self) -> set[str]:
        """The sha256 of every file that came in."""
        with reading(self.engine) as connection:
            return set(connection.execute(sa.select(SQL["files"].c.file_sha256)).scalars())

    def add(self, table: Table, rows: Iterable[Row]) -> None:
        """Adds rows of an operations table (`tables.OPERATIONS`); events come in by ingest."""
        self.add_together((table, rows))

    def add_together(self, *parts: tuple[Table, Iterable[Row]]) -> None:
        """Adds rows of several operations tables in one transaction."""
        with writing(self.engine, alone=False) as connection:
            for table, rows in parts:
                insert_rows(connection, table, rows)

    def rows(self, table: Table, **equals: Any) -> list[Row]:
        """Rows whose columns equal the given values, in order of key."""
        made = SQL[table.name]
        query = sa.select(made).order_by(*(made.c[name] for name in table.key))
        for name, value in equals.items():
            query = query.where(made.c[name] == value)
        with reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def purge(self, file_id: str) -> Purged:
        """Takes out a file with all that it alone told, and links again what that touched.

        Args:
            file_id: the sha256 of its bytes, or the first eight or more characters of it.

        Raises: NotFoundError when no such file came in; ShortIdError when several did.
        """
        with self.changing() as connection:
            file = _file(connection, file_id.lower())
            touched, before = Touched(), hanging(connection, file)
            out = take_out(connection, file, touched)
            relinked = Relinked(removed=out.untied) + relink(connection, touched)
            return Purged(file, out.removed, out.handed_over, relinked, *left_alone(connection, before))


def _file(connection: sa.Connection, file_id: str) -> Row:
    files = SQL[tables.FILES.name]
    begins = files.c.file_sha256.startswith(file_id, autoescape=True)
    found = connection.execute(sa.select(files).where(begins).limit(2)).mappings().all()
    if not found:
        raise NotFoundError("file")
    if len(found) > 1 or len(file_id) < _SHORTEST:
        raise ShortIdError
    return dict(found[0])
