"""What features cost for one claim: all of them, and each history key they are looked up by."""

import time
from collections.abc import Callable
from statistics import mean, median
from typing import Any

from data.batch import ClaimBatch, batch_of_frames
from data.events import Events
from features.asof import AsOf
from features.knowledge import Knowledge
from features.matrix import denial_matrix

TIMED, ROUNDS, DAYS = 200, 5, 365


def online(events: Events, knowledge: Knowledge) -> dict[str, Any]:
    """Milliseconds per claim for the whole catalog, microseconds for a key: search, window, count and sum."""
    batches = [
        batch_of_frames(events.claims.iloc[[-place]], events.lines, events.other_payers)
        for place in range(1, TIMED + 1)
    ]
    claim = _each(lambda batch: denial_matrix(batch, knowledge), batches)
    used = _used(batches[0], knowledge)
    views = [AsOf(batch, knowledge) for batch in batches]
    keys = {
        f"{ledger} by {key}": _each(lambda view, of=(ledger, key): _look_up(view, *of), views) * 1e6
        for ledger, key in used
    }
    dearest = max(keys, key=lambda name: keys[name])
    return {
        "claim_ms": claim * 1e3,
        "keys": len(keys),
        "key_us": mean(keys.values()),
        "dearest": dearest,
        "dearest_us": keys[dearest],
        "keys_us": keys,
    }


def _used(batch: ClaimBatch, knowledge: Knowledge) -> list[tuple[str, str]]:
    """The ledgers and keys that the catalog looks something up by."""
    view = AsOf(batch, knowledge)
    asked: dict[tuple[str, str], None] = {}
    honest = view.under

    def noted(ledger: str, key: str) -> Any:
        asked[ledger, key] = None
        return honest(ledger, key)

    view.under = noted  # type: ignore[method-assign]
    denial_matrix(batch, knowledge, asof=view)
    return list(asked)


def _look_up(view: AsOf, ledger: str, key: str) -> None:
    """As `AsOf.window` does it the first time: the key of this claim was made, nothing is remembered."""
    before = view.before(ledger)
    window = before.under(key, view.key(ledger, key)).window(DAYS)
    measure = next(iter(before.ledger.measures), None)
    _ = window.count if measure is None else (window.count, window.sum(measure))


def _each(work: Callable[[Any], object], things: list[Any]) -> float:
    """Median over rounds of the mean CPU seconds per thing; a first round warms up and is not counted."""
    rounds = []
    for _ in range(ROUNDS + 1):
        start = time.process_time()
        for one in things:
            work(one)
        rounds.append((time.process_time() - start) / len(things))
    return median(rounds[1:])
