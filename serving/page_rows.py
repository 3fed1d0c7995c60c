"""Rows of the page's tables, in the words and figures people read."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from models.scorer import Reason
from serving.worklists import ClaimsAtRisk

SMALLEST_REASON = 0.1
"""Reasons less likely than this, given a denial, are left out of the page."""

_COUNTED = ("claims", "young", "failed", "passed", "rejected", "no_response")

SOON_DAYS = 7
"""A deadline this near is shown in bold."""


@dataclass(frozen=True, slots=True)
class Said:
    """A value with its share or owner, as shown beside each other."""

    what: str
    beside: str


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim at risk."""

    claim_id: str
    payer: str
    submitted_on: str
    charge: str
    band: str
    risk: str
    at_stake: str
    reasons: list[Said]
    findings: list[Said]
    low_support: bool


@dataclass(frozen=True, slots=True)
class DenialRow:
    """One open denial."""

    rank: int
    claim_id: str
    payer: str
    denied_on: str
    deadline_on: str
    days_left: str
    urgency: str
    route: str
    reason: str
    carcs: str
    denied_amount: str
    chance: str
    recovery: str
    per_hour: str
    low_support: bool


@dataclass(frozen=True, slots=True)
class MonthRow:
    """What became of the claims sent in one month; `rate` is of those that were decided."""

    month: str
    claims: int
    young: int
    failed: int
    passed: int
    rejected: int
    no_response: int
    rate: str


def claim_rows(found: ClaimsAtRisk, count: int) -> list[ClaimRow]:
    """The first rows of the claims at risk."""
    return [_claim_row(found, place) for place in found.order[:count]]


def _claim_row(found: ClaimsAtRisk, place: int) -> ClaimRow:
    claims, scores = found.batch.claims, found.scores
    return ClaimRow(
        claim_id=claims["claim_id"][place],
        payer=claims["payer_name"][place] or claims["payer_id"][place] or "",
        submitted_on=str(claims["submitted_at"][place].astype("datetime64[D]")),
        charge=money(claims["total_charge_cents"][place] / 100),
        band=str(scores.band[place]),
        risk=share(scores.risk[place]),
        at_stake=money(scores.expected_denied_cents[place] / 100),
        reasons=[Said(words(r.family), share(r.probability)) for r in _telling(scores.reasons[place])],
        findings=[Said(f.message, words(str(f.owner))) for f in scores.findings[place]],
        low_support=bool(scores.support.low_support[place]),
    )


def _telling(reasons: Sequence[Reason]) -> list[Reason]:
    return [reason for reason in reasons if reason.probability >= SMALLEST_REASON]


def denial_rows(queue: pd.DataFrame, claims: pd.DataFrame, count: int) -> list[DenialRow]:
    """The first rows of the queue; `claims` says the payers' names."""
    names = dict(zip(claims["version_key"], claims["payer_name"], strict=True))
    return [_denial_row(row, names) for row in queue.head(count).to_dict("records")]


def _denial_row(row: dict[str, Any], names: Mapping[str, Any]) -> DenialRow:
    left = row["days_left"]
    return DenialRow(
        rank=int(row["rank"]),
        claim_id=row["claim_id"],
        payer=_text(names.get(row["version_key"])) or _text(row["payer_id"]),
        denied_on=day(row["denied_on"]),
        deadline_on=day(row["deadline_on"]),
        days_left="" if pd.isna(left) else days(int(left)),
        urgency="" if pd.isna(left) else urgency(int(left)),
        route=words(row["route"]),
        reason=words(_text(row["reason_family"])),
        carcs=_text(row["carcs"]).replace(";", " "),
        denied_amount=money(row["denied_amount"]),
        chance=share(row["win_probability"]),
        recovery=money(row["expected_recovery"]),
        per_hour=money(row["value_per_hour"]),
        low_support=bool(row["low_support"]),
    )


def month_rows(cohorts: pd.DataFrame, count: int) -> list[MonthRow]:
    """The newest months of `data.cohorts.denial_rate_as_of`, newest first."""
    return [
        MonthRow(
            month=f"{row['month']:%Y-%m}",
            rate=share(row["denial_rate"]),
            **{name: row[name] for name in _COUNTED},
        )
        for row in cohorts.iloc[::-1].head(count).to_dict("records")
    ]


def money(dollars: float) -> str:
    """`$1,234`, cents left out; missing is a dash."""
    if pd.isna(dollars):
        return "\N{EN DASH}"
    return f"-${-dollars:,.0f}" if round(dollars) < 0 else f"${abs(dollars):,.0f}"


def share(probability: float) -> str:
    """`37%`; what is not quite none or all is not shown as such."""
    if math.isnan(probability):
        return "\N{EN DASH}"
    return f"{min(99, max(1, round(100 * probability)))}%" if 0 < probability < 1 else f"{probability:.0%}"


def days(left: int) -> str:
    """`12 days left`, `today`, `3 days past`."""
    if left == 0:
        return "today"
    unit = "day" if abs(left) == 1 else "days"
    return f"{left} {unit} left" if left > 0 else f"{-left} {unit} past"


def urgency(left: int) -> str:
    """`past`, `soon`, or nothing."""
    return "past" if left < 0 else "soon" if left <= SOON_DAYS else ""


def day(moment: Any) -> str:
    """`2026-03-01`; missing is a dash."""
    return "\N{EN DASH}" if pd.isna(moment) else f"{moment:%Y-%m-%d}"


def words(code: str) -> str:
    """`front_desk` as `front desk`."""
    return code.replace("_", " ")


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)
