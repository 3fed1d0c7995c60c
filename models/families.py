"""Why a claim would fail: reason families given failure, and the CARCs that usually say so.

A multiclass booster starts from the payer's own mix of families, so that without trees the answer is that
mix. Counts stay counts of codes: nothing here names a claim or a member.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from data.codes import FAMILIES
from features.asof import AsOf
from models.spec import ModelSpec

FloatArray = NDArray[np.float64]
ObjectArray = NDArray[Any]

_STRENGTH = 20.0
"""Failures' worth of everyone's mix that a payer's own starts from."""
_FLOOR = 0.02
"""Share of the answer that is always the payer's mix: no family is ever ruled out."""
_TREES = 40
_LIKELY = 3
FEWEST = 60
"""Failed claims below which no booster is grown: the payers' mixes alone answer."""


@dataclass(frozen=True, slots=True)
class FamilyModel:
    """Booster over FAMILIES (None while failures are few) and likely CARCs.

    `carcs[family][payer]` lists codes, likeliest first, with their share; payer "" is everyone.
    """

    booster: lightgbm.Booster | None
    carcs: Mapping[str, Mapping[str, tuple[tuple[str, float], ...]]]

    def probabilities(self, x: FloatArray, mix: FloatArray) -> FloatArray:
        """P(family | the claim fails), n x families, from features and `family_mix`; each above 0."""
        if self.booster is None or len(x) == 0:
            return mix
        # One thread: few trees, and the same bits for one claim and for many.
        trees = np.asarray(self.booster.predict(x, raw_score=True, num_threads=1))
        return (1.0 - _FLOOR) * _softmax(trees.reshape(-1, len(FAMILIES)) + np.log(mix)) + _FLOOR * mix

    def likely_carcs(self, family: str, payer: str | None) -> tuple[str, ...]:
        """Up to three CARCs this payer (else anyone) gave for the family, likeliest first."""
        by_payer = self.carcs.get(family, {})
        held = by_payer.get(payer or "") or by_payer.get("", ())
        return tuple(code for code, _ in held)

    def as_json(self) -> dict[str, Any]:
        """Plain values, to be stored with the model."""
        return {"carcs": {family: dict(by_payer) for family, by_payer in self.carcs.items()}}

    @classmethod
    def of_json(cls, held: Mapping[str, Any], booster: lightgbm.Booster | None) -> "FamilyModel":
        """The model that `as_json` wrote, with its booster."""
        carcs = {
            family: {
                payer: tuple((code, share) for code, share in codes) for payer, codes in by_payer.items()
            }
            for family, by_payer in held["carcs"].items()
        }
        return cls(booster, carcs)


@dataclass(frozen=True, slots=True)
class Failures:
    """Failed claims: features, mix as of each one's T, payer, family code, and CARCs joined by a space."""

    x: FloatArray
    mix: FloatArray
    payer: ObjectArray
    family: ObjectArray
    carcs: ObjectArray


def family_mix(asof: AsOf) -> FloatArray:
    """The payer's mix of families among failures known before each T, n x families.

    It is drawn to everyone's mix, and that to equal shares: no share is 0.
    """
    own, everyone = (
        np.array([asof.total("claims", key, family, None) for family in FAMILIES], dtype=np.float64).T.copy()
        for key in ("payer", "all")
    )
    parent = (everyone + 1.0) / (_added(everyone) + len(FAMILIES))[:, None]
    return (own + _STRENGTH * parent) / (_added(own) + _STRENGTH)[:, None]


def _added(counts: FloatArray) -> FloatArray:
    # Whole numbers: exact in any order.
    return np.asarray(counts.sum(axis=1))


def fit_families(spec: ModelSpec, failures: Failures) -> FamilyModel:
    """The family model of failed claims given in time order."""
    booster = _booster(spec, failures) if len(failures.family) >= FEWEST else None
    return FamilyModel(booster, _carc_shares(failures))


def _booster(spec: ModelSpec, failures: Failures) -> lightgbm.Booster:
    place = {family: number for number, family in enumerate(FAMILIES)}
    data = lightgbm.Dataset(
        failures.x,
        label=np.array([place[family] for family in failures.family.tolist()], dtype=np.float64),
        init_score=np.log(failures.mix),
        feature_name=list(spec.features),
        categorical_feature=spec.categorical_places,
        params={"verbosity": -1, "max_bin": spec.settings.max_bin, "num_threads": 1},
    )
    grown = lightgbm.train(_parameters(spec), data, num_boost_round=_TREES)
    return lightgbm.Booster(model_str=grown.model_to_string())


def _parameters(spec: ModelSpec) -> dict[str, Any]:
    return {
        "objective": "multiclass",
        "num_class": len(FAMILIES),
        "learning_rate": 0.1,
        "num_leaves": 7,
        "max_depth": 4,
        "min_data_in_leaf": 10,
        "lambda_l2": 5.0,
        "feature_fraction": 0.5,
        "boost_from_average": False,
        "deterministic": True,
        "force_row_wise": True,
        "seed": spec.seed,
        "max_bin": spec.settings.max_bin,
        "num_threads": 1,
        "verbosity": -1,
    }


def _carc_shares(failures: Failures) -> dict[str, dict[str, tuple[tuple[str, float], ...]]]:
    counts: dict[str, dict[str, Counter[str]]] = {}
    for payer, family, carcs in zip(failures.payer, failures.family, failures.carcs, strict=True):
        for name in ("", str(payer)):
            counts.setdefault(family, {}).setdefault(name, Counter()).update(_codes(carcs))
    return {
        family: {name: _likeliest(by_payer[name]) for name in sorted(by_payer) if by_payer[name]}
        for family, by_payer in sorted(counts.items())
    }


def _codes(carcs: str | None) -> Sequence[str]:
    return sorted(set(carcs.split())) if carcs else ()


def _likeliest(codes: Counter[str]) -> tuple[tuple[str, float], ...]:
    total = sum(codes.values())
    ranked = sorted(codes.items(), key=lambda pair: (-pair[1], pair[0]))[:_LIKELY]
    return tuple((code, count / total) for code, count in ranked)


def _softmax(scores: FloatArray) -> FloatArray:
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)
