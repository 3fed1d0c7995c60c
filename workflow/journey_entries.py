"""What happened to the versions of a claim number, event by event."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

import pandas as pd

from data.clocks import day_end
from data.events import Events
from data.records import Row

Fact: TypeAlias = str | int | float | None
"""Plain values, ready for JSON; dates and moments in ISO form, money in dollars."""

Numbers: TypeAlias = dict[str, int]
"""The number of each claim version by its key."""


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

    def as_json(self) -> dict[str, Any]:
        """Plain values for `--json`."""
        told = {"known_at": self.known_at.isoformat(), "event": self.what}
        return {**told, "version": self.version, "linked_by": self.why, **self.facts}


def entries(
    known: Events, versions: pd.DataFrame, outcomes: pd.DataFrame, scores: list[Row], as_of: datetime
) -> list[Entry]:
    """Everything known of some claim versions, in order of when it could be known; later scores are left out.

    Args:
        known: events that are all known before `as_of`.
        versions: these claims with their `version` and the `rule` of their chain.
        outcomes: of `data.outcomes.claim_outcomes`, of these versions.
        scores: rows of the scores table.
        as_of: a moment.
    """
    numbers = dict(zip(versions["version_key"], versions["version"].tolist(), strict=True))
    found = [
        *_sent(versions),
        *_answers(known, numbers),
        *_statuses(known, numbers),
        *_takebacks(known, numbers),
        *_decisions(outcomes, numbers),
        *_appeals(known),
        *_scores(scores, as_of, numbers),
    ]
    return sorted(found, key=lambda entry: entry.known_at)


def _sent(versions: pd.DataFrame) -> list[Entry]:
    return [
        Entry(
            time_of(row["available_at"]),
            "sent",
            int(row["version"]),
            row["rule"],
            {"frequency_code": row["frequency_code"], "total_charge": dollars(row["total_charge_cents"])},
        )
        for row in rows(versions)
    ]


def _answers(known: Events, numbers: Numbers) -> list[Entry]:
    adjustments = known.adjustments
    pairs = adjustments["group_code"].fillna("") + "-" + adjustments["carc"].fillna("")
    reasons = _listed(adjustments.assign(pair=pairs), "pair")
    remarks = _listed(known.remarks, "rarc")
    return [
        Entry(
            time_of(row["available_at"]),
            "remit",
            numbers.get(row["version_key"]),
            row["rule"],
            {
                **_paid(row),
                "reasons": reasons.get(row["remit_key"]),
                "remarks": remarks.get(row["remit_key"]),
            },
        )
        for row in _tied(known.remits, "remit_key", known)
    ]


def _paid(row: dict[str, Any]) -> dict[str, Fact]:
    return {
        "status_code": row["status_code"],
        "payer_claim_number": row["payer_claim_number"],
        "charge": dollars(row["charge_cents"]),
        "paid": dollars(row["paid_cents"]),
        "paid_on": day(row["paid_on"]),
    }


def _listed(codes: pd.DataFrame, column: str) -> dict[str, str]:
    """By remit its codes, each once, joined by `;`."""
    found = codes.groupby("remit_key")[column].agg(lambda held: ";".join(dict.fromkeys(held)))
    return dict(found)


def _statuses(known: Events, numbers: Numbers) -> list[Entry]:
    return [
        Entry(
            time_of(row["available_at"]),
            "status",
            numbers.get(row["version_key"]),
            row["rule"],
            {"category": row["category"], "status_code": row["status_code"]},
        )
        for row in _tied(known.statuses, "status_key", known)
    ]


def _takebacks(known: Events, numbers: Numbers) -> list[Entry]:
    return [
        Entry(
            time_of(row["available_at"]),
            "takeback" if row["rule"] else "payment adjustment",
            numbers.get(row["version_key"]),
            row["rule"],
            {"reason_code": row["reason_code"], "amount": dollars(row["amount_cents"])},
        )
        for row in _tied(known.provider_adjustments, "plb_key", known)
    ]


def _tied(events: pd.DataFrame, key: str, known: Events) -> list[dict[str, Any]]:
    """Events with the version each hangs on, and the evidence."""
    links = known.links
    return rows(events.merge(links, left_on=key, right_on="event_key", how="left", suffixes=("", "_link")))


def _decisions(outcomes: pd.DataFrame, numbers: Numbers) -> list[Entry]:
    return [
        Entry(
            time_of(row["decided_at"]),
            "outcome",
            numbers.get(row["version_key"]),
            None,
            {
                "state": row["state"],
                "reason_family": row["family"],
                "denied": dollars(row["denied_charge_cents"]),
            },
        )
        for row in rows(outcomes)
    ]


def _appeals(known: Events) -> list[Entry]:
    entries = []
    for row in rows(known.appeals):
        level = {"level": int(row["level"])}
        entries.append(Entry(day_end(row["filed_on"].date()), "appeal filed", None, None, {**level}))
        if row["decided_on"] is not None:
            facts = {**level, "outcome": row["outcome"], "recovered": dollars(row["recovered_cents"])}
            entries.append(Entry(day_end(row["decided_on"].date()), "appeal decided", None, None, facts))
    return entries


def _scores(scores: list[Row], as_of: datetime, numbers: Numbers) -> list[Entry]:
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


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dicts, None where missing."""
    held = frame.astype(object).where(frame.notna(), None)
    return held.to_dict("records")


def dollars(cents: Any) -> float | None:
    """Dollars of cents; None is missing."""
    return None if cents is None else int(cents) / 100


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def day(value: Any) -> str | None:
    """A date in ISO form; None is missing."""
    return None if value is None else _as_date(value).isoformat()


def _as_date(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else value


def moment_of(value: Any) -> str | None:
    """A moment in ISO form; None is missing."""
    return None if value is None else time_of(value).isoformat()


def time_of(value: Any) -> datetime:
    """A moment as Python has it."""
    return pd.Timestamp(value).to_pydatetime()
