"""Claim adjustment reason codes: which deny, which are cost share or contract, and their families."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from data.codes.tables import ALWAYS, CodeRow, Period, code_rows, period


class Role(StrEnum):
    """What an adjustment under a code does to the payment."""

    DENYING = "denying"
    COST_SHARE = "cost_share"
    CONTRACTUAL = "contractual"
    PRIOR_PAYER = "prior_payer"
    PAID_TO_PATIENT = "paid_to_patient"
    PENDING = "pending"
    """Not an answer yet."""
    FORWARDED = "forwarded"
    """Another payer will answer."""


@dataclass(frozen=True, slots=True)
class CarcRule:
    """How a CARC counts while its period lasts.

    `filing_kind` limits the rule to that kind of payer (None is any). `family` is None unless the role
    is denying. `packaged` codes count on an institutional claim only when it paid nothing. `cuts`
    marks a paid claim as reduced.
    """

    carc: str
    role: Role
    family: str | None
    filing_kind: str | None = None
    packaged: bool = False
    cuts: bool = False
    meaning: str = ""
    applies: Period = ALWAYS
    source: str = ""


def unlisted(carc: str) -> CarcRule:
    """A code that no table knows: it denies, for a reason of family `other`."""
    return CarcRule(carc, Role.DENYING, "other", source="labels.md: `other` is the rest")


@cache
def carc_rules() -> dict[str, tuple[CarcRule, ...]]:
    """All rules by CARC, the ones for one filing kind before the general one."""
    rules: dict[str, list[CarcRule]] = {}
    for row in code_rows("carcs"):
        rules.setdefault(row["carc"], []).append(_rule(row))
    return {carc: tuple(sorted(found, key=lambda r: r.filing_kind is None)) for carc, found in rules.items()}


def carc_rule(carc: str, on: date, filing: str | None = None) -> CarcRule:
    """The rule for a CARC on a day from a kind of payer (see `filing_kind`)."""
    for rule in carc_rules().get(carc, ()):
        if rule.applies.covers(on) and rule.filing_kind in (None, filing):
            return rule
    return unlisted(carc)


@cache
def is_refinable(carc: str, on: date) -> bool:
    """Whether remarks may move this CARC to another family."""
    return any(row["carc"] == carc and period(row).covers(on) for row in code_rows("refinable_carcs"))


@cache
def refined_family(carc: str, rarc: str, on: date) -> str | None:
    """The family a remark gives to a CARC; None when it changes nothing."""
    return _told("rarc_families", "family", carc, rarc, on)


@cache
def denied_point(carc: str, rarc: str, on: date) -> str | None:
    """What a denial is about, where a CARC, or a remark with it, says more than its family; else None.

    `rarc` is empty for what the CARC says by itself.
    """
    return _told("points", "point", carc, rarc, on)


def _told(table: str, column: str, carc: str, rarc: str, on: date) -> str | None:
    """What the first row of a table says of a CARC with a remark; `*` is any that remarks may refine."""
    for row in code_rows(table):
        named = row["carc"] == carc or (row["carc"] == "*" and is_refinable(carc, on))
        if row["rarc"] == rarc and named and period(row).covers(on):
            return row[column]
    return None


@cache
def is_capitated(payer_id: str | None, on: date) -> bool:
    """Whether a capitation contract with this payer is on file: only then CARC 24 is no denial."""
    rows = code_rows("capitation_contracts")
    return any(row["payer_id"] == payer_id and period(row).covers(on) for row in rows)


def _rule(row: CodeRow) -> CarcRule:
    return CarcRule(
        carc=row["carc"],
        role=Role(row["role"]),
        family=row["family"] or None,
        filing_kind=row["filing_kind"] or None,
        packaged=row["packaged"] == "yes",
        cuts=row["cuts"] == "yes",
        meaning=row["meaning"],
        applies=period(row),
        source=row["source"],
    )
