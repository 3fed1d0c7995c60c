"""Joint shifts on random outcomes: against a plain loop over weights, and blind to what comes later."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.appeal_joint import JointShifts, weights

HOUR = np.timedelta64(1, "h")
START = np.datetime64("2026-01-01T00:00:00", "us")
STRENGTHS = {"payer": 2.0, "family": 5.0}
OUTCOMES = st.lists(
    st.tuples(
        st.integers(0, 30), st.booleans(), st.sampled_from(["a", "b", None]), st.sampled_from(["x", "y"])
    ),
    min_size=1,
    max_size=40,  # so few that every outcome has its own fit
)
HALF_LIVES = st.none() | st.floats(1.0, 50.0)


def objects(values):
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def told_by(outcomes, half_life, hour, payer="a", family="x"):
    hours, won, payers, families = zip(*outcomes, strict=True)
    keys = {"payer": objects(payers), "family": objects(families)}
    at, start = START + np.array(hours) * HOUR, np.full(len(won), 0.3)
    shifts = JointShifts(at, np.array(won), start, keys, STRENGTHS, half_life)
    asked = {"payer": objects([payer]), "family": objects([family])}
    return shifts.parts(np.array([START + hour * HOUR]), asked)[0]


def weighted(outcomes, half_life, hour):
    """The outcomes known before an hour, each with what it counts: halved for every half-life behind it."""
    known = sorted((one for one in outcomes if one[0] < hour), key=lambda one: one[0])
    ages = reversed(range(len(known)))
    counted = [1.0 if half_life is None else 0.5 ** (age / half_life) for age in ages]
    forgotten = 0.0 if half_life is None else 0.5**8
    return [(weight if weight > forgotten else 0.0, *one) for weight, one in zip(counted, known, strict=True)]


@settings(max_examples=60)
@given(OUTCOMES, HALF_LIVES, st.integers(0, 31))
def test_a_shift_balances_the_weighted_surprises_that_its_key_had(outcomes, half_life, hour):
    surprise = dict.fromkeys(("a", "b"), 0.0)
    for weight, _, won, payer, family in weighted(outcomes, half_life, hour):
        raw = 0.3 + told_by(outcomes, half_life, hour, payer, family).sum()
        if payer is not None:
            surprise[payer] += weight * (won - 1 / (1 + np.exp(-raw)))
    for payer, total in surprise.items():
        shift = told_by(outcomes, half_life, hour, payer)[0]
        assert STRENGTHS["payer"] * shift == pytest.approx(total, abs=1e-3)  # the turns stop short of the end


@settings(max_examples=60)
@given(OUTCOMES, HALF_LIVES, st.integers(0, 31), st.data())
def test_what_is_not_known_before_the_moment_moves_no_answer(outcomes, half_life, hour, data):
    turned = [(at, won != (at >= hour), *keys) for at, won, *keys in outcomes]
    more = [one for one in data.draw(OUTCOMES) if one[0] >= hour]
    expected = told_by(outcomes, half_life, hour)
    np.testing.assert_array_equal(told_by([*turned, *more], half_life, hour), expected)


def test_weights_halve_with_each_half_life_and_end_after_eight():
    assert weights(4, 1.0).tolist() == [0.125, 0.25, 0.5, 1.0]
    assert weights(3, np.inf).tolist() == [1.0, 1.0, 1.0]
    assert len(weights(1_000, 10.0)) == 80
    assert len(weights(0, 10.0)) == 0
