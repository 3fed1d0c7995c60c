"""The schema that the steps build is the one that the canonical tables declare."""

import shutil
import warnings
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from data import migrations
from data.database import make_engine
from data.migrations import HEAD, NewerStoreError, migrate
from data.sql_tables import METADATA
from data.store import Store


def test_the_steps_lead_to_exactly_the_declared_tables(store: Store) -> None:
    with store.engine.connect() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # indexes on expressions cannot be reflected: see the next test
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_every_declared_index_is_there(store: Store) -> None:
    listing = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'ix%'",
        "postgresql": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexname LIKE 'ix%'",
    }
    with store.engine.connect() as connection:
        held = set(connection.execute(sa.text(listing[store.engine.dialect.name])).scalars())
    assert held == {index.name for table in METADATA.tables.values() for index in table.indexes}


def test_looking_up_a_claim_number_uses_the_index_on_its_stem(sqlite_store: Store) -> None:
    from data.sql_tables import SQL, stem_of

    for name in ("claims", "remits", "statuses"):
        query = sa.select(SQL[name]).where(stem_of(SQL[name]).in_(["A", "B"]))
        text = str(query.compile(sqlite_store.engine, compile_kwargs={"literal_binds": True}))
        with sqlite_store.engine.connect() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}").fetchall()
        assert f"ix_{name}_stem" in str(plan)


def test_text_compares_by_bytes_whatever_the_language_of_the_database(store: Store) -> None:
    if store.engine.dialect.name == "sqlite":
        query = "SELECT sql FROM sqlite_master WHERE sql LIKE '%COLLATE%'"  # its own way is by bytes
        wanted: set[str] = set()
    else:
        query = (
            "SELECT DISTINCT collation_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND data_type = 'text'"
        )
        wanted = {"C"}
    with store.engine.connect() as connection:
        assert set(connection.execute(sa.text(query)).scalars()) == wanted


def test_the_newest_step_is_the_one_that_opening_a_store_looks_for() -> None:
    folder = str(Path(migrations.__file__).parent)
    assert ScriptDirectory(folder).get_heads() == [HEAD]


def test_opening_a_current_store_again_changes_nothing(store_url: str) -> None:
    Store.open(store_url).close()
    store = Store.open(store_url)
    assert store.watermark() == 0
    store.close()


def test_a_store_of_a_newer_program_is_refused_in_words(sqlite_store: Store) -> None:
    with sqlite_store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerStoreError):
        migrate(sqlite_store.engine)


def test_a_draft_of_the_next_step_is_empty_while_the_tables_are_current(tmp_path: Path) -> None:
    folder = shutil.copytree(Path(migrations.__file__).parent, tmp_path / "migrations")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # indexes on expressions, as above
        migrations.draft("Nothing new", folder)
    (step,) = folder.glob("versions/*_nothing_new.py")
    assert step.read_text().endswith("pass\n    # ### end Alembic commands ###\n")


def test_a_failed_migration_leaves_an_empty_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/x.db")
    monkeypatch.setattr(migrations, "revision_of", lambda _connection: None)

    def upgrade_and_die(connection: sa.Connection) -> None:
        connection.execute(sa.text("CREATE TABLE half (done INTEGER)"))
        raise KeyboardInterrupt

    monkeypatch.setattr(migrations, "_upgrade", upgrade_and_die)
    with pytest.raises(KeyboardInterrupt):
        migrate(engine)
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()
