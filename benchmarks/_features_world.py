"""A simulated practice's events for the benchmark of features, as many claims as asked, in pieces."""

import multiprocessing
import resource
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

_IDS = frozenset(
    {
        *("version_key", "chain_key", "remit_key", "status_key", "event_key", "plb_key"),
        *("acknowledgement_key", "coverage_key", "authorization_key", "fee_key", "appeal_key"),
        *("file_sha256", "claim_id", "member_id"),
        *("payer_claim_number", "original_reference", "prior_authorization", "authorization_number"),
    }
)
"""Columns that name a claim, a member or an answer; payers, providers and codes are shared by all copies."""


@dataclass(frozen=True, slots=True)
class World:
    """Events, claims in order of T; `lines` and `others` say where each claim's rows begin in theirs."""

    events: Events
    lines: np.ndarray
    others: np.ndarray


def world(scratch: Path, claims: int) -> World:
    """A practice of about this many claim versions, as one store would hold them."""
    size = min(claims, WORLD)
    simulate(scratch / "world", claims=size, seed=SEED)
    store = Store.open(Home(scratch / "home").make().database_url)
    ingest(store, [scratch / "world" / "edi", *sorted((scratch / "world").glob("*.csv"))])
    events = store.events()
    store.close()
    return in_order(repeated(events, -(-claims // size)))


def repeated(events: Events, copies: int) -> Events:
    """The events and copies of them, of other members and claims with the same payers."""
    if copies == 1:
        return events
    made = {}
    for held in fields(events):
        frame: pd.DataFrame = getattr(events, held.name)
        kept = held.name in ("payers", "fee_schedule")
        made[held.name] = frame if kept else pd.concat([renamed(frame, n) for n in range(copies)])
    return Events(**{name: frame.reset_index(drop=True) for name, frame in made.items()})


def renamed(frame: pd.DataFrame, copy: int) -> pd.DataFrame:
    """The rows with other ids."""
    names = [name for name in frame if name in _IDS] if copy else []
    return frame.assign(**{name: frame[name] + f"~{copy}" for name in names})


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


_SHARED: dict[str, tuple[World, Knowledge]] = {}


def whole_matrix(held: World, knowledge: Knowledge, workers: int) -> tuple[int, int]:
    """Rows made and the largest worker's peak in MB; forked workers share the history's memory."""
    starts = range(0, len(held.events.claims), CHUNK)
    _SHARED["held"] = (held, knowledge)
    if workers == 1:
        made = [_rows(start) for start in starts]
    else:
        with multiprocessing.get_context("fork").Pool(workers) as pool:
            made = pool.map(_rows, starts, chunksize=1)
    return sum(rows for rows, _ in made), max(peak for _, peak in made)


def _rows(start: int) -> tuple[int, int]:
    held, knowledge = _SHARED["held"]
    rows = len(denial_matrix(piece(held, start, CHUNK), knowledge))
    return rows, round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
