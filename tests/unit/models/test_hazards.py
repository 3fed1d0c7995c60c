import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.hazards import NOT_FAILED, ReasonLoss, log_odds, pulls, shares

SCORES = arrays(np.float64, (4, 3), elements=st.floats(-12.0, 6.0))


def test_risk_is_escaping_no_reason() -> None:
    scores = np.array([[-2.0, 0.5, -7.0]])
    chance = 1 / (1 + np.exp(-scores))
    risk = 1 - np.prod(1 - chance)
    assert log_odds(scores)[0] == pytest.approx(np.log(risk / (1 - risk)), abs=1e-12)
    assert shares(scores)[0] == pytest.approx((np.log1p(-chance) / np.log1p(-risk))[0], abs=1e-12)


@given(SCORES, SCORES)
def test_what_each_reason_pulls_adds_up_to_the_difference(base: np.ndarray, scores: np.ndarray) -> None:
    held = pulls(base, scores)
    assert (held >= 0).all()
    assert (held * (scores - base)).sum(axis=1) == pytest.approx(log_odds(scores) - log_odds(base), abs=1e-9)


def test_a_single_reason_pulls_by_itself() -> None:
    base, scores = np.array([[-3.0]]), np.array([[1.5]])
    assert pulls(base, scores) == pytest.approx(np.ones((1, 1)), abs=1e-12)


def test_a_failed_row_teaches_its_own_reason_and_is_censored_for_the_others() -> None:
    scores = np.array([[-1.0, 0.3], [0.2, -2.0], [0.0, 0.0]])
    reason = np.array([0, NOT_FAILED, 1])
    slope, bend = ReasonLoss(reason, 2)(scores, None)
    chance = 1 / (1 + np.exp(-scores))
    assert slope == pytest.approx(np.array([[chance[0, 0] - 1, 0], chance[1], [0, chance[2, 1] - 1]]))
    assert bend[0, 1] < 1e-5 < bend[0, 0]


def test_a_row_of_double_weight_counts_as_two() -> None:
    scores, reason = np.array([[-1.0, 0.3], [0.2, -2.0]]), np.array([0, NOT_FAILED])
    plain = ReasonLoss(reason, 2)(scores, None)
    doubled = ReasonLoss(reason, 2, np.array([2.0, 1.0]))(scores, None)
    for once, twice in zip(plain, doubled, strict=True):
        assert twice == pytest.approx(once * [[2.0], [1.0]])


@given(SCORES, arrays(np.int64, 4, elements=st.integers(-1, 2)))
def test_slopes_are_those_of_the_censored_likelihood(scores: np.ndarray, reason: np.ndarray) -> None:
    def loss(held: np.ndarray) -> float:
        paid, failed = reason == NOT_FAILED, reason != NOT_FAILED
        own = held[failed, reason[failed]]
        return float(np.logaddexp(0, held[paid]).sum() + np.logaddexp(0, -own).sum())

    slope, _ = ReasonLoss(reason, 3)(scores, None)
    for place in np.ndindex(*scores.shape):
        step = np.zeros_like(scores)
        step[place] = 1e-5
        assert slope[place] == pytest.approx((loss(scores + step) - loss(scores - step)) / 2e-5, abs=1e-6)
