"""Dollars given a win hang together with the win chance: one may not be averaged over the other."""

from dataclasses import replace

import numpy as np
import pytest

from features.appeal_history import AppealHistory, Decided
from features.appeal_past import AppealPast
from models.appeal import APPEAL, AppealScorer, AppealScores
from models.appeal_fit import appeal_rows, fit_appeal
from tests.unit.models.appeal_world import DAY, START, batch, true_chance
from training.worked import Worked

PAYS = {"authorization": 0.15, "necessity": 0.4, "bundling": 1.0, "timely": 1.0}
"""What wins pay of the allowed amount: what is won most easily is paid in part."""


def _pays(family: np.ndarray) -> np.ndarray:
    return np.array([PAYS[name] for name in family])


def _past(n: int = 1500, *, seed: int = 2) -> AppealPast:
    held = batch(n, seed)
    won = np.random.default_rng(seed).random(n) < true_chance(held, by_age=0.0)
    paid = np.where(won, _pays(held.facts.family), np.nan)
    decided_at = held.facts.t + 20 * DAY
    history = AppealHistory(Decided(held.facts, decided_at, won, paid, np.full(n, 30.0)))
    return AppealPast(None, None, held, won, np.nan_to_num(paid) * held.allowed_cents, decided_at, history)


@pytest.fixture(scope="module")
def scored() -> tuple[AppealScores, Worked]:
    """Later denials, with the truth of each and two orders to work them in."""
    past, held = _past(), batch(800, 99, start=START + 420 * DAY)
    held = replace(held, facts=replace(held.facts, allowed_cents=np.full(800, 20_000.0)))
    fitted = fit_appeal(APPEAL, appeal_rows(past, APPEAL))
    scores = AppealScorer(fitted, "", "").score(held, past.history, np.full(800, 30.0))
    truth = true_chance(held, by_age=0.0) * _pays(held.facts.family) * 20_000.0
    paid = past.recovered_cents[past.won].sum() / past.decided.allowed_cents[past.won].sum()
    alone = scores.win_probability * paid * held.allowed_cents
    orders = {"model": scores.recovery_cents, "independent": alone, "none": np.zeros(800)}
    return scores, Worked(truth, np.full(800, 30.0), orders)


def test_the_order_by_dollars_given_a_win_beats_one_that_takes_them_as_independent(
    scored: tuple[AppealScores, Worked],
) -> None:
    _, worked = scored
    shares = worked.shares_of_best()
    assert shares["model"]["first_16"] > shares["independent"]["first_16"] + 0.2
    assert worked.gap_closed("model", "none") > 0.9
    assert worked.gap_closed("independent", "none") < 0.5


def test_expected_dollars_are_right_in_sum_where_win_and_dollars_depend(
    scored: tuple[AppealScores, Worked],
) -> None:
    scores, worked = scored
    # Learned from 1,500 appeals; timely filing, which is hardly ever won, still leans on its prior.
    assert scores.recovery_cents.sum() == pytest.approx(worked.value.sum(), rel=0.12)
