"""Payments that a payer takes back: reversed in an 835, the money withheld at once or by a later PLB."""

from dataclasses import dataclass

import numpy as np

from data.synthetic.answers import Versions, shown
from data.synthetic.arrays import NEVER, Ints, business_day, day_number
from data.synthetic.build import dice
from data.synthetic.causes import NAMES
from data.synthetic.money import Amounts, per_version
from data.synthetic.state import World

_FOUND_LATER = ("eligibility", "coordination")
"""Causes that a payer may find out after it has paid."""


@dataclass(frozen=True, slots=True)
class Takebacks:
    """t takebacks by version row, in order of row."""

    version: Ints
    cause: Ints
    """Index of the cause that words it."""
    on: Ints
    """Day of the reversal."""
    withheld: Ints
    """Day of the PLB that collects the money, NEVER where the reversal's own payment was smaller by it."""


def take_back(world: World, versions: Versions, amounts: Amounts) -> Takebacks:
    """Some paid versions whose coverage was not right after all, and a few others."""
    rng, size = dice(world.seed, "takebacks", world.panel), world.places
    place = world.place[versions.claim]
    found = [NAMES.index(name) for name in _FOUND_LATER]
    hidden = versions.chances[:, found]
    habits = world.settings.aftermath
    chance = np.maximum(habits.takebacks, habits.takebacks_caught * hidden.max(axis=1))
    on = business_day(versions.answer + rng.integers(40, 200, size)[place])
    later = business_day(on + rng.integers(25, 50, size)[place])
    paid = per_version(amounts, amounts.paid, len(versions)) > 0
    paid &= shown(world, versions) & ~versions.rejected & ~versions.denied
    rows = np.flatnonzero(paid & (rng.random(size)[place] < chance) & (on <= day_number(world.settings.end)))
    cause = np.where(hidden.max(axis=1) > 0, np.array(found)[np.argmax(hidden, axis=1)], NAMES.index("noise"))
    waits = world.payers.withholds_later[world.payer[versions.claim[rows]]]
    return Takebacks(rows, cause[rows], on[rows], np.where(waits, later[rows], NEVER))
