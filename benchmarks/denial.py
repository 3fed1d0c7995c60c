"""How close the denial recipe comes to what is knowable, on worlds whose truth is known; seconds and memory.

For each scenario and seed a world is written, its files are taken in, and the recipe is judged on the newest
claims and on rolling origins as `cleanclaim backtest` does, then held against the world's own probabilities.
Shares of a gap run from the base rate's log loss (0) to the best that is possible (`oracle`) or to the best
that the files can tell (`visible`). They speak of these worlds, not of a practice.

Run: `python -m benchmarks.denial [--scenario S ...] [--claims N] [--seed N ...] [--world DIR ...] [--folds N]
[--train | --train-alone] [--json]`
"""

import argparse
import json
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.codes import FAMILIES
from data.home import Home
from data.ingest import ingest
from data.store import Store
from data.synthetic import simulate
from data.synthetic.judge import (
    judge,
    judge_all,
    scored_truth,
    true_families,
    what_is_left,
    what_reasons_lose,
)
from models.denial import DENIAL
from training.card import finite
from training.recipe import Judged, judge_denial
from training.rows import DenialRows, denial_rows
from training.run import take_snapshot, train_denial
from training.showing import showing
from training.split import newest_split, rolling_splits

CLAIMS, SEED, SCENARIO = 20_000, 7, "multi_specialty"
FEWEST = 300
"""Tested claims of a payer below which its share of a gap says too little."""
BY = ("payer", "kind")


def main() -> None:
    asked = _options()
    runs = []
    for about in _worlds(asked):
        with tempfile.TemporaryDirectory() as scratch:
            runs.append(run(Path(scratch), about, asked))
        if not asked.json:
            say(runs[-1])
    print(json.dumps(finite({"runs": runs})))


def _worlds(asked: argparse.Namespace) -> list[dict[str, Any]]:
    """What is known of each world beforehand; `folder` is None where it must be written."""
    if asked.world:
        return [{"scenario": folder.name, "folder": folder} for folder in asked.world]
    return [
        {"scenario": scenario, "seed": seed, "claims": asked.claims, "folder": None}
        for scenario in asked.scenario
        for seed in asked.seed
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--scenario", nargs="+", default=[SCENARIO])
    parser.add_argument("--claims", type=int, default=CLAIMS)
    parser.add_argument("--seed", type=int, nargs="+", default=[SEED])
    parser.add_argument("--folds", type=int, default=3, help="rolling origins; 0 for the newest claims alone")
    parser.add_argument("--world", type=Path, nargs="+", help="worlds written before, in place of new ones")
    train = parser.add_mutually_exclusive_group()
    train.add_argument("--train", action="store_true", help="time `cleanclaim train denial` as well")
    train.add_argument("--train-alone", action="store_true", help="time it, and judge nothing: less memory")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def run(scratch: Path, about: dict[str, Any], asked: argparse.Namespace) -> dict[str, Any]:
    """One world from nothing to figures, each step in a process of its own, whose peak is its own."""
    told: dict[str, Any] = {name: value for name, value in about.items() if name != "folder"}
    seconds, peaks = {}, {}
    world = about["folder"] or scratch / "world"
    steps: list[tuple[str, Callable[..., dict[str, Any]], tuple[Any, ...]]] = [
        *([] if about["folder"] else [("simulate", _simulate, (world, told))]),
        ("ingest", _ingest, (scratch, world)),
        *([] if asked.train_alone else [("judge", _judge, (scratch, world, asked.folds))]),
        *([("train", _train, (scratch,))] if asked.train or asked.train_alone else []),
    ]
    for name, step, arguments in steps:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            found, taken, peaks[name] = pool.apply(_measured, (step, arguments))
        seconds |= {name: taken, **found.pop("seconds", {})}
        told |= found
    return {**told, "seconds": seconds, "peak_mb": peaks}


def _measured(step: Callable[..., dict[str, Any]], arguments: tuple[Any, ...]) -> tuple[Any, float, int]:
    start = time.perf_counter()
    found = step(*arguments)
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return found, round(time.perf_counter() - start, 1), peak


def _simulate(world: Path, about: dict[str, Any]) -> dict[str, Any]:
    simulate(world, **about)
    return {}


def _ingest(scratch: Path, world: Path) -> dict[str, Any]:
    ingest(_store(scratch), [world / "edi", *sorted(world.glob("*.csv"))])
    return {}


def _train(scratch: Path) -> dict[str, Any]:
    report = train_denial(Home(scratch / "home"), _store(scratch), by="benchmark")
    return {"promoted": report.promoted, "trees": report.trees}


def _store(scratch: Path) -> Store:
    return Store.open(Home(scratch / "home").make().database_url)


def _judge(scratch: Path, world: Path, folds: int) -> dict[str, Any]:
    start, truth = time.perf_counter(), world / "truth"
    snapshot = take_snapshot(Home(scratch / "home"), _store(scratch), None)
    held = denial_rows(snapshot.events(), snapshot.as_of)
    rows = time.perf_counter()
    newest = judge_denial(DENIAL, held, newest_split(held.rows))
    judged = time.perf_counter()
    origins = (
        [judge_denial(DENIAL, held, split) for split in rolling_splits(held.rows, folds)] if folds else []
    )
    return {
        "rows": len(held.rows),
        "features": len(DENIAL.features),
        "newest": _told(truth, held, newest),
        "rolling": [_told(truth, held, one) for one in origins],
        **_by(truth, held, newest),
        "seconds": {
            "rows": round(rows - start, 1),
            "newest": round(judged - rows, 1),
            "rolling": round(time.perf_counter() - judged, 1),
        },
    }


def scores_of(held: DenialRows, judged: Judged) -> pd.DataFrame:
    """What the truth is asked about: the tested claims by number and day sent, each first sent then."""
    place, foretold = judged.split.test, judged.tested.foretold
    families = judged.tested.families
    assert foretold is not None and families is not None  # noqa: S101, PT018 - the recipe foretells both
    escape = np.log1p(-judged.risks["model"])  # in its parts: what each family's chance is
    return pd.DataFrame(
        {
            "claim_id": held.claim_id[place],
            "submitted_on": np.datetime_as_string(held.rows.at[place], unit="D"),
            "denial_risk": judged.risks["model"],
            **{f"reason_{k + 1}": foretold[:, k] for k in range(foretold.shape[1])},
            **{f"chance_{name}": -np.expm1(escape * families[:, k]) for k, name in enumerate(FAMILIES)},
            **{f"risk_{name}": risk for name, risk in judged.risks.items()},
            **{f"by_{name}": held.slices[name][place] for name in BY},
        }
    )


def _told(truth: Path, held: DenialRows, judged: Judged) -> dict[str, Any]:
    scores = scores_of(held, judged)
    others = {
        name: judge(truth, scores.assign(denial_risk=risk)).visible_gap_closed
        for name, risk in judged.risks.items()
        if name != "model"
    }
    shown = showing(replace(judged.tested, by={}), wanted=judged.wanted)
    return {
        "origin": str(judged.split.origin)[:10],
        "learned_from": len(judged.split.train),
        "tested": len(scores),
        "trees": judged.trees,
        **asdict(judge(truth, scores)),
        "baselines_visible_gap_closed": others,
        "log_loss": shown.scorers["model"].log_loss,
        "slope": shown.scorers["model"].slope,
        "reasons": shown.reasons and asdict(shown.reasons),
        "threshold": shown.threshold and asdict(shown.threshold),
    }


def _by(truth: Path, held: DenialRows, judged: Judged) -> dict[str, Any]:
    """The newest test cut by payer and by kind, each with its own base rate; and by cause what is left."""
    scores = scores_of(held, judged)
    both = scored_truth(truth, scores).merge(
        scores[["claim_id", "submitted_on", *(f"by_{name}" for name in BY)]], on=["claim_id", "submitted_on"]
    )
    families = true_families(truth)
    parts = [
        (by, value, part) for by in BY for value, part in both.groupby(f"by_{by}") if len(part) >= FEWEST
    ]
    cut = [{"by": by, "value": value, **asdict(judge_all(part, families))} for by, value, part in parts]
    left, lost = what_is_left(both), what_reasons_lose(both, families)
    return {"by": cut, "left": left.to_dict("records"), "lost": lost.to_dict("records")}


def say(told: dict[str, Any]) -> None:
    """One world's figures for people."""
    about = f"{told['scenario']}, seed {told.get('seed', 'unknown')}"
    print(f"\n{about}")
    if "newest" in told:
        _say_judged(told)
    print("  seconds: " + ", ".join(f"{name} {taken:.0f}" for name, taken in told["seconds"].items()))
    print("  peak MB: " + ", ".join(f"{name} {peak:,}" for name, peak in told["peak_mb"].items()), flush=True)


def _say_judged(told: dict[str, Any]) -> None:
    print(f"  {told['rows']:,} labelled rows, {told['features']} features")
    named = {"newest": told["newest"], **{f"origin {one['origin']}": one for one in told["rolling"]}}
    for name, one in named.items():
        print(_line(f"{name} ({one['tested']:,} tested, {one['trees']} trees)", one))
    others = told["newest"]["baselines_visible_gap_closed"].items()
    print("  baselines on the newest: " + ", ".join(f"{name} {share:.1%}" for name, share in others))
    for one in told["by"]:
        print(_line(f"  {one['by']} {one['value']} ({one['claims']:,})", one))
    print("  what is left of the visible gap, by the likeliest cause (mean chance, visible chance, risk):")
    for one in told["left"]:
        about = f"{one['claims']:,} claims, {one['chance']:.1%}, {one['visible']:.1%}, {one['risk']:.1%}"
        print(f"    {one['cause']} {one['share']:.1%} ({about})")
    print(
        "  what is lost by reason, and on claims it does not threaten (true chance and risk, risk of others):"
    )
    for one in told["lost"]:
        means = f", {one['chance']:.1%}, {one['risk']:.1%}" if one["threatened"] else ""
        about = f"{one['threatened']:,} threatened{means}, others {one['others']:.2%}"
        print(f"    {one['family']} {one['lost']:.1%}, {one['lost_on_others']:.1%} ({about})")


def _line(title: str, one: dict[str, Any]) -> str:
    parts = (
        f"visible gap {one['visible_gap_closed']:.1%}",
        f"oracle gap {one['gap_closed']:.1%}",
        f"ECE {one['ece']:.4f} (against true chances {one['true_ece']:.4f})",
        f"AUC {one['model_auc']:.3f} of {one['oracle_auc']:.3f}",
        f"top 3 {one['top3_hit']:.1%} of {one['top3_allowed']:.1%} ({one['denied']:,} denied)",
    )
    return f"  {title}: " + ", ".join(parts)


if __name__ == "__main__":
    main()
