"""Keeps the scores that were shown, beside the answers: no score waits for the database, or fails for it.

What could not be kept is counted (`cleanclaim_scores_not_kept`) and said in the log by its kind alone.
"""

import logging
from collections import Counter, deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from data import tables
from data.records import Row
from data.store import Store

MOST_WAITING = 100_000
"""Scores that may wait for a database that is slow or down; the next ones are let go, and counted."""


class Counts(Protocol):
    """What is told of scores that could not be kept."""

    def not_kept(self, model: str, count: int) -> None:
        """Counts them."""
        ...


class ScoreLog:
    """Writes scores in the order they were shown, in one thread that starts with the first of them.

    When the program ends, what still waits is written first.
    """

    def __init__(self, store: Store, counts: Counts) -> None:
        self._store = store
        self._counts = counts
        self._waiting: deque[Row] = deque()
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="scores")

    def shown(self, rows: Sequence[Row]) -> None:
        """Takes rows of the scores table; returns at once."""
        if len(self._waiting) + len(rows) > MOST_WAITING:
            self._let_go(rows, "too many are waiting")
            return
        self._waiting.extend(rows)
        try:
            self._writer.submit(self._write)
        except RuntimeError:  # the program is ending, and takes no more work
            self._write()

    def settle(self) -> None:
        """Waits until everything shown so far was written or counted."""
        self._writer.submit(self._write).result()

    def _write(self) -> None:
        rows = [self._waiting.popleft() for _ in range(len(self._waiting))]
        if not rows:
            return
        try:
            self._store.add(tables.SCORES, rows)
        except Exception as error:  # noqa: BLE001 - whatever it is, the scores were right and are counted
            self._let_go(rows, type(error).__qualname__)

    def _let_go(self, rows: Sequence[Row], why: str) -> None:
        for model, count in Counter(str(row["model"]) for row in rows).items():
            self._counts.not_kept(model, count)
        logging.getLogger("cleanclaim.scores").warning("%d scores were not kept: %s", len(rows), why)
