"""The canonical tables: the one definition of columns, kinds, units and meanings.

The store, the frames, the import checks and the API types are all made from these declarations.
Money is int64 cents here (`_cents`), `Decimal` dollars at the borders. Times end in `_at` (UTC, no
zone attached), dates in `_on`. A value that was absent or unreadable is missing (None), never zero.
"""

from data.tables.answers import (
    ACKNOWLEDGEMENTS,
    ADJUSTMENTS,
    PROVIDER_ADJUSTMENTS,
    REMARKS,
    REMIT_LINES,
    REMITS,
    STATUSES,
)
from data.tables.claims import CLAIM_CODES, CLAIMS, LINES, OTHER_ADJUSTMENTS, OTHER_LINES, OTHER_PAYERS
from data.tables.columns import Column, Kind, Table
from data.tables.links import CHAINS, LINKS
from data.tables.operations import ACTIONS, FEEDBACK, FILES, PROMOTIONS, SCORES, TOLD_AGAIN
from data.tables.surroundings import APPEALS, AUTHORIZATIONS, COVERAGES, FEE_SCHEDULE, PAYERS

__all__ = [
    "ACKNOWLEDGEMENTS",
    "ACTIONS",
    "ADJUSTMENTS",
    "APPEALS",
    "AUTHORIZATIONS",
    "CHAINS",
    "CLAIMS",
    "CLAIM_CODES",
    "COVERAGES",
    "DERIVED",
    "EVENTS",
    "FEEDBACK",
    "FEE_SCHEDULE",
    "FILES",
    "LINES",
    "LINKS",
    "OPERATIONS",
    "OTHER_ADJUSTMENTS",
    "OTHER_LINES",
    "OTHER_PAYERS",
    "PARENTS",
    "PAYERS",
    "PROMOTIONS",
    "PROVIDER_ADJUSTMENTS",
    "REMARKS",
    "REMITS",
    "REMIT_LINES",
    "SCORES",
    "STATUSES",
    "TOLD_AGAIN",
    "Column",
    "Kind",
    "Table",
]

EVENTS: tuple[Table, ...] = (
    CLAIMS,
    LINES,
    OTHER_PAYERS,
    OTHER_LINES,
    OTHER_ADJUSTMENTS,
    CLAIM_CODES,
    REMITS,
    REMIT_LINES,
    ADJUSTMENTS,
    REMARKS,
    PROVIDER_ADJUSTMENTS,
    STATUSES,
    ACKNOWLEDGEMENTS,
    COVERAGES,
    AUTHORIZATIONS,
    APPEALS,
    PAYERS,
    FEE_SCHEDULE,
)
"""All tables that files are read into, parents before children."""

PARENTS: dict[str, Table] = {
    "lines": CLAIMS,
    "other_payers": CLAIMS,
    "other_lines": CLAIMS,
    "other_adjustments": CLAIMS,
    "claim_codes": CLAIMS,
    "remit_lines": REMITS,
    "adjustments": REMITS,
    "remarks": REMITS,
}
"""Whose rows a table's rows belong to, and go with."""

DERIVED: tuple[Table, ...] = (CHAINS, LINKS)
"""Tables computed from the events alone; may be dropped and made again."""

OPERATIONS: tuple[Table, ...] = (FILES, TOLD_AGAIN, PROMOTIONS, SCORES, FEEDBACK, ACTIONS)
"""What the running system writes about itself."""
