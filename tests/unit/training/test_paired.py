import numpy as np
import pytest

from training.paired import paired, week_of

MONDAY = np.datetime64("2026-03-02", "us")


def days(*numbers: int) -> np.ndarray:
    return MONDAY + np.array(numbers) * np.timedelta64(1, "D")


def test_weeks_begin_on_monday() -> None:
    weeks = week_of(days(-1, 0, 6, 7)).tolist()
    assert [week - weeks[1] for week in weeks] == [-1, 0, 0, 1]


def test_the_difference_by_hand() -> None:
    found = paired(np.array([0.5, 0.5]), np.array([0.8, 0.25]), np.array([True, False]), days(0, 7))
    assert found.champion == pytest.approx(np.log(2))
    assert found.challenger == pytest.approx(-(np.log(0.8) + np.log(0.75)) / 2)
    assert found.difference == pytest.approx(found.challenger - found.champion)
    assert (found.rows, found.weeks, found.better) == (2, 2, 1.0)


def test_the_same_model_is_better_with_probability_one_half() -> None:
    risk = np.linspace(0.1, 0.9, 50)
    found = paired(risk, risk, risk > 0.5, days(*range(50)))
    assert (found.difference, found.low, found.high, found.better) == (0.0, 0.0, 0.0, 0.5)


def test_the_same_seed_gives_the_same_interval_and_another_does_not() -> None:
    draw = np.random.default_rng(1)
    old, new, label = draw.uniform(0.05, 0.5, 300), draw.uniform(0.05, 0.5, 300), draw.random(300) < 0.2
    at = days(*range(300))
    assert paired(old, new, label, at) == paired(old, new, label, at)
    assert paired(old, new, label, at) != paired(old, new, label, at, seed=8)


def test_the_interval_is_that_of_a_plain_loop_over_weeks() -> None:
    draw = np.random.default_rng(2)
    old, new, label = draw.uniform(0.05, 0.5, 400), draw.uniform(0.05, 0.5, 400), draw.random(400) < 0.2
    at = days(*sorted(draw.integers(0, 140, 400).tolist()))
    found = paired(old, new, label, at, draws=4_000)
    loss = -np.where(label, np.log(new / old), np.log((1 - new) / (1 - old)))
    weeks = [loss[week_of(at) == week] for week in np.unique(week_of(at))]
    means = [
        np.concatenate([weeks[k] for k in draw.integers(0, len(weeks), len(weeks))]).mean()
        for _ in range(4_000)
    ]
    spread = found.high - found.low
    # Two bootstraps of 4,000 draws differ by chance: a twentieth of the width is three standard errors.
    assert np.quantile(means, [0.025, 0.975]) == pytest.approx([found.low, found.high], abs=spread / 20)


def test_claims_that_share_their_week_s_luck_are_less_certain_than_their_number_says() -> None:
    draw = np.random.default_rng(3)
    at = days(*np.repeat(np.arange(20) * 7, 50).tolist())
    share = np.repeat(draw.uniform(0.05, 0.55, 20), 50)
    label = draw.random(1000) < share
    old, new = np.full(1000, 0.4), np.full(1000, 0.2)
    together = paired(old, new, label, at)
    alone = paired(old, new, label, days(*(np.arange(1000) * 7).tolist()))
    assert together.high - together.low > 1.5 * (alone.high - alone.low)
