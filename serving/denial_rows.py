"""Rows of the page's list of open denials, in the words and figures people read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from serving.page_rows import Said, day, money, share, text, words
from serving.worklists import other_clocks
from workflow.queue import Queue

SOON_DAYS = 7
"""A deadline this near is shown in bold."""

WAYS = {
    "appeal": "appeal",
    "bill_patient": "bill the patient",
    "bill_secondary": "bill the secondary payer",
    "correct": "corrected claim",
    "correction": "corrected claim",
    "coverage_update": "check coverage",
    "other_payer": "bill the other payer",
    "peer_to_peer": "peer-to-peer call",
    "proof": "proof of filing",
    "proof_of_filing": "proof of filing",
    "rebill_other_payer": "bill the other payer",
    "records": "send records",
    "reopen": "clerical reopening",
    "reopening": "clerical reopening",
    "resubmit": "correct and send anew",
    "retro_auth": "retroactive authorization",
    "wait": "wait",
    "write_off_review": "review for write-off",
}
"""Routes and clocks in a biller's words."""

_NO_RULE = Said(
    "deadline unconfirmed", "No rule is known for this payer: its deadline is the shortest plausible."
)
_REVIEW = Said(
    "review for write-off", "A person should look whether to give it up; nothing is given up by itself."
)
_DRAWN = Said(
    "drawn to learn from",
    "Drawn by lot to be worked whatever its score, so that later models learn from an even choice.",
)
_LITTLE = Said("little history", "Few decided appeals stand behind its chance.")


@dataclass(frozen=True, slots=True)
class DenialRow:
    """One open denial; `planned_on` is empty without a plan.

    `marks` are a few words each, for whoever glances; `more` says them and what else to know in sentences.
    """

    rank: int
    claim_id: str
    payer: str
    denied_on: str
    deadline_on: str
    days_left: str
    urgency: str
    planned_on: str
    route: str
    reason: str
    carcs: str
    denied_amount: str
    chance: str
    recovery: str
    per_hour: str
    marks: list[str]
    more: list[str]


def denial_rows(queue: Queue, claims: pd.DataFrame, today: date, count: int) -> list[DenialRow]:
    """The first rows of the queue; `claims` says the payers' names."""
    names = dict(zip(claims["version_key"], claims["payer_name"], strict=True))
    shown = queue.frame.head(count)
    clocks = other_clocks(queue, shown)
    return [
        _denial_row(row, names, [_by(clock, today) for clock in clocks.get(row["place"], [])])
        for row in shown.to_dict("records")
    ]


def _denial_row(row: dict[str, Any], names: Mapping[str, Any], clocks: list[str]) -> DenialRow:
    left, marks = row["days_left"], _marks(row)
    return DenialRow(
        rank=int(row["rank"]),
        claim_id=row["claim_id"],
        payer=text(names.get(row["version_key"])) or text(row["payer_id"]),
        denied_on=day(row["denied_on"]),
        deadline_on=day(row["deadline_on"]),
        days_left="" if pd.isna(left) else days(int(left)),
        urgency="" if pd.isna(left) else urgency(int(left)),
        planned_on="" if pd.isna(row["planned_on"]) else day(row["planned_on"]),
        route=_route(row),
        reason=words(text(row["reason_family"])),
        carcs=text(row["carcs"]).replace(";", " "),
        denied_amount=money(row["denied_amount"]),
        chance=share(row["win_probability"]),
        recovery=money(row["expected_recovery"]),
        per_hour=money(row["value_per_hour"]),
        marks=[mark.what for mark in marks],
        more=[*(mark.beside for mark in marks), *clocks, *_ahead(row)],
    )


def _route(row: dict[str, Any]) -> str:
    way = WAYS.get(row["route"], words(row["route"]))
    return f"{way}, level {row['level']}" if row["level"] > 1 else way


def _marks(row: dict[str, Any]) -> list[Said]:
    """Each in a few words, with its sentence."""
    return [*_deadline_marks(row), *_chance_marks(row), *_alike_marks(row), *_review_marks(row)]


def _deadline_marks(row: dict[str, Any]) -> list[Said]:
    marks = [] if row["deadline_verified"] or pd.isna(row["deadline_on"]) else [_NO_RULE]
    if pd.notna(row["deadline_was_on"]):
        was, since = day(row["deadline_was_on"]), day(row["deadline_moved_on"])
        marks.append(Said(f"deadline was {was}", f"Its deadline was {was} until a rule came on {since}."))
    return marks


def _chance_marks(row: dict[str, Any]) -> list[Said]:
    if not row["unlike"]:
        return [_LITTLE] if row["low_support"] else []
    low, high = share(row["win_low"]), share(row["win_high"])
    sentence = f"Nothing like it was appealed: its chance is a guess and may be from {low} to {high}."
    return [Said(f"nothing like it was appealed ({low} to {high})", sentence)]


def _alike_marks(row: dict[str, Any]) -> list[Said]:
    if row["alike_count"] <= 1:
        return []
    what = f"{row['alike_count']} alike, {money(row['alike_recovery'])} together"
    return [Said(what, "One look resolves all of the same payer, reason and kind of service.")]


def _review_marks(row: dict[str, Any]) -> list[Said]:
    drawn = [_DRAWN] if row["to_learn_from"] else []
    return [*drawn, _REVIEW] if row["write_off_review"] else drawn


def _by(clock: dict[str, Any], today: date) -> str:
    """As in `Send records by 2026-03-01: 12 days left`."""
    way = WAYS.get(clock["clock"], words(clock["clock"])).capitalize()
    unsure = "" if clock["verified"] else " (no rule known)"
    return f"{way} by {day(clock['on'])}{unsure}: {days((clock['on'] - today).days)}."


def _ahead(row: dict[str, Any]) -> list[str]:
    """What comes after it is sent."""
    told = []
    if pd.notna(row["decision_days"]):
        told.append(f"A decision usually takes {row['decision_days']:.0f} days.")
    if round(row["value_with_next_level"]) > round(row["expected_recovery"]):
        worth = money(row["value_with_next_level"])
        told.append(f"Worth {worth} with the right to go on to the next level after a loss.")
    return told


def days(left: int) -> str:
    """`12 days left`, `today`, `3 days past`."""
    if left == 0:
        return "today"
    unit = "day" if abs(left) == 1 else "days"
    return f"{left} {unit} left" if left > 0 else f"{-left} {unit} past"


def urgency(left: int) -> str:
    """`past`, `soon`, or nothing."""
    return "past" if left < 0 else "soon" if left <= SOON_DAYS else ""
