"""Small code sets: claim statuses, acknowledgement verdicts, 277CA categories, filing indicators and more."""

from functools import cache

from data.codes.tables import code_rows

UNTOLD = "primary"
"""The kind of a claim status that is missing or unknown."""


@cache
def claim_status_kind(status_code: str | None) -> str:
    """What a CLP02 says: primary, secondary, denied, pending, forwarded, reversal, predetermination.

    A missing or unknown code is taken as `primary`: the adjustments decide. Whatever the day; outcomes go by
    what is in force on theirs.
    """
    rows = code_rows("claim_statuses")
    return next((row["kind"] for row in rows if row["status_code"] == status_code), UNTOLD)


@cache
def billed_place(status_code: str | None) -> str | None:
    """The payer's place in line (P, S or T, as SBR01) that a CLP02 tells; None when it tells none."""
    rows = code_rows("claim_statuses")
    return next((row["place"] for row in rows if row["status_code"] == status_code), "") or None


@cache
def adjustment_reasons(use: str) -> frozenset[str]:
    """Reasons of a PLB that are put to a use: takeback, refund, balance, interest ..."""
    rows = code_rows("provider_adjustment_codes")
    return frozenset(row["reason_code"] for row in rows if row["use"] == use)


@cache
def filler_numbers() -> frozenset[str]:
    """What stands in place of a claim's number, in capital letters and digits alone."""
    return frozenset(row["number"] for row in code_rows("filler_numbers"))


@cache
def takeback_reasons() -> frozenset[str]:
    """Reasons of a PLB (PLB03-1) by which a payer moves money of one claim, named by the reference."""
    rows = code_rows("provider_adjustment_codes")
    return frozenset(row["reason_code"] for row in rows if row["of_a_claim"] == "yes")


@cache
def acknowledgement_verdict(level: str, code: str) -> str | None:
    """What a code of a `set` (IK501), `group` (AK901) or `interchange` (TA104) says; None when unknown.

    One of accepted, with_errors, partly, rejected.
    """
    rows = code_rows("acknowledgement_verdicts")
    found = (row["verdict"] for row in rows if (row["segment"], row["code"]) == (level, code))
    return next(found, None)


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
def shortest_lag_days(filing_indicator: str | None) -> int:
    """Days in which a payer of this kind never decides."""
    days = {row["kind"]: int(row["days"]) for row in code_rows("shortest_lags")}
    return days.get(filing_kind(filing_indicator) or "", days[""])


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


@cache
def capitated_contract_types() -> frozenset[str]:
    """Values of CN101 by which the practice itself says that a claim is capitated."""
    return frozenset(row["contract_type"] for row in code_rows("contract_types") if row["capitated"] == "yes")
