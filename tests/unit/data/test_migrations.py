"""The schema that the steps build is the one that the canonical tables declare."""

import shutil
import warnings
from datetime import date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from data import migrations, tables
from data.database import make_engine, writing
from data.migrations import HEAD, NewerStoreError, migrate
from data.sql_tables import METADATA
from data.store import Store
from tests.unit.data.hand_made import DAY_ONE


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


def plan(store: Store, query: sa.Select) -> str:
    text = str(query.compile(store.engine, compile_kwargs={"literal_binds": True}))
    with store.engine.connect() as connection:
        return str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}").fetchall())


def test_looking_up_a_claim_number_uses_the_index_on_its_plain_form(sqlite_store: Store) -> None:
    from data.relink_reading import any_of
    from data.sql_tables import SQL, plain_of

    with sqlite_store.engine.connect() as connection:
        for name in ("claims", "remits", "statuses"):
            found = any_of(connection, plain_of(SQL[name]), ["A", "B"])
            assert f"ix_{name}_plain" in plan(sqlite_store, sa.select(SQL[name]).where(found))


def test_looking_up_a_cut_claim_number_uses_the_index_on_its_beginning(sqlite_store: Store) -> None:
    from data.relink_reading import any_of
    from data.sql_tables import SQL, beginning_of, is_long

    with sqlite_store.engine.connect() as connection:
        found = any_of(connection, beginning_of(SQL["claims"]), ["A", "B"])
        query = sa.select(SQL["claims"]).where(found, is_long(SQL["claims"]))
        assert "ix_claims_beginning" in plan(sqlite_store, query)


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


def schema_of(engine: sa.Engine) -> dict[str, object]:
    """Every table's columns, keys, references and indexes as the database tells them."""
    held = sa.inspect(engine)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # indexes on expressions cannot be reflected: see above
        return {
            name: (
                [(c["name"], str(c["type"]), c["nullable"]) for c in held.get_columns(name)],
                held.get_pk_constraint(name)["constrained_columns"],
                [
                    (f["constrained_columns"], f["referred_table"], f["options"])
                    for f in held.get_foreign_keys(name)
                ],
                sorted((str(i["name"]), i["column_names"]) for i in held.get_indexes(name)),
            )
            for name in held.get_table_names()
        }


_SAMPLES: dict[type, object] = {
    str: "1",
    int: 1,
    float: 1.5,
    date: date(2026, 1, 1),
    datetime: DAY_ONE,
}


def put_a_row_in_each_table(connection: sa.Connection) -> dict[str, sa.RowMapping]:
    """One row of ones per table, parents first; returns them as they are read again."""
    held = sa.MetaData()
    held.reflect(connection)
    rows = {}
    for table in held.sorted_tables:
        if table.name not in ("alembic_version", "changes"):
            row = {c.name: _SAMPLES[c.type.python_type] for c in table.columns}
            connection.execute(sa.insert(table).values(row))
            rows[table.name] = connection.execute(sa.select(table)).mappings().one()
    return rows


_FILLED = {"promotions": {"champion_sha256": "1"}}
"""What a step works out for rows of before it."""


def test_an_old_store_with_data_becomes_what_a_new_store_is(
    store: Store, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    on_sqlite = store.engine.dialect.name == "sqlite"
    url = f"sqlite:///{tmp_path}/old.db" if on_sqlite else request.getfixturevalue("empty_postgres")
    engine = make_engine(url)
    with writing(engine) as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as above
        upgrade_to(connection, "0001")
        before = put_a_row_in_each_table(connection)
    engine.dispose()

    old = Store.open(url)
    assert schema_of(old.engine) == schema_of(store.engine)
    for table in (*tables.EVENTS, *tables.OPERATIONS):
        new = {**dict.fromkeys(table.names), **_FILLED.get(table.name, {})}
        kept = [{**new, **before[table.name]}] if table.name in before else []
        assert old.rows(table) == kept
    assert old.events().claims["content_key"].isna().all()
    # Chains and links are the rules' of now, whatever those of then had written.
    assert [(row["version_key"], row["rule"]) for row in old.rows(tables.CHAINS)] == [("1", "first")]
    assert {row["version_key"] for row in old.rows(tables.LINKS)} == {"1"}
    assert "1" not in {row["rule"] for row in old.rows(tables.LINKS)}
    old.close()


def upgrade_to(connection: sa.Connection, revision: str) -> None:
    from alembic import command

    command.upgrade(migrations._config(connection), revision)
