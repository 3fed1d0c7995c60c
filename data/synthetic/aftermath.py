"""After the denial: who is chosen for an appeal, what it costs, what comes back.

Staff work a weekly number of denials, the most attractive first: large, winnable in their eyes,
young. Outcomes depend on the cause, the payer, the records and the amount, so that who is appealed
and who wins hang together, as in reality.
"""

from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np

from data.synthetic.answers import Versions, followed, shown
from data.synthetic.arrays import NEVER, Bools, Floats, Ints, business_day, day_number
from data.synthetic.build import dice
from data.synthetic.causes import NAMES
from data.synthetic.money import Amounts, per_version
from data.synthetic.state import World

_T = TypeVar("_T")

_WIN = {
    "duplicate": 0.35,
    "missing": 0.72,
    "noise": 0.5,
    "not_covered": 0.25,
    "necessity": 0.45,
    "eligibility": 0.2,
    "coordination": 0.4,
    "authorization": 0.42,
    "referral": 0.45,
    "timely": 0.04,
    "bundling": 0.2,
    "coding": 0.5,
    "records": 0.87,
    "provider": 0.3,
}
"""Chance to win level one, all else usual, near the public overturn rates (`reference/industry.md`)."""

_MINUTES = {
    "necessity": 70,
    "authorization": 45,
    "referral": 25,
    "records": 30,
    "bundling": 40,
    "not_covered": 35,
}
"""Minutes of staff time by cause; 20 for the rest."""

_TASTE = {"duplicate": -1.5, "timely": -1.5, "eligibility": -1.0, "records": 1.2, "not_covered": -0.6}
"""What staff think of a cause, 0 for the rest."""

_SECOND = 0.18
"""Level two over level one, in chance."""
_OLDEST_DAYS = 120
_LARGE_CENTS = 50_000


@dataclass(frozen=True, slots=True)
class Denials:
    """d denials whose 835 is written, by version row: what an appeal would bring. Known to nobody."""

    version: Ints
    level: Ints
    p_win: Floats
    recovered_cents: Ints
    """If won."""
    partial: Bools
    """If won, then in part."""
    minutes: Floats


@dataclass(frozen=True, slots=True)
class Appeals:
    """a appeals by version row. Days; `decided` may lie after the end of the period."""

    version: Ints
    level: Ints
    filed: Ints
    decided: Ints
    won: Bools
    partial: Bools
    withdrawn: Bools
    recovered_cents: Ints
    paid: Ints
    """Day of the 835 that brings the money, NEVER when lost."""
    minutes: Ints


def work_denials(world: World, versions: Versions, amounts: Amounts, seed: int) -> tuple[Denials, Appeals]:
    """What every denial is worth, and what became of those that were worked."""
    rng = dice(seed, "appeals")
    rows = np.flatnonzero(versions.denied & ~versions.rejected & shown(world, versions))
    worth = per_version(amounts, amounts.allowed * amounts.denied, len(versions))[rows]
    first = _level_one(world, versions, rows, worth, rng)
    filed = _filed(world, versions, rows, worth, rng)
    level_one = _outcomes(first, filed, rng)
    second = _level_two(first, level_one, day_number(world.settings.end))
    again = _filed_again(second, level_one, worth, rows, rng)
    level_two = _outcomes(second, again, rng)
    return _joined(first, second), _joined(level_one, level_two)


def _level_one(
    world: World, versions: Versions, rows: Ints, worth: Ints, rng: np.random.Generator
) -> Denials:
    claim, cause = versions.claim[rows], versions.cause[rows]
    usual = np.array([_WIN[name] for name in NAMES])[cause]
    odds = np.log(usual / (1 - usual)) + world.payers.leniency[world.payer[claim]]
    odds += 2.2 * (world.providers.documentation[world.claims.provider[claim]] - 0.66)
    odds -= 0.22 * np.log(np.maximum(worth, 100) / 15_000)
    odds += rng.normal(0, 0.35, len(rows))  # what stands in the chart and nowhere else
    share = np.where(rng.random(len(rows)) < 0.28, rng.uniform(0.3, 0.8, len(rows)), 1.0)  # noqa: PLR2004 - ours
    minutes = np.array([_MINUTES.get(name, 20) for name in NAMES])[cause] * (1 + 0.1 * (worth > _LARGE_CENTS))
    level = np.ones(len(rows), dtype=np.int64)
    return Denials(
        rows, level, 1 / (1 + np.exp(-odds)), np.round(worth * share).astype(np.int64), share < 1, minutes
    )


def _filed(world: World, versions: Versions, rows: Ints, worth: Ints, rng: np.random.Generator) -> Ints:
    """Per denial: the day it was appealed, NEVER when it was not. One pass over the weeks."""
    known = versions.answer[rows] + 1
    liking = (
        0.6 * np.log(np.maximum(worth, 100))
        + np.array([_TASTE.get(name, 0.0) for name in NAMES])[versions.cause[rows]]
    )
    liking = liking + rng.normal(0, 0.8, len(rows))
    open_ = ~followed(versions)[rows]
    filed = np.full(len(rows), NEVER)
    start, end = day_number(world.settings.start), day_number(world.settings.end)
    capacity = max(1, round(world.settings.aftermath.worked * open_.sum() / max(1, (end - start) / 7)))
    for monday in range(start + (-start - 3) % 7, end - 4, 7):
        ready = np.flatnonzero(open_ & (known <= monday) & (known > monday - _OLDEST_DAYS) & (filed == NEVER))
        best = ready[np.argsort(known[ready] / 90 - liking[ready] - monday / 90, kind="stable")][:capacity]
        filed[best] = monday + rng.integers(0, 5, len(best))
    return filed


def _outcomes(worth: Denials, filed: Ints, rng: np.random.Generator) -> Appeals:
    """Decisions on the denials that were filed."""
    rows = np.flatnonzero(filed < NEVER)
    size = len(rows)
    decided = business_day(filed[rows] + 12 + rng.gamma(4.0, 8.0, size).astype(np.int64))
    withdrawn = rng.random(size) < 0.02  # noqa: PLR2004 - ours
    won = (rng.random(size) < worth.p_win[rows]) & ~withdrawn
    return Appeals(
        worth.version[rows],
        worth.level[rows],
        filed[rows],
        decided,
        won,
        won & worth.partial[rows],
        withdrawn,
        np.where(won, worth.recovered_cents[rows], 0),
        np.where(won, business_day(decided + rng.integers(2, 12, size)), NEVER),
        np.maximum(3, np.round(worth.minutes[rows] * rng.lognormal(0, 0.35, size))).astype(np.int64),
    )


def _level_two(first: Denials, decided: Appeals, end: int) -> Denials:
    """Denials upheld at level one by the end of the period."""
    upheld = decided.version[~decided.won & ~decided.withdrawn & (decided.decided <= end)]
    at = np.searchsorted(first.version, upheld)
    return Denials(
        upheld,
        np.full(len(upheld), 2),
        _SECOND * first.p_win[at],
        first.recovered_cents[at],
        first.partial[at],
        np.full(len(upheld), 30.0),
    )


def _filed_again(
    second: Denials, decided: Appeals, worth: Ints, rows: Ints, rng: np.random.Generator
) -> Ints:
    """Level two is for large amounts: per denial the day it was filed, NEVER when it was not."""
    amount = worth[np.searchsorted(rows, second.version)]
    day = dict(zip(decided.version.tolist(), decided.decided.tolist(), strict=True))
    before = np.array([day[version] for version in second.version.tolist()], dtype=np.int64)
    wanted = rng.random(len(amount)) < np.minimum(0.6, amount / 80_000)
    return np.where(wanted, business_day(before + rng.integers(5, 25, len(amount))), NEVER)


def _joined(first: _T, second: _T) -> _T:
    columns = [f.name for f in fields(first)]  # type: ignore[arg-type]  # both callers pass dataclasses
    return type(first)(*(np.concatenate([getattr(first, c), getattr(second, c)]) for c in columns))
