"""A practice's files, and what a store holds that took in some of them undisturbed."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from data.ingest import ingest
from data.records import Row
from data.store import Store
from tests.crash.ingests import contents, held_among, write_practice
from tests.databases import copied

Contents = dict[str, list[Row]]
Check = Callable[[Store], int]


@pytest.fixture
def postgres_store(empty_postgres: str) -> Iterator[Store]:
    """An empty store on PostgreSQL alone, for what SQLite cannot do."""
    opened = Store.open(empty_postgres)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def practice(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The files in order of name."""
    return write_practice(tmp_path_factory.mktemp("practice"))


@pytest.fixture(scope="session")
def undisturbed(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Sequence[Path]], Contents]:
    """What a store holds that took in these files and no others, one after the other."""

    def of(paths: Sequence[Path]) -> Contents:
        store = Store.open(copied(sqlite_template, tmp_path_factory))
        ingest(store, paths)
        held = contents(store)
        store.close()
        return held

    return of


@pytest.fixture(scope="session")
def check_whole(practice: list[Path], undisturbed: Callable[[Sequence[Path]], Contents]) -> Check:
    """Asserts that a store holds all of some files, linked, and nothing of the others; says how many."""

    def check(store: Store) -> int:
        held = held_among(store, practice)
        assert contents(store) == undisturbed(held)
        return len(held)

    return check
