"""How well open denials are ordered and their win chances told, on worlds whose truth is known.

A world is written, its files are taken in, the appeal recipe learns from the decided appeals, and every
denial that is open at the end is scored as the queue does, appealed before or not. Orders are judged by true
win chance times true dollars over true minutes: `gap_closed` runs from dollars at stake per minute (0) to the
order of whoever knows all three (1), averaged over the first 2 to 60 % of the minutes. What a win pays is cut
by what stands in the chart, which no file tells, so 1 is out of reach. `quarter` is the practice's last
quarter of first appeals, worked again. Figures speak of these worlds, not of a practice.

Run: `python -m benchmarks.appeal [--scenario S] [--claims N] [--seed N ...] [--world DIR [--home DIR]]
[--json]`
"""

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks._appeal_quarter import quarter
from data.events import Events
from data.home import Home
from data.ingest import ingest
from data.store import Store
from data.synthetic import simulate
from data.synthetic.judge import calibration_error, true_denials
from features.appeal_past import AppealPast, appeal_past
from features.knowledge import Knowledge
from features.ledger import shrunken
from models.appeal import APPEAL, AppealScorer
from models.appeal_fit import appeal_rows, fit_appeal
from models.calibrate import FloatArray
from training.card import finite
from training.run import take_snapshot
from training.worked import Worked
from workflow.queue import open_denials

CLAIMS, SEED, SCENARIO = 20_000, 7, "multi_specialty"
BASE = "dollars_per_minute"
_DRAWN = 20.0
"""Appeals that the wider rate is worth in the baseline table."""
_BINS = 10


def main() -> None:
    asked = _options()
    runs = []
    for seed in asked.seed:
        with tempfile.TemporaryDirectory() as scratch:
            runs.append(run(Path(scratch), seed, asked))
        if not asked.json:
            _say(runs[-1])
    print(json.dumps(finite({"runs": runs})))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--scenario", default=SCENARIO)
    parser.add_argument("--claims", type=int, default=CLAIMS)
    parser.add_argument("--seed", type=int, nargs="+", default=[SEED])
    parser.add_argument("--world", type=Path, help="a world written before, in place of a new one")
    parser.add_argument("--home", type=Path, help="a home that has taken in that world")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def run(scratch: Path, seed: int, asked: argparse.Namespace) -> dict[str, Any]:
    """One world from nothing to figures."""
    started = time.perf_counter()
    world = asked.world or scratch / "world"
    if asked.world is None:
        simulate(world, scenario=asked.scenario, claims=asked.claims, seed=seed)
    store = Store.open(Home(asked.home or scratch / "home").make().database_url)
    if asked.home is None:
        ingest(store, [world / "edi", *sorted(world.glob("*.csv"))])
    snapshot = take_snapshot(Home(scratch / "home"), store, None)
    events, truth = snapshot.events(), true_denials(world / "truth")
    store.close()
    about = {"world": world.name} if asked.world else {"scenario": asked.scenario, "seed": seed}
    told = judged(events, truth, snapshot.as_of)
    return {**about, **told, "seconds": round(time.perf_counter() - started, 1)}


def judged(events: Events, truth: pd.DataFrame, as_of: Any) -> dict[str, Any]:
    """All figures of one world."""
    knowledge = Knowledge.build(events)
    past = appeal_past(events, knowledge)
    fitted = fit_appeal(APPEAL, appeal_rows(past, APPEAL))
    scorer = AppealScorer(fitted, "benchmark", "")
    held = with_truth(open_denials(events, scorer, as_of=as_of, knowledge=knowledge).frame, truth)
    known = held[held["p_win"].notna()]
    return {
        "claims": len(events.claims),
        "decided": len(past.decided),
        "model": dict(fitted.facts),
        "open": len(held),
        "without_truth": len(held) - len(known),
        "all_levels": figures(known, past),
        "first_level": figures(known[known["level"] == 1], past),
        "quarter": quarter(past, truth),
    }


def with_truth(frame: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """The queue beside true chance, dollars and minutes of each denial at its level (missing: unknown)."""
    key = ["claim_id", "version", "level"]
    return frame.astype({"version": "int64", "level": "int64"}).merge(truth, on=key, how="left")


def figures(held: pd.DataFrame, past: AppealPast) -> dict[str, Any]:
    """Of open denials with their truth: orders, bias and calibration of the win chance."""
    chance, p = (held[name].to_numpy(dtype=np.float64) for name in ("win_probability", "p_win"))
    value, minutes = p * held["recovered_if_won"].to_numpy(), held["minutes"].to_numpy()
    worked = Worked(value, minutes, _orders(held, past))
    return {
        "items": len(held),
        "gap_closed": {name: worked.gap_closed(name, BASE) for name in worked.orders if name != BASE},
        "share_of_best": worked.shares_of_best(),
        "mean_chance": float(chance.mean()),
        "mean_truth": float(p.mean()),
        "bias": float((chance - p).mean()),
        "calibration_error": calibration_error(p, chance),
        "calibration": _bins(chance, p),
    }


def _orders(held: pd.DataFrame, past: AppealPast) -> dict[str, FloatArray]:
    """Scores to work by: the queue's, the true chance in it, the baseline table's, and simple habits."""
    minutes, chance = held["expected_minutes"].to_numpy(), held["win_probability"].to_numpy()
    stake, charge = (held[name].fillna(0.0).to_numpy() for name in ("denied_allowed", "denied_amount"))
    return {
        "model": held["value_per_hour"].to_numpy(),
        "true_chance": held["p_win"].to_numpy() * stake / minutes,
        "table": _table(held, past) * stake / minutes,
        BASE: stake / minutes,
        "charge": charge,
        "charge_per_minute": charge / minutes,
        "age": -held["denied_on"].to_numpy().astype("datetime64[D]").astype(np.float64),
        "probability": chance,
    }


def _table(held: pd.DataFrame, past: AppealPast) -> FloatArray:
    """The baseline to beat: win rates of level, then reason, then payer x reason, each drawn to the wider."""
    facts = past.decided.facts
    won = pd.DataFrame({"later": facts.level > 1, "family": facts.family, "payer": facts.payer})
    asked = held.assign(later=held["level"] > 1, family=held["reason_family"], payer=held["payer_id"])
    rate: FloatArray = np.full(len(held), float(past.won.mean()))
    for key in (["later"], ["later", "family"], ["later", "family", "payer"]):
        counted = won.assign(won=past.won).groupby(key)["won"].agg(["sum", "count"]).reset_index()
        found = asked[key].merge(counted, on=key, how="left")[["sum", "count"]].fillna(0).to_numpy()
        rate = shrunken(found[:, 0], found[:, 1], rate, _DRAWN)
    return rate


def _bins(chance: FloatArray, p: FloatArray) -> list[dict[str, float]]:
    """Mean chance told and mean true chance, ten bins of equal count, rising."""
    parts = np.array_split(np.argsort(chance, kind="stable"), min(_BINS, len(chance)))
    return [
        {"told": round(float(chance[part].mean()), 4), "true": round(float(p[part].mean()), 4)}
        for part in parts
    ]


def _say(told: dict[str, Any]) -> None:
    print(f"{told['open']} open denials, {told['decided']} decided appeals, {told['seconds']} s")
    for name in ("all_levels", "first_level"):
        held = told[name]
        print(f"{name}: {held['items']} items, bias of the win chance {held['bias']:+.3f}")
        for order, shares in held["share_of_best"].items():
            print(
                f"  {order:20s} gap closed {held['gap_closed'].get(order, 0.0):6.3f}, of the best order's "
                f"dollars {shares['first_16']:.3f} in 16 % of the minutes, {shares['first_40']:.3f} in 40 %"
            )
    print(f"last quarter: {told['quarter']}")


if __name__ == "__main__":
    main()
