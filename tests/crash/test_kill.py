"""An ingest that is killed leaves all of a file or nothing of it, and the next one completes what is missing.

`CLEANCLAIM_KILLS` says how many random kills a test makes on each kind of database.
"""

import os
import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from data.errors import NotFoundError
from data.store import Store
from tests.crash.conftest import Check, Contents
from tests.crash.ingests import contents, die_at, sha256_of, start, url_of

KILLS = int(os.environ.get("CLEANCLAIM_KILLS", "4"))
STEPS = (
    # Six groups of small 835s come first, then the chunks of the large one; 18 tables are written in each.
    *(("insert_rows", call) for call in (0, 7, 2 * 18 + 8, 7 * 18 + 8)),
    *(("relink", call) for call in (0, 5, 7, 8)),
)


@pytest.fixture(scope="module")
def complete(practice: list[Path], undisturbed: Callable[[Sequence[Path]], Contents]) -> Contents:
    return undisturbed(practice)


@pytest.mark.parametrize(("step", "call"), STEPS)
def test_a_kill_in_a_step_of_writing_leaves_whole_files(
    store: Store, practice: list[Path], check_whole: Check, step: str, call: int
) -> None:
    running = start(url_of(store), practice, before=partial(die_at, step, call))
    running.has_begun()
    running.process.join()
    assert running.process.exitcode == -9
    assert check_whole(store) < len(practice)


def test_kills_at_random_moments_leave_whole_files_until_one_ingest_completes(
    store: Store, practice: list[Path], check_whole: Check, complete: Contents
) -> None:
    dice = random.Random(20260117)  # noqa: S311 - a test's dice
    needed = seconds_needed(store, practice)
    killed = 0
    while killed < KILLS:
        if check_whole(store) > len(practice) // 2:
            for path in dice.sample(practice, len(practice) * 2 // 3):
                purge(store, path)
        running = start(url_of(store), practice)
        running.has_begun()
        time.sleep(dice.uniform(0, needed))
        killed += running.kill()
    check_whole(store)
    last = start(url_of(store), practice)
    last.has_begun()
    last.kept()
    assert contents(store) == complete


def seconds_needed(store: Store, practice: list[Path]) -> float:
    running = start(url_of(store), practice)
    running.has_begun()
    begun = time.perf_counter()
    running.kept()
    return time.perf_counter() - begun


def purge(store: Store, path: Path) -> None:
    with suppress(NotFoundError):
        store.purge(sha256_of(path))
