"""Rows of the page's tables, in the words and figures people read."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from models.scorer import Reason
from serving.worklists import ClaimsAtRisk

SMALLEST_REASON = 0.1
"""Reasons less likely than this, given a denial, are left out of the page."""

_COUNTED = ("claims", "young", "failed", "passed", "rejected", "no_response")


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


def day(moment: Any) -> str:
    """`2026-03-01`; missing is a dash."""
    return "\N{EN DASH}" if pd.isna(moment) else f"{moment:%Y-%m-%d}"


def words(code: str) -> str:
    """`front_desk` as `front desk`."""
    return code.replace("_", " ")


def text(value: Any) -> str:
    """A value as it is; missing is empty."""
    return "" if pd.isna(value) else str(value)
