"""What codes mean to us: adjustment reasons and their families, statuses, filing kinds, frequencies.

Source: `labels.md`; rows marked *ours* there are judgements and live in the CSV files of this folder.
"""

from data.codes.carcs import (
    CarcRule,
    Role,
    carc_rule,
    carc_rules,
    denied_point,
    is_capitated,
    is_refinable,
    refined_family,
)
from data.codes.dated import carcs_in_force, in_force, rows_in_force
from data.codes.families import FAMILIES
from data.codes.inquiries import (
    coverage_date_roles,
    eligibility_status,
    inquiry_problem,
    insurance_type,
    plan_type,
    review_date_roles,
    review_status,
)
from data.codes.kinds import (
    acknowledgement_verdict,
    adjustment_reasons,
    billed_place,
    capitated_contract_types,
    claim_status_kind,
    denied_on_purpose,
    filing_kind,
    filler_numbers,
    frequency_use,
    rejecting_categories,
    replacing_frequencies,
    shortest_lag_days,
    takeback_reasons,
)
from data.codes.tables import CodeRow, Period, code_rows, period

__all__ = [
    "FAMILIES",
    "CarcRule",
    "CodeRow",
    "Period",
    "Role",
    "acknowledgement_verdict",
    "adjustment_reasons",
    "billed_place",
    "capitated_contract_types",
    "carc_rule",
    "carc_rules",
    "carcs_in_force",
    "claim_status_kind",
    "code_rows",
    "coverage_date_roles",
    "denied_on_purpose",
    "denied_point",
    "eligibility_status",
    "filing_kind",
    "filler_numbers",
    "frequency_use",
    "in_force",
    "inquiry_problem",
    "insurance_type",
    "is_capitated",
    "is_refinable",
    "period",
    "plan_type",
    "refined_family",
    "rejecting_categories",
    "replacing_frequencies",
    "review_date_roles",
    "review_status",
    "rows_in_force",
    "shortest_lag_days",
    "takeback_reasons",
]
