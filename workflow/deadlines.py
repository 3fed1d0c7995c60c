"""By which day a denial must be worked: effective-dated rules, receipt presumed, rolled back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.codes.appeal_codes import DeadlineRule, deadline_rules
from workflow.calendar import Days, business_day_or_before

Texts = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Per denial the last business day on which it may be *received*, and whether a rule says so.

    `verified` is False where the days are the shortest plausible. `on` is NaT only where the day a clock
    counts from is missing for every clock.
    """

    on: Days
    verified: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Clocks:
    """n denials and what their deadlines depend on.

    `notice_on` is the day of the denial, or above level 1 of the last decision; `service_on` the first day
    of service of a professional claim, the last of an institutional one. NaT is missing.
    """

    clock: Texts
    level: Sequence[int]
    payer_id: Texts
    filing_kind: Texts
    claim_kind: Texts
    notice_on: Days
    service_on: Days


def deadlines(clocks: Clocks) -> Deadlines:
    """The earliest clock of each denial under the most precise rules in force on its notice day.

    A row that names the payer goes before one that names its kind of plan, and that before the general one.
    """
    n = len(clocks.notice_on)
    out = Deadlines(np.full(n, "NaT", dtype="datetime64[D]"), np.zeros(n, dtype=bool))
    for facts, places in _alike(clocks).items():
        _put(out, clocks, _fitting(*facts), np.array(places))
    return Deadlines(business_day_or_before(out.on), out.verified)


def _alike(clocks: Clocks) -> dict[tuple[Any, ...], list[int]]:
    # Rules depend on few combinations: each is looked up once, its dates are computed together.
    held: dict[tuple[Any, ...], list[int]] = {}
    columns = (clocks.clock, clocks.level, clocks.payer_id, clocks.filing_kind, clocks.claim_kind)
    for place, facts in enumerate(zip(*columns, strict=True)):
        held.setdefault(facts, []).append(place)
    return held


def _fitting(
    clock: str | None, level: int, payer_id: str | None, filing_kind: str | None, claim_kind: str | None
) -> list[DeadlineRule]:
    return [
        rule
        for rule in deadline_rules()
        if rule.clock == clock
        and level in rule.levels
        and not rule.networks  # nobody tells us the network yet: rows that depend on it do not apply
        and (not rule.payers or payer_id in rule.payers)
        and (not rule.filing_kinds or filing_kind in rule.filing_kinds)
        and (not rule.claim_kinds or claim_kind in rule.claim_kinds)
    ]


def _put(out: Deadlines, clocks: Clocks, rules: list[DeadlineRule], places: NDArray[np.int64]) -> None:
    notice = clocks.notice_on[places].astype("datetime64[D]")
    service = clocks.service_on[places].astype("datetime64[D]")
    chosen = np.full(len(places), -1)
    for rule in rules:
        rank = rules.index(next(other for other in rules if other.precision == rule.precision))
        on = (service if rule.counted_from == "service" else notice) + (rule.days + rule.presumed_days)
        applies = _in_force(rule, notice) & ~np.isnat(on) & ((chosen < 0) | (chosen == rank))
        sooner = applies & (np.isnat(out.on[places]) | (on < out.on[places]))
        chosen[applies] = rank
        out.on[places[sooner]] = on[sooner]
        out.verified[places[sooner]] = rule.verified


def _in_force(rule: DeadlineRule, notice: Days) -> NDArray[np.bool_]:
    last = np.datetime64(rule.applies.last or date.max, "D")
    return np.isnat(notice) | ((notice >= np.datetime64(rule.applies.first, "D")) & (notice <= last))
