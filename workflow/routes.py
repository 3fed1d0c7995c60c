"""Which way to work a denial: one table from status, codes and payer to route, clock and minutes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from data.codes.appeal_codes import RouteRule, route_rules


@dataclass(frozen=True, slots=True)
class Denial:
    """What a route depends on: `state` is the outcome or `rejected`, `level` the next one.

    Codes are joined by one space; None is missing.
    """

    state: str | None
    level: int
    groups: str | None
    carcs: str | None
    rarcs: str | None
    payer_id: str | None
    filing_kind: str | None
    family: str | None


@dataclass(frozen=True, slots=True)
class Route:
    """A route by name, the clock it runs on and its default minutes of staff time."""

    name: str
    clock: str
    minutes: float


def routes(denials: Iterable[Denial], day: date) -> list[Route]:
    """One route per denial, in order, by the rules in force on `day`."""
    known: dict[Denial, Route] = {}
    out = []
    for denial in denials:
        if denial not in known:
            known[denial] = route_of(denial, day)
        out.append(known[denial])
    return out


def route_of(denial: Denial, day: date) -> Route:
    """The first row of `routes.csv` that is in force and fits.

    Raises: LookupError when no row fits (the table ends with one that always does).
    """
    for rule in _in_force(day):
        if _fits(rule, denial):
            return Route(rule.route, rule.clock, rule.minutes)
    raise LookupError("routes.csv has no row for this denial")


@cache
def _in_force(day: date) -> tuple[RouteRule, ...]:
    return tuple(rule for rule in route_rules() if rule.applies.covers(day))


def _fits(rule: RouteRule, denial: Denial) -> bool:
    one = (
        (rule.states, denial.state),
        (rule.payers, denial.payer_id),
        (rule.filing_kinds, denial.filing_kind),
        (rule.families, denial.family),
    )
    some = ((rule.groups, denial.groups), (rule.carcs, denial.carcs), (rule.rarcs, denial.rarcs))
    return (
        denial.level in rule.levels
        and all(not wanted or value in wanted for wanted, value in one)
        and all(not wanted or wanted & set((held or "").split()) for wanted, held in some)
    )
