"""How close scores come to the best that is possible: the one reader of `truth/`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.synthetic.arrays import Bools, Floats
from data.synthetic.truth import FAMILIES, auc

_BINS = 10
_TOP = 3
_WEAK = 0.01
"""Denials' worth that each family a cause may be told as starts from."""
_THREATENED = 0.1
"""The true chance from which on a reason threatens a claim."""
_NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Judgement:
    """Scores against the world's own probabilities, over the claims that have both.

    `gap_closed` is the share of the way from the base rate's log loss to the optimum's: 1 is perfect, 0 no
    better than the base rate; `visible_gap_closed` the same to the best that files can tell. Log losses are
    expected ones, taken over the true probabilities, so that the luck of the draw does not blur them; AUCs
    and `ece` are over the denials as drawn, `true_ece` over the probabilities, both in ten bins of equal
    count. `top3_hit` is the share of denied claims whose family is among the three foretold, `top3_allowed`
    the share whose family is among the three that the truth itself puts first; NaN without families.
    """

    claims: int
    base_log_loss: float
    oracle_log_loss: float
    visible_log_loss: float
    model_log_loss: float
    gap_closed: float
    visible_gap_closed: float
    oracle_auc: float
    model_auc: float
    ece: float
    true_ece: float
    denied: int
    top3_hit: float
    top3_allowed: float


def judge(truth: Path, scores: pd.DataFrame) -> Judgement:
    """Judges `denial_risk` per claim against the `truth/` folder.

    Claims are told by `claim_id` and `version`, or `submitted_on` where a score does not know its version.
    The families foretold are `reason_1` to `reason_3`, where given. Claims rejected at the door are left
    out: nobody decided them.
    """
    return judge_all(scored_truth(truth, scores), true_families(truth))


def scored_truth(truth: Path, scores: pd.DataFrame) -> Any:
    """The claims that have a truth and a score, with the columns of both, in the scores' order."""
    held = true_claims(truth)
    key = "version" if "version" in scores else "submitted_on"
    told = [*(name for name in scores if name.startswith("reason_") and name[-1].isdigit()), "denial_risk"]
    told += [name for name in scores if name.startswith("chance_")]
    own = scores[["claim_id", key, *told]].astype({key: held[key].dtype})
    return own.merge(held[held["rejected"] == 0], on=["claim_id", key], how="inner")


def judge_all(both: Any, families: "Families") -> Judgement:
    """Judges claims given by `scored_truth`."""
    p, risk = (both[name].to_numpy(dtype=np.float64) for name in ("p_denied", "denial_risk"))
    denied: Bools = both["denied"].to_numpy(dtype=bool)
    base = expected_log_loss(p, np.full(len(p), p.mean() if len(p) else 0.5))
    best, model = expected_log_loss(p, p), expected_log_loss(p, risk)
    visible = expected_log_loss(p, both["p_visible"].to_numpy(dtype=np.float64))
    hit, allowed = _top3(both[denied], families)
    return Judgement(
        claims=len(both),
        base_log_loss=base,
        oracle_log_loss=best,
        visible_log_loss=visible,
        model_log_loss=model,
        gap_closed=_closed(base, model, best),
        visible_gap_closed=_closed(base, model, visible),
        oracle_auc=auc(denied, p),
        model_auc=auc(denied, risk),
        ece=calibration_error(denied.astype(np.float64), risk),
        true_ece=calibration_error(p, risk),
        denied=int(denied.sum()),
        top3_hit=hit,
        top3_allowed=allowed,
    )


def what_is_left(both: Any) -> Any:
    """Where the rest of the visible gap lies: one row per cause that is the likeliest of its claims.

    `chance`, `visible` and `risk` are means over these claims; `share` is their part of the log loss that the
    scores lose against what files can tell (negative where they do better), all shares adding up to 1.
    """
    p, visible, risk = (
        both[name].to_numpy(dtype=np.float64) for name in ("p_denied", "p_visible", "denial_risk")
    )
    lost = _lost_to(visible, risk, p)
    held = pd.DataFrame({"chance": p, "visible": visible, "risk": risk, "share": lost / lost.sum()})
    causes = cause_shares(both).fillna(0.0).idxmax(axis=1).to_numpy()
    told = held.groupby(causes).agg(
        claims=("risk", "size"),
        chance=("chance", "mean"),
        visible=("visible", "mean"),
        risk=("risk", "mean"),
        share=("share", "sum"),
    )
    return told.rename_axis("cause").reset_index().sort_values("share", ascending=False, ignore_index=True)


def what_reasons_lose(both: Any, families: "Families") -> Any:
    """What scores lose against what files can tell, by reason family: what each misses and what it suspects.

    Wants the model's chance of each family to deny as `chance_<family>`. `threatened` are the claims whose
    true chance of it is a tenth or more, `chance` and `risk` its true and foretold means over these, `others`
    the foretold mean over the rest. `lost` is the log loss lost over all claims, `lost_on_others` its part
    lost on the rest, both as shares of what all families lose. What no file tells counts for its reason.
    """
    visible = both["p_visible"].to_numpy(dtype=np.float64)
    shares = families.shares(both)
    rows = [
        {"family": name, **_lost(_part(visible, shares[:, k]), both[f"chance_{name}"].to_numpy(np.float64))}
        for k, name in enumerate(families.names)
        if f"chance_{name}" in both
    ]
    held = pd.DataFrame(rows)
    held[["lost", "lost_on_others"]] /= held["lost"].sum()
    return held.sort_values("lost", ascending=False, ignore_index=True)


def _part(risk: Floats, share: Floats) -> Floats:
    return np.asarray(-np.expm1(share * np.log1p(-np.clip(risk, 0, 1 - 1e-9))))


def _lost(chance: Floats, risk: Floats) -> dict[str, float]:
    lost = _lost_to(chance, risk, chance)
    threatened = chance >= _THREATENED
    return {
        "threatened": int(threatened.sum()),
        "chance": float(chance[threatened].mean()) if threatened.any() else _NAN,
        "risk": float(risk[threatened].mean()) if threatened.any() else _NAN,
        "others": float(risk[~threatened].mean()) if not threatened.all() else _NAN,
        "lost": float(lost.sum()),
        "lost_on_others": float(lost[~threatened].sum()),
    }


def _closed(base: float, model: float, best: float) -> float:
    return (base - model) / (base - best) if base > best else 0.0


def calibration_error(happened: Floats, risk: Floats) -> float:
    """Mean absolute gap between risk and what happened over ten bins of equal count; NaN without claims."""
    if not len(risk):
        return _NAN
    parts = np.array_split(np.argsort(risk, kind="stable"), min(_BINS, len(risk)))
    gaps = [abs(risk[part].mean() - happened[part].mean()) for part in parts]
    return float(np.average(gaps, weights=[len(part) for part in parts]))


@dataclass(frozen=True, slots=True)
class Families:
    """What each cause is told as: shares of families (in the order of `names`), usually and by payer."""

    names: tuple[str, ...]
    of_cause: Mapping[str, Floats]
    of_payer: Mapping[tuple[str, str], Floats]

    def top(self, claims: Any) -> Any:
        """Each claim's families as places in `names`, likeliest first."""
        return np.argsort(-self.shares(claims), axis=1, kind="stable")

    def shares(self, claims: Any) -> Floats:
        """Claims x `names`: each family's share of the risk, by the causes' shares of it."""
        chances = np.zeros((len(claims), len(self.names)))
        payers = claims["payer_id"].tolist()
        for cause, share in cause_shares(claims).fillna(0.0).items():
            if cause in self.of_cause:
                usual = self.of_cause[cause]
                told = np.array([self.of_payer.get((cause, payer), usual) for payer in payers])
                chances += share.to_numpy()[:, None] * told
        return chances


def true_families(truth: Path) -> Families:
    """What families the causes of this world are told as, payer by payer, among the denials drawn."""
    held = true_claims(truth)
    names = tuple(sorted(set(FAMILIES.values())))
    possible: dict[str, Floats] = {}
    for (cause, _), family in FAMILIES.items():
        possible.setdefault(cause, np.zeros(len(names)))[names.index(family)] = _WEAK
    if "cause" not in held:
        return Families(names, possible, {})
    drawn = held[held["denied"] == 1]
    usual = possible | {cause: _mix(part, names, possible[cause]) for cause, part in drawn.groupby("cause")}
    by_payer = {key: _mix(part, names, usual[key[0]]) for key, part in drawn.groupby(["cause", "payer_id"])}
    return Families(names, usual, by_payer)


def _mix(drawn: Any, names: tuple[str, ...], usual: Floats) -> Floats:
    counts = drawn["family"].value_counts().reindex(list(names), fill_value=0).to_numpy(dtype=np.float64)
    return np.asarray((counts + usual) / (counts + usual).sum())


def _top3(denied: Any, families: Families) -> tuple[float, float]:
    if not len(denied) or "family" not in denied or "reason_1" not in denied:
        return _NAN, _NAN
    true = denied["family"].to_numpy(dtype=object)
    told = denied[[f"reason_{place}" for place in range(1, _TOP + 1)]].to_numpy(dtype=object)
    best = np.array(families.names, dtype=object)[families.top(denied)[:, :_TOP]]
    hit, allowed = (float((held == true[:, None]).any(axis=1).mean()) for held in (told, best))
    return hit, allowed


def expected_log_loss(p: Floats, q: Floats) -> float:
    """Mean log loss of q when denials are drawn with p, in nats; NaN without claims."""
    if not len(p):
        return float("nan")
    return float(np.mean(p * _loss(True, q) + (1 - p) * _loss(False, q)))


def _lost_to(best: Floats, risk: Floats, p: Floats) -> Floats:
    """How far the expected log loss of a risk exceeds that of the best; denials are drawn with p."""
    return p * (_loss(True, risk) - _loss(True, best)) + (1 - p) * (_loss(False, risk) - _loss(False, best))


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
