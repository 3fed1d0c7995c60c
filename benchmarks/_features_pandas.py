"""Counts and failures under keys and windows: our ledger beside pandas `merge_asof`, from the same arrays."""

import time
from typing import Any

import numpy as np
import pandas as pd

from data.batch import batch_of_frames
from data.events import Events
from features.knowledge import Knowledge
from features.ledger import Ledger
from features.parts import Parts

KEYS = ("payer", "payer_place", "billing_payer", "rendering_payer", "rendering", "member", "member_payer")
WINDOWS = (30, 90, 365, None)
ROUNDS = 3
_DAY = pd.Timedelta(days=1)


def compared(events: Events) -> dict[str, Any]:
    """CPU seconds of both, one thread each, over all first versions (whose own chain has no history).

    Both must agree on every number. Both start from the events' and the queries' times and key texts, and
    both sort, index and add up; the faster of the rounds counts.
    """
    first = events.chains.loc[events.chains["version"] == 1, "version_key"]
    claims = events.claims[events.claims["version_key"].isin(first)].reset_index(drop=True)
    batch = batch_of_frames(claims, events.lines, events.other_payers)
    asked = {key: Parts(batch).key("claim", key) for key in KEYS}
    ledger = Knowledge.build(events).ledgers["claims"]
    keys = {key: ledger.keys[key] for key in KEYS}
    failed = ledger.measures["failed"].astype(np.int64)
    ours, pandas, ours_found, pandas_found = [], [], {}, {}
    for _ in range(ROUNDS):
        start = time.process_time()
        ours_found = _ours(ledger.at, keys, failed, asked, batch.t)
        ours.append(time.process_time() - start)
        start = time.process_time()
        pandas_found = _pandas(ledger.at, keys, failed, asked, batch.t)
        pandas.append(time.process_time() - start)
    differ = sum(int((ours_found[name] != pandas_found[name]).sum()) for name in ours_found)
    if differ:
        raise SystemExit(f"{differ} numbers differ from those of pandas.")
    return {
        "rates": len(KEYS) * len(WINDOWS),
        "queries": len(batch),
        "events": len(ledger),
        "ours_seconds": min(ours),
        "pandas_seconds": min(pandas),
        "ratio": min(pandas) / min(ours),
        "compared": sum(len(found) for found in ours_found.values()),
    }


def _ours(at, keys, failed, asked, t) -> dict[str, np.ndarray]:
    before = Ledger(at, keys, {"failed": failed}, {}, None).before(t)
    found = {}
    for key in KEYS:
        under = before.under(key, asked[key])
        for days in WINDOWS:
            window = under.window(days)
            found[f"count {key} {days}"] = window.count
            found[f"failed {key} {days}"] = window.sum("failed")
    return found


def _pandas(at, keys, failed, asked, t) -> dict[str, np.ndarray]:
    """Running totals per key, looked up as of T and of each window's start; a window is their difference.

    Keys become codes first: `merge_asof` is several times faster by integers than by texts.
    """
    order = np.argsort(at, kind="stable")
    events = pd.DataFrame({"at": at[order].astype("datetime64[us]"), "failed": failed[order]})
    turn = np.argsort(t, kind="stable")
    queries = pd.DataFrame({"at": t[turn], "place": turn})
    found = {}
    for key in KEYS:
        codes, _ = pd.factorize(np.concatenate([keys[key], asked[key]]))
        events["key"], queries["key"] = codes[: len(at)][order], codes[len(at) :][turn]
        known = events[events["key"] >= 0].copy()
        groups = known.groupby("key", sort=False)
        known["failed"], known["count"] = groups["failed"].cumsum(), groups.cumcount() + 1
        until = _as_of(queries, known, None)
        for days in WINDOWS:
            since = 0 if days is None else _as_of(queries, known, days)
            held = np.empty((len(t), 2), dtype=np.int64)
            held[turn] = until - since
            found[f"count {key} {days}"], found[f"failed {key} {days}"] = held[:, 0], held[:, 1]
    return found


def _as_of(queries: pd.DataFrame, known: pd.DataFrame, days: int | None) -> np.ndarray:
    left = queries if days is None else queries.assign(at=queries["at"] - days * _DAY)
    merged = pd.merge_asof(left, known, on="at", by="key", allow_exact_matches=False)
    return merged[["count", "failed"]].fillna(0).to_numpy(dtype=np.int64)
