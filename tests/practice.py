"""A small simulated practice, taken in and trained once per session, for tests that need a real model."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from data.home import Home
from data.ingest import ingest
from data.store import Store
from data.synthetic import simulate
from training.run import train_appeal, train_denial

CLAIMS = 6_000
SEED = 11


@dataclass(frozen=True, slots=True)
class Trained:
    """A home with promoted models, and the world it came from. Tests must not change either."""

    home: Home
    world: Path

    @property
    def unsent(self) -> list[Path]:
        """The world's 837 files that were not taken in."""
        return sorted((self.world / "next").rglob("*.837"))


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small practice's files."""
    folder = tmp_path_factory.mktemp("world")
    simulate(folder, claims=CLAIMS, seed=SEED)
    return folder


@pytest.fixture(scope="session")
def trained(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trained]:
    """The practice's sent files taken in, and both models trained and promoted."""
    home = Home(tmp_path_factory.mktemp("home"))
    store = Store.open(home.database_url)
    ingest(store, [world / "edi", *sorted(world.glob("*.csv"))])
    train_denial(home, store, by="test")
    train_appeal(home, store, by="test")
    yield Trained(home, world)
    store.close()
