"""The store's schema over time.

`versions/` holds one literal step per change. After changing `data/tables/`, write the next step with
`uv run python -c "from data.migrations import draft; draft('what changed')"`, read it, and raise `HEAD`.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from data.database import make_engine, reading, writing
from data.errors import CleanClaimError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0004"
"""The newest revision, said here so that opening a current store needs no alembic."""


_FOLDER = Path(__file__).parent


class NewerStoreError(CleanClaimError):
    """The store was made by a newer version of the program."""

    def __init__(self) -> None:
        super().__init__("This database was made by a newer version of CleanClaim: install that version.")


def migrate(engine: sa.Engine, after: Callable[[sa.Connection], None] | None = None) -> None:
    """Brings a store, or an empty database, to the newest schema; one process at a time.

    `after` is called in the same transaction when there was an older store: its rules may be older too.
    Raises: NewerStoreError when its revision is not known here, DatabaseDownError.
    """
    with reading(engine) as connection:
        if revision_of(connection) == HEAD:
            return
    with writing(engine) as connection:
        before = revision_of(connection)
        if before != HEAD:
            _upgrade(connection)
        if after is not None and before not in (None, HEAD):
            after(connection)


def revision_of(connection: sa.Connection) -> str | None:
    """The schema revision of a database; None when it is empty."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def _upgrade(connection: sa.Connection) -> None:
    # alembic takes a quarter of a second to import, and a store is nearly always current
    from alembic import command, util  # noqa: PLC0415

    try:
        command.upgrade(_config(connection), "head")
    except util.CommandError as error:
        raise NewerStoreError from error


def _config(connection: sa.Connection, folder: Path = _FOLDER) -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def draft(message: str, folder: Path = _FOLDER) -> None:
    """Writes the step from the newest revision to what `data/tables/` says now, to be read by a person."""
    from alembic import command  # noqa: PLC0415 - as above

    with tempfile.TemporaryDirectory() as scratch:
        engine = make_engine(f"sqlite:///{scratch}/draft.db")
        migrate(engine)
        with writing(engine) as connection:
            command.revision(
                _config(connection, folder), message, autogenerate=True, rev_id=f"{int(HEAD) + 1:04d}"
            )
        engine.dispose()
