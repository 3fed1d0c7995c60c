"""How much is behind a score: said with it, so that nobody trusts what was never seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.batch import ClaimBatch
from data.population import population
from features.asof import AsOf
from features.knowledge import Knowledge
from features.ledger import Ints, microseconds

FEW_PAYER = 30
"""Decided claims of a payer in a year below which its habits are hardly known."""

FEW_SERVICE = 10
"""Decided lines of a payer and service in a year below which their rate is mostly that of others."""

STALE_DAYS = 45
"""Days without any event before T after which the feed counts as stale."""

_DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Support:
    """Per claim: decided claims of its payer, decided lines of its least known service with that payer.

    `reasons` are codes that say why a score is to be taken with care: unseen_payer, few_payer_decisions,
    unseen_procedure, few_procedure_decisions, stale_feed, before_data, not_original_primary, no_lines.
    """

    payer_decisions: Ints
    payer_procedure_decisions: Ints
    low_support: NDArray[np.bool_]
    reasons: tuple[tuple[str, ...], ...]


def support(batch: ClaimBatch, knowledge: Knowledge, *, asof: AsOf | None = None) -> Support:
    """The support of each claim as of its T."""
    view = asof or AsOf(batch, knowledge)
    payer = view.window("claims", "payer", 365).count
    ever = view.window("claims", "payer", None).count
    service = _least(view, view.window("lines", "payer_service", 365).count)
    flags = {
        "unseen_payer": ever == 0,
        "few_payer_decisions": (ever > 0) & (payer < FEW_PAYER),
        "unseen_procedure": service == 0,
        "few_procedure_decisions": (service > 0) & (service < FEW_SERVICE),
        **_feed(view),
        "not_original_primary": population(batch.claims) != "original_primary",
        "no_lines": np.bincount(view.row, minlength=len(batch)) == 0,
    }
    reasons = [[] for _ in range(len(batch))]  # type: list[list[str]]
    for code, flag in flags.items():
        for row in np.flatnonzero(flag).tolist():
            reasons[row].append(code)
    low = np.array([bool(held) for held in reasons], dtype=bool)
    return Support(payer, service, low, tuple(tuple(held) for held in reasons))


def _least(asof: AsOf, counts: Ints) -> Ints:
    return np.nan_to_num(asof.per_line(counts.astype(float), "min")).astype(np.int64)


def _feed(asof: AsOf) -> dict[str, NDArray[np.bool_]]:
    """Whether T lies long after the last event in hand, or before the first decision."""
    none = np.zeros(len(asof), dtype=bool)
    if np.isnat(asof.knowledge.last_at):
        return {"stale_feed": ~none, "before_data": none}
    age = microseconds(asof.batch.t) - microseconds(np.array([asof.knowledge.last_at]))[0]
    decided = asof.window("claims", "all", None).count
    return {"stale_feed": age > STALE_DAYS * _DAY_US, "before_data": (decided == 0) & (age <= 0)}
