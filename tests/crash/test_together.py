"""Two ingests at once, an ingest beside readers and beside a purge: nothing is doubled, lost or half seen."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import tables
from data.database import writing
from data.ingest import ingest
from data.sql_tables import SQL, insert_rows
from data.store import Store
from tests.crash.conftest import Contents
from tests.crash.ingests import contents, pause_between_transactions, sha256_of, start, url_of
from tests.unit.data.hand_made import DAY_ONE, claim

WAITS_SECONDS = 0.4  # long enough for a thread that would not wait to be through


def test_two_ingests_at_once_keep_every_record_once(
    store: Store, practice: list[Path], undisturbed: Callable[[Sequence[Path]], Contents]
) -> None:
    # One from each end: they meet in the middle, and each finds half of the files held already.
    orders = (practice, practice[::-1])
    running = [start(url_of(store), order, before=pause_between_transactions) for order in orders]
    for each in running:
        each.has_begun()
    kept = [each.kept() for each in running]
    assert contents(store) == (complete := undisturbed(practice))
    assert sum(kept) == sum(int(str(row["kept"])) for row in complete["files"])
    assert min(kept) > 0


def test_claims_and_their_remits_brought_at_once_are_tied_together(
    store: Store, practice: list[Path], undisturbed: Callable[[Sequence[Path]], Contents]
) -> None:
    kinds = {kind: [path for path in practice if path.parent.name == kind] for kind in ("837", "835")}
    running = [start(url_of(store), paths) for paths in kinds.values()]
    for each in running:
        each.has_begun()
    for each in running:
        each.kept()
    assert contents(store) == undisturbed([*kinds["837"], *kinds["835"]])


def test_a_reader_beside_an_ingest_sees_whole_files_with_their_links(
    store: Store, practice: list[Path], undisturbed: Callable[[Sequence[Path]], Contents]
) -> None:
    running = start(url_of(store), practice, before=pause_between_transactions)
    running.has_begun()
    read = []
    while running.process.is_alive():
        read.append(store.events())
    running.kept()
    # Compared only now: what is asked for meanwhile would keep a slow reader from seeing the next state.
    seen: dict[frozenset[str], Contents] = {}
    for frames in read:
        files = frozenset((*frames.claims["file_sha256"], *frames.remits["file_sha256"]))
        if files not in seen:
            seen[files] = undisturbed([path for path in practice if sha256_of(path) in files])
        for name in ("claims", "lines", "remits", "adjustments", "chains", "links"):
            assert len(getattr(frames, name)) == len(seen[files][name]), name
        ties = {(row["event_key"], row["version_key"]) for row in seen[files]["links"]}
        assert {*zip(frames.links["event_key"], frames.links["version_key"], strict=True)} == ties
    assert len(seen) > 1


def test_a_purge_beside_an_ingest_takes_out_its_file_alone(
    store: Store, practice: list[Path], undisturbed: Callable[[Sequence[Path]], Contents]
) -> None:
    wrong = [path for path in practice if path.name in {"05", "06", "07"}]
    ingest(store, wrong)
    rest = [path for path in practice if path not in wrong]
    running = start(url_of(store), rest)
    running.has_begun()
    for path in wrong:
        store.purge(sha256_of(path))
    running.kept()
    assert contents(store) == undisturbed(rest)


def test_a_write_begins_where_the_one_before_it_ended(store: Store) -> None:
    # Fails without SQLite's BEGIN IMMEDIATE and without PostgreSQL's advisory lock.
    count = sa.select(sa.func.count()).select_from(SQL["claims"])
    found: list[int | None] = []

    def write_second() -> None:
        with writing(store.engine) as connection:
            found.append(connection.execute(count).scalar())
            insert_rows(connection, tables.CLAIMS, [claim("b", 1, "C2")])

    second = threading.Thread(target=write_second)
    with writing(store.engine) as connection:
        insert_rows(connection, tables.CLAIMS, [claim("a", 1, "C1")])
        second.start()
        second.join(WAITS_SECONDS)
    second.join()
    assert found == [1]
    assert len(store.rows(tables.CLAIMS)) == 2


def test_a_score_is_noted_while_an_ingest_is_writing(postgres_store: Store) -> None:
    # SQLite has one writer: there a score waits for the transaction to end.
    row = {"feedback": "1", "claim_id": "C1", "verdict": "fixed", "by": "me", "given_at": DAY_ONE}
    beside = threading.Thread(target=postgres_store.add, args=(tables.FEEDBACK, [row]))
    with postgres_store.changing():
        beside.start()
        beside.join(30 * WAITS_SECONDS)
        assert not beside.is_alive()
    beside.join()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_processes_that_open_a_new_store_at_once_make_its_tables_once(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, practice: list[Path]
) -> None:
    new = f"sqlite:///{tmp_path}/new.db"
    url = new if kind == "sqlite" else request.getfixturevalue("empty_postgres")
    running = [start(url, practice[:1]) for _ in range(3)]
    for each in running:
        each.has_begun()
    assert sorted(each.kept() > 0 for each in running) == [False, False, True]
