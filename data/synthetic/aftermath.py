"""After the denial: who is chosen for an appeal, what it costs, what comes back.

Staff work a weekly number of denials, the most attractive first: large, winnable in their eyes,
young. Outcomes depend on the cause, the payer, the records and the amount, so that who is appealed
and who wins hang together, as in reality.
"""

from dataclasses import dataclass, fields, replace
from typing import TypeVar

import numpy as np

from data.synthetic.answers import Versions, followed, shown
from data.synthetic.arrays import NEVER, Bools, Floats, Ints, business_day, day_number
from data.synthetic.build import dice
from data.synthetic.causes import NAMES
from data.synthetic.csv_tables import table_rows
from data.synthetic.money import Amounts, per_version
from data.synthetic.state import World

_T = TypeVar("_T")

_TABLE = {row["cause"]: row for row in table_rows("appeals")}


def _by_cause(column: str) -> Floats:
    return np.array([float(_TABLE[name][column]) for name in NAMES])


_WIN = _by_cause("win")
"""Chance to win level one, all else usual, near the public overturn rates."""
_MINUTES = _by_cause("minutes")
"""Minutes of staff time at level one."""
_TASTE = _by_cause("taste")
"""What staff think of working such a denial, 0 for most."""
_SECOND = 0.16
"""Level two over level one, in chance: a fifth to a tenth is usual."""
_SECOND_MINUTES = 30.0
_OLDEST_DAYS = 120
_LARGE_CENTS = 50_000
_USUAL_CENTS = 15_000
_BY_AMOUNT = 0.08
"""Log-odds per unit of log dollars: large denials are argued better (NY: 27 % won, 60 % of dollars)."""
_CHART = 0.35
"""Spread of the log-odds by what stands in the chart and nowhere else."""
_PARTIAL_ODDS, _PARTIAL_BY_CHART = -1.0, -1.0
"""Log-odds that a win is in part only, and how much a good chart (in spreads) lowers them."""


@dataclass(frozen=True, slots=True)
class Denials:
    """Every denial at both levels, by version row: what an appeal would bring. Known to nobody.

    A level two is told as if level one had been upheld.
    """

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


def work_denials(world: World, versions: Versions, amounts: Amounts) -> tuple[Denials, Appeals]:
    """What every denial is worth at either level, and what became of those that were worked."""
    worths, choices, ends = dice(world.seed, "appeals", world.panel).spawn(3)
    rows = np.flatnonzero(versions.denied & ~versions.rejected)
    worth = per_version(amounts, amounts.allowed * amounts.denied, len(versions))[rows]
    first = _level_one(world, versions, rows, worth, worths)
    second = _level_two(first)
    filed = _filed(world, versions, rows, worth, choices)
    level_one = _outcomes(world, versions, first, filed, ends)
    again = _filed_again(world, level_one, worth, rows, choices)
    level_two = _outcomes(world, versions, second, again, ends)
    return _joined(first, second), _joined(level_one, level_two)


def _level_one(
    world: World, versions: Versions, rows: Ints, worth: Ints, rng: np.random.Generator
) -> Denials:
    claim, cause = versions.claim[rows], versions.cause[rows]
    place, size = world.place[claim], world.places
    chart = rng.standard_normal(size)[place]
    usual = _WIN[cause]
    odds = np.log(usual / (1 - usual)) + world.payers.leniency[world.payer[claim]]
    odds += 2.2 * (world.providers.documentation[world.claims.provider[claim]] - 0.66)
    odds += _BY_AMOUNT * np.log(np.maximum(worth, 100) / _USUAL_CENTS) + _CHART * chart
    in_part = rng.random(size)[place] < _logistic(_PARTIAL_ODDS + _PARTIAL_BY_CHART * chart)
    share = np.where(in_part, rng.uniform(0.3, 0.8, size)[place], 1.0)
    recovered = np.round(worth * share).astype(np.int64)
    minutes = _MINUTES[cause] * (1 + 0.1 * (worth > _LARGE_CENTS))
    return Denials(rows, np.ones(len(rows), dtype=np.int64), _logistic(odds), recovered, in_part, minutes)


def _logistic(odds: Floats) -> Floats:
    return 1 / (1 + np.exp(-odds))


def _level_two(first: Denials) -> Denials:
    """The same denials, once upheld."""
    size = len(first.version)
    return replace(
        first,
        level=np.full(size, 2),
        p_win=_SECOND * first.p_win,
        minutes=np.full(size, _SECOND_MINUTES),
    )


def _filed(world: World, versions: Versions, rows: Ints, worth: Ints, rng: np.random.Generator) -> Ints:
    """Per denial: the day it was appealed, NEVER when it was not. One pass over the weeks."""
    known = versions.answer[rows] + 1
    liking = 0.6 * np.log(np.maximum(worth, 100)) + _TASTE[versions.cause[rows]]
    liking = liking + 0.8 * rng.standard_normal(world.places)[world.place[versions.claim[rows]]]
    open_ = ~followed(versions)[rows] & shown(world, versions)[rows]
    filed = np.full(len(rows), NEVER)
    start, end = day_number(world.settings.start), day_number(world.settings.end)
    weekly = world.settings.aftermath.worked * open_.sum() / max(1, (end - start) / 7)
    for week, monday in enumerate(range(start + (-start - 3) % 7, end - 4, 7)):
        capacity = int(weekly * (week + 1)) - int(weekly * week)
        ready = np.flatnonzero(open_ & (known <= monday) & (known > monday - _OLDEST_DAYS) & (filed == NEVER))
        best = ready[np.argsort(known[ready] / 90 - liking[ready] - monday / 90, kind="stable")][:capacity]
        filed[best] = monday + rng.integers(0, 5, len(best))
    return filed


def _outcomes(
    world: World, versions: Versions, worth: Denials, filed: Ints, rng: np.random.Generator
) -> Appeals:
    """Decisions on the denials that were filed."""
    rows = np.flatnonzero(filed < NEVER)
    place, size = world.place[versions.claim[worth.version[rows]]], world.places
    decided = business_day(filed[rows] + 12 + rng.gamma(4.0, 8.0, size)[place].astype(np.int64))
    withdrawn = rng.random(size)[place] < 0.02  # noqa: PLR2004 - ours
    won = (rng.random(size)[place] < worth.p_win[rows]) & ~withdrawn
    spent = worth.minutes[rows] * np.exp(0.35 * rng.standard_normal(size)[place])
    return Appeals(
        worth.version[rows],
        worth.level[rows],
        filed[rows],
        decided,
        won,
        won & worth.partial[rows],
        withdrawn,
        np.where(won, worth.recovered_cents[rows], 0),
        np.where(won, business_day(decided + rng.integers(2, 12, size)[place]), NEVER),
        np.maximum(3, np.round(spent)).astype(np.int64),
    )


def _filed_again(world: World, decided: Appeals, worth: Ints, rows: Ints, rng: np.random.Generator) -> Ints:
    """Level two is for large amounts upheld in time: the day it was filed, NEVER when it was not."""
    upheld = ~decided.won & ~decided.withdrawn & (decided.decided <= day_number(world.settings.end))
    at = np.searchsorted(rows, decided.version[upheld])
    day = np.full(len(rows), NEVER)
    day[at] = decided.decided[upheld]
    wanted = (rng.random(len(rows)) < np.minimum(0.6, worth / 80_000)) & (day < NEVER)
    return np.where(wanted, business_day(day + rng.integers(5, 25, len(rows))), NEVER)


def _joined(first: _T, second: _T) -> _T:
    columns = [f.name for f in fields(first)]  # type: ignore[arg-type]  # both callers pass dataclasses
    return type(first)(*(np.concatenate([getattr(first, c), getattr(second, c)]) for c in columns))
