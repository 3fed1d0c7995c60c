from dataclasses import replace

import numpy as np
import pytest

from features.appeal_catalog import DenialView
from models.appeal import APPEAL, AppealScorer, FittedAppeal
from models.appeal_choice import (
    CHOICE,
    LEAST,
    MOST,
    WAIT,
    bounds,
    choice_matrix,
    fit_choice,
    overlap,
    to_learn_from,
)
from models.appeal_fit import AppealRows, appeal_rows, fit_appeal
from models.examples import Rows
from tests.unit.models.appeal_world import DAY, batch, past

N = 3000
LAST = np.datetime64("2030-01-01", "us")


def _chosen(n: int = N, seed: int = 5) -> Rows:
    """Denials of which large ones are appealed, and hardly ever one against timely filing."""
    held = batch(n, seed)
    large = np.log(held.allowed_cents) - 10
    raw = np.where(held.facts.family == "timely", -6.0, 1.5 * large)
    label = np.random.default_rng(seed).random(n) < 1 / (1 + np.exp(-raw))
    at = held.denied_at
    x = choice_matrix(DenialView(held, past(0).history))
    return Rows(x, np.zeros(n), label, at, at + WAIT, held.facts.chain)


@pytest.fixture(scope="module")
def rows() -> Rows:
    return _chosen()


def test_the_chance_to_be_appealed_follows_the_habit(rows: Rows) -> None:
    choice = fit_choice(rows, LAST)
    assert choice is not None
    chance = choice.chance(rows.x)
    assert chance.mean() == pytest.approx(rows.label.mean(), abs=0.03)
    cents = rows.x[:, CHOICE.features.index("denied_allowed_cents")]
    assert chance[cents > np.quantile(cents, 0.9)].mean() > 2 * chance[cents < np.quantile(cents, 0.5)].mean()


def test_weights_make_the_appealed_resemble_all_denials(rows: Rows) -> None:
    choice = fit_choice(rows, LAST)
    assert choice is not None
    family = rows.x[:, CHOICE.features.index("reason_family")]
    cents = np.log(rows.x[:, CHOICE.features.index("denied_allowed_cents")])
    like = family != family[choice.unlike(rows.x)][0]
    taken = rows.label & like
    weight = choice.weights(rows.x[taken])
    assert ((weight >= LEAST) & (weight <= MOST)).all()
    off, weighed_off = cents[taken].mean(), np.average(cents[taken], weights=weight)
    assert abs(weighed_off - cents[like].mean()) < 0.5 * abs(off - cents[like].mean())


def test_what_is_hardly_ever_appealed_is_unlike_and_has_wide_bounds(rows: Rows) -> None:
    choice = fit_choice(rows, LAST)
    assert choice is not None
    held = batch(N, 5)
    unlike = choice.unlike(rows.x)
    assert unlike[held.facts.family == "timely"].mean() > 0.9
    assert rows.label[unlike].mean() < 0.03  # the smallest amounts are left alone too
    win = np.full(N, 0.4)
    low, high = bounds(win, choice.chance(rows.x), unlike)
    assert (low[~unlike] == 0.4).all()
    assert (high[~unlike] == 0.4).all()
    assert ((low[unlike] < 0.05) & (high[unlike] > 0.9)).all()


def test_only_denials_whose_waiting_was_over_are_learned_from(rows: Rows) -> None:
    until = rows.known_at[N // 2]
    later = rows.known_at >= until
    turned = replace(rows, label=rows.label ^ later)
    first, second = (fit_choice(held, until) for held in (rows, turned))
    assert first is not None
    assert second is not None
    assert first.files() == second.files()
    assert overlap(first, rows, until) == overlap(second, turned, until)


def test_too_few_denials_or_one_kind_alone_tell_no_choice(rows: Rows) -> None:
    assert fit_choice(None, LAST) is None
    assert fit_choice(rows.take(np.arange(50)), LAST) is None
    assert fit_choice(rows.take(rows.label), LAST) is None


def test_the_overlap_report_counts_both_kinds_and_what_the_weighted_ones_are_worth(rows: Rows) -> None:
    choice = fit_choice(rows, LAST)
    assert choice is not None
    told = overlap(choice, rows, LAST)
    assert (told["appealed"], told["not_appealed"]) == (rows.label.sum(), (~rows.label).sum())
    assert told["chance_of_appealed"][2] > told["chance_of_others"][2]
    assert 0 < told["worth_appeals"] <= told["appealed"]
    assert 0.2 < told["unlike_share"] < 0.6
    weight = choice.overall / choice.chance(rows.x[rows.label])
    assert told["cut_off_share"] == ((weight <= LEAST) | (weight >= MOST)).mean()
    assert "open" not in told


def test_the_overlap_report_counts_the_open_denials_unlike_anything_appealed(rows: Rows) -> None:
    choice = fit_choice(rows, LAST)
    assert choice is not None
    open_now = rows.x[:500]
    told = overlap(choice, rows, LAST, open_now)
    assert (told["open"], told["open_unlike"]) == (500, choice.unlike(open_now).sum())
    assert 0 < told["open_unlike"] < 500
    assert overlap(choice, rows, LAST, open_now[:0])["open_unlike"] == 0


def _weighed() -> tuple[AppealRows, FittedAppeal]:
    held = appeal_rows(past(900, seed=4), APPEAL)
    decided = batch(900, 4)
    x = choice_matrix(DenialView(decided, past(0).history))[-len(held.rows) :]
    held = replace(held, choices=_chosen(), choice_x=x)
    return held, fit_appeal(APPEAL, held)


def test_a_fitted_model_tells_its_overlap_and_is_saved_with_its_choice() -> None:
    _, fitted = _weighed()
    assert fitted.choice is not None
    assert fitted.facts["overlap"]["appealed"] > 100
    again = FittedAppeal.of_files(fitted.files())
    assert again.files() == fitted.files()
    asked = batch(60, 9)
    scores = AppealScorer(again, "", "").score(asked, past(900).history, np.full(60, 25.0))
    assert scores.unlike[asked.facts.family == "timely"].all()
    assert not scores.unlike.all()
    assert (scores.low <= scores.win_probability).all()
    assert (scores.high >= scores.win_probability).all()
    assert (scores.low[~scores.unlike] == scores.win_probability[~scores.unlike]).all()


def test_without_a_known_choice_nothing_is_unlike() -> None:
    asked = batch(8, 9)
    scores = AppealScorer.prior().score(asked, past(0).history, np.full(8, 25.0))
    assert not scores.unlike.any()
    assert (scores.low == scores.high).all()


def test_a_random_share_to_learn_from_is_off_by_default_and_the_same_each_day() -> None:
    keys = [f"version {number}" for number in range(20_000)]
    assert not to_learn_from(keys).any()
    drawn = to_learn_from(keys, 0.05)
    assert drawn.mean() == pytest.approx(0.05, abs=0.006)  # four standard errors
    assert (to_learn_from(keys[::-1], 0.05)[::-1] == drawn).all()
    assert (to_learn_from(keys, 0.05, "another year") != drawn).any()
    assert (to_learn_from(keys, 0.10) >= drawn).all()


def test_days_before_the_habit_was_known_have_equal_weights() -> None:
    held, _ = _weighed()
    early = held.take(held.rows.known_at < held.rows.known_at.min() + DAY)
    assert fit_appeal(APPEAL, early).choice is None
