"""By which day a denial must be worked: effective-dated rules, receipt presumed, rolled back.

What counts is *receipt* by the payer, and what comes in on a weekend or a federal holiday is received on the
next business day. So a deadline on such a day moves back to the business day before it, never forward, though
a regulation may allow that (Pub. 100-04 ch. 1, 70, for claims).

Deadlines are a pure function of the items, the table and T: only rows known before T count. Whoever asks anew
when a row was added has re-dated every open item; `workflow.redating` tells which ones moved.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.codes.deadline_rules import CountedFrom, DeadlineRule, Unit, deadline_rules
from workflow.calendar import Days, after, business_day_or_before
from workflow.matching import Coded, Facts, Mask, Texts, series, tiers


@dataclass(frozen=True, slots=True)
class Items:
    """n denials and what their deadlines depend on; None and NaT are missing.

    `clock` is the one that decides; `filing` the claim filing indicator; `notice_on` the day of the denial,
    or above level 1 of the last decision; `service_on` the first day of service of a professional claim, the
    last of an institutional one. `network` is in or out; a row that depends on it fits only where it is told.
    """

    clock: Texts
    level: NDArray[np.int64]
    payer_id: Texts
    filing: Texts
    claim_kind: Texts
    notice_on: Days
    service_on: Days
    network: Texts | None = None

    def __len__(self) -> int:
        return len(self.level)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Per denial the last business day on which it may be *received*, and whether a rule says so.

    `verified` is False where the length is the shortest plausible. `on` is NaT only where no clock runs, or
    the day it counts from is missing under every rule.
    """

    on: Days
    verified: Mask


def deadlines(items: Items, as_of: date) -> Deadlines:
    """The day that each item's own clock ends, under the most specific rules that give one.

    Of equals that count from the same day the one that took effect last governs; of those that count from
    different days the earlier end. A rule is in force by the day it counts from.
    """
    facts, clock = _facts(items), Coded.of(items.clock)
    out = _none(len(items))
    for equals in tiers(known_rules(as_of)):
        fitting = [(rule, facts.fits(rule.when) & clock.where(rule.clock.__eq__)) for _, rule in equals]
        _put(out, _earliest(items, fitting), np.isnat(out.on))
    return Deadlines(business_day_or_before(out.on), out.verified)


def running(items: Items, also: Texts, as_of: date) -> pd.DataFrame:
    """Every clock of every item: its own and those of `also`, names joined by one space.

    Returns one row per clock that ends: `place` of the item, `clock`, `on`, `verified`, and `decides` (it is
    the item's own); by place, the own clock first, then by day.
    """
    own = series(items.clock)
    clocks = own.fillna("") + " " + series(also).fillna("")
    held = clocks.str.split().explode().dropna().rename("clock").rename_axis("place").reset_index()
    held = held.drop_duplicates(ignore_index=True)
    place = held["place"].to_numpy(dtype=np.int64)
    found = deadlines(_taken(items, place, held["clock"].to_numpy(dtype=object)), as_of)
    held = held.assign(on=found.on.astype("datetime64[us]"), verified=found.verified)
    held["decides"] = held["clock"] == own.to_numpy(dtype=object)[place]
    held = held.dropna(subset="on").sort_values(["place", "on", "clock"], ignore_index=True)
    return held.sort_values(["place", "decides"], ascending=[True, False], kind="stable", ignore_index=True)


def known_rules(as_of: date) -> tuple[DeadlineRule, ...]:
    """The rules known before a day, the most specific first: what came on a day is known at its end."""
    return tuple(rule for rule in deadline_rules() if rule.known_on < as_of)


def _facts(items: Items) -> Facts:
    untold = np.full(len(items), None, dtype=object)
    network = untold if items.network is None else items.network
    columns = {"payer_id": items.payer_id, "claim_kind": items.claim_kind, "network": network}
    return Facts.of(items.level, items.filing, **columns)


def _none(size: int) -> Deadlines:
    return Deadlines(np.full(size, "NaT", dtype="datetime64[D]"), np.zeros(size, dtype=bool))


def _put(out: Deadlines, other: Deadlines, where: Mask) -> None:
    out.on[where], out.verified[where] = other.on[where], other.verified[where]


def _earliest(items: Items, fitting: Iterable[tuple[DeadlineRule, Mask]]) -> Deadlines:
    """The earlier end, over the days that equal rules count from."""
    out, equals = _none(len(items)), sorted(fitting, key=lambda pair: pair[0].when.applies.first)
    for source, start in ((CountedFrom.NOTICE, items.notice_on), (CountedFrom.SERVICE, items.service_on)):
        ends = _ends([pair for pair in equals if pair[0].counted_from is source], start)
        _put(out, ends, np.isnat(out.on) | (ends.on < out.on))
    return out


def _ends(equals: Iterable[tuple[DeadlineRule, Mask]], start: Days) -> Deadlines:
    """The ends under rules in the order they took effect: a later one takes the place of an earlier."""
    out, start = _none(len(start)), start.astype("datetime64[D]")
    for rule, fits in equals:
        hit = fits & _in_force(rule, start)
        received = after(start[hit], rule.presumed_days, Unit.DAYS)
        out.on[hit], out.verified[hit] = after(received, rule.length, rule.unit), rule.verified
    return out


def _in_force(rule: DeadlineRule, start: Days) -> Mask:
    first, last = rule.when.applies.first, rule.when.applies.last or date.max
    return (start >= np.datetime64(first, "D")) & (start <= np.datetime64(last, "D"))


def _taken(items: Items, place: NDArray[np.int64], clock: Texts) -> Items:
    """The items at some places, each with another clock."""
    told = {field.name: getattr(items, field.name) for field in fields(items)}
    held: dict[str, Any] = {name: np.asarray(told[name])[place] for name in told if told[name] is not None}
    return Items(**{**held, "clock": clock})
