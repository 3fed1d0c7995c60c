"""Whether a claim of an 835 adds up: CLP03 less all its CAS is CLP04, in a reversal with signs changed."""

from data.records import RemitRecord


def imbalance(record: RemitRecord, adjusted_cents: int) -> str:
    """`claim_unbalanced`; `reported_twice` when either level's CAS alone explain what was not paid.

    Empty when it balances, or when an amount is missing so that nobody can tell. `adjusted_cents` is the sum
    of the record's adjustments, of those that could be read.
    """
    charge, paid = record.remit.get("charge_cents"), record.remit.get("paid_cents")
    if not isinstance(charge, int) or not isinstance(paid, int):
        return ""
    unpaid = charge - paid
    if unpaid == adjusted_cents:
        return ""
    levels: list[list[int]] = [[], []]
    for row in record.adjustments:
        cents = row.get("amount_cents")
        if not isinstance(cents, int):
            return ""
        levels[row["remit_line"] != 0].append(cents)
    at_claim, at_lines = levels
    code = "claim_unbalanced"
    if at_claim and at_lines and sum(at_claim) == sum(at_lines) == unpaid:
        code = "reported_twice"
    return code
