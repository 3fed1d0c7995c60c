"""Connections: one writer at a time, reads of one state, and addresses in any spelling."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from data import tables
from data.database import MissingDriverError, make_engine, reading
from data.sql_tables import SQL
from data.store import Store
from tests.unit.data.hand_made import claim, put


def test_a_read_sees_one_state_while_others_write(store: Store) -> None:
    count = sa.select(sa.func.count()).select_from(SQL["claims"])
    with reading(store.engine) as connection:
        assert connection.execute(count).scalar() == 0
        put(store, (tables.CLAIMS, [claim("c", 1, "C1")]))
        assert connection.execute(count).scalar() == 0
    with reading(store.engine) as connection:
        assert connection.execute(count).scalar() == 1


def test_sqlite_is_set_up_for_many_readers_and_true_references(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/not/there/yet.db")
    with engine.connect() as connection:
        pragmas = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert pragmas == ["wal", 1, 1]
    engine.dispose()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_any_spelling_of_postgresql_means_the_same_driver(scheme: str) -> None:
    assert make_engine(f"{scheme}://host/name").driver == "psycopg"


def test_a_missing_driver_is_said_in_words() -> None:
    with pytest.raises(MissingDriverError, match="postgres"):
        make_engine("postgresql+pg8000://host/name")
