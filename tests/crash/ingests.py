"""Ingests in processes of their own, which can be killed, and what a store holds after them."""

import hashlib
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from data import ingest as ingest_module
from data import ingest_writing, tables
from data.ingest import ingest
from data.records import Row
from data.store import Store
from tests.unit.data.tiny_x12 import tiny_835, tiny_837

_PROCESSES = multiprocessing.get_context("forkserver")  # imports once; each process still is one of its own
_PROCESSES.set_forkserver_preload(["tests.crash.ingests"])

SMALL_FILES, CLAIMS_A_FILE, LARGE = 24, 3, 60
_FILES_AT_ONCE, _ROWS_AT_ONCE = 4, 100
"""Many transactions for few files, and a large file of several chunks."""


def write_practice(folder: Path) -> list[Path]:
    """Small files of claims and of remits for them, a large one of each, and a list of coverages."""
    for number in range(SMALL_FILES):
        names = [f"S{number}-{each}" for each in range(CLAIMS_A_FILE)]
        # Some numbers come back a month later, so that files hang together.
        again = [f"S{number - 1}-0"] if number % 3 == 2 else []
        _write(folder / "837" / f"{number:02}", tiny_837(*names, *again, date=f"202601{number + 1:02}"))
        _write(folder / "835" / f"{number:02}", tiny_835(*names, date=f"202602{number + 1:02}"))
    large = [f"L{number}" for number in range(LARGE)]
    _write(folder / "837" / "large", tiny_837(*large))
    _write(folder / "835" / "large", tiny_835(*large))
    coverages = "".join(f"M{number},PAY1,2026-01-01,,PPO,2026-01-02\n" for number in range(50))
    header = "member_id,payer_id,effective_on,terminated_on,plan_type,available_at\n"
    _write(folder / "coverages.csv", (header + coverages).encode())
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@dataclass(frozen=True)
class Running:
    """An ingest under way in another process."""

    process: BaseProcess
    told: Connection

    def has_begun(self) -> None:
        """Returns when the process is about to take in its first file."""
        assert self.told.recv() == "begun"

    def kill(self) -> bool:
        """Ends it as a power cut would; whether it was still at work."""
        with suppress(ProcessLookupError):
            os.kill(self.process.pid or 0, signal.SIGKILL)
        self.process.join()
        return self.process.exitcode == -signal.SIGKILL

    def kept(self) -> int:
        """Records that it kept, when it has ended well."""
        told: Any = self.told.recv()
        self.process.join()
        assert isinstance(told, int), told
        return told


def start(url: str, paths: Sequence[Path], *, before: Callable[[], None] | None = None) -> Running:
    """Starts taking in files in this order; `before` runs in the process first."""
    ours, theirs = _PROCESSES.Pipe()
    process = _PROCESSES.Process(target=_run, args=(url, paths, before, theirs), daemon=True)
    process.start()
    theirs.close()
    return Running(process, ours)


def _run(url: str, paths: Sequence[Path], before: Callable[[], None] | None, told: Connection) -> None:
    ingest_module._FILES_AT_ONCE, ingest_module._ROWS_AT_ONCE = _FILES_AT_ONCE, _ROWS_AT_ONCE
    if before is not None:
        before()
    try:
        store = Store.open(url)
        told.send("begun")
        report = ingest(store, paths)
        errors = [file.error for file in report.files if file.error]
        told.send(errors or sum(file.kept for file in report.files))
    except Exception as error:  # noqa: BLE001 - told to the test
        told.send(repr(error))


def die_at(name: str, call: int) -> None:
    """Kills this process before the n-th call of a step of writing."""
    step, calls = getattr(ingest_writing, name), iter(range(10**9))

    def dying(*args: Any) -> Any:
        if next(calls) == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return step(*args)

    setattr(ingest_writing, name, dying)


def pause_between_transactions() -> None:
    """Lets another process in; transactions as short as these leave SQLite's waiters no gap."""
    write = ingest_module.write_files

    def pausing(*args: Any) -> Any:
        time.sleep(0.1)
        return write(*args)

    ingest_module.write_files = pausing


def contents(store: Store) -> dict[str, list[Row]]:
    """Every row of every table in order of key; when a file was taken in is left out."""
    held = {}
    for table in (*tables.EVENTS, *tables.DERIVED, tables.FILES, tables.TOLD_AGAIN):
        rows = store.rows(table)
        held[table.name] = [{**row, "received_at": None} if "received_at" in row else row for row in rows]
    return held


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def held_among(store: Store, paths: Sequence[Path]) -> list[Path]:
    """The files of which a store says that it holds them."""
    held = store.file_ids()
    return [path for path in paths if sha256_of(path) in held]


def url_of(store: Store) -> str:
    return store.engine.url.render_as_string(hide_password=False)
