"""The whole story of one claim number: what was sent, what came back, what was known when and why tied so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data import tables
from data.clocks import now
from data.errors import NotFoundError
from data.events import Events
from data.outcomes import claim_outcomes
from data.records import Row
from data.recoveries import net_paid
from data.store import Store
from workflow.journey_entries import Entry, Fact, day, dollars, entries, moment_of, rows


@dataclass(frozen=True, slots=True)
class Version:
    """One claim version: `rule` is why it stands in this chain, `state` its outcome so far or `no answer`."""

    version: int
    claim_id: str
    version_key: str
    rule: str
    facts: dict[str, Fact]
    state: str
    reason_family: str | None

    def as_json(self) -> dict[str, Any]:
        """Plain values for `--json`."""
        named = {"version": self.version, "claim_id": self.claim_id, "linked_by": self.rule}
        return {**named, "state": self.state, "reason_family": self.reason_family, **self.facts}


@dataclass(frozen=True, slots=True)
class Journey:
    """A claim number's versions in order and its events in order, as known strictly before `as_of`."""

    claim_id: str
    as_of: datetime
    versions: tuple[Version, ...]
    entries: tuple[Entry, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain values for `--json`."""
        return {
            "claim_id": self.claim_id,
            "as_of": self.as_of.isoformat(),
            "versions": [held.as_json() for held in self.versions],
            "events": [entry.as_json() for entry in self.entries],
        }


def journey(store: Store, claim_id: str, as_of: datetime | None = None) -> Journey:
    """The journey of a claim number and of the versions chained to it, as known before a moment (now).

    Raises: NotFoundError when nothing was known under that number.
    """
    moment = as_of or now()
    events = store.claim_events(claim_id)
    known = events.before(moment)
    if not (len(known.claims) or len(known.remits) or len(known.statuses)):
        raise NotFoundError("claim")
    scores = [score for name in _names(known, claim_id) for score in store.rows(tables.SCORES, claim_id=name)]
    surroundings = store.surroundings(events).before(moment)
    return told(known, claim_id, moment, scores, surroundings=surroundings)


def told(
    known: Events,
    claim_id: str,
    as_of: datetime,
    scores: list[Row],
    *,
    surroundings: Events | None = None,
) -> Journey:
    """The journey out of events that are all known before `as_of`; later scores are left out.

    `surroundings` are these events and the others that outcomes hang on, when there are such.
    """
    outcomes = claim_outcomes(known if surroundings is None else surroundings)
    outcomes = outcomes[outcomes["version_key"].isin(known.claims["version_key"])]
    versions = known.claims.merge(known.chains, on="version_key", suffixes=("", "_chain"))
    versions = versions.merge(outcomes[["version_key", "state", "family"]], on="version_key", how="left")
    versions = versions.merge(net_paid(known), on="version_key", how="left")
    versions = versions.sort_values(["available_at", "version"], kind="stable")
    found = entries(known, versions, outcomes, scores, as_of)
    return Journey(claim_id, as_of, tuple(_version(row) for row in rows(versions)), tuple(found))


def _names(known: Events, claim_id: str) -> list[str]:
    return sorted({claim_id, *known.claims["claim_id"]})


def _version(row: dict[str, Any]) -> Version:
    return Version(
        version=int(row["version"]),
        claim_id=row["claim_id"],
        version_key=row["version_key"],
        rule=row["rule"],
        facts={
            "payer_id": row["payer_id"],
            "frequency_code": row["frequency_code"],
            "from_on": day(row["from_on"]),
            "total_charge": dollars(row["total_charge_cents"]),
            "net_paid": dollars(row["net_cents"]),
            "submitted_at": moment_of(row["submitted_at"]),
        },
        state=row["state"] or "no answer",
        reason_family=row["family"],
    )
