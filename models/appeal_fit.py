"""Fitting the appeal model: the table unless trees prove better on later appeals. Pure.

Little data is the rule: few leaves, strong shrinkage, and a calibration only where it earned its place.
"""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.appeal_catalog import DenialView, appeal_matrix
from features.appeal_past import AppealPast
from models.appeal import APPEAL, FittedAppeal, raw_scores
from models.appeal_choice import Choice, choice_matrix, choice_rows, fit_choice, overlap
from models.calibrate import IDENTITY, Calibration, FloatArray, calibrate, log_odds_of
from models.examples import BoolArray, Rows
from models.grow import grow, out_of_fold, tree_count
from models.known import known_before_block
from models.spec import ModelSpec

_LATER_SHARE = 0.25
"""Newest share of the appeals on which trees must beat the table."""
_ENOUGH_TO_JUDGE = 30
_ENOUGH_FOR_TREES = 500
_ENOUGH_TO_CALIBRATE = 100
_DOLLAR_STRENGTH = 20.0
"""Wins that the table's own dollars are worth."""
_USUAL_MINUTES = 30.0
"""Minutes of an appeal before the practice's own tell, for judging an order of work. Ours."""
_WARM = 100
"""Decided appeals the table must have seen: what trees learn from a table that still said its prior would be
counted twice once the table has learned it too."""


@dataclass(frozen=True, slots=True)
class AppealRows:
    """Decided appeals to learn from: `rows` for the win chance; cents for the dollars given a win.

    `expected_cents` is what the table expects a win to pay, `recovered_cents` what the appeal paid (NaN
    unknown). Left out are the first ones, at whose filing the table knew too little: `left_out` many.
    `choices` are all first denials, appealed or not, and `choice_x` the same columns of the decided appeals;
    None where that is not known, and then every appeal counts the same. `waiting_x` are these columns of the
    denials still open, for the overlap report. `minutes` were spent, `usual_minutes` were to be expected,
    `charge_cents` were denied; nothing is learned from these, they are for judging an order of work (NaN and
    None unknown).
    """

    rows: Rows
    expected_cents: FloatArray
    recovered_cents: FloatArray
    left_out: int
    choices: Rows | None = None
    choice_x: FloatArray | None = None
    waiting_x: FloatArray | None = None
    minutes: FloatArray | None = None
    usual_minutes: FloatArray | None = None
    charge_cents: FloatArray | None = None

    def take(self, which: NDArray[Any]) -> "AppealRows":
        """The appeals of a mask or of places; all denials stay, for they tell who is appealed."""
        arrays = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in _WHOLE}
        cut: dict[str, Any] = {name: None if held is None else held[which] for name, held in arrays.items()}
        return replace(self, rows=self.rows.take(which), **cut)


_WHOLE = ("rows", "left_out", "choices", "waiting_x")


def appeal_rows(past: AppealPast, spec: ModelSpec) -> AppealRows:
    """One row per decided appeal as it stood when filed, in order of decision, but the first."""
    batch = past.decided
    table = past.history.table(batch.facts)
    view = DenialView(batch, past.history, table)
    rows = Rows(
        x=appeal_matrix(view, spec.features),
        offset=table.log_odds,
        label=past.won,
        at=batch.facts.t,
        known_at=past.decided_at,
        group=batch.facts.chain,
    )
    warm, choices = table.support["practice"] >= _WARM, choice_rows(past)
    x = None if choices is None else choice_matrix(view)
    spent, usual = past.history.spent, past.history.minutes(batch.facts, np.full(len(batch), _USUAL_MINUTES))
    expected = table.share * batch.allowed_cents
    held = AppealRows(
        rows,
        expected,
        past.recovered_cents,
        left_out=0,
        choices=choices,
        choice_x=x,
        waiting_x=None if choices is None else choices.x[_waiting(past)],
        minutes=spent,
        usual_minutes=usual,
        charge_cents=batch.denied_cents,
    )
    return replace(held.take(warm), left_out=int((~warm).sum()))


def _waiting(past: AppealPast) -> BoolArray:
    """Which denials are still open: neither resolved nor with an appeal pending."""
    return ~(past.held["resolved"] | past.held["appeal_pending"]).to_numpy(dtype=bool)


def fit_appeal(spec: ModelSpec, held: AppealRows) -> FittedAppeal:
    """The model of all rows: zero trees where they do not beat the table on the newest appeals."""
    choice, told = _choice(held)
    rows = held.rows if choice is None else replace(held.rows, weight=_weights(choice, held))
    trees, facts = _earned_trees(spec, rows)
    return FittedAppeal(
        spec,
        grow(spec, rows, trees) if trees else None,
        _calibration(spec, rows, trees),
        _dollars(replace(held, rows=rows)),
        {
            "rows": len(rows),
            "left_out": held.left_out,
            "wins": int(rows.label.sum()),
            "trees": trees,
            **facts,
            "serves": "model" if trees else "table",
            "speaks_of": "denials like those that were appealed",
            **told,
        },
        choice,
    )


def _choice(held: AppealRows) -> tuple[Choice | None, dict[str, Any]]:
    """The chance to be appealed as known with the last of these outcomes, and the overlap report."""
    if held.choices is None or not len(held.rows):
        return None, {}
    until = held.rows.known_at.max()
    choice = fit_choice(held.choices, until)
    if choice is None:
        return None, {}
    return choice, {"overlap": overlap(choice, held.choices, until, held.waiting_x)}


def _weights(choice: Choice, held: AppealRows) -> FloatArray:
    """Of first levels; who goes on to later ones is another choice, and they count as they are."""
    if held.choice_x is None:
        return np.ones(len(held.rows))
    level = held.rows.x[:, APPEAL.features.index("level")]
    return np.where(level > 1, 1.0, choice.weights(held.choice_x))


def _earned_trees(spec: ModelSpec, rows: Rows) -> tuple[int, dict[str, float]]:
    """Trees to grow, and mean log losses on the newest appeals (absent when there are too few)."""
    order = np.argsort(rows.at, kind="stable")
    newest = order[int(len(order) * (1 - _LATER_SHARE)) :]
    if len(newest) < _ENOUGH_TO_JUDGE:
        return 0, {}
    older, later = known_before_block(rows, newest), rows.take(newest)
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
    gain = (table - grown) * (1.0 if later.weight is None else later.weight)
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
    weight = np.ones(int(known.sum())) if held.rows.weight is None else held.rows.weight[known]
    paid, expected = (weight @ cents[known] for cents in (held.recovered_cents, held.expected_cents))
    drawn = _DOLLAR_STRENGTH * held.expected_cents[known].mean()
    return float((paid + drawn) / (expected + drawn)) if expected + drawn > 0 else 1.0
