"""Chains are told twice: their files taken in as they came, and backwards."""

from collections.abc import Callable, Collection
from typing import Any, TypeAlias

import pytest

from data.ingest import ingest_bytes
from data.store import Store
from tests.chains.kit import File, Told

Tell: TypeAlias = Callable[..., Told]


@pytest.fixture(params=["as they came", "backwards"])
def tell(request: pytest.FixtureRequest, sqlite_store: Store) -> Tell:
    """Takes in files one by one, none of them with anything lost, and gives what they say."""
    return _teller(sqlite_store, request.param)


@pytest.fixture(params=["as they came", "backwards"])
def tell_both(request: pytest.FixtureRequest, store: Store) -> Tell:
    """As `tell`, on each kind of database."""
    return _teller(store, request.param)


def _teller(store: Store, order: Any) -> Tell:
    def told(*files: File, odd: Collection[str] = ()) -> Told:
        """`odd` are the codes of what is meant to be told of some file."""
        for file in files if order == "as they came" else reversed(files):
            report = ingest_bytes(store, file.name, file.data)
            assert report.error is None
            assert report.seen == report.kept
            assert {problem.code for problem in report.problems} <= {*odd}
        return Told(store.events())

    return told
