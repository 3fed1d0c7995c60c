"""What on each service line speaks for or against a claim: how this payer has decided such lines.

The model scores claims, not lines; a line's drivers are the past it brings in, as of the claim's T.
"""

from dataclasses import dataclass

import numpy as np

from data.batch import ClaimBatch
from data.codes import FAMILIES
from features.asof import AsOf
from features.knowledge import Knowledge
from features.ledger import Ints

DAYS = 365
STRENGTH = 20.0
"""Decisions' worth of the broader rate that each narrower one is drawn to, as in the rate table."""

_KEYS = ("all", "payer", "payer_family", "payer_service")


@dataclass(frozen=True, slots=True)
class LineDriver:
    """One thing about a line: a stable name, plain words, and its value."""

    feature: str
    label: str
    value: float | str


def line_drivers(batch: ClaimBatch, knowledge: Knowledge) -> list[list[list[LineDriver]]]:
    """Drivers per line per claim, in the batch's order; a line of which nothing is known has none."""
    view = AsOf(batch, knowledge)
    rates = view.rate("lines", _KEYS, "denied", None, DAYS, STRENGTH)
    decided = view.total("lines", _KEYS[-1], None, DAYS)
    families = _main_families(view)
    out: list[list[list[LineDriver]]] = [[] for _ in range(len(batch))]
    for place, row in enumerate(view.row.tolist()):
        out[row].append(_drivers(float(rates[place]), int(decided[place]), families[place]))
    return out


def _drivers(rate: float, decided: int, family: str | None) -> list[LineDriver]:
    if np.isnan(rate):
        return []
    drivers = [
        LineDriver("denied_share", "Share of lines like this one that this payer denied in a year", rate),
        LineDriver("decided", "Lines of this service that this payer decided in a year", float(decided)),
    ]
    if family is not None:
        drivers.append(LineDriver("main_reason", "What it denied them for most often", family))
    return drivers


def _main_families(view: AsOf) -> list[str | None]:
    """The family most often given for denying a line's service; None when none was."""
    counts: list[Ints] = [view.total("lines", _KEYS[-1], family, DAYS) for family in FAMILIES]
    held = np.stack(counts, axis=1)
    best = held.argmax(axis=1)
    known = held.max(axis=1) > 0
    return [FAMILIES[k] if seen else None for k, seen in zip(best.tolist(), known.tolist(), strict=True)]
