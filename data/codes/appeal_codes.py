"""Prior win chances of denials, as effective-dated rows with their sources.

A billing expert changes a row of `appeal_prior.csv`, not code.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

from data.codes.rules import Levels
from data.codes.tables import Period, code_rows, period


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
