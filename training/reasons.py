"""How often the payer's reason stood among those foretold."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.codes import FAMILIES
from training.held_out import FloatArray, HeldOut, IntArray
from training.intervals import Interval, wilson

TOP = 3


@dataclass(frozen=True, slots=True)
class ReasonHits:
    """Shares of n failed claims whose family stood first, or among the first three; the mix's beside them."""

    failures: int
    top1: float
    top1_between: Interval
    top3: float
    top3_between: Interval
    mix_top1: float
    mix_top3: float


def ranks(probabilities: FloatArray, family: NDArray[Any]) -> IntArray:
    """The place, from 1, of each claim's family among its probabilities; ties stand in FAMILIES' order."""
    order = np.argsort(-probabilities, axis=1, kind="stable")
    place = {name: number for number, name in enumerate(FAMILIES)}
    told = np.array([place.get(name, -1) for name in family.tolist()])
    found = (order == told[:, None]).argmax(axis=1) + 1
    return np.where(told >= 0, found, len(FAMILIES) + 1).astype(np.int64)


def with_reasons(
    tested: HeldOut, probabilities: FloatArray, mix: FloatArray, family: NDArray[Any]
) -> HeldOut:
    """The same with what was foretold of each claim, by the model and by the payer's mix (n x FAMILIES)."""
    best = np.argsort(-probabilities, axis=1, kind="stable")[:, :TOP]
    return replace(
        tested,
        rank=np.where(tested.label, ranks(probabilities, family), 0),
        mix_rank=np.where(tested.label, ranks(mix, family), 0),
        foretold=np.array(FAMILIES, dtype=object)[best],
        families=probabilities,
    )


def reason_hits(tested: HeldOut) -> ReasonHits | None:
    """Of the tested failures; None without any."""
    if tested.rank is None or tested.mix_rank is None or not tested.label.any():
        return None
    model, mix = tested.rank[tested.label], tested.mix_rank[tested.label]
    first, third = wilson(_hits(model, 1), len(model)), wilson(_hits(model, TOP), len(model))
    if first is None or third is None:
        return None
    shares: Sequence[float] = [_hits(held, top) / len(model) for held in (model, mix) for top in (1, TOP)]
    return ReasonHits(len(model), shares[0], first, shares[1], third, shares[2], shares[3])


def _hits(ranks_held: IntArray, top: int) -> int:
    return int((ranks_held <= top).sum())
