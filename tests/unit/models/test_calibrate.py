import json

import numpy as np
import pytest

from models.calibrate import (
    FEW_POSITIVES,
    IDENTITY,
    Calibration,
    calibrate,
    curve,
    levelled,
    log_odds_of,
    platt,
    sigmoid,
)


def _scores(n: int, shift: float, slope: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    raw = draw.normal(-1.5, 1.2, n)
    return raw, draw.random(n) < sigmoid(shift + slope * raw)


def test_platt_finds_the_line_that_made_the_labels() -> None:
    raw, label = _scores(40_000, 0.4, 0.7)
    found = platt(raw, label)
    # Standard errors here are near 0.02: four of them.
    assert found.values[0] == pytest.approx(0.4, abs=0.08)
    assert found.slope == pytest.approx(0.7, abs=0.08)


def test_a_curve_follows_a_bend_that_no_line_can() -> None:
    draw = np.random.default_rng(5)
    raw = draw.uniform(-5, 2, 40_000)
    truth = raw + np.minimum(1.5, np.maximum(raw + 1.5, 0.0))  # told too low from -1.5 on
    label = draw.random(len(raw)) < sigmoid(truth)
    bent = calibrate(raw, label)
    assert bent.method == "curve"
    sweep = np.linspace(-4, 1.5, 7)
    wanted = sweep + np.minimum(1.5, np.maximum(sweep + 1.5, 0.0))
    assert bent.log_odds(sweep) == pytest.approx(wanted, abs=0.35)
    assert abs(platt(raw, label).log_odds(sweep) - wanted).max() > 0.6


def test_a_curve_of_few_scores_stays_near_them_and_is_parallel_beyond() -> None:
    raw, label = _scores(100, 0.0, 0.5)
    found = curve(raw, label)
    assert np.ptp(found.log_odds(raw) - raw) < 0.5 * np.ptp(platt(raw, label).log_odds(raw) - raw)
    beyond = raw.max() + np.array([1.0, 3.0])
    assert np.diff(found.log_odds(beyond)) == pytest.approx([2.0])


def test_few_positives_get_the_line() -> None:
    raw, label = _scores(1400, 0.0, 0.5)
    assert label.sum() < FEW_POSITIVES
    assert calibrate(raw, label).method == "platt"


@pytest.mark.parametrize("method", [platt, curve])
def test_a_higher_raw_score_is_always_a_higher_risk(method: object) -> None:
    raw, label = _scores(3000, 0.3, 0.5, seed=9)
    found = method(raw, label)  # type: ignore[operator]
    sweep = np.linspace(-12, 12, 4001)
    assert (np.diff(found.log_odds(sweep)) > 0).all()


def test_a_small_gain_is_taken_from_many_failures_and_not_from_few() -> None:
    many, few = _scores(6_000, 0.0, 1.1), _scores(1_800, 0.0, 1.1, seed=3)
    assert many[1].sum() > FEW_POSITIVES > few[1].sum()
    assert calibrate(*many).method == "platt"  # on newer scores it gains three quarters of a standard error
    assert calibrate(*few) == IDENTITY  # and here seven tenths of one


def test_scores_that_need_no_correction_get_none() -> None:
    assert calibrate(*_scores(8000, 0.0, 1.0)) == IDENTITY


def test_a_correction_that_no_longer_holds_on_newer_scores_is_not_made() -> None:
    older, newer = _scores(6000, 1.0, 1.0), _scores(4000, 0.0, 1.0, seed=2)
    raw, label = (np.concatenate(pair) for pair in zip(older, newer, strict=True))
    assert calibrate(raw, label) == IDENTITY


def test_levelling_moves_all_scores_of_a_block_together_to_its_share_of_failures() -> None:
    raw, label = _scores(3000, 0.9, 1.0)
    moved = levelled(raw, label)
    assert sigmoid(moved).mean() == pytest.approx(label.mean(), abs=1e-9)
    assert np.ptp(moved - raw) == pytest.approx(0.0, abs=1e-9)
    assert levelled(raw, np.zeros(3000, dtype=bool)) is raw


def test_labels_of_one_class_leave_scores_as_they_are() -> None:
    assert calibrate(np.array([0.1, 0.2]), np.array([False, False])) == IDENTITY
    assert calibrate(np.empty(0), np.empty(0, dtype=bool)) == IDENTITY
    assert IDENTITY.log_odds(np.array([-3.0, 0.5])).tolist() == [-3.0, 0.5]


def test_a_calibration_survives_json() -> None:
    found = curve(*_scores(3000, 0.3, 0.5))
    assert Calibration.of_json(json.loads(json.dumps(found.as_json()))) == found


def test_one_score_and_many_are_calibrated_to_the_same_bits() -> None:
    found = curve(*_scores(3000, 0.3, 0.5))
    raw = np.random.default_rng(2).normal(size=999)
    assert found.probability(raw).tolist() == [found.probability(raw[k : k + 1])[0] for k in range(999)]


def test_log_odds_undo_probabilities() -> None:
    p = np.array([0.01, 0.5, 0.97])
    assert sigmoid(log_odds_of(p)) == pytest.approx(p)
