"""What the features of a denial score cost: each alone, the whole catalog, one claim, and beside pandas.

The claims are a simulated practice's, all that were sent, each as of its own T. More than one practice's are
as many practices of that size: each history is made anew, in bounded memory. `rates` compares counts and
failures under the same keys and windows, from the same arrays, with pandas: codes, running totals, and a
`merge_asof` by key for T and for each window's start; both must agree on every number. Features are timed on
one view in catalog order, so that the first of several that share a look-up pays for it; `alone_us` is on a
view of its own. All but the whole catalog is CPU time of one thread.

Run: `python -m benchmarks.features [--claims N] [--workers W] [--only whole|rates|online ...] [--json]`; a
million is `--claims 1000000 --only whole`.
"""

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks._features_online import online
from benchmarks._features_pandas import compared
from benchmarks._features_world import World, many_practices, one_practice, piece, world
from features.asof import AsOf
from features.catalog import DENIAL_FEATURES
from features.knowledge import Knowledge
from features.matrix import denial_matrix

CLAIMS, ROUNDS, SAMPLE = 20_000, 3, 20_000
AIM = {"ratio": 2.0, "key_us": 50.0}


def main() -> None:
    """Prints the figures; the last line is JSON."""
    asked = _options()
    with tempfile.TemporaryDirectory() as scratch:
        held = world(Path(scratch), asked.claims)
        told: dict[str, Any] = {"claims": len(held.events.claims), "lines": len(held.events.lines)}
        start = time.perf_counter()
        knowledge = Knowledge.build(held.events)
        told["build_seconds"] = time.perf_counter() - start
        if "rates" in asked.only:
            told["rates"] = compared(held.events)
        if "online" in asked.only:
            told["online"] = online(held.events, knowledge)
        if "each" in asked.only:
            told["each"] = each(held, knowledge)
        if "whole" in asked.only:
            told["whole"] = whole(held, knowledge, asked.claims, asked.workers)
    told["peak_mb"] = _peak_mb()
    if not asked.json:
        _say(told)
    print(json.dumps({**told, "aim": AIM}))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--claims", type=int, default=CLAIMS)
    parser.add_argument("--workers", type=int, default=2, help="processes for the whole catalog")
    parser.add_argument("--only", nargs="+", default=["rates", "online", "each", "whole"])
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def each(held: World, knowledge: Knowledge) -> dict[str, Any]:
    """Microseconds per claim of each feature, and by subject; medians of a few rounds on fresh views."""
    batch = piece(held, max(0, len(held.events.claims) - SAMPLE), SAMPLE)
    denial_matrix(batch, knowledge)  # the ledgers' indexes are made once, with the history
    shared: dict[str, list[float]] = {feature.name: [] for feature in DENIAL_FEATURES}
    for _ in range(ROUNDS):
        view = AsOf(batch, knowledge)
        for feature in DENIAL_FEATURES:
            shared[feature.name].append(_cpu_seconds(lambda f=feature, v=view: f.compute(v)))
    of = {name: median(found) / len(batch) * 1e6 for name, found in shared.items()}
    alone = {
        feature.name: _cpu_seconds(lambda f=feature: f.compute(AsOf(batch, knowledge))) / len(batch) * 1e6
        for feature in DENIAL_FEATURES
    }
    groups = sorted({feature.group for feature in DENIAL_FEATURES})
    return {
        "features": len(DENIAL_FEATURES),
        "us_per_claim": sum(of.values()),
        "claims_per_second": 1e6 / sum(of.values()),
        "subjects_us": {g: sum(of[f.name] for f in DENIAL_FEATURES if f.group == g) for g in groups},
        "features_us": of,
        "alone_us": alone,
    }


def whole(held: World, knowledge: Knowledge, claims: int, workers: int) -> dict[str, Any]:
    """All features of all claims in time order, piece by piece; of several practices with their histories."""
    practices = max(1, round(claims / len(held.events.claims)))
    start = time.perf_counter()
    if practices > 1:
        done = many_practices(held, practices, workers)
    else:
        denial_matrix(piece(held, 0, 1_000), knowledge)  # makes the ledgers' indexes once, for all workers
        done = one_practice(held, knowledge, workers)
    seconds = time.perf_counter() - start
    rows = sum(one.rows for one in done)
    return {
        "claims": rows,
        "practices": practices,
        "workers": workers,
        "seconds": seconds,
        "claims_per_second": rows / seconds,
        "history_cpu_seconds": sum(one.build_seconds for one in done),
        "features_cpu_seconds": sum(one.feature_seconds for one in done),
        "worker_peak_mb": max(one.peak_mb for one in done),
    }


def _cpu_seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _peak_mb() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _say(told: dict[str, Any]) -> None:
    print(f"{told['claims']:,} claims, {told['lines']:,} lines; history in {told['build_seconds']:.1f} s")
    if held := told.get("each"):
        print(f"{held['features']} features: {held['us_per_claim']:.1f} us a claim, one thread, on one view")
        for name, value in sorted(held["subjects_us"].items(), key=lambda pair: -pair[1]):
            print(f"  {name:>16} {value:7.2f} us")
        for name, value in sorted(held["features_us"].items(), key=lambda pair: -pair[1]):
            print(f"  {name:>44} {value:7.2f} us, alone {held['alone_us'][name]:7.2f} us")
    if held := told.get("rates"):
        print(
            f"{held['rates']} rates: {held['ours_seconds']:.2f} s, pandas merge_asof "
            f"{held['pandas_seconds']:.2f} s: {held['ratio']:.1f} times as fast, {held['compared']:,} equal"
        )
    if held := told.get("online"):
        print(
            f"one claim: {held['claim_ms']:.2f} ms for all features; {held['keys']} keys, "
            f"{held['key_us']:.1f} us each, the dearest {held['dearest_us']:.1f} us ({held['dearest']})"
        )
    if held := told.get("whole"):
        print(
            f"whole catalog, {held['claims']:,} claims of {held['practices']} practices, {held['workers']} "
            f"workers: {held['seconds']:.1f} s, {held['claims_per_second']:,.0f} claims a second, peak "
            f"{held['worker_peak_mb']:,} MB a worker"
        )
    print(f"peak {told['peak_mb']:,} MB")


if __name__ == "__main__":
    main()
