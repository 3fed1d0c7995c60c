"""Items to be dated, made from what a test tells of them."""

from collections.abc import Sequence
from datetime import date

import numpy as np

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
