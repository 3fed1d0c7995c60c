"""The scrubber: facts that are wrong with a claim, apart from its risk.

Nothing here proposes another code, modifier, diagnosis, unit, date or place: that is for a coding review or a
provider query. Messages hold no claim value; `evidence` says which lines, or how many days.
"""

import numpy as np
from numpy.typing import NDArray

from data.batch import ClaimBatch
from features import checks
from features.asof import AsOf
from features.authorization import authorization_match
from features.duplicates import twins_in_batch
from features.feature import Owner
from features.finding import CODING_REVIEW, PROVIDER_QUERY, Finding, Rule
from features.knowledge import Knowledge
from features.provider import npi_invalid
from features.timing import days_against_limit

__all__ = ["RULES", "Finding", "Rule", "findings"]

Flags = NDArray[np.bool_]


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
        review=CODING_REVIEW,
    ),
    Rule(
        "no_lines",
        "LX",
        Owner.BILLING,
        "The claim has no service lines: a coding review is needed.",
        checks.no_lines,
        actionable=False,
        review=CODING_REVIEW,
    ),
    Rule(
        "missing_diagnosis_pointer",
        "SV107",
        Owner.CODING,
        "A line points to no diagnosis: a coding review is needed.",
        checks.no_pointer,
        actionable=False,
        review=CODING_REVIEW,
        by_line=True,
    ),
    Rule(
        "pointer_to_nothing",
        "SV107",
        Owner.CODING,
        "A line points to a diagnosis that the claim does not have: a coding review is needed.",
        checks.pointer_to_nothing,
        actionable=False,
        review=CODING_REVIEW,
        by_line=True,
    ),
    Rule(
        "missing_service_date",
        "DTP*472",
        Owner.BILLING,
        "A line has no date of service: a provider query is needed.",
        checks.no_day,
        actionable=False,
        by_line=True,
        review=PROVIDER_QUERY,
    ),
    Rule(
        "service_after_submission",
        "DTP*472",
        Owner.BILLING,
        "The service lies after the submission: a provider query is needed.",
        checks.served_after_submission,
        actionable=False,
        review=PROVIDER_QUERY,
    ),
    Rule(
        "total_differs",
        "CLM02",
        Owner.BILLING,
        "The lines do not add up to the claim's charge.",
        checks.total_differs,
    ),
    Rule(
        "authorization_usual_but_absent",
        "REF*G1",
        Owner.AUTHORIZATION,
        "Nearly all such lines that this payer paid carried an authorization: ask the payer for one.",
        checks.authorization_wanted,
        by_line=True,
    ),
    *(
        Rule(
            f"{code}_usual_but_absent",
            segment,
            owner,
            f"Nearly all such lines that this payer paid carried {what}; this one does not{then}.",
            checks.usual_but_absent(requirement),
            actionable=not review,
            by_line=True,
            review=review,
        )
        for code, requirement, segment, owner, what, then, review in (
            ("referral", "referral", "REF*9F", Owner.AUTHORIZATION, "a referral number", "", ""),
            ("drug_code", "drug", "LIN03", Owner.BILLING, "a drug code (NDC)", "", ""),
            ("attachment", "attachment", "PWK", Owner.PROVIDER, "an attachment", "", ""),
            ("referring", "referring", "NM1*DN", Owner.FRONT_DESK, "a referring provider", "", ""),
            ("clia", "clia", "REF*X4", Owner.BILLING, "a CLIA number", "", ""),
            (
                *("modifier", "modifier", "SV1/SV2", Owner.CODING, "a modifier"),
                *(": a coding review is needed", CODING_REVIEW),
            ),
            (
                *("onset", "onset", "DTP*431", Owner.PROVIDER, "an onset date"),
                *(": a provider query is needed", PROVIDER_QUERY),
            ),
            (
                *("admission", "admission", "CL101", Owner.FRONT_DESK, "an admission type"),
                *(": a coding review is needed", CODING_REVIEW),
            ),
        )
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
