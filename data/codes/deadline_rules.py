"""Deadlines: effective-dated rows with their sources.

A billing expert changes a row of `deadlines.csv`, not code; `data.codes.rules` says how a row is read and
which of several decides. Rules have two clocks: a row governs days from `effective_from` to `effective_to`,
and nobody could know it before `known_on` (empty: the day it took effect). Among equals that count from the
same day the one that took effect last wins, so an old row stays open and needs no end.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from data.codes.rules import Conditions, most_specific_first
from data.codes.tables import CodeRow, code_rows


class CountedFrom(StrEnum):
    """The day that a limit counts from."""

    NOTICE = "notice"
    """The denial, or above level 1 the last decision."""
    SERVICE = "service"
    """The first day of service on a professional claim, the last on an institutional one."""


class Unit(StrEnum):
    """What a limit is counted in."""

    DAYS = "days"
    BUSINESS_DAYS = "business_days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """How long one clock runs: `length` of a unit from its day, or from receipt `presumed_days` later.

    `verified` is no when the length is the shortest plausible.
    """

    when: Conditions
    clock: str
    counted_from: CountedFrom
    length: int
    unit: Unit
    presumed_days: int
    verified: bool
    known_on: date
    source: str

    @property
    def days(self) -> int:
        """The limit in calendar days, holidays and leap days aside."""
        per_unit = {Unit.DAYS: (1, 1), Unit.BUSINESS_DAYS: (7, 5), Unit.MONTHS: (365, 12)}
        days, units = per_unit[self.unit]
        return self.length * days // units


@cache
def deadline_rules() -> tuple[DeadlineRule, ...]:
    """Rows of `deadlines.csv`, the most specific first."""
    return most_specific_first(_rule(row) for row in code_rows("deadlines"))


def _rule(row: CodeRow) -> DeadlineRule:
    when = Conditions.of(row)
    return DeadlineRule(
        when=when,
        clock=row["clock"],
        counted_from=CountedFrom(row["counted_from"]),
        length=int(row["length"]),
        unit=Unit(row["unit"]),
        presumed_days=int(row["presumed_days"]),
        verified=row["verified"] == "yes",
        known_on=date.fromisoformat(row["known_on"]) if row["known_on"] else when.applies.first,
        source=row["source"],
    )
