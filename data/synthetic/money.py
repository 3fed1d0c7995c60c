"""What is allowed, paid and left to the patient, line by line, and which lines a denial falls on."""

from dataclasses import dataclass

import numpy as np

from data.synthetic.answers import Versions
from data.synthetic.arrays import Bools, Floats, Ints
from data.synthetic.causes import Verdicts
from data.synthetic.claim_arrays import lines_of
from data.synthetic.state import World

_FACILITY = 1.5
"""Facilities are allowed more than the professional fee (ours)."""
_MINOR = 0.08
"""A payer that would take less of a claim than this denies it whole."""

_COPAY = {"commercial": 3000, "exchange": 4000, "advantage": 2000}
_COINSURANCE = {"commercial": 0.15, "exchange": 0.3, "advantage": 0.05, "medicare": 0.2}
_DEDUCTIBLE = {"commercial": 60_000, "exchange": 180_000, "medicare": 25_000}
"""Cost share by kind of payer: cents per visit, share, cents per household and year (ours)."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """Lines of answered versions in order: `owner` is the version's row, `line` the line's row. Cents."""

    owner: Ints
    line: Ints
    charge: Ints
    allowed: Ints
    """What the line is worth to this payer, denied or not."""
    denied: Bools
    deductible: Ints
    coinsurance: Ints
    copay: Ints

    @property
    def paid(self) -> Ints:
        """Nothing on denied lines."""
        due = self.allowed - self.deductible - self.coinsurance - self.copay
        return np.where(self.denied, 0, due)


def price(world: World, verdicts: Verdicts, versions: Versions, answered: Ints) -> Amounts:
    """Amounts for the versions in these rows."""
    line, place = lines_of(world.lines, versions.claim[answered])
    owner = answered[place]
    payer = world.payer[versions.claim[owner]]
    denied = _denied_lines(world, verdicts, versions, owner, line)
    charge, allowed = world.lines.charge_cents[line], _allowed(world, payer, line)
    institutional = world.institutional[versions.claim[owner]]
    shares = _cost_shares(world, versions, (owner, line, payer), np.where(denied, 0, allowed), institutional)
    return Amounts(owner, line, charge, allowed, denied, *shares)


def _denied_lines(world: World, verdicts: Verdicts, versions: Versions, owner: Ints, line: Ints) -> Bools:
    """The cause's own lines, all lines where it has none, is small, or falls on no line."""
    out = np.zeros(len(line), dtype=bool)
    for index, cause in enumerate(verdicts.causes):
        of = versions.denied[owner] & (versions.cause[owner] == index)
        out |= of & (cause.hits[line] if cause.hits is not None else True)
    charge = world.lines.charge_cents[line]
    size = len(versions)
    share = np.bincount(owner, weights=charge * out, minlength=size) / np.maximum(
        1, np.bincount(owner, weights=charge, minlength=size)
    )
    return out | (versions.denied & (share < _MINOR))[owner]


def _allowed(world: World, payer: Ints, line: Ints) -> Ints:
    procedure = world.lines.procedure[line]
    fee = (
        world.catalog.fee_cents[procedure] * world.lines.units[line] * world.payers.allowed[payer, procedure]
    )
    facility = world.billers.facility[world.claims.biller[world.lines.claim[line]]]
    worth = np.round(fee * np.where(facility, _FACILITY, 1.0)).astype(np.int64)
    worth[world.catalog.of_family("packaged")[procedure]] = 0  # its price is in another line's
    return np.minimum(worth, world.lines.charge_cents[line])


def _cost_shares(
    world: World, versions: Versions, where: tuple[Ints, Ints, Ints], base: Ints, institutional: Bools
) -> tuple[Ints, Ints, Ints]:
    """Deductible first (professional claims, in order of the answer), then copay on visits, then a share."""
    owner, line, payer = where
    kind = world.payers.texts("kind")
    yearly = np.array([_DEDUCTIBLE.get(k, 0) for k in kind])[payer] * ~institutional
    deductible = _deductibles(world, versions, owner, payer, base, yearly)
    rest = base - deductible
    visit = world.catalog.of_family("em_office", "behavioral")[world.lines.procedure[line]]
    copay = np.minimum(np.array([_COPAY.get(k, 0) for k in kind])[payer] * visit, rest)
    share = np.array([_COINSURANCE.get(k, 0.0) for k in kind])[payer] * ~visit
    coinsurance = np.round((rest - copay) * share).astype(np.int64)
    return deductible, coinsurance, copay


def _deductibles(
    world: World, versions: Versions, owner: Ints, payer: Ints, base: Ints, yearly: Ints
) -> Ints:
    """What is left of the household's yearly deductible when a line is decided."""
    claim = versions.claim[owner]
    year = world.claims.day[claim].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    household = world.claims.household[claim]
    order = np.lexsort((np.arange(len(owner)), versions.answer[owner], payer, year, household))
    key = (household * 4096 + year)[order] * 64 + payer[order]
    fresh = np.diff(key, prepend=-1) != 0
    used = np.cumsum(np.where(yearly > 0, base, 0)[order])
    before = used - np.where(yearly > 0, base, 0)[order]
    start = np.maximum.accumulate(np.where(fresh, before, 0))
    left = np.maximum(0, yearly[order] - (before - start))
    out = np.empty_like(base)
    out[order] = np.minimum(left, base[order])
    return np.where(yearly > 0, out, 0)


def per_version(amounts: Amounts, values: Ints | Floats, size: int) -> Ints:
    """Sums of a line column per version row."""
    return np.bincount(amounts.owner, weights=values, minlength=size).astype(np.int64)
