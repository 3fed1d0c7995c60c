"""How close scores come to the best that is possible: the one reader of `truth/`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.synthetic.arrays import Bools, Floats
from data.synthetic.truth import auc


@dataclass(frozen=True, slots=True)
class Judgement:
    """Scores against the world's own probabilities, over the claims that have both.

    `gap_closed` is the share of the way from the base rate's log loss to the optimum's: 1 is perfect,
    0 no better than the base rate. Log losses are expected ones, taken over the true probabilities, so
    that the luck of the draw does not blur them; AUCs are over the denials as drawn.
    """

    claims: int
    base_log_loss: float
    oracle_log_loss: float
    visible_log_loss: float
    model_log_loss: float
    gap_closed: float
    oracle_auc: float
    model_auc: float


def judge(truth: Path, scores: pd.DataFrame) -> Judgement:
    """Judges `denial_risk` per `claim_id` and `version` against the `truth/` folder.

    Claims rejected at the door are left out: nobody decided them.
    """
    held = true_claims(truth)
    held = held[held["rejected"] == 0]
    own = scores[["claim_id", "version", "denial_risk"]].astype({"version": "int64"})
    both = held.merge(own, on=["claim_id", "version"], how="inner")
    p = both["p_denied"].to_numpy(dtype=np.float64)
    base = expected_log_loss(p, np.full(len(p), p.mean() if len(p) else 0.5))
    best = expected_log_loss(p, p)
    model = expected_log_loss(p, both["denial_risk"].to_numpy(dtype=np.float64))
    denied: Bools = both["denied"].to_numpy(dtype=bool)
    return Judgement(
        len(both),
        base,
        best,
        expected_log_loss(p, both["p_visible"].to_numpy(dtype=np.float64)),
        model,
        (base - model) / (base - best) if base > best else 0.0,
        auc(denied, p),
        auc(denied, both["denial_risk"].to_numpy(dtype=np.float64)),
    )


def expected_log_loss(p: Floats, q: Floats) -> float:
    """Mean log loss of q when denials are drawn with p, in nats; NaN without claims."""
    if not len(p):
        return float("nan")
    return float(np.mean(p * _loss(True, q) + (1 - p) * _loss(False, q)))


def _loss(denied: bool, q: Floats) -> Floats:
    held = np.clip(q, 1e-9, 1 - 1e-9)
    return -np.log(held if denied else 1 - held)


def cause_shares(claims: Any) -> Any:
    """Of a frame of true claims: each cause's share of the risk, one column per cause, rows adding up to 1.

    A share is log(1 - p_cause) / log(1 - p_denied): under the noisy-or the logarithms of escaping add up.
    """
    chances = claims.filter(regex=r"^p_(?!denied$|visible$)")
    escapes = np.log1p(-np.clip(chances, 0, 1 - 1e-9))
    return escapes.div(escapes.sum(axis=1), axis=0).rename(columns=lambda name: name.removeprefix("p_"))


def true_claims(truth: Path) -> Any:
    """`truth/claims.csv` as a frame, ids as text."""
    return pd.read_csv(
        truth / "claims.csv", dtype={"claim_id": "str", "payer_id": "str"}, keep_default_na=True
    )


def true_denials(truth: Path) -> Any:
    """`truth/denials.csv` as a frame, ids as text."""
    return pd.read_csv(truth / "denials.csv", dtype={"claim_id": "str"})
