"""A simulated practice's events for the benchmark of features, in pieces, and workers that take them."""

import multiprocessing
import resource
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import pandas as pd

from data.batch import ClaimBatch, batch_of_frames
from data.events import Events
from data.home import Home
from data.ingest import ingest
from data.store import Store
from data.synthetic import simulate
from features.knowledge import Knowledge
from features.matrix import denial_matrix

SEED, WORLD, CHUNK = 7, 50_000, 25_000


@dataclass(frozen=True, slots=True)
class World:
    """Events, claims in order of T; `lines` and `others` say where each claim's rows begin in theirs."""

    events: Events
    lines: np.ndarray
    others: np.ndarray


def world(scratch: Path, claims: int) -> World:
    """A practice of about this many claim versions, as one store would hold them; at most `WORLD`."""
    simulate(scratch / "world", claims=min(claims, WORLD), seed=SEED)
    store = Store.open(Home(scratch / "home").make().database_url)
    ingest(store, [scratch / "world" / "edi", *sorted((scratch / "world").glob("*.csv"))])
    events = store.events()
    store.close()
    return in_order(events)


def in_order(events: Events) -> World:
    """The events with claims in order of T, and their lines and other payers in the claims' order."""
    claims = events.claims.sort_values("submitted_at", kind="stable", ignore_index=True)
    place = pd.Series(np.arange(len(claims)), index=claims["version_key"])
    held, begins = {}, {}
    for name in ("lines", "other_payers"):
        frame = getattr(events, name)
        row = frame["version_key"].map(place).to_numpy()
        order = np.argsort(row, kind="stable")
        held[name] = frame.iloc[order].reset_index(drop=True)
        begins[name] = np.searchsorted(row[order], np.arange(len(claims) + 1))
    kept = {one.name: getattr(events, one.name) for one in fields(events)}
    return World(Events(**{**kept, "claims": claims, **held}), begins["lines"], begins["other_payers"])


def piece(held: World, start: int, size: int) -> ClaimBatch:
    """So many claims from a place on, in order of T."""
    end = min(start + size, len(held.events.claims))
    lines = held.events.lines.iloc[held.lines[start] : held.lines[end]]
    others = held.events.other_payers.iloc[held.others[start] : held.others[end]]
    return batch_of_frames(held.events.claims.iloc[start:end], lines, others)


@dataclass(frozen=True, slots=True)
class Done:
    """Rows made, CPU seconds for the history and for the features, and the worker's peak memory."""

    rows: int
    build_seconds: float
    feature_seconds: float
    peak_mb: int


_SHARED: dict[str, tuple[World, Knowledge | None]] = {}


def one_practice(held: World, knowledge: Knowledge, workers: int) -> list[Done]:
    """All features of a practice; forked workers share the history's memory and take pieces by turns."""
    return _shared(_of_piece, (held, knowledge), range(0, len(held.events.claims), CHUNK), workers)


def many_practices(held: World, practices: int, workers: int) -> list[Done]:
    """History and features of as many practices, each made from the events; workers take them by turns."""
    return _shared(_of_practice, (held, None), range(practices), workers)


def _shared(
    work: Callable[[int], Done], held: tuple[World, Knowledge | None], places: range, workers: int
) -> list[Done]:
    _SHARED["held"] = held
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        return pool.map(work, places, chunksize=1)


def _of_piece(start: int) -> Done:
    held, knowledge = _SHARED["held"]
    if knowledge is None:
        raise ValueError("a piece needs the history made before")
    return _made(held, knowledge, [start], 0.0)


def _of_practice(_practice: int) -> Done:
    held, _ = _SHARED["held"]
    start = time.process_time()
    knowledge = Knowledge.build(held.events)
    return _made(held, knowledge, range(0, len(held.events.claims), CHUNK), time.process_time() - start)


def _made(held: World, knowledge: Knowledge, starts: Iterable[int], build_seconds: float) -> Done:
    begin = time.process_time()
    rows = sum(len(denial_matrix(piece(held, start, CHUNK), knowledge)) for start in starts)
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return Done(rows, build_seconds, time.process_time() - begin, peak)
