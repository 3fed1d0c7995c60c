import numpy as np
import pytest

from models.operating import OperatingPoints, operating_points


def test_a_threshold_is_the_lowest_that_reaches_the_precision() -> None:
    points = OperatingPoints((0.9, 0.6, 0.3), (0.1, 0.2, 0.5), (0.8, 0.7, 0.4), (0.2, 0.4, 0.9))
    assert points.threshold_for_precision(0.7) == 0.6
    assert points.threshold_for_precision(0.85) is None


def test_the_last_point_flags_everything_at_the_base_rate() -> None:
    draw = np.random.default_rng(1)
    risk = draw.random(500)
    label = draw.random(500) < risk
    points = operating_points(risk, label)
    assert points.flagged[-1] == 1.0
    assert points.precision[-1] == pytest.approx(label.mean())
    assert points.recall[-1] == 1.0
    assert points.precision[0] > 0.85
    assert OperatingPoints.of_json(points.as_json()) == points


def test_too_few_claims_give_no_points() -> None:
    assert operating_points(np.full(10, 0.5), np.ones(10, dtype=bool)) == OperatingPoints()
