"""What codes mean to us: adjustment reasons and their families, statuses, filing kinds, frequencies.

Source: `labels.md`; rows marked *ours* there are judgements and live in the CSV files of this folder.
"""

from data.codes.carcs import (
    CarcRule,
    Role,
    carc_rule,
    carc_rules,
    is_capitated,
    is_refinable,
    refined_family,
    unprocessable_rarcs,
)
from data.codes.families import FAMILIES
from data.codes.kinds import (
    claim_status_kind,
    denied_on_purpose,
    filing_kind,
    frequency_use,
    rejecting_categories,
    replacing_frequencies,
)
from data.codes.tables import CodeRow, Period, code_rows, period

__all__ = [
    "FAMILIES",
    "CarcRule",
    "CodeRow",
    "Period",
    "Role",
    "carc_rule",
    "carc_rules",
    "claim_status_kind",
    "code_rows",
    "denied_on_purpose",
    "filing_kind",
    "frequency_use",
    "is_capitated",
    "is_refinable",
    "period",
    "refined_family",
    "rejecting_categories",
    "replacing_frequencies",
    "unprocessable_rarcs",
]
