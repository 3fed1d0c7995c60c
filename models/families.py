"""What a family of reasons is usually worded with, and the mix of families a payer gives.

Counts stay counts of codes: nothing here names a claim or a member.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.codes import FAMILIES
from features.asof import AsOf

FloatArray = NDArray[np.float64]
ObjectArray = NDArray[Any]

_STRENGTH = 20.0
"""Failures' worth of everyone's mix that a payer's own starts from."""
_LIKELY = 3


@dataclass(frozen=True, slots=True)
class FamilyModel:
    """Likely CARCs: `carcs[family][payer]` lists codes, likeliest first, with their share; "" is everyone."""

    carcs: Mapping[str, Mapping[str, tuple[tuple[str, float], ...]]]

    def likely_carcs(self, family: str, payer: str | None) -> tuple[str, ...]:
        """Up to three CARCs this payer (else anyone) gave for the family, likeliest first."""
        by_payer = self.carcs.get(family, {})
        held = by_payer.get(payer or "") or by_payer.get("", ())
        return tuple(code for code, _ in held)

    def as_json(self) -> dict[str, Any]:
        """Plain values, to be stored with the model."""
        return {"carcs": {family: dict(by_payer) for family, by_payer in self.carcs.items()}}

    @classmethod
    def of_json(cls, held: Mapping[str, Any]) -> "FamilyModel":
        """The model that `as_json` wrote."""
        carcs = {
            family: {
                payer: tuple((code, share) for code, share in codes) for payer, codes in by_payer.items()
            }
            for family, by_payer in held["carcs"].items()
        }
        return cls(carcs)


@dataclass(frozen=True, slots=True)
class Failures:
    """Failed claims: payer, family code, and CARCs joined by a space."""

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


def fit_families(failures: Failures) -> FamilyModel:
    """The likely CARCs of failed claims."""
    return FamilyModel(_carc_shares(failures))


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
