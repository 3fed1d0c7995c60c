"""Denials that one look resolves together: same payer, same first reason, procedures of one family."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.sections import branch
from workflow.matching import Coded, Texts

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Alike:
    """Per denial its group: name, how many stand in it, and what they would recover together.

    `key` is `payer/CARC/procedure family`; None for a denial that lacks one of the three and so stands alone.
    `cents` leaves out what would cost more than it brings.
    """

    key: NDArray[np.object_]
    count: Ints
    cents: Ints


def alike(payer: Texts, carcs: Texts, procedure: Texts, cents: Ints) -> Alike:
    """Groups of n denials, in their order; None is missing.

    Args:
        payer: ids.
        carcs: joined by one space, most denied cents first; the first is the reason.
        procedure: of the costliest line; its family is `features.sections.branch`.
        cents: expected recovery of each, net of its cost.
    """
    reason = Coded.of(carcs).mapped(lambda codes: codes.split()[0])
    key = _joined(payer, reason, Coded.of(procedure).mapped(branch))
    group = _numbered(key)
    count, total = np.bincount(group), np.zeros(group.max(initial=-1) + 1, dtype=np.int64)
    np.add.at(total, group, np.maximum(cents, 0))
    return Alike(key, count[group], total[group])


def _joined(*parts: Texts) -> NDArray[np.object_]:
    """The parts of each, joined by a slash; None where one is missing."""
    held = pd.DataFrame({place: np.asarray(part, dtype=object) for place, part in enumerate(parts)})
    known = held.notna().all(axis=1).to_numpy()
    out = np.full(len(held), None, dtype=object)
    places, told = pd.factorize(pd.MultiIndex.from_frame(held[known]))
    names = np.array(["/".join(some) for some in told], dtype=object)
    out[known] = names[places]
    return out


def _numbered(key: NDArray[np.object_]) -> Ints:
    """A number per group; what has no key gets one of its own."""
    out: Ints = pd.factorize(key)[0].astype(np.int64)
    alone = out < 0
    out[alone] = out.max(initial=-1) + 1 + np.arange(alone.sum())
    return out
