"""Who answers and what for, as numbers that are names: payer, plan, specialty, place and kind of service.

Past rates say what happened to such claims; these let trees tell how firmly each payer acts on what the
rates show, and hold habits that no rate is kept for.
"""

import zlib

import numpy as np

from features.asof import AsOf
from features.feature import Feature, Floats, Owner, Unit, feature
from features.ledger import Objects

NAMES = 1021
"""How many numbers there are; a prime. Two names share one once in so many pairs."""


def numbered(names: Objects) -> Floats:
    """The number of each name, the same in every batch and at every time; missing without a name."""
    known = {name: float(zlib.crc32(name.encode()) % NAMES) for name in set(names.tolist()) - {None}}
    return np.array([known.get(name, np.nan) for name in names.tolist()], dtype=np.float64)


def _of_claim(asof: AsOf, part: str) -> Floats:
    return numbered(asof.parts.part("claim", part))


@feature(
    unit=Unit.NAME,
    source="837 NM1*PR",
    group="payer",
    owner=Owner.BILLING,
    sentence="How this payer answers, beyond its past rates.",
)
def payer_itself(asof: AsOf) -> Floats:
    """Which payer the claim goes to, as a name."""
    return _of_claim(asof, "payer")


@feature(
    unit=Unit.NAME,
    source="coverages",
    group="payer",
    owner=Owner.FRONT_DESK,
    sentence="How claims under this type of plan are answered, beyond past rates.",
)
def plan_itself(asof: AsOf) -> Floats:
    """The type of the member's plan as told before T, as a name; missing when none was told."""
    return _of_claim(asof, "plan")


@feature(
    unit=Unit.NAME,
    source="837 PRV",
    group="provider",
    owner=Owner.BILLING,
    sentence="How claims of this specialty are answered, beyond past rates.",
)
def settled_specialty_itself(asof: AsOf) -> Floats:
    """The rendering provider's specialty, else the billing one's, as a name; missing for who joined later.

    Few join: their specialty names them, and trees that know what became of these by heart know less of the
    next who join (measured: of newcomers with a chance of .4, they gave .1).
    """
    return np.where(np.isnan(asof.days_known), _of_claim(asof, "specialty"), np.nan)


@feature(
    unit=Unit.NAME,
    source="837 CLM05",
    group="coding",
    owner=Owner.BILLING,
    sentence="How claims from this place of service are answered, beyond past rates.",
)
def place_itself(asof: AsOf) -> Floats:
    """The claim's place of service, as a name."""
    return _of_claim(asof, "place")


@feature(
    unit=Unit.NAME,
    source="837 SV1, SV2",
    group="coding",
    owner=Owner.CODING,
    sentence="How services of this kind are answered, beyond past rates.",
)
def branch_itself(asof: AsOf) -> Floats:
    """The branch of the claim's dearest service (the first of equals), as a name."""
    branches = asof.parts.part("line", "branch")
    out = np.full(len(asof), None, dtype=object)
    charge = np.nan_to_num(asof.line("charge_cents").astype(np.float64))
    # Ascending by charge, later lines before earlier ones: what is written last stays.
    order = np.lexsort((-np.arange(len(charge)), charge))
    for_claim = asof.row[order]
    out[for_claim] = branches[order]
    return numbered(out)


IDENTITY: tuple[Feature, ...] = (
    payer_itself,
    plan_itself,
    settled_specialty_itself,
    place_itself,
    branch_itself,
)
