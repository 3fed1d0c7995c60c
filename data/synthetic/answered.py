"""One panel with everything that happened to it: what is written, and what only the truth knows."""

from dataclasses import dataclass

import numpy as np

from data.synthetic.aftermath import Appeals, Denials, work_denials
from data.synthetic.answers import Versions, answer_claims, cut_to
from data.synthetic.build import build_world
from data.synthetic.causes import Verdicts, judge_claims
from data.synthetic.money import Amounts, price
from data.synthetic.policy import NO_FIXES, Fixes
from data.synthetic.reprocessing import Reprocessed, reprocess
from data.synthetic.state import Practice, World
from data.synthetic.takebacks import Takebacks, take_back

_SPARE = 1.15
"""More visits are drawn than needed, then whole households are left out until the count is exact."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """A panel with its answers."""

    world: World
    verdicts: Verdicts
    versions: Versions


@dataclass(frozen=True, slots=True)
class Worked:
    """A panel with its money, appeals and takebacks too."""

    world: World
    verdicts: Verdicts
    versions: Versions
    amounts: Amounts
    denials: Denials
    appeals: Appeals
    takebacks: Takebacks
    reprocessed: Reprocessed


def panel_of(practice: Practice, number: int, claims: int, fixes: Fixes = NO_FIXES) -> Simulated:
    """A panel of exactly `claims` versions: a larger one is drawn until there are enough."""
    size = round(claims * _SPARE)
    while True:
        world = build_world(practice, number, size, fixes)
        verdicts = judge_claims(world)
        versions = answer_claims(world, verdicts)
        if len(versions) >= claims:
            return Simulated(world, verdicts, cut_to(versions, world.claims.household, claims))
        size = round(size * max(1.05, 1.05 * claims / max(1, len(versions))))


def worked(held: Simulated) -> Worked:
    """What it all costs and brings."""
    world, versions = held.world, held.versions
    amounts = price(world, held.verdicts, versions, np.flatnonzero(~versions.rejected))
    denials, appeals = work_denials(world, versions, amounts)
    takebacks = take_back(world, versions, amounts)
    reprocessed = reprocess(world, versions, amounts, appeals)
    return Worked(world, held.verdicts, versions, amounts, denials, appeals, takebacks, reprocessed)
