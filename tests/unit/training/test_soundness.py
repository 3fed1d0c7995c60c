import math
from dataclasses import replace

import numpy as np
import pytest

from models.calibrate import log_odds_of, sigmoid
from models.fit import fit
from tests.unit.models.simulated import SPEC, simulated
from training.soundness import broken_directions, calibrated, calibration_slope, overlap, size_of

DRAW = np.random.default_rng(4)
RISK = DRAW.uniform(0.02, 0.6, 20_000)
LABEL = DRAW.random(20_000) < RISK


def test_right_risks_have_slope_one_and_bold_ones_less() -> None:
    slope, error = calibration_slope(RISK, LABEL)
    assert slope == pytest.approx(1.0, abs=3 * error)
    assert calibration_slope(sigmoid(2 * log_odds_of(RISK)), LABEL)[0] == pytest.approx(slope / 2, rel=1e-3)


def test_the_slope_s_error_is_the_spread_of_slopes_over_samples() -> None:
    parts = np.array_split(np.arange(len(RISK)), 40)
    slopes, errors = zip(*(calibration_slope(RISK[part], LABEL[part]) for part in parts), strict=True)
    # Forty slopes tell their spread to about a tenth; a third leaves room for luck.
    assert np.mean(errors) == pytest.approx(np.std(slopes), rel=0.33)


def test_one_class_has_no_slope() -> None:
    assert math.isnan(calibration_slope(RISK[:10], np.zeros(10, dtype=bool))[0])


def test_risks_of_certainty_that_are_wrong_have_a_slope_near_zero_and_no_warning() -> None:
    wild = np.where(DRAW.random(500) < 0.5, 1e-9, 1 - 1e-9)
    assert abs(calibration_slope(wild, LABEL[:500])[0]) < 0.1


def test_the_noise_is_the_error_that_right_risks_show() -> None:
    errors = []
    for part in np.array_split(np.arange(len(RISK)), 40):
        found = calibrated(RISK[part], LABEL[part])
        errors.append((found.error, found.noise))
    seen, told = np.mean(errors, axis=0)
    assert told == pytest.approx(seen, rel=0.1)


def test_directions_that_hold_are_found_to_hold_and_a_lie_is_found_out() -> None:
    rows = simulated(2_000)
    fitted = fit(SPEC, rows, trees=20)
    assert broken_directions(fitted, rows.x) == []
    lying = replace(fitted, spec=replace(SPEC, directions=(-1, 0, 0)))
    assert broken_directions(lying, rows.x) == ["signal"]
    free = fit(replace(SPEC, directions=(0, 0, 0)), rows, trees=20)
    claimed = replace(free, spec=replace(SPEC, directions=(0, 0, 1)))
    assert broken_directions(claimed, rows.x) == ["noise"]


def test_the_riskiest_tenth_by_hand() -> None:
    risk = np.arange(20) / 20
    assert overlap(risk, risk) == 1.0
    swapped = risk.copy()
    swapped[[18, 0]] = swapped[[0, 18]]
    assert overlap(risk, swapped) == 0.5
    assert overlap(risk, -risk) == 0.0


def test_size_is_that_of_the_files() -> None:
    fitted = fit(SPEC, simulated(400), trees=2)
    assert size_of(fitted) == sum(map(len, fitted.files().values())) > 1_000
