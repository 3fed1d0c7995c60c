"""Denials that a payer puts right by itself: it finds an edit was wrong, reverses and pays, weeks later."""

from dataclasses import dataclass

import numpy as np

from data.synthetic.aftermath import Appeals
from data.synthetic.answers import Versions, followed, shown
from data.synthetic.arrays import Ints, business_day, day_number
from data.synthetic.build import dice
from data.synthetic.causes import NAMES
from data.synthetic.money import Amounts, per_version
from data.synthetic.state import World

_NEVER_PUT_RIGHT = ("duplicate", "timely", "eligibility", "coordination")
"""Causes that were the payer's good right."""


@dataclass(frozen=True, slots=True)
class Reprocessed:
    """Denied versions paid after all without anybody's work, by row."""

    version: Ints
    on: Ints
    recovered_cents: Ints


def reprocess(world: World, versions: Versions, amounts: Amounts, appeals: Appeals) -> Reprocessed:
    """Of the denials that nobody corrected or appealed."""
    rng, size = dice(world.seed, "reprocessing", world.panel), world.places
    place = world.place[versions.claim]
    on = business_day(versions.answer + rng.integers(50, 160, size)[place])
    idle = versions.denied & ~versions.rejected & shown(world, versions) & ~followed(versions)
    idle[appeals.version] = False
    idle &= ~np.isin(versions.cause, [NAMES.index(name) for name in _NEVER_PUT_RIGHT])
    found = rng.random(size)[place] < world.settings.aftermath.reprocessed
    rows = np.flatnonzero(idle & found & (on <= day_number(world.settings.end)))
    worth = per_version(amounts, amounts.allowed * amounts.denied, len(versions))
    return Reprocessed(rows, on[rows], worth[rows])
