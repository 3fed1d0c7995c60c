"""A database that fills up, can only be read, or goes away: said in words, and nothing is half written."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data import ingest as ingest_module
from data import ingest_writing, tables
from data.database import DatabaseDownError, writing
from data.ingest import ingest
from data.sql_tables import insert_rows
from data.store import Store
from tests.cli.command import cleanclaim
from tests.crash.conftest import Check, Contents
from tests.crash.ingests import contents, url_of
from tests.unit.data.hand_made import claim


@pytest.fixture(autouse=True)
def small_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest_module, "_FILES_AT_ONCE", 4)
    monkeypatch.setattr(ingest_module, "_ROWS_AT_ONCE", 100)


@pytest.fixture
def completes(
    practice: list[Path], check_whole: Check, undisturbed: Callable[[Sequence[Path]], Contents]
) -> Callable[[Store], None]:
    """Asserts that a store holds some files whole and, when it works again, takes in the rest."""

    def check(store: Store) -> None:
        assert 0 < check_whole(store) < len(practice)
        again = Store.open(url_of(store))
        assert not ingest(again, practice).refused_some
        assert contents(again) == undisturbed(practice)
        again.close()

    return check


def test_a_full_disk_is_said_and_what_fitted_stays(
    sqlite_store: Store, practice: list[Path], completes: Callable[[Store], None]
) -> None:
    with sqlite_store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    with (
        prepared(sqlite_store, f"PRAGMA max_page_count={pages + 20}") as narrow,
        pytest.raises(DatabaseDownError, match="disk is full"),
    ):
        ingest(narrow, practice)
    completes(sqlite_store)


def test_a_database_that_becomes_read_only_is_said(
    store: Store, practice: list[Path], completes: Callable[[Store], None]
) -> None:
    on_sqlite = store.engine.dialect.name == "sqlite"
    ingest(store, practice[:8])
    forbid = "PRAGMA query_only=ON" if on_sqlite else "SET default_transaction_read_only = on"
    with prepared(store, forbid) as narrow, pytest.raises(DatabaseDownError, match="only be read"):
        ingest(narrow, practice)
    completes(store)


@pytest.mark.parametrize("name", ["insert_rows", "relink"])
def test_a_connection_that_is_lost_in_a_transaction_is_said(
    name: str,
    postgres_store: Store,
    practice: list[Path],
    completes: Callable[[Store], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = iter(range(1_000))
    end = sa.text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    other = sa.create_engine(postgres_store.engine.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    step = getattr(ingest_writing, name)

    def losing(*args: Any) -> Any:
        if next(calls) == {"insert_rows": 2 * 18 + 6, "relink": 2}[name]:  # before the remits, or their links
            with other.connect() as helper:
                helper.execute(end)
        return step(*args)

    monkeypatch.setattr(ingest_writing, name, losing)
    with pytest.raises(DatabaseDownError, match="connection"):
        ingest(postgres_store, practice)
    monkeypatch.undo()
    completes(postgres_store)


def test_a_server_that_is_not_there_is_said() -> None:
    with pytest.raises(DatabaseDownError, match="cannot be reached"):
        Store.open("postgresql://nobody@127.0.0.1:1/nowhere")


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"not a database" * 100)
    with pytest.raises(DatabaseDownError, match="no database"):
        Store.open(f"sqlite:///{tmp_path}/x.db")


def test_the_command_line_says_it_and_is_not_ready(tmp_path: Path, practice: list[Path]) -> None:
    (tmp_path / "cleanclaim.db").write_bytes(b"not a database" * 100)
    ran = cleanclaim(tmp_path, "ingest", practice[0])
    assert ran.code == 5
    assert "no database" in ran.stderr


def test_an_error_of_the_database_quotes_no_value(store: Store) -> None:
    row = claim("MARKED", 1, "MARK1", member_id="MARK2")
    with pytest.raises(sa.exc.IntegrityError) as told, writing(store.engine) as connection:
        insert_rows(connection, tables.CLAIMS, [row, row])
    assert not re.search("MARK", str(told.value))
    with pytest.raises(sa.exc.IntegrityError) as told, writing(store.engine) as connection:
        insert_rows(connection, tables.CLAIMS, [{**row, "kind": None}])
    assert not re.search("MARK", str(told.value))


@contextmanager
def prepared(store: Store, statement: str) -> Iterator[Store]:
    """The same database by connections that run a statement first."""
    narrow = Store.open(url_of(store))

    def prepare(connection: Any, _record: object) -> None:
        connection.execute(statement)
        connection.commit()

    sa.event.listen(narrow.engine, "connect", prepare)
    narrow.close()
    yield narrow
    narrow.close()
