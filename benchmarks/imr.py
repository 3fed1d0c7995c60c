"""Real outcomes: the appeal recipe on 19,228 independent medical reviews (California, 2001-2016).

Fitted on the cases up to `--origin` and tested on the two years after it. `frozen`: nothing is learned after
the origin. `refitted`: before every 100 cases, with outcomes that come 300 cases late. The order is that of
years, and of reference numbers within one. Beside it in the same run: a shrunken rate table, of all outcomes
and of the newest alone, the recipe's table without forgetting (`features.appeal_joint`), and LightGBM as it
comes. Settings were chosen at the origins 2006 to 2012, on no case after 2014. The file tells no payer, no
amount and no code: this holds the method to account, not its features.

The file stays beside the checkout, in `../shared/reference`, or where `--file` says.
Run: `python -m benchmarks.imr [--file F] [--origin YEAR] [--json]`.
"""

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._imr_cases import Blocks, Cases, Floats, read_cases
from benchmarks._imr_peers import PEERS
from benchmarks._imr_recipe import recipe_scores
from training.evaluate import measure

FILE = Path(__file__).resolve().parents[2] / "shared" / "reference" / "imr_2001_2016.csv"
ORIGIN, TESTED_YEARS = 2014, 2
EVERY, LATE = 100, 300
ISSUE = {
    "frozen": {"rate table": (0.700, 0.650), "LightGBM defaults": (0.680, 0.668)},
    "refitted": {"rate table": (0.759, 0.586)},
}
"""AUC and log loss to be met at the origin 2014."""


def main() -> None:
    asked = _options()
    if not asked.file.exists():
        absent = f"{asked.file.name} is not beside the checkout: nothing was measured"
        print(json.dumps({"skipped": absent}) if asked.json else absent)
        return
    cases = read_cases(asked.file).first(asked.origin + TESTED_YEARS)
    told = {"learned": cases.until(asked.origin), "tested": len(cases) - cases.until(asked.origin)}
    for name, blocks in modes(cases, asked.origin).items():
        told[name] = measured(cases, blocks)
        if not asked.json:
            say(name, told[name])
    print(json.dumps({"origin": asked.origin, **told, "aim": ISSUE}))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--file", type=Path, default=FILE)
    parser.add_argument("--origin", type=int, default=ORIGIN)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def modes(cases: Cases, origin: int) -> dict[str, Blocks]:
    """When knowledge is renewed: never while testing, or as the outcomes come in."""
    cut = cases.until(origin)
    return {"frozen": Blocks(cut, len(cases) - cut, 0), "refitted": Blocks(cut, EVERY, LATE)}


def measured(cases: Cases, blocks: Blocks) -> dict[str, Any]:
    """Each scorer's figures on the cases tested."""
    won = cases.won[blocks.cut :]
    return {name: {**_figures(chance, won), **more} for name, chance, more in scores(cases, blocks)}


def scores(cases: Cases, blocks: Blocks) -> Iterator[tuple[str, Floats, dict[str, float]]]:
    """Each scorer's name, chances and what more there is to say of it."""
    start = time.perf_counter()
    table, recipe, trees = recipe_scores(cases, blocks)
    seconds = time.perf_counter() - start
    yield "recipe", recipe, {"mean_trees": float(trees.mean()), "seconds": seconds}
    yield "its table alone", table, {}
    for name, peer in PEERS.items():
        yield name, peer(cases, blocks), {}


def _figures(chance: Floats, won: np.ndarray) -> dict[str, float]:
    found = measure(chance, won)
    return {"auc": found.auc, "log_loss": found.log_loss, "ece": found.ece, "mean": float(chance.mean())}


def say(mode: str, told: dict[str, Any]) -> None:
    """One mode's table for people."""
    print(f"\n{mode:<22}{'AUC':>8}{'log loss':>10}{'ECE':>8}{'mean':>8}")
    for name, one in told.items():
        print(f"{name:<22}{one['auc']:>8.3f}{one['log_loss']:>10.4f}{one['ece']:>8.4f}{one['mean']:>8.1%}")
    print(f"mean trees {told['recipe']['mean_trees']:.0f}, {told['recipe']['seconds']:.0f} s", flush=True)


if __name__ == "__main__":
    main()
