"""Setting how hard each payer acts, so that it denies as often as such payers are published to.

The rules are drawn first; then a pilot panel is judged, and one number per payer scales the force of all
its rules and its noise until the pilot's expected share of denials is the payer's own (`denied` in
`tables/payers.csv`). The pilot has the scenario's habits and all causes: a policy or a cause switched off
changes what is denied, never how hard a payer acts.
"""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from data.synthetic.arrays import Floats, Ints
from data.synthetic.build import build_world, dice, make_practice
from data.synthetic.cause import TOP
from data.synthetic.causes import judge_claims, noisy_or
from data.synthetic.payers import Payers
from data.synthetic.settings import Causes, Settings
from data.synthetic.state import Practice

_PILOT, _CLAIMS = 1_000_000, 16_000
"""A panel number that no panel has, and the pilot's size."""
_LEAST, _MOST = 0.1, 2.0
_STEPS, _ROUNDS = 25, 3
_SPREAD = 0.07
"""Payers of one kind differ: spread of the logarithm of their shares (ours)."""
_INSTITUTIONAL = 0.25
"""Institutional claims are denied so much more often (Vabson: outpatient 21.1 %, professional 14.6 %)."""


def tuned_practice(settings: Settings, claims: int, seed: int) -> Practice:
    """A practice of so many claims with payers that deny as often as their profile says."""
    practice = make_practice(settings, claims, seed)
    scale = _scales_of(replace(settings, causes=Causes()), claims, seed)
    return replace(practice, payers=_scaled(practice.payers, scale))


def _scaled(payers: Payers, scale: Floats) -> Payers:
    force = {cause: np.minimum(TOP, force * scale) for cause, force in payers.force.items()}
    return replace(payers, force=force, noise=payers.noise * scale)


@lru_cache(maxsize=4)
def _scales_of(settings: Settings, claims: int, seed: int) -> Floats:
    """In rounds, because what a payer tightens over the years is cut off at certainty."""
    practice = make_practice(settings, claims, seed)
    world, targets = build_world(practice, _PILOT, _CLAIMS), _targets(practice)
    scale = np.ones(len(targets))
    for _ in range(_ROUNDS):
        held = replace(world, payers=_scaled(practice.payers, scale))
        scale = np.clip(scale * _scales(judge_claims(held).chances, world.payer, targets), _LEAST, _MOST)
    return scale


def _targets(practice: Practice) -> Floats:
    denied = np.array([profile.denied for profile in practice.payers.profiles])
    spread = dice(practice.seed, "tuning").normal(0, _SPREAD, len(denied))
    return denied * np.exp(spread) * (1 + _INSTITUTIONAL * practice.settings.practice.institutional_share)


def _scales(chances: Floats, payer: Ints, targets: Floats) -> Floats:
    """Per payer, by halving: the scale at which the mean of the noisy-or is its target."""
    size = len(targets)
    low, high = np.full(size, _LEAST), np.full(size, _MOST)
    counts = np.maximum(1, np.bincount(payer, minlength=size))
    for _ in range(_STEPS):
        middle = (low + high) / 2
        share = noisy_or(np.minimum(TOP, chances * middle[payer][:, None]))
        more = np.bincount(payer, share, size) / counts > targets
        low, high = np.where(more, low, middle), np.where(more, middle, high)
    return (low + high) / 2
