"""The scrubber: facts that are wrong with a claim, apart from its risk.

Nothing here proposes another code, modifier, diagnosis, unit, date or place. Messages hold no claim value;
`evidence` says which lines, or how many days.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.batch import ClaimBatch
from features import checks
from features.asof import AsOf
from features.authorization import authorization_match
from features.duplicates import twins_in_batch
from features.feature import Owner
from features.knowledge import Knowledge
from features.provider import npi_invalid
from features.timing import days_against_limit

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact: a stable code, the X12 segment it stands in, whose it is, and whether he may put it right."""

    code: str
    segment: str
    owner: Owner
    actionable: bool
    message: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A check of all claims at once; `flags` gives one flag per claim, or per line when `by_line`."""

    code: str
    segment: str
    owner: Owner
    message: str
    flags: Callable[[AsOf], Flags]
    actionable: bool = True
    by_line: bool = False
    days: Callable[[AsOf], NDArray[np.float64]] | None = None
    """Days told as evidence, per claim."""


def findings(
    batch: ClaimBatch, knowledge: Knowledge, *, asof: AsOf | None = None
) -> list[tuple[Finding, ...]]:
    """The findings of each claim as of its T, in the order of `RULES`."""
    view = asof or AsOf(batch, knowledge)
    found: list[list[Finding]] = [[] for _ in range(len(batch))]
    for rule in RULES:
        flags = rule.flags(view)
        if flags.any():
            for row, evidence in _evidence(view, rule, flags).items():
                found[row].append(
                    Finding(rule.code, rule.segment, rule.owner, rule.actionable, rule.message, evidence)
                )
    return [tuple(held) for held in found]


def _evidence(asof: AsOf, rule: Rule, flags: Flags) -> dict[int, str]:
    """By claim with a flag, what shows it."""
    if not rule.by_line:
        days = rule.days(asof) if rule.days else None
        return {row: _days(days, row) for row in np.flatnonzero(flags).tolist()}
    lines: dict[int, list[str]] = {}
    for line in np.flatnonzero(flags).tolist():
        lines.setdefault(int(asof.row[line]), []).append(f"{asof.line('line')[line]:.0f}")
    return {row: f"lines {' '.join(numbers)}" for row, numbers in lines.items()}


def _days(days: NDArray[np.float64] | None, row: int) -> str:
    return "" if days is None or np.isnan(days[row]) else f"{days[row]:.0f} days"


RULES: tuple[Rule, ...] = (
    Rule(
        "missing_payer_id",
        "NM1*PR",
        Owner.FRONT_DESK,
        "The claim names no payer id.",
        checks.absent("payer_id"),
    ),
    Rule(
        "missing_member_id",
        "NM1*IL",
        Owner.FRONT_DESK,
        "The claim has no member id.",
        checks.absent("member_id"),
    ),
    Rule(
        "missing_birth_date",
        "DMG02",
        Owner.FRONT_DESK,
        "The claim lacks the patient's date of birth.",
        lambda asof: np.isnat(asof.claim("patient_birth_on")),
    ),
    Rule(
        "missing_billing_npi",
        "NM1*85",
        Owner.BILLING,
        "The billing provider has no NPI.",
        checks.absent("billing_npi"),
    ),
    Rule(
        "invalid_npi",
        "NM1",
        Owner.BILLING,
        "An NPI on the claim fails its check digit.",
        lambda asof: npi_invalid.compute(asof) > 0,
    ),
    Rule(
        "missing_diagnosis",
        "HI",
        Owner.CODING,
        "The claim has no diagnosis: a coding review is needed.",
        checks.absent("diagnoses"),
        actionable=False,
    ),
    Rule("no_lines", "LX", Owner.BILLING, "The claim has no service lines.", checks.no_lines),
    Rule(
        "missing_diagnosis_pointer",
        "SV107",
        Owner.CODING,
        "A line points to no diagnosis: a coding review is needed.",
        checks.no_pointer,
        actionable=False,
        by_line=True,
    ),
    Rule(
        "pointer_to_nothing",
        "SV107",
        Owner.CODING,
        "A line points to a diagnosis that the claim does not have: a coding review is needed.",
        checks.pointer_to_nothing,
        actionable=False,
        by_line=True,
    ),
    Rule(
        "missing_service_date",
        "DTP*472",
        Owner.BILLING,
        "A line has no date of service.",
        checks.no_day,
        by_line=True,
    ),
    Rule(
        "service_after_submission",
        "DTP*472",
        Owner.BILLING,
        "The service lies after the submission: the record must be checked.",
        checks.served_after_submission,
        actionable=False,
    ),
    Rule(
        "total_differs",
        "CLM02",
        Owner.BILLING,
        "The lines do not add up to the claim's charge.",
        checks.total_differs,
    ),
    Rule(
        "coverage_ended",
        "NM1*IL",
        Owner.FRONT_DESK,
        "As last checked, the coverage had ended before the service: verify it again.",
        checks.coverage_ended,
    ),
    Rule(
        "coverage_not_begun",
        "NM1*IL",
        Owner.FRONT_DESK,
        "As last checked, the coverage begins after the service: verify it again.",
        checks.coverage_not_begun,
    ),
    Rule(
        "other_payer_first",
        "SBR01",
        Owner.FRONT_DESK,
        "As last checked, another payer is first in order on the day of service.",
        checks.other_first,
    ),
    Rule(
        "authorization_left_off",
        "REF*G1",
        Owner.AUTHORIZATION,
        "An approved authorization that fits is on file but not on the claim.",
        lambda asof: authorization_match(asof).unused,
        by_line=True,
    ),
    Rule(
        "authorization_not_approved",
        "REF*G1",
        Owner.AUTHORIZATION,
        "The authorization on the claim is not approved, as last told.",
        lambda asof: authorization_match(asof).not_approved,
        by_line=True,
    ),
    Rule(
        "authorization_outside_dates",
        "REF*G1",
        Owner.AUTHORIZATION,
        "The service lies outside the authorization's dates: ask the payer to extend or correct it.",
        lambda asof: authorization_match(asof).outside_dates,
        by_line=True,
    ),
    Rule(
        "authorization_of_other_member",
        "REF*G1",
        Owner.AUTHORIZATION,
        "The authorization on the claim was granted for another member.",
        lambda asof: authorization_match(asof).other_member,
        by_line=True,
    ),
    Rule(
        "authorization_units_exceeded",
        "REF*G1",
        Owner.AUTHORIZATION,
        "Units sent before and here exceed those granted: ask the payer for more.",
        lambda asof: authorization_match(asof).units_left < 0,
        by_line=True,
    ),
    Rule(
        "filing_limit_passed",
        "DTP*472",
        Owner.BILLING,
        "The payer's filing limit has passed: attach proof of timely filing, if there is one.",
        checks.limit_passed,
        actionable=False,
        days=days_against_limit,
    ),
    Rule(
        "replacement_without_reference",
        "REF*F8",
        Owner.BILLING,
        "A replacement or void lacks the payer's number of the claim it speaks of.",
        checks.replaces_nothing,
    ),
    Rule(
        "duplicate_of_open_claim",
        "CLM01",
        Owner.BILLING,
        "The same service of the same day was sent before for this patient and is not answered yet.",
        checks.open_duplicate,
        by_line=True,
    ),
    Rule(
        "sent_before_unanswered",
        "CLM01",
        Owner.BILLING,
        "This claim number was sent before and is not answered yet: ask for its status first.",
        checks.open_sending,
    ),
    Rule(
        "twice_in_batch",
        "CLM01",
        Owner.BILLING,
        "This claim number stands twice among the claims given.",
        twins_in_batch,
    ),
)
"""All checks, in the order findings are told."""

PUT_RIGHT: Mapping[str, Mapping[str, float]] = {
    "authorization_left_off": {
        "authorization_left_off": 0.0,
        "authorization_on_claim": 1.0,
        "authorization_usual_but_absent": 0.0,
        "authorization_absence_denied": 0.0,
        "authorization_unknown": 0.0,
        "authorization_not_approved": 0.0,
        "authorization_outside_dates": 0.0,
        "authorization_other_service": 0.0,
        "authorization_fits_nothing": 0.0,
    },
    "authorization_not_approved": {"authorization_not_approved": 0.0},
    "authorization_outside_dates": {"authorization_outside_dates": 0.0},
    "authorization_units_exceeded": {"authorization_units_over": 0.0},
    "coverage_ended": {"coverage_active": 1.0, "days_after_coverage_end": float("nan")},
    "coverage_not_begun": {"coverage_active": 1.0, "coverage_starts_later": 0.0},
    "other_payer_first": {"other_payer_first": 0.0},
    "invalid_npi": {"npi_invalid": 0.0},
    "duplicate_of_open_claim": {"same_service_sent_before": 0.0},
    "sent_before_unanswered": {"claim_number_sent_before": 0.0},
}
"""By finding that may be put right, what the features read afterwards: `a claim like this without it`."""
