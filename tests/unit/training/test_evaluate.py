import math

import numpy as np
import pytest

from models.calibrate import sigmoid
from training.evaluate import (
    calibration_error,
    calibration_line,
    dollars_at,
    log_loss,
    looked_at,
    measure,
    recall_at,
)


def test_measures_by_hand() -> None:
    found = measure(np.array([0.8, 0.4, 0.2, 0.6]), np.array([True, False, False, True]))
    assert found.auc == 1.0
    assert found.brier == pytest.approx((0.04 + 0.16 + 0.04 + 0.16) / 4)
    assert found.log_loss == pytest.approx(-(math.log(0.8) + 2 * math.log(0.6) + math.log(0.8)) / 4)
    assert (found.rows, found.failures) == (4, 2)


def test_a_certain_mistake_costs_much_but_not_infinitely() -> None:
    assert 20 < log_loss(np.array([0.0]), np.array([True])) < 40


def test_recall_at_capacity_looks_at_the_riskiest_alone() -> None:
    risk = np.arange(20) / 20
    label = np.zeros(20, dtype=bool)
    label[[19, 18, 3]] = True
    assert recall_at(risk, label, 0.10) == pytest.approx(2 / 3)


def test_risks_of_the_base_rate_are_calibrated_and_doubled_ones_are_not() -> None:
    draw = np.random.default_rng(1)
    risk = draw.uniform(0.05, 0.45, 20_000)
    label = draw.random(20_000) < risk
    assert calibration_error(risk, label) < 0.015
    assert calibration_error(2 * risk, label) == pytest.approx(0.25, abs=0.02)


def test_one_class_has_no_auc() -> None:
    assert math.isnan(measure(np.array([0.1, 0.2]), np.array([False, False])).auc)


def test_ties_at_the_edge_of_a_worklist_are_looked_at_in_part() -> None:
    risk = np.array([0.9, 0.5, 0.5, 0.5, 0.1])
    assert looked_at(risk, 0.4).tolist() == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3, 0])
    constant = np.full(1000, 0.2)
    label = np.arange(1000) < 100  # all failures come first: order must not help
    assert recall_at(constant, label, 0.10) == pytest.approx(0.1)


def test_dollars_at_capacity_count_what_was_at_stake_in_failures_alone() -> None:
    risk = np.arange(10) / 10
    label = np.zeros(10, dtype=bool)
    label[[9, 0]] = True
    cents = np.full(10, 500.0)
    cents[9], cents[8] = 300.0, np.nan
    assert dollars_at(risk, label, cents, 0.10) == pytest.approx(300 / 800)
    assert math.isnan(dollars_at(risk, ~label & label, cents, 0.10))


def test_the_calibration_line_finds_what_was_done_to_the_log_odds() -> None:
    draw = np.random.default_rng(2)
    log_odds = draw.normal(-2, 1, 40_000)
    label = draw.random(40_000) < sigmoid(log_odds)
    slope, intercept = calibration_line(sigmoid(2 * log_odds + 1), label)
    assert slope == pytest.approx(0.5, abs=0.03)
    assert intercept == pytest.approx(-0.5, abs=0.05)


def test_a_constant_risk_and_too_few_failures_have_no_calibration_line() -> None:
    label = np.arange(100) < 30
    assert all(map(math.isnan, calibration_line(np.full(100, 0.3), label)))
    assert all(map(math.isnan, calibration_line(np.arange(100) / 100, np.arange(100) < 3)))
