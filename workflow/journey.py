"""The whole story of one claim number: what was sent, what came back, what was known when and why tied so."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from data import tables
from data.clocks import now
from data.errors import NotFoundError
from data.events import Events
from data.outcomes import claim_outcomes
from data.records import Row
from data.recoveries import net_paid
from data.store import Store

Fact = str | int | float | None
"""Plain values, ready for JSON; dates and moments in ISO form, money in dollars."""


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


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened, in order of when it could be known.

    `version` is the claim version it belongs to (None: not tied to one), `why` the evidence for that.
    """

    known_at: datetime
    what: str
    version: int | None
    why: str | None
    facts: dict[str, Fact]


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
            "versions": [
                {
                    "version": held.version,
                    "claim_id": held.claim_id,
                    "linked_by": held.rule,
                    "state": held.state,
                    "reason_family": held.reason_family,
                    **held.facts,
                }
                for held in self.versions
            ],
            "events": [
                {
                    "known_at": entry.known_at.isoformat(),
                    "event": entry.what,
                    "version": entry.version,
                    "linked_by": entry.why,
                    **entry.facts,
                }
                for entry in self.entries
            ],
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
    numbers = dict(zip(versions["version_key"], versions["version"].tolist(), strict=True))
    entries = [
        *_sent(versions),
        *_answers(known, numbers),
        *_statuses(known, numbers),
        *_takebacks(known, numbers),
        *_decisions(outcomes, numbers),
        *_appeals(known),
        *_scores(scores, as_of, numbers),
    ]
    entries.sort(key=lambda entry: entry.known_at)
    return Journey(claim_id, as_of, tuple(_version(row) for row in _rows(versions)), tuple(entries))


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
            "from_on": _day(row["from_on"]),
            "total_charge": _dollars(row["total_charge_cents"]),
            "net_paid": _dollars(row["net_cents"]),
            "submitted_at": _moment(row["submitted_at"]),
        },
        state=row["state"] or "no answer",
        reason_family=row["family"],
    )


def _sent(versions: pd.DataFrame) -> list[Entry]:
    return [
        Entry(
            _time(row["available_at"]),
            "sent",
            int(row["version"]),
            row["rule"],
            {"frequency_code": row["frequency_code"], "total_charge": _dollars(row["total_charge_cents"])},
        )
        for row in _rows(versions)
    ]


def _answers(known: Events, numbers: dict[str, int]) -> list[Entry]:
    tied = known.remits.merge(
        known.links, left_on="remit_key", right_on="event_key", how="left", suffixes=("", "_link")
    )
    reasons = known.adjustments.assign(
        told=known.adjustments["group_code"].fillna("") + "-" + known.adjustments["carc"].fillna("")
    )
    by_remit = reasons.groupby("remit_key")["told"].agg(lambda held: ";".join(dict.fromkeys(held)))
    remarks = known.remarks.groupby("remit_key")["rarc"].agg(lambda held: ";".join(dict.fromkeys(held)))
    return [
        Entry(
            _time(row["available_at"]),
            "remit",
            numbers.get(row["version_key"]),
            row["rule"],
            {
                "status_code": row["status_code"],
                "payer_claim_number": row["payer_claim_number"],
                "charge": _dollars(row["charge_cents"]),
                "paid": _dollars(row["paid_cents"]),
                "paid_on": _day(row["paid_on"]),
                "reasons": by_remit.get(row["remit_key"]),
                "remarks": remarks.get(row["remit_key"]),
            },
        )
        for row in _rows(tied)
    ]


def _statuses(known: Events, numbers: dict[str, int]) -> list[Entry]:
    tied = known.statuses.merge(
        known.links, left_on="status_key", right_on="event_key", how="left", suffixes=("", "_link")
    )
    return [
        Entry(
            _time(row["available_at"]),
            "status",
            numbers.get(row["version_key"]),
            row["rule"],
            {"category": row["category"], "status_code": row["status_code"]},
        )
        for row in _rows(tied)
    ]


def _takebacks(known: Events, numbers: dict[str, int]) -> list[Entry]:
    tied = known.provider_adjustments.merge(
        known.links, left_on="plb_key", right_on="event_key", how="left", suffixes=("", "_link")
    )
    return [
        Entry(
            _time(row["available_at"]),
            "takeback" if row["rule"] else "payment adjustment",
            numbers.get(row["version_key"]),
            row["rule"],
            {"reason_code": row["reason_code"], "amount": _dollars(row["amount_cents"])},
        )
        for row in _rows(tied)
    ]


def _decisions(outcomes: pd.DataFrame, numbers: dict[str, int]) -> list[Entry]:
    return [
        Entry(
            _time(row["decided_at"]),
            "outcome",
            numbers.get(row["version_key"]),
            None,
            {
                "state": row["state"],
                "reason_family": row["family"],
                "denied": _dollars(row["denied_charge_cents"]),
            },
        )
        for row in _rows(outcomes)
    ]


def _appeals(known: Events) -> list[Entry]:
    day = pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)
    entries = []
    for row in _rows(known.appeals):
        level = {"level": int(row["level"])}
        entries.append(Entry(_time(row["filed_on"] + day), "appeal filed", None, None, {**level}))
        if row["decided_on"] is not None:
            facts = {**level, "outcome": row["outcome"], "recovered": _dollars(row["recovered_cents"])}
            entries.append(Entry(_time(row["decided_on"] + day), "appeal decided", None, None, facts))
    return entries


def _scores(scores: list[Row], as_of: datetime, numbers: dict[str, int]) -> list[Entry]:
    shown = [(score, score["scored_at"]) for score in scores]
    return [
        Entry(
            at,
            f"{score['model']} score",
            numbers.get(str(score["version_key"])),
            None,
            {"value": _number(score["value"]), "model": str(score["sha256"])[:12]},
        )
        for score, at in shown
        if isinstance(at, datetime) and at < as_of
    ]


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dicts, None where missing."""
    held = frame.astype(object).where(frame.notna(), None)
    return held.to_dict("records")


def _dollars(cents: Any) -> float | None:
    return None if cents is None else int(cents) / 100


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _day(value: Any) -> str | None:
    return None if value is None else _as_date(value).isoformat()


def _as_date(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else value


def _moment(value: Any) -> str | None:
    return None if value is None else _time(value).isoformat()


def _time(value: Any) -> datetime:
    return pd.Timestamp(value).to_pydatetime()
