"""Fitting the appeal model: the table unless trees prove better on later appeals. Pure.

Little data is the rule: few leaves, strong shrinkage, and a calibration only where it earned its place.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.appeal_catalog import DenialView, appeal_matrix
from features.appeal_past import AppealPast
from models.appeal import FittedAppeal, raw_scores
from models.calibrate import IDENTITY, Calibration, FloatArray, calibrate, log_odds_of
from models.examples import Rows, known_before
from models.grow import grow, out_of_fold, tree_count
from models.spec import ModelSpec

_LATER_SHARE = 0.25
"""Newest share of the appeals on which trees must beat the table."""
_ENOUGH_TO_JUDGE = 30
_ENOUGH_FOR_TREES = 500
_ENOUGH_TO_CALIBRATE = 100
_DOLLAR_STRENGTH = 20.0
"""Wins that the table's own dollars are worth."""
_WARM = 100
"""Decided appeals the table must have seen: what trees learn from a table that still said its prior would be
counted twice once the table has learned it too."""


@dataclass(frozen=True, slots=True)
class AppealRows:
    """Decided appeals to learn from: `rows` for the win chance; cents for the dollars given a win.

    `expected_cents` is what the table expects a win to pay, `recovered_cents` what the appeal paid (NaN
    unknown). Left out are the first ones, at whose filing the table knew too little: `left_out` many.
    """

    rows: Rows
    expected_cents: FloatArray
    recovered_cents: FloatArray
    left_out: int


def appeal_rows(past: AppealPast, spec: ModelSpec) -> AppealRows:
    """One row per decided appeal as it stood when filed, in order of decision, but the first."""
    batch = past.decided
    table = past.history.table(batch.facts)
    rows = Rows(
        x=appeal_matrix(DenialView(batch, past.history, table), spec.features),
        offset=table.log_odds,
        label=past.won,
        at=batch.facts.t,
        known_at=past.decided_at,
        group=batch.facts.chain,
    )
    warm = table.support["practice"] >= _WARM
    expected = table.share * batch.allowed_cents
    return AppealRows(rows.take(warm), expected[warm], past.recovered_cents[warm], int((~warm).sum()))


def fit_appeal(spec: ModelSpec, held: AppealRows) -> FittedAppeal:
    """The model of all rows: zero trees where they do not beat the table on the newest appeals."""
    rows = held.rows
    trees, facts = _earned_trees(spec, rows)
    booster = grow(spec, rows, trees) if trees else None
    return FittedAppeal(
        spec,
        booster,
        _calibration(spec, rows, trees),
        _dollars(held),
        {
            "rows": len(rows),
            "left_out": held.left_out,
            "wins": int(rows.label.sum()),
            "trees": trees,
            **facts,
            "speaks_of": "denials like those that were appealed",
        },
    )


def _earned_trees(spec: ModelSpec, rows: Rows) -> tuple[int, dict[str, float]]:
    """Trees to grow, and mean log losses on the newest appeals (absent when there are too few)."""
    order = np.argsort(rows.at, kind="stable")
    newest = order[int(len(order) * (1 - _LATER_SHARE)) :]
    if len(newest) < _ENOUGH_TO_JUDGE:
        return 0, {}
    older, later = known_before(rows, newest), rows.take(newest)
    if not (_both(older) and _both(later)):
        return 0, {}
    base = np.full(len(later), log_odds_of(older.label.mean(keepdims=True))[0])
    table = log_losses(later.offset, later.label)
    facts = {
        "later_rows": float(len(later)),
        "base_log_loss": float(log_losses(base, later.label).mean()),
        "table_log_loss": float(table.mean()),
    }
    if len(rows) < _ENOUGH_FOR_TREES:
        return 0, facts
    count = tree_count(spec, older)
    grown = log_losses(raw_scores(grow(spec, older, count), later.offset, later.x), later.label)
    gain = table - grown
    # Better by more than chance would give: one standard error of the paired difference.
    earned = bool(gain.mean() > gain.std() / np.sqrt(len(gain)))
    return (count if earned else 0), {**facts, "trees_log_loss": float(grown.mean())}


def log_losses(raw: FloatArray, label: NDArray[np.bool_]) -> FloatArray:
    """The log loss of each row's log-odds."""
    return np.logaddexp(0.0, np.where(label, -raw, raw))


def _both(rows: Rows) -> bool:
    return bool(rows.label.any()) and not bool(rows.label.all())


def _calibration(spec: ModelSpec, rows: Rows, trees: int) -> Calibration:
    """Of scores that did not see their own outcome; the newer half, before which the table knew little."""
    newer = np.argsort(rows.at, kind="stable")[len(rows) // 2 :]
    places, raw = out_of_fold(spec, rows, trees) if trees else (newer, rows.offset[newer])
    if len(places) < _ENOUGH_TO_CALIBRATE:
        return IDENTITY
    return calibrate(raw, rows.label[places])


def _dollars(held: AppealRows) -> float:
    """Paid over expected on wins, drawn to 1; 1 without wins."""
    known = held.rows.label & np.isfinite(held.expected_cents) & np.isfinite(held.recovered_cents)
    if not known.any():
        return 1.0
    paid, expected = held.recovered_cents[known].sum(), held.expected_cents[known].sum()
    drawn = _DOLLAR_STRENGTH * held.expected_cents[known].mean()
    return float((paid + drawn) / (expected + drawn)) if expected + drawn > 0 else 1.0
