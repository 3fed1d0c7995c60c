"""Routes of denials: effective-dated rows with their sources.

A billing expert changes a row of `routes.csv`, not code; `data.codes.rules` says how a row is read and which
of several decides. A row that names no state speaks of denials alone, so that what was only written off by
contract, or left to the patient as cost share, has no route.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from data.codes.rules import Conditions, most_specific_first
from data.codes.tables import CodeRow, code_rows

ROUTES: Final = (
    *("resubmit", "correct", "reopen", "records", "appeal", "peer_to_peer", "retro_auth"),
    *("rebill_other_payer", "coverage_update", "proof_of_filing", "bill_secondary", "bill_patient"),
    *("wait", "write_off_review"),
)
"""What can be done about a claim that was not paid. `bill_secondary` no code alone can tell."""

DENIAL_STATES: Final = frozenset({"denied", "partly_denied", "denied_unspecified"})
"""What a row means that names no state."""


@dataclass(frozen=True, slots=True)
class RouteRule:
    """What to do about a claim like this.

    `clock` names the deadline that decides, `also` the others that run; `minutes` is staff time.
    """

    when: Conditions
    route: str
    clock: str | None
    also: tuple[str, ...]
    minutes: float
    source: str

    @property
    def states(self) -> frozenset[str]:
        """The states the row speaks of."""
        return self.when.codes.get("state", DENIAL_STATES)


@cache
def route_rules() -> tuple[RouteRule, ...]:
    """Rows of `routes.csv`, the most specific first."""
    return most_specific_first(_rule(row) for row in code_rows("routes"))


def _rule(row: CodeRow) -> RouteRule:
    return RouteRule(
        when=Conditions.of(row),
        route=row["route"],
        clock=row["clock"] or None,
        also=tuple(row["also"].split()),
        minutes=float(row["minutes"]),
        source=row["source"],
    )
