"""Codes of the answers to inquiries: eligibility (271) and authorization (278)."""

from functools import cache

from data.codes.tables import code_rows


@cache
def plan_type(insurance_type: str) -> str | None:
    """The plan in our words (HMO, PPO, MA ...) by EB04; None when the code is not known."""
    rows = code_rows("insurance_types")
    return next((row["plan_type"] for row in rows if row["insurance_type"] == insurance_type), None)


@cache
def insurance_type(plan: str) -> str | None:
    """The first EB04 that means a plan in our words; None when there is none."""
    rows = code_rows("insurance_types")
    return next((row["insurance_type"] for row in rows if row["plan_type"] == plan), None)


@cache
def eligibility_status(information_code: str) -> str | None:
    """Active or inactive by EB01; None when it says neither (a co-payment, a limit, another payer)."""
    rows = code_rows("eligibility_statuses")
    return next((row["status"] for row in rows if row["information_code"] == information_code), None)


@cache
def coverage_date_roles() -> dict[str, tuple[int, str]]:
    """By DTP qualifier: its rank (lower counts first) and its role, begin, end or span."""
    return {row["qualifier"]: (rank, row["role"]) for rank, row in enumerate(code_rows("coverage_dates"))}


@cache
def review_date_roles() -> dict[str, tuple[int, str]]:
    """By DTP qualifier of a 278: its rank (lower counts first) and its role, begin, end or day."""
    return {row["qualifier"]: (rank, row["role"]) for rank, row in enumerate(code_rows("review_dates"))}


@cache
def inquiry_problem(reason: str) -> str:
    """The problem code under which a rejected inquiry (AAA03) is set aside."""
    rows = code_rows("inquiry_rejections")
    return next((row["problem"] for row in rows if row["reason"] == reason), "inquiry_refused")


@cache
def review_status(action: str) -> str | None:
    """approved, pending, denied or cancelled by HCR01; None when no decision was needed or it is unknown."""
    rows = code_rows("review_actions")
    return next((row["status"] or None for row in rows if row["action"] == action), None)
