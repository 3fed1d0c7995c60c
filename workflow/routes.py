"""Which way to work a denial: one table from status, codes and payer to route, clocks and minutes.

The most specific row wins (`data.codes.rules.ORDER`). Among equals the row that names the reason with the
most denied cents wins, and of those the first in the file. No row fits what never enters a worklist: amounts
written off by contract, and the patient's cost share.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import zip_longest
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.codes import carc_rule
from data.codes.route_rules import RouteRule, route_rules
from workflow.matching import Coded, Facts, Mask, Texts, series, tiers

Ints = NDArray[np.int64]
Objects = NDArray[np.object_]

OTHER: Final = "other"
"""The family of what no code explains."""

_NEVER: Final = np.iinfo(np.int64).max
_NO_RULE: Final = -1


@dataclass(frozen=True, slots=True)
class Denials:
    """n claims that were not paid, and what their routes depend on; None is missing.

    `state` is the outcome, or rejected, pending, forwarded, no_response; `level` the next one to work.
    `carcs` has codes joined by one space, most denied cents first, and `groups` the group code of each;
    `rarcs` the remarks. `filing` is the claim filing indicator.
    """

    state: Texts
    level: Ints
    groups: Texts
    carcs: Texts
    rarcs: Texts
    payer_id: Texts
    filing: Texts
    family: Texts

    def __len__(self) -> int:
        return len(self.level)


@dataclass(frozen=True, slots=True)
class Routes:
    """Per denial its route, the clock that decides, the further clocks that run, family and usual minutes.

    `name` is None (and `minutes` NaN) for what never enters a worklist; `also` is joined by one space.
    """

    name: Objects
    clock: Objects
    also: Objects
    family: Objects
    minutes: NDArray[np.float64]


def routes(denials: Denials, day: date) -> Routes:
    """The route of each denial by the rules in force on `day`."""
    rules = _in_force(day)
    chosen = _chosen(denials, rules)
    return Routes(
        name=_column([rule.route for rule in rules])[chosen],
        clock=_column([rule.clock for rule in rules])[chosen],
        also=_column([" ".join(rule.also) for rule in rules])[chosen],
        family=_families(denials, day),
        minutes=np.array([*(rule.minutes for rule in rules), np.nan])[chosen],
    )


@cache
def _in_force(day: date) -> tuple[RouteRule, ...]:
    return tuple(rule for rule in route_rules() if rule.when.applies.covers(day))


def _column(values: list[str] | list[str | None]) -> Objects:
    """Values by place, with None at the place `_NO_RULE`."""
    out = np.full(len(values) + 1, None, dtype=object)
    out[:-1] = values
    return out


def _chosen(denials: Denials, rules: tuple[RouteRule, ...]) -> Ints:
    """The place of each denial's rule, `_NO_RULE` where none fits."""
    facts = Facts.of(denials.level, denials.filing, payer_id=denials.payer_id, family=denials.family)
    reasons = _Reasons.of(denials.carcs, denials.groups)
    remarks, states = Coded.of(denials.rarcs), Coded.of(denials.state)
    chosen = np.full(len(denials), _NO_RULE)
    for equals in tiers(rules):
        waits, best = chosen == _NO_RULE, np.full(len(denials), _NEVER)
        for place, rule in equals:
            fits = waits & facts.fits(rule.when) & states.where(rule.states.__contains__)
            at = reasons.first(rule, fits & _remarked(remarks, rule))
            chosen[at < best] = place
            best = np.minimum(best, at)
    return chosen


def _remarked(remarks: Coded, rule: RouteRule) -> Mask:
    wanted = rule.when.codes.get("rarc")
    if wanted is None:
        return np.ones(len(remarks.places), dtype=bool)
    return remarks.where(lambda held: not wanted.isdisjoint(held.split()))


@dataclass(frozen=True, slots=True)
class _Reasons:
    """The pairs of CARC and group of each denial; `of_denial` is a place among distinct lists of pairs.

    The other columns have one row per pair: its list, its rank in it, and its codes.
    """

    of_denial: NDArray[np.intp]
    of_pair: Ints
    rank: Ints
    carc: Coded
    group: Coded

    @classmethod
    def of(cls, carcs: Texts, groups: Texts) -> "_Reasons":
        joined = series(carcs).fillna("") + "|" + series(groups).fillna("")
        of_denial, told = pd.factorize(joined.to_numpy(dtype=object))
        split = [[codes.split() for codes in both.split("|")] for both in told]
        pairs = [
            (place, rank, carc, group)
            for place, (some, by) in enumerate(split)
            for rank, (carc, group) in enumerate(zip_longest(some, by))
        ]
        place, rank, carc, group = zip(*pairs, strict=True) if pairs else ((), (), (), ())
        return cls(of_denial, np.array(place, int), np.array(rank, int), Coded.of(carc), Coded.of(group))

    def first(self, rule: RouteRule, fits: Mask) -> Ints:
        """The rank of the first reason that a rule names (0 if it names none), else `_NEVER`."""
        asked = {name: rule.when.codes.get(name) for name in ("carc", "group")}
        if asked["carc"] is None and asked["group"] is None:
            return np.where(fits, 0, _NEVER)
        hit = np.ones(len(self.rank), dtype=bool)
        for wanted, held in ((asked["carc"], self.carc), (asked["group"], self.group)):
            hit &= True if wanted is None else held.where(wanted.__contains__)
        rank = np.full(int(self.of_denial.max(initial=-1)) + 1, _NEVER)
        np.minimum.at(rank, self.of_pair[hit], self.rank[hit])
        return np.where(fits, rank[self.of_denial], _NEVER)


def _families(denials: Denials, day: date) -> Objects:
    """The family of each denial: its own, else that of its first CARC, else other."""
    own = np.asarray(denials.family, dtype=object)
    first = Coded.of(denials.carcs).mapped(lambda carcs: carc_rule(carcs.split()[0], day).family)
    told = np.where(pd.isna(own), first, own)
    return np.where(pd.isna(told), OTHER, told)
