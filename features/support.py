"""How much is behind a score: said with it, so that nobody trusts what was never seen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.batch import ClaimBatch
from data.population import population
from features.allowed import usual_allowed
from features.asof import AsOf
from features.knowledge import Knowledge
from features.ledger import Ints, Objects

Flags = NDArray[np.bool_]

FEW_PAYER = 30
"""Decided claims of a payer in a year below which its habits are hardly known."""

FEW_SERVICE = 10
"""Decided lines of a payer and service in a year below which their rate is mostly that of others."""

STALE_DAYS = 21
"""Days without any decision before T after which the feed of answers counts as stale.

Measured by `benchmarks/stale.py`: at 28 days a third of the gap closed is lost. A practice hears from its
payers every week, so three without any answer are no lull of theirs."""


@dataclass(frozen=True, slots=True)
class Support:
    """Per claim: decided claims of its payer, decided lines of its least known service with that payer.

    `allowed_basis` says where the expected dollars come from (`features.allowed.BASES`). `reasons` are codes
    that say why a score is to be taken with care, each of `REASONS`; all go by what was known before T.
    """

    payer_decisions: Ints
    payer_procedure_decisions: Ints
    low_support: Flags
    reasons: tuple[tuple[str, ...], ...]
    allowed_basis: Objects


def support(batch: ClaimBatch, knowledge: Knowledge, *, asof: AsOf | None = None) -> Support:
    """The support of each claim as of its T."""
    view = asof or AsOf(batch, knowledge)
    told: list[list[str]] = [[] for _ in range(len(batch))]
    for code, flags in REASONS.items():
        for row in np.flatnonzero(flags(view)).tolist():
            told[row].append(code)
    return Support(
        payer_decisions=_payer_year(view),
        payer_procedure_decisions=_service(view, 365),
        low_support=np.array([bool(held) for held in told], dtype=bool),
        reasons=tuple(tuple(held) for held in told),
        allowed_basis=usual_allowed(batch, knowledge, asof=view)[1],
    )


def _payer_year(asof: AsOf) -> Ints:
    return asof.window("claims", "payer", 365).count


def _payer_ever(asof: AsOf) -> Ints:
    return asof.window("claims", "payer", None).count


def _service(asof: AsOf, days: int | None) -> Ints:
    """Decided lines of the claim's least known service with its payer; 0 without lines."""
    counts = asof.window("lines", "payer_service", days).count.astype(float)
    return np.nan_to_num(asof.per_line(counts, "min")).astype(np.int64)


def _no_such_diagnosis(asof: AsOf) -> Flags:
    """Claims with a diagnosis pointed to whose category (three characters) no decided line ever had."""
    counts = asof.window("pairs", "dx3", None).count.astype(float)
    return np.asarray(asof.per_claim("pairs", counts, "min") == 0)


def _last_decision(asof: AsOf) -> NDArray[np.datetime64]:
    return asof.window("claims", "all", None).latest_at()


def _stale(asof: AsOf) -> Flags:
    return np.asarray(asof.batch.t - _last_decision(asof) > np.timedelta64(STALE_DAYS, "D"))


REASONS: Mapping[str, Callable[[AsOf], Flags]] = {
    "unseen_payer": lambda asof: _payer_ever(asof) == 0,
    "few_payer_decisions": lambda asof: (_payer_ever(asof) > 0) & (_payer_year(asof) < FEW_PAYER),
    "unseen_procedure": lambda asof: _service(asof, None) == 0,
    "few_procedure_decisions": lambda asof: (_service(asof, None) > 0) & (_service(asof, 365) < FEW_SERVICE),
    "unseen_diagnosis": _no_such_diagnosis,
    "stale_feed": _stale,
    "before_data": lambda asof: np.isnat(_last_decision(asof)),
    "not_original_primary": lambda asof: population(asof.batch.claims) != "original_primary",
    "no_lines": lambda asof: np.bincount(asof.row, minlength=len(asof)) == 0,
}
"""Why a score is to be taken with care.

A payer with no decision ever or few in a year; a service with none ever or few in a year from that payer; a
diagnosis category no decided line ever had; no decision in the days before T, or none before T at all;
claims of another kind than those learned from, or without lines.
"""
