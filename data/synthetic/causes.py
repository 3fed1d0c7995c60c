"""Why payers deny: one function per cause, each giving a probability for every claim.

A claim escapes only when it escapes every cause: p = 1 - prod(1 - p of each) (noisy-or). `seen` says
where the practice could know of it before sending: on the claim itself, in its coverage and
authorization data, or in its history. What stands nowhere is left to chance for everyone.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from data.synthetic.arrays import Floats, Ints
from data.synthetic.cause import TOP, Cause
from data.synthetic.causes_registration import coordination, duplicate, eligibility, provider, timely
from data.synthetic.causes_service import (
    authorization,
    bundling,
    coding,
    missing,
    necessity,
    not_covered,
    records,
    referral,
)
from data.synthetic.causes_unwritten import noise, unwritten
from data.synthetic.state import World

CAUSES: tuple[tuple[str, Callable[[World], Cause]], ...] = (
    ("missing", missing),
    ("eligibility", eligibility),
    ("duplicate", duplicate),
    ("timely", timely),
    ("provider", provider),
    ("coordination", coordination),
    ("authorization", authorization),
    ("referral", referral),
    ("not_covered", not_covered),
    ("coding", coding),
    ("bundling", bundling),
    ("records", records),
    ("necessity", necessity),
    ("unwritten", unwritten),
    ("noise", noise),
)
"""All causes in the order in which a payer's edits run: the first that fires words the denial."""

NAMES = tuple(name for name, _ in CAUSES)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What every cause says about every claim."""

    causes: tuple[Cause, ...]
    chances: Floats
    """n x causes, after the settings' multipliers."""

    @property
    def denied(self) -> Floats:
        """Probability of a denial per claim, all causes together."""
        return noisy_or(self.chances)

    def visible(self, payer: Ints) -> Floats:
        """The same for someone who sees only what could be seen: the rest by the payer's average."""
        parts = [
            _as_seen(cause, chance, payer) for cause, chance in zip(self.causes, self.chances.T, strict=True)
        ]
        return noisy_or(np.stack(parts, axis=1))


def noisy_or(chances: Floats) -> Floats:
    """1 - prod(1 - p) along the last axis."""
    return 1 - np.prod(1 - chances, axis=-1)


def _as_seen(cause: Cause, chance: Floats, payer: Ints) -> Floats:
    """Where evidence was in hand, or the cause hides nothing, its own chance; else the mean of the rest."""
    if cause.seen.all():
        return chance
    blind = ~cause.seen
    counts = np.maximum(1, np.bincount(payer[blind], minlength=payer.max() + 1))
    means = np.bincount(payer[blind], weights=chance[blind], minlength=payer.max() + 1) / counts
    return np.where(blind, means[payer], chance)


def judge_claims(world: World) -> Verdicts:
    """All causes over all claims of the world."""
    found = tuple(function(world) for _, function in CAUSES)
    strength = [getattr(world.settings.causes, name) for name in NAMES]
    chances = np.stack(
        [np.minimum(TOP, s * cause.chance) for s, cause in zip(strength, found, strict=True)], axis=1
    )
    return Verdicts(found, chances)
