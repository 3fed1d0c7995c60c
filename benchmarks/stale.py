"""What a score is worth when the feed is weeks old: the newest claims, scored from older knowledge.

The recipe is fitted on what was known at the origin. Then each week's claims are scored from what was in hand
so many days before that week began: claims, answers, coverages and authorizations that came later are not
known. `fresh` knows all up to each claim's own moment. `told` is the share of claims whose support says
`stale_feed`. The figures speak of these simulated practices, not of any other.

Run: `python -m benchmarks.stale [--scenario S ...] [--claims N] [--seed N] [--days D ...] [--json]`
"""

import argparse
import json
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from benchmarks._denial_world import World, world
from data.batch import ClaimBatch, batch_of_frames
from features.knowledge import Knowledge
from models.denial import DENIAL
from models.examples import FloatArray
from models.families import fit_families
from models.fit import fit
from models.scorer import DenialScorer
from training.card import finite

CLAIMS, SEED = 20_000, 7
SCENARIOS = ("multi_specialty", "shifting_payers")
DAYS = (14, 28, 56)
WEEK = 7


@dataclass(frozen=True, slots=True)
class Scored:
    """The newest claims' risks, in the rows' order, and whether each was told that its feed is stale."""

    risk: FloatArray
    told: np.ndarray


def main() -> None:
    asked = _options()
    runs = []
    for scenario in asked.scenario:
        with world(scenario, asked.claims, asked.seed) as held:
            found = measured(held, asked.days)
        about = {"scenario": scenario, "seed": asked.seed, "claims": asked.claims}
        runs.append({**about, "tested": len(held.split.test), "rows": found})
        if not asked.json:
            say(runs[-1])
    print(json.dumps(finite({"runs": runs})))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--scenario", nargs="+", default=list(SCENARIOS))
    parser.add_argument("--claims", type=int, default=CLAIMS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--days", type=int, nargs="+", default=list(DAYS))
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def measured(held: World, days: list[int]) -> list[dict[str, Any]]:
    """One row per age of the feed, and one for the base rate of what was learned from."""
    scorer = recipe(held)
    label = held.held.rows.label
    base = Scored(
        np.full(len(held.split.test), label[held.split.train].mean()), np.zeros(len(held.split.test))
    )
    rows = {"fresh": fresh(held, scorer)} | {f"{age} days": stale(held, scorer, age) for age in days}
    return [_told(held, name, one) for name, one in {**rows, "base rate": base}.items()]


def _told(held: World, name: str, scored: Scored) -> dict[str, Any]:
    judged = asdict(held.judged(scored.risk))
    kept = ("visible_gap_closed", "gap_closed", "ece", "true_ece", "model_auc")
    return {
        "feed": name,
        "log_loss": held.log_loss(scored.risk),
        **{one: judged[one] for one in kept},
        "mean_risk": float(scored.risk.mean()),
        "told": float(scored.told.mean()),
    }


def recipe(held: World) -> DenialScorer:
    """The recipe on what was known at the origin."""
    split = held.split
    fitted = fit(DENIAL, held.held.rows.take(split.answered), until=split.origin)
    families = fit_families(held.held.failures(held.split.train))
    return DenialScorer(replace(fitted, families=families), "origin", "none")


def fresh(held: World, scorer: DenialScorer) -> Scored:
    """The newest claims, each from all that was known before its own moment."""
    return _scored(scorer, _batch(held, held.split.test), Knowledge.build(held.events))


def stale(held: World, scorer: DenialScorer, days: int, *, every: int = WEEK) -> Scored:
    """The newest claims, those of each `every` days from what was known so many days before these began."""
    at = held.held.rows.at[held.split.test]
    span = np.timedelta64(every, "D")
    part = (at - at.min()) // span
    risk, told = np.empty(len(at)), np.empty(len(at), dtype=bool)
    for number in np.unique(part):
        now = np.flatnonzero(part == number)
        known = at.min() + number * span - np.timedelta64(days, "D")
        knowledge = Knowledge.build(held.events.before(known.astype(object)))
        found = _scored(scorer, _batch(held, held.split.test[now]), knowledge)
        risk[now], told[now] = found.risk, found.told
    return Scored(risk, told)


def _scored(scorer: DenialScorer, batch: ClaimBatch, knowledge: Knowledge) -> Scored:
    scores = scorer.score(batch, knowledge)
    return Scored(scores.risk, np.array(["stale_feed" in codes for codes in scores.support.reasons]))


def _batch(held: World, places: np.ndarray) -> ClaimBatch:
    """The labelled claims at these places, in their order, each at its own moment."""
    events, key = held.events, ["claim_id", "submitted_at"]
    asked = pd.DataFrame({"claim_id": held.held.claim_id[places], "submitted_at": held.held.rows.at[places]})
    asked = asked.astype({name: events.claims[name].dtype for name in key})
    claims = asked.merge(events.claims.drop_duplicates(key), on=key, how="left", validate="m:1")
    return batch_of_frames(claims[events.claims.columns], events.lines, events.other_payers)


def say(told: dict[str, Any]) -> None:
    """One world's table for people."""
    print(f"\n{told['scenario']}, seed {told['seed']}: {told['tested']:,} newest claims")
    print(
        "{:<12}{:>10}{:>9}{:>9}{:>9}{:>8}{:>9}".format(
            "feed", "log loss", "gap", "ECE", "AUC", "risk", "told"
        )
    )
    for one in told["rows"]:
        print(
            f"{one['feed']:<12}{one['log_loss']:>10.5f}{one['visible_gap_closed']:>9.1%}{one['ece']:>9.4f}"
            f"{one['model_auc']:>9.3f}{one['mean_risk']:>8.1%}{one['told']:>9.0%}",
            flush=True,
        )


if __name__ == "__main__":
    main()
