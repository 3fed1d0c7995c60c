"""What was adjudicated of a line or a whole claim: amounts, adjustments (group, CARC, cents), remarks.

FHIR has two ways of saying the same: amounts by category (eligible, deductible, noncovered ...) and CARCs
with or without an amount. A CARC with its amount stands as it is. A category becomes the CARC that means the
same, unless that is stated already or the charge less the payment is explained. A CARC without an amount
explains what was not covered (CARIN Blue Button: "reason codes used to interpret the non-covered amount"),
else what is left.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from data.fhir.codings import Coding, codings, meaning, meanings
from data.fhir.node import Node
from data.records import Row
from data.x12.source import put

_GROUPED = re.compile(r"(CO|PR|OA|PI|CR)[- ]?([0-9A-Z]{1,3})")
_DERIVED = ("deductible", "coinsurance", "copay", "blood", "prior", "noncovered", "discount")
_OWES = "PR"


@dataclass(slots=True)
class Reason:
    """One adjustment; `cents` None is not told."""

    carc: str
    group: str = ""
    cents: int | None = None
    quantity: float | None = None


@dataclass(slots=True)
class Decision:
    """What was told: cents by meaning (`charge`, `allowed`, `paid` ...), reasons, remarks, units allowed.

    `unread` are meanings of which some amount was told and could not be read.
    """

    amounts: dict[str, int] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    units: float | None = None
    unread: set[str] = field(default_factory=set)

    @property
    def paid(self) -> int | None:
        """The benefit, else what provider and patient were paid."""
        if "paid" in self.amounts:
            return self.amounts["paid"]
        parts = [self.amounts[name] for name in ("paid_provider", "paid_patient") if name in self.amounts]
        return sum(parts) if parts else None


def decision(adjudications: Iterable[Node]) -> Decision:
    """Reads adjudications, totals or benefit balances.

    Of several amounts that mean the same the first that is not 0 counts.
    """
    read = Decision()
    for node in adjudications:
        categories = codings(node.node("category") or node.node("type"))
        means = _category_meaning(categories)
        if means == "units":
            value = node.decimal("value")
            read.units = None if value is None else float(value)
            continue
        name = "amount" if "amount" in node else "usedMoney"
        money = node.cents(name)
        if money is None and name in node:
            read.unread.add(means)
        if not _take_reasons(read, node, categories, means, money) and money is not None and means:
            read.amounts[means] = read.amounts.get(means) or money
    _spread_group(read)
    return read


def whole(claim: Node) -> Decision:
    """What is told of the claim as a whole: totals, then its own adjudications, then benefit balances."""
    balances = [held for balance in claim.nodes("benefitBalance") for held in balance.nodes("financial")]
    return decision([*claim.nodes("total"), *claim.nodes("adjudication"), *balances])


def _category_meaning(categories: list[Coding]) -> str:
    variables = (meaning("variable", code) for _, code in categories)
    known = (meaning("adjudication", code) for _, code in categories)
    return next(filter(None, variables), "") or next(filter(None, known), "")


def _take_reasons(
    read: Decision, node: Node, categories: list[Coding], means: str, money: int | None
) -> bool:
    """Whether the amount was a reason's."""
    told = codings(node.node("reason"))
    group = next((code for system, code in [*categories, *told] if system == "group"), "")
    read.remarks += [code for system, code in told if system == "rarc"]
    found = [reason for coding in [*categories, *told] if (reason := _reason(coding, group))]
    if not found:
        if group and not any(system == "rarc" for system, _ in told):
            read.reasons.append(Reason("", group))
        elif told and means == "reason" and all(system not in ("rarc", "group") for system, _ in told):
            node.note("unknown_reason_system")
        return False
    of_category = means not in ("", "reason", "other", *_DERIVED)
    if not of_category:
        found[0].cents = money
    read.reasons += found
    return not of_category


def _reason(coding: Coding, group: str) -> Reason | None:
    grouped = _GROUPED.fullmatch(coding.code.upper())
    if coding.system in ("carc", "group_carc") and grouped:
        return Reason(grouped[2], grouped[1])
    return Reason(coding.code, group) if coding.system == "carc" else None


def _spread_group(read: Decision) -> None:
    """A group told apart from its reason belongs to the reasons that have none."""
    alone = [reason.group for reason in read.reasons if not reason.carc]
    read.reasons = [reason for reason in read.reasons if reason.carc]
    for reason in read.reasons:
        reason.group = reason.group or (alone[0] if len(alone) == 1 else "")


def adjustments(read: Decision, charge: int | None, explained: Iterable[Reason], note: Node) -> list[Reason]:
    """The adjustments of a line or claim.

    Args:
        read: what was told.
        charge: cents; None when unknown.
        explained: adjustments of the lines, when it is of a claim.
        note: told when something does not add up.
    """
    before = list(explained)
    priced = [reason for reason in read.reasons if reason.cents is not None]
    unpriced = [reason for reason in read.reasons if reason.cents is None]
    said = {reason.carc for reason in [*before, *read.reasons]}

    def left() -> int | None:
        return _left(charge, read.paid, [*before, *priced])

    for reason in _derived(read, said):
        if _fits(reason, left(), note):
            priced.append(_explaining(reason, unpriced))
    priced += _contractual(read, charge, left(), said)
    _price(unpriced, left(), note)
    return priced + unpriced


def _left(charge: int | None, paid: int | None, explained: list[Reason]) -> int | None:
    """What of the charge is neither paid nor explained; None when that cannot be told."""
    if charge is None or paid is None or charge < 0:
        return None
    return charge - paid - sum(reason.cents or 0 for reason in explained)


def _fits(reason: Reason, left: int | None, note: Node) -> bool:
    if left is None or not reason.cents or 0 < reason.cents <= left:
        return bool(reason.cents)
    if left > 0:
        note.note("adjudication_unbalanced")
    return False


def _explaining(reason: Reason, unpriced: list[Reason]) -> Reason:
    """What was not covered goes to the first reason that has no amount."""
    if reason.carc != meanings("adjustment")["noncovered"] or not unpriced:
        return reason
    unpriced[0].cents = reason.cents
    return unpriced.pop(0)


def _derived(read: Decision, said: set[str]) -> list[Reason]:
    held = [_as_reason(name, read.amounts.get(name)) for name in _DERIVED]
    return [reason for reason in held if reason.carc not in said]


def _as_reason(name: str, cents: int | None) -> Reason:
    *group, carc = meanings("adjustment")[name].split()
    return Reason(carc, "".join(group), cents)


def _contractual(read: Decision, charge: int | None, left: int | None, said: set[str]) -> list[Reason]:
    """The charge over what is allowed. Nothing allowed is no price when a reason says why."""
    allowed = read.amounts.get("allowed")
    reason = _as_reason("contractual", None)
    if charge is None or allowed is None or reason.carc in said or "discount" in read.amounts:
        return []
    if allowed <= 0 and (read.reasons or "noncovered" in read.amounts):
        return []
    over = charge - allowed
    reason.cents = over - read.amounts.get("noncovered", 0) if left is None else min(over, left)
    return [reason] if reason.cents > 0 else []


def _price(unpriced: list[Reason], left: int | None, note: Node) -> None:
    if not unpriced or left is None or left <= 0:
        return
    unpriced[0].cents = left
    if len(unpriced) > 1:
        note.note("reason_without_amount")


def rows(reasons: Iterable[Reason], remit_line: int) -> list[Row]:
    """Adjustments as rows of their table."""
    out: list[Row] = []
    for ordinal, reason in enumerate(reasons, start=1):
        row: Row = {"remit_line": remit_line, "ordinal": ordinal, "carc": reason.carc}
        put(row, "group_code", reason.group)
        put(row, "amount_cents", reason.cents)
        put(row, "quantity", reason.quantity)
        out.append(row)
    return out


def patient_share(reasons: Iterable[Reason]) -> int | None:
    """What the patient owes by the adjustments; None when none says so."""
    held = [reason.cents for reason in reasons if reason.group == _OWES and reason.cents is not None]
    return sum(held) if held else None
