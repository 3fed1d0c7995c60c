"""What one cause says about every claim, and how strongly a payer acts on it."""

from dataclasses import dataclass

import numpy as np

from data.synthetic.arrays import Bools, Floats, Ints
from data.synthetic.state import World

TOP = 0.98
"""No rule denies with more certainty than this."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause over n claims and m lines; `details` names the wording in `tables/reasons.csv`."""

    chance: Floats
    seen: Bools
    details: tuple[str, ...]
    detail: Ints
    """n: index into `details`."""
    hits: Bools | None = None
    """m: lines it falls on; None is the whole claim."""


def forced(world: World, cause: str, broken: Bools, scale: Floats | float = 1.0) -> Floats:
    """The payer's force where its policy is broken, 0 elsewhere; payers may tighten over the years."""
    tight = 1 + world.settings.drift.tightening_per_year * world.years
    return np.where(broken, np.minimum(TOP, world.payers.force[cause][world.payer] * scale * tight), 0.0)


def whole(world: World, chance: Floats, *details: str, detail: Ints | None = None) -> Cause:
    """A cause that falls on the whole claim and could be seen."""
    n = len(world.claims)
    none = np.zeros(n, dtype=np.int64)
    return Cause(chance, np.ones(n, dtype=bool), details, none if detail is None else detail)


def first_of(*held: Bools) -> Ints:
    """Per claim: which of several facts is true, the first of them when several are."""
    return np.argmax(np.stack(held), axis=0)
