"""Operations before a service: visits within the days after one are often part of it."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from features.claim_facts import days_between, line_served_on
from features.ledger import Before, Ints, Objects
from features.parts import Parts, Teller
from features.sections import SURGERY, section

LOOK_BACK_DAYS = 150
"""How far back operations are looked for: the longest global period is 90 days, and claims go out late."""

_EDGES = np.array([0, 11, 31, 91])
"""Edges of the bands of days since the operation, after the usual global periods of 10 and 90 days."""


def is_operation(procedure_codes: Objects) -> Ints:
    """1 for services of the surgery section, else 0."""
    return np.array([int(section(code) == SURGERY) for code in procedure_codes], dtype=np.int64)


def days_since_operation(parts: Parts, before: Before) -> NDArray[np.float64]:
    """Per line, days from the last operation its provider sent for the patient; missing without one.

    `before` are the lines sent, as each line sees them.
    """
    asked = parts.key("line", "patient_rendering")
    window = before.under("patient_rendering/operation", asked).window(LOOK_BACK_DAYS)
    return days_between(window.latest("served_on"), line_served_on(parts.batch))


def told_after(before: Callable[[], Before]) -> Teller:
    """The part `after`: the band of days since the operation; `-` without one, `o` for an operation."""

    def tell(parts: Parts) -> Objects:
        days = days_since_operation(parts, before())
        bands = np.searchsorted(_EDGES, days, "right").tolist()
        operates = is_operation(parts.part("line", "service")).tolist()
        out = np.empty(len(days), dtype=object)
        told = zip(np.isnan(days).tolist(), operates, bands, strict=True)
        out[:] = ["o" if operation else "-" if none else str(band) for none, operation, band in told]
        return out

    return tell
