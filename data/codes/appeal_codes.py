"""Routes, deadlines and prior win chances of denials, as effective-dated rows with their sources.

A billing expert changes a row of `routes.csv`, `deadlines.csv` or `appeal_prior.csv`, not code. An empty
cell of a condition means any; a cell may hold several codes joined by one space; a level is a number or
`2+` for that number and above.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

from data.codes.tables import Period, code_rows, period


@dataclass(frozen=True, slots=True)
class Levels:
    """The levels of appeal a row speaks of: `low` to `high`, both included."""

    low: int = 1
    high: int = 99

    @classmethod
    def parse(cls, text: str) -> "Levels":
        """Empty is any level, `2` that one, `2+` that one and above."""
        if not text:
            return cls()
        return cls(int(text[:-1])) if text.endswith("+") else cls(int(text), int(text))

    def __contains__(self, level: int) -> bool:
        return self.low <= level <= self.high


@dataclass(frozen=True, slots=True)
class RouteRule:
    """What to do about a denial like this; `minutes` of staff time; `clock` names the deadline it runs on."""

    states: frozenset[str]
    levels: Levels
    groups: frozenset[str]
    carcs: frozenset[str]
    rarcs: frozenset[str]
    payers: frozenset[str]
    filing_kinds: frozenset[str]
    families: frozenset[str]
    route: str
    clock: str
    minutes: float
    source: str
    applies: Period


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """How long one clock runs; `verified` is no when the days are the shortest plausible.

    `counted_from` is `notice` (the denial, or the last decision above level 1) or `service` (first day of
    service on a professional claim, last on an institutional one). Receipt is presumed `presumed_days` later.
    """

    payers: frozenset[str]
    filing_kinds: frozenset[str]
    claim_kinds: frozenset[str]
    networks: frozenset[str]
    clock: str
    levels: Levels
    counted_from: str
    days: int
    presumed_days: int
    verified: bool
    source: str
    applies: Period

    @property
    def precision(self) -> tuple[bool, bool, bool, bool]:
        """A row that names the payer goes before one that names its kind, and so on."""
        return bool(self.payers), bool(self.filing_kinds), bool(self.networks), bool(self.claim_kinds)


@dataclass(frozen=True, slots=True)
class PriorRule:
    """Win chance (0 to 1) and share of denied allowed dollars given a win, before any data of one's own.

    `strength` is the number of decided appeals the win chance is worth.
    """

    family: str
    levels: Levels
    win: float
    share_given_win: float
    strength: float
    source: str
    applies: Period


@cache
def route_rules() -> tuple[RouteRule, ...]:
    """Rows of `routes.csv` in their order: the first one that fits a denial decides."""
    return tuple(
        RouteRule(
            states=_codes(row["state"]),
            levels=Levels.parse(row["level"]),
            groups=_codes(row["group"]),
            carcs=_codes(row["carc"]),
            rarcs=_codes(row["rarc"]),
            payers=_codes(row["payer_id"]),
            filing_kinds=_codes(row["filing_kind"]),
            families=_codes(row["family"]),
            route=row["route"],
            clock=row["clock"],
            minutes=float(row["minutes"]),
            source=row["source"],
            applies=period(row),
        )
        for row in code_rows("routes")
    )


@cache
def deadline_rules() -> tuple[DeadlineRule, ...]:
    """Rows of `deadlines.csv`, the most precise first."""
    rules = (
        DeadlineRule(
            payers=_codes(row["payer_id"]),
            filing_kinds=_codes(row["filing_kind"]),
            claim_kinds=_codes(row["claim_kind"]),
            networks=_codes(row["network"]),
            clock=row["clock"],
            levels=Levels.parse(row["level"]),
            counted_from=row["counted_from"],
            days=int(row["days"]),
            presumed_days=int(row["presumed_days"]),
            verified=row["verified"] == "yes",
            source=row["source"],
            applies=period(row),
        )
        for row in code_rows("deadlines")
    )
    return tuple(sorted(rules, key=lambda rule: rule.precision, reverse=True))


@cache
def prior_rules() -> tuple[PriorRule, ...]:
    """Rows of `appeal_prior.csv` in their order."""
    return tuple(
        PriorRule(
            family=row["family"],
            levels=Levels.parse(row["level"]),
            win=float(row["win"]),
            share_given_win=float(row["share_given_win"]),
            strength=float(row["strength"]),
            source=row["source"],
            applies=period(row),
        )
        for row in code_rows("appeal_prior")
    )


def prior_rule(family: str | None, level: int, day: date) -> PriorRule:
    """The prior of a family at a level on a day; an unknown family counts as `other`.

    Raises: LookupError when the table names neither.
    """
    for wanted in (family, "other"):
        for rule in prior_rules():
            if rule.family == wanted and level in rule.levels and rule.applies.covers(day):
                return rule
    raise LookupError("appeal_prior.csv has no row for `other` at this level and day")


def _codes(cell: str) -> frozenset[str]:
    return frozenset(cell.split())
