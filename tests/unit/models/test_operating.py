import numpy as np
import pytest

from models.operating import OperatingPoints, at_least, operating_points


def _drawn(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    risk = draw.random(n)
    return risk, draw.random(n) < risk


def test_a_threshold_is_the_lowest_that_surely_reaches_the_precision() -> None:
    points = OperatingPoints(
        (0.9, 0.6, 0.3), (0.1, 0.2, 0.5), (0.9, 0.8, 0.4), (0.2, 0.4, 0.9), (0.8, 0.7, 0.3)
    )
    assert points.threshold_for_precision(0.7) == 0.6
    assert points.threshold_for_precision(0.75) == 0.9
    # 0.9 was seen, but by too few claims to be promised.
    assert points.threshold_for_precision(0.85) is None


def test_the_bound_is_wilsons_for_one_side_at_ninety_percent() -> None:
    # 20 of 20: n / (n + z^2) with z = 1.2816; 50 of 100: 1/2 - z / 2 / sqrt(n + z^2).
    found = at_least(np.array([20, 50, 0]), np.array([20.0, 100.0, 40.0]))
    assert found == pytest.approx([20 / 21.6424, 0.5 - 1.281552 / (2 * np.sqrt(101.6424)), 0.0], abs=1e-5)


def test_the_last_point_flags_everything_at_the_base_rate() -> None:
    risk, label = _drawn(500, seed=1)
    points = operating_points(risk, label)
    assert points.flagged[-1] == 1.0
    assert points.precision[-1] == pytest.approx(label.mean())
    assert points.recall[-1] == 1.0
    assert points.precision[0] > 0.85
    assert all(low < seen for low, seen in zip(points.assured, points.precision, strict=True))
    assert OperatingPoints.of_json(points.as_json()) == points


def test_a_promise_is_kept_in_more_than_eight_of_ten_draws() -> None:
    # Risks are the true chances, so the precision behind a threshold t is (1 + t) / 2. The precision
    # as seen keeps the promise in 49 % of these draws, its lower bound in 93 %.
    kept = []
    for seed in range(200):
        threshold = operating_points(*_drawn(400, seed)).threshold_for_precision(0.7)
        kept.append(threshold is None or (1 + threshold) / 2 >= 0.7)
    assert 0.8 < np.mean(kept) < 1.0


def test_points_of_an_older_model_promise_what_they_did() -> None:
    held = operating_points(*_drawn(500, seed=2)).as_json()
    del held["assured"]
    older = OperatingPoints.of_json(held)
    assert older.assured == older.precision
    assert OperatingPoints.of_json(OperatingPoints().as_json()) == OperatingPoints()


def test_too_few_claims_give_no_points() -> None:
    assert operating_points(np.full(10, 0.5), np.ones(10, dtype=bool)) == OperatingPoints()
