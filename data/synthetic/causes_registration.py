"""Causes that lie in registration: coverage, order of payers, enrolment, sending late or twice."""

import numpy as np

from data.synthetic.arrays import Bools
from data.synthetic.cause import Cause, first_of, forced, whole
from data.synthetic.state import World

_ASKED = 0.45
"""Share of a payer's force with which it asks about an accident before it pays (ours)."""
_OPEN = ("PPO", "FFS", "INDEMNITY", "POS", "TRICARE", "VA", "WC", "AM")
"""Plans that pay outside of their network, or have none."""
_OTHERS = ("workers", "auto")
"""Kinds of payers that are the ones to ask after an accident."""


def eligibility(world: World) -> Cause:
    """No coverage under the plan billed on the day of service, or a member id nobody knows."""
    held = world.registration
    detail = np.where(held.typo, 2, np.where(held.before, 1, 0))
    details = ("terminated", "before", "unknown_member")
    chance = forced(world, "eligibility", held.lapsed | held.typo)
    return Cause(chance, held.typo | held.lapse_known, details, detail)


def coordination(world: World) -> Cause:
    """Another payer should have been billed first, or may owe because of an accident."""
    held = world.registration
    other = forced(world, "coordination", held.other_primary)
    asks = world.payers.accident[world.payer] <= world.claims.day
    kind = world.payers.texts("kind")[world.payer]
    accident = (world.claims.accident >= 0) & asks & ~np.isin(kind, _OTHERS)
    chance = np.maximum(other, forced(world, "coordination", accident, _ASKED))
    detail = (accident & ~held.other_primary).astype(np.int64)
    seen = held.other_known | (accident & ~held.other_primary)
    return Cause(chance, seen, ("other_payer", "accident"), detail)


def duplicate(world: World) -> Cause:
    """The same service was already sent."""
    return whole(world, forced(world, "duplicate", world.claims.duplicate_of >= 0), "same")


def timely(world: World) -> Cause:
    """It arrives after the payer's limit."""
    lag = world.claims.submit - world.claims.through
    return whole(world, forced(world, "timely", lag > world.payers.timely[world.payer]), "late")


def provider(world: World) -> Cause:
    """The rendering provider is not enrolled with the payer yet, or has left a closed plan's network."""
    waits = world.payers.enrolled[world.payer, world.claims.provider] > world.claims.day
    left = world.payers.network[world.payer, world.claims.provider] <= world.claims.day
    outside = left & _closed(world)
    detail = first_of(waits, outside)
    return whole(world, forced(world, "provider", waits | outside), "enrolment", "network", detail=detail)


def _closed(world: World) -> Bools:
    return ~np.isin(world.people.spans.plan[world.registration.span], _OPEN)
