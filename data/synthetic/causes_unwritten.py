"""The unwritten rules at work, and the noise that nobody explains."""

import numpy as np

from data.synthetic.arrays import NEVER, Bools, Ints
from data.synthetic.cause import Cause, first_of, forced, whole
from data.synthetic.providers import REFERRED
from data.synthetic.state import World
from data.synthetic.unwritten import KINDS

_DAYS_OF_YEAR = 365.25
_UNSPECIFIED = 8
"""One of so many unexplained denials gives no reason at all (ours)."""


def unwritten(world: World) -> Cause:
    """A rule that stands in no document; which kinds there are is the scenario's."""
    claim = world.lines.claim
    rules = {
        "referrer": _refused_doctor(world)[claim],
        "interval": _too_soon(world),
        "age": _too_young(world),
        "carve_out": _carved(world),
        "waiting": _waiting(world),
    }
    active = [_in_force(world, kind)[claim] & rules[kind] for kind in KINDS]
    facts = [world.any_line(hit) for hit in active]
    chance = forced(world, "unwritten", np.any(np.stack(facts), axis=0))
    hits = np.any(np.stack(active), axis=0)
    return Cause(chance, np.ones(len(chance), dtype=bool), KINDS, first_of(*facts), hits)


def _in_force(world: World, kind: str) -> Bools:
    return world.payers.unwritten.since[kind][world.payer] <= world.claims.day


def _families(world: World) -> Ints:
    return world.catalog.family[world.lines.procedure]


def refers(world: World) -> Bools:
    """Claims that name a referring doctor, unless the office forgets it."""
    needed = world.any_line(world.catalog.needs["referring"][world.lines.procedure])
    referred = np.isin(world.providers.specialty, REFERRED)[world.claims.provider]
    return needed | (referred & (world.claims.episode % 3 > 0))


def _refused_doctor(world: World) -> Bools:
    return world.payers.unwritten.doctors[world.payer, world.claims.referrer] & refers(world)


def _too_soon(world: World) -> Bools:
    """Lines of a family that the person had under this payer less than the interval before."""
    claims, claim, family = world.claims, world.lines.claim, _families(world)
    day, person = claims.day[claim], claims.person[claim]
    order = np.lexsort((np.arange(len(claim)), day, world.payer[claim], family, person))
    key = ((person * 64 + family) * 64 + world.payer[claim])[order]
    one = np.append(True, (key[1:] != key[:-1]) | (claim[order][1:] != claim[order][:-1]))
    first = order[one]  # a claim counts once per family
    same = np.append(False, key[one][1:] == key[one][:-1])
    gap = np.where(same, day[first] - np.append(0, day[first][:-1]), NEVER)
    out = np.zeros(len(claim), dtype=bool)
    out[first] = gap < world.payers.unwritten.interval[family[first]]
    return out


def _too_young(world: World) -> Bools:
    claims, limit = world.claims, world.payers.unwritten.age[_families(world)]
    age = (claims.day - world.people.born[claims.person]) / _DAYS_OF_YEAR
    return age[world.lines.claim] < limit


def _carved(world: World) -> Bools:
    group = world.people.spans.group[world.registration.span]
    claim = world.lines.claim
    return world.payers.unwritten.carved[world.payer[claim], group[claim], _families(world)]


def _waiting(world: World) -> Bools:
    """Elective services in the first months of a span that began while the household was already known."""
    spans, span = world.people.spans, world.registration.span
    fresh = world.claims.day - spans.first[span] < world.payers.unwritten.waiting_days
    return world.payers.unwritten.waits[_families(world)] & fresh[world.lines.claim]


def noise(world: World) -> Cause:
    """What nobody could explain: the same for all claims of a payer."""
    tight = 1 + world.settings.drift.tightening_per_year * world.years
    chance = np.minimum(0.5, world.payers.noise[world.payer] * tight)
    unspecified = (world.claims.serial % _UNSPECIFIED == 0).astype(np.int64)
    return whole(world, chance, "unexplained", "unspecified", detail=unspecified)
