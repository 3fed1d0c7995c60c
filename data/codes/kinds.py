"""Small code sets: claim statuses, 277CA categories, filing indicators, frequencies, intended denials."""

from functools import cache

from data.codes.tables import code_rows


@cache
def claim_status_kind(status_code: str | None) -> str:
    """What a CLP02 says: primary, secondary, denied, pending, forwarded, reversal, predetermination.

    A missing or unknown code is taken as `primary`: the adjustments decide.
    """
    rows = code_rows("claim_statuses")
    return next((row["kind"] for row in rows if row["status_code"] == status_code), "primary")


@cache
def rejecting_categories() -> frozenset[str]:
    """277CA status categories that reject a claim: it never gets a remit."""
    return frozenset(row["category"] for row in code_rows("status_categories") if row["rejects"] == "yes")


@cache
def filing_kind(filing_indicator: str | None) -> str | None:
    """medicare, medicare_advantage, medicaid, commercial, ...; None when the indicator is not known."""
    rows = code_rows("filing_kinds")
    return next((row["kind"] for row in rows if row["filing_indicator"] == filing_indicator), None)


@cache
def frequency_use(frequency_code: str | None) -> str:
    """original, replacement, void or no_pay; a missing or unknown code is an original."""
    rows = code_rows("frequency_codes")
    return next((row["use"] for row in rows if row["frequency_code"] == frequency_code), "original")


@cache
def replacing_frequencies() -> frozenset[str]:
    """Frequency codes that speak of an earlier version of the same claim."""
    uses = ("replacement", "void")
    return frozenset(row["frequency_code"] for row in code_rows("frequency_codes") if row["use"] in uses)


@cache
def denied_on_purpose(field: str) -> frozenset[str]:
    """Codes that ask for a denial, of a field: modifier, condition_code or bill_frequency."""
    return frozenset(row["code"] for row in code_rows("billed_to_be_denied") if row["field"] == field)
