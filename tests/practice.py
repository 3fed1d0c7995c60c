"""A small simulated practice, taken in and trained once per session, for tests that need a real model.

Processes that share the work of one session share the practice too: the first that asks makes it.
"""

import fcntl
import os
import shutil
from collections.abc import Callable
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
    """A home with promoted models, and the world it came from. Tests must not change either.

    `made_in` is where the home stood when its models were trained: MLflow goes on keeping artifacts there.
    """

    home: Home
    world: Path
    made_in: Path

    @property
    def unsent(self) -> list[Path]:
        """The world's 837 files that were not taken in."""
        return sorted((self.world / "next").rglob("*.837"))


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small practice's files."""
    return _made_once(tmp_path_factory, "world", lambda folder: simulate(folder, claims=CLAIMS, seed=SEED))


@pytest.fixture(scope="session")
def trained(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """The practice's sent files taken in, and both models trained and promoted; a copy for each process."""
    made = _made_once(tmp_path_factory, "home", lambda folder: _train(Home(folder), world))
    own = tmp_path_factory.mktemp("own") / "home"
    shutil.copytree(made, own)
    return Trained(Home(own), world, made)


def _train(home: Home, world: Path) -> None:
    store = Store.open(home.make().database_url)
    ingest(store, [world / "edi", *sorted(world.glob("*.csv"))])
    train_denial(home, store, by="test")
    train_appeal(home, store, by="test")
    store.close()


def _made_once(places: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The session's folder of this name, made by the first process that asks; the others wait for it."""
    base = places.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = shared / "shared" / name, shared / "shared" / f"{name}.done"
    folder.parent.mkdir(exist_ok=True)
    with (shared / "shared" / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)  # what a process left that failed
            make(folder)
            done.touch()
    return folder
