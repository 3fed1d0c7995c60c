"""Items to be dated, and rules to date them by, made from what a test tells of them."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from data.codes.deadline_rules import CountedFrom, DeadlineRule, Unit
from data.codes.rules import Conditions
from workflow.deadlines import Items

AS_OF = date(2029, 6, 1)
"""Later than any day in a test: what is known of rules is not the question."""

USUAL = {
    "clock": "appeal",
    "level": 1,
    "payer_id": "P9",
    "filing": "CI",
    "claim_kind": "professional",
    "notice_on": "2026-03-02",
    "service_on": "2026-02-01",
    "network": None,
}
"""A professional claim of a commercial payer, denied on a Monday."""


def items(**told: Sequence[object]) -> Items:
    """One item per value told; what is not told is as usual."""
    size = max((len(values) for values in told.values()), default=1)
    columns = {name: told.get(name, [value] * size) for name, value in USUAL.items()}
    days = {name: np.array(columns[name], dtype="datetime64[D]") for name in ("notice_on", "service_on")}
    return Items(**{**columns, **days, "level": np.array(columns["level"], dtype=np.int64)})


def limit(
    length: int, payer_id: str = "", effective_from: str = "2020-01-01", effective_to: str = ""
) -> DeadlineRule:
    """A limit from the notice on a first appeal, known since 2020."""
    kind = {"payer_id": payer_id} if payer_id else {"filing_kind": "commercial"}
    row = {**kind, "level": "1", "effective_from": effective_from, "effective_to": effective_to}
    return DeadlineRule(
        when=Conditions.of(row),
        clock="appeal",
        counted_from=CountedFrom.NOTICE,
        length=length,
        unit=Unit.DAYS,
        presumed_days=0,
        verified=True,
        known_on=date(2020, 1, 1),
        source="a test",
    )
