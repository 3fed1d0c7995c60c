"""What each group of features earns: the denial recipe without it, on the newest claims of practices.

One row per group left out, worst loss first, beside the whole recipe. Changes are against the whole recipe;
`another seed` is the whole recipe with other luck, so smaller changes say nothing. Two more rows weigh claims
by their age, halved every so many days. `feature_ms` is what the group's features take per 1,000 claims on a
view of their own, `train_seconds` what training takes without them. The figures speak of these simulated
practices, not of any other.

Run: `python -m benchmarks.ablation [--scenario S ...] [--claims N] [--seed N] [--group G ...] [--json]`
"""

import argparse
import json
import sys
import time
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from benchmarks._denial_world import World, world
from data.batch import batch_of_frames
from features.asof import AsOf
from features.catalog import DENIAL_FEATURES
from features.feature import past_shares
from features.knowledge import Knowledge
from features.matrix import denial_matrix
from models.denial import DENIAL
from models.examples import Rows
from models.fit import fit
from models.spec import ModelSpec, spec_of
from training.card import finite

CLAIMS, SEED = 20_000, 7
SCENARIOS = ("multi_specialty", "shifting_payers")
HALF_LIVES = (120, 240)
"""Days in which a claim's weight is halved."""
GROUPS = tuple(dict.fromkeys(feature.group for feature in DENIAL_FEATURES))


@dataclass(frozen=True, slots=True)
class Showing:
    """A variant of the recipe on the newest claims; `changes` are against the whole recipe, 0 for itself."""

    left_out: str
    features: int
    rounds: int
    log_loss: float
    visible_gap_closed: float
    train_seconds: float
    log_loss_change: float = 0.0
    gap_change: float = 0.0
    feature_ms: float | None = None

    def against(self, whole: "Showing") -> "Showing":
        """With what it changes."""
        return replace(
            self,
            log_loss_change=self.log_loss / whole.log_loss - 1.0,
            gap_change=self.visible_gap_closed - whole.visible_gap_closed,
        )


def main() -> None:
    asked = _options()
    runs = []
    for scenario in asked.scenario:
        with world(scenario, asked.claims, asked.seed) as held:
            found = showings(held, asked.group)
        runs.append(
            {"scenario": scenario, "seed": asked.seed, "claims": asked.claims, "tested": len(held.split.test)}
        )
        runs[-1]["rows"] = [asdict(one) for one in found]
        if not asked.json:
            say(runs[-1])
    print(json.dumps(finite({"runs": runs})))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--scenario", nargs="+", default=list(SCENARIOS))
    parser.add_argument("--claims", type=int, default=CLAIMS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--group", nargs="+", default=list(GROUPS), choices=GROUPS)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def showings(held: World, groups: list[str]) -> list[Showing]:
    """The whole recipe first, then its variants, worst first."""
    whole = _showing(held, "nothing", DENIAL, held.held.rows)
    costs = _costs(held, groups)
    others = [replace(_without(held, group), feature_ms=costs[group]) for group in groups]
    others.append(
        _showing(held, "nothing, another seed", replace(DENIAL, seed=DENIAL.seed + 1), held.held.rows)
    )
    others.extend(_weighted(held, days) for days in HALF_LIVES)
    changed = [one.against(whole) for one in others]
    return [whole, *sorted(changed, key=lambda one: -one.log_loss_change)]


def _without(held: World, group: str) -> Showing:
    places = [place for place, one in enumerate(DENIAL_FEATURES) if one.group != group]
    kept = [DENIAL_FEATURES[place] for place in places]
    spec = spec_of(
        DENIAL.name,
        kept,
        categorical=[name for name in DENIAL.categorical if name in {DENIAL.features[k] for k in places}],
        shares=past_shares(kept),
        settings=DENIAL.settings,
    )
    rows = replace(held.held.rows, x=np.ascontiguousarray(held.held.rows.x[:, places]))
    return _showing(held, group, spec, rows)


def _weighted(held: World, days: int) -> Showing:
    """Old claims weigh less. Not part of the product: measured, it earns nothing."""
    rows = held.held.rows
    weight = 0.5 ** ((rows.at.max() - rows.at) / np.timedelta64(1, "D") / days)
    rows = replace(rows, weight=weight / weight.mean())
    return _showing(held, f"nothing, half-life {days} days", DENIAL, rows)


def _showing(held: World, left_out: str, spec: ModelSpec, rows: Rows) -> Showing:
    start = time.perf_counter()
    recipe = fit(spec, rows.take(held.split.answered), until=held.split.origin)
    seconds = time.perf_counter() - start
    test = rows.take(held.split.test)
    risk = recipe.risk(test.x, test.offset)
    gap = held.judged(risk).visible_gap_closed
    print(
        f"without {left_out}: log loss {held.log_loss(risk):.5f}, gap {gap:.1%}", file=sys.stderr, flush=True
    )
    return Showing(left_out, len(spec.features), recipe.trees, held.log_loss(risk), gap, round(seconds, 1))


def _costs(held: World, groups: list[str]) -> dict[str, float]:
    """Milliseconds that each group's features take per 1,000 claims, its look-ups not shared with others."""
    events = held.events
    batch = batch_of_frames(events.claims, events.lines, events.other_payers)
    knowledge = Knowledge.build(events)
    denial_matrix(batch, knowledge)  # the ledgers' indexes are made once, with the history
    costs = {}
    for group in groups:
        features = [one for one in DENIAL_FEATURES if one.group == group]
        start = time.process_time()
        denial_matrix(batch, knowledge, features, asof=AsOf(batch, knowledge))
        costs[group] = round((time.process_time() - start) * 1e6 / len(batch), 1)
    return costs


def say(told: dict[str, Any]) -> None:
    """One world's table for people."""
    print(f"\n{told['scenario']}, seed {told['seed']}: {told['tested']:,} newest claims")
    head = ("left out", "features", "rounds", "log loss", "change", "gap", "change", "ms/1000", "train s")
    print("{:<32}{:>9}{:>8}{:>10}{:>9}{:>8}{:>9}{:>9}{:>9}".format(*head))
    for one in told["rows"]:
        print(
            f"{one['left_out']:<32}{one['features']:>9}{one['rounds']:>8}{one['log_loss']:>10.5f}"
            f"{one['log_loss_change']:>+9.2%}{one['visible_gap_closed']:>8.1%}{one['gap_change']:>+9.2%}"
            f"{one['feature_ms'] or 0:>9.0f}{one['train_seconds']:>9.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
