"""The shrunken rate table, a baseline: what such claims usually fare, as log-odds by its parts."""

from dataclasses import dataclass

import numpy as np

from data.batch import ClaimBatch
from features.asof import AsOf, Floats
from features.knowledge import Knowledge
from features.ledger import Ints, shrunken


@dataclass(frozen=True, slots=True)
class TableSpec:
    """The table's constants: windows and strengths, kept with the model.

    A claim starts at `prior` where nothing is known; the practice's overall rate counts `prior_strength`
    prior events, and every narrower key `strength` events of the one before it.
    """

    names: tuple[str, ...] = ("overall", "payer", "service_family", "service")
    claim_keys: tuple[str, ...] = ("all", "payer")
    line_keys: tuple[str, ...] = ("payer_family", "payer_service")
    days: int = 365
    prior: float = 0.1
    prior_strength: float = 20.0
    strength: float = 20.0


RATE_TABLE = TableSpec()


@dataclass(frozen=True, slots=True)
class TableOffset:
    """The table's log-odds of n claims: `parts` (n x names) add up to them.

    The first part is the overall rate; `support` is how many decided claims of the payer and service stand
    behind the last.
    """

    names: tuple[str, ...]
    parts: Floats
    support: Ints


def denial_table(
    batch: ClaimBatch, knowledge: Knowledge, *, spec: TableSpec = RATE_TABLE, asof: AsOf | None = None
) -> TableOffset:
    """Overall rate, payer, payer and service family, payer and service: each drawn to the one before.

    The last two are those of the claim's line with the highest rate (the first such line): shares of decided
    claims holding such a line that were denied.
    """
    view = asof or AsOf(batch, knowledge)
    overall = _claim_rate(view, spec, 0, spec.prior, spec.prior_strength)
    payer = _claim_rate(view, spec, 1, overall, spec.strength)
    rows = view.row
    family = _line_rate(view, spec, 0, payer[rows])
    service = _line_rate(view, spec, 1, family)
    worst = _first_worst(view, service)
    levels = [overall, payer, _of_line(family, worst, payer), _of_line(service, worst, payer)]
    odds = np.stack([_log_odds(level) for level in levels], axis=1)
    odds[:, 1:] -= odds[:, :-1].copy()
    count = view.total("lines", spec.line_keys[1], None, spec.days)
    return TableOffset(spec.names, odds, _support(count, worst))


def _claim_rate(asof: AsOf, spec: TableSpec, level: int, parent: Floats | float, strength: float) -> Floats:
    key = spec.claim_keys[level]
    failed = asof.total("claims", key, "failed", spec.days)
    return shrunken(failed, asof.total("claims", key, None, spec.days), parent, strength)


def _line_rate(asof: AsOf, spec: TableSpec, level: int, parent: Floats) -> Floats:
    key = spec.line_keys[level]
    failed = asof.total("lines", key, "failed", spec.days)
    return shrunken(failed, asof.total("lines", key, None, spec.days), parent, spec.strength)


def _first_worst(asof: AsOf, rate: Floats) -> Ints:
    """The first line with the claim's highest rate; -1 for a claim without lines."""
    best = asof.per_line(rate, "max")
    lines = np.where(rate == best[asof.row], np.arange(len(rate)), len(rate)).astype(np.float64)
    first = asof.per_line(lines, "min")
    return np.where(np.isnan(first), -1, first).astype(np.int64)


def _of_line(rate: Floats, line: Ints, absent: Floats) -> Floats:
    if not len(rate):
        return absent
    return np.where(line < 0, absent, rate[line])


def _support(count: Ints, line: Ints) -> Ints:
    return np.where(line < 0, 0, count[line]) if len(count) else np.zeros(len(line), dtype=np.int64)


def _log_odds(rate: Floats) -> Floats:
    return np.log(rate) - np.log1p(-rate)
