import math

import numpy as np
import pytest

from training.evaluate import by_segment, calibration_error, log_loss, measure, recall_at


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


def test_small_segments_get_their_counts_alone() -> None:
    values = np.array(["A"] * 150 + [None] * 20, dtype=object)
    label = np.arange(170) % 5 == 0
    large, small = by_segment("payer", values, np.full(170, 0.2), label)
    assert (large.value, large.rows, large.metrics is None) == ("A", 150, False)
    assert (small.value, small.rows, small.failures, small.metrics) == ("missing", 20, 4, None)
