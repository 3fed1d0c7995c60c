"""The reason families: a contract, so their codes never change meaning."""

from typing import Final

FAMILIES: Final[tuple[str, ...]] = (
    "eligibility",
    "authorization",
    "necessity",
    "coding",
    "bundling",
    "missing",
    "duplicate",
    "timely",
    "coordination",
    "not_covered",
    "records",
    "provider",
    "other",
)
"""In the order in which ties are broken and columns stand."""
