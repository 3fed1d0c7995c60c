from dataclasses import replace

import pytest

from training import gate
from training.gate import Calibrated, Check, Speed
from training.paired import Paired

BASELINES = {"base_rate": 0.40, "table": 0.35, "raw_lightgbm": 0.20}
LEVEL = Paired(500, 12, champion=0.30, challenger=0.30, difference=0.0, low=-0.01, high=0.01, better=0.5)
SHARP = Calibrated(error=0.01, noise=0.01, slope=1.0, slope_error=0.05)


def worse(difference: float, better: float) -> Paired:
    return replace(LEVEL, challenger=0.30 + difference, difference=difference, better=better)


def test_a_first_model_that_beats_base_rate_and_table_passes() -> None:
    assert gate.decide(0.34, BASELINES).passed


def test_a_model_no_better_than_the_table_is_refused_with_the_reason() -> None:
    decision = gate.decide(0.35, BASELINES)
    assert not decision.passed
    assert "table" in decision.why
    assert "base rate" not in decision.why


def test_without_a_comparison_the_baselines_must_be_beaten_by_a_margin() -> None:
    assert gate.beats_baselines(0.349, BASELINES).passed
    assert not gate.beats_baselines(0.349, BASELINES, margin=gate.MARGIN).passed
    assert gate.beats_baselines(0.345, BASELINES, margin=gate.MARGIN).passed


def test_one_failed_check_refuses_and_is_the_reason() -> None:
    checks = [Check("a", True, 1.0, 2.0, "a is fine"), Check("b", False, 3.0, 2.0, "b is too large")]
    assert gate.weigh(checks).why == "b is too large"
    assert not gate.weigh(checks).passed
    assert gate.weigh(checks[:1]).passed


@pytest.mark.parametrize(
    ("difference", "better", "passed"),
    [
        (-0.010, 0.99, True),
        (0.0029, 0.01, True),  # within the tolerance of 0.003: newer data is worth that much
        (0.0031, 0.09, False),
        (0.0031, 0.11, True),  # chance may explain it
        (0.0089, 0.11, True),
        (0.0091, 0.30, False),  # too much for chance to be believed
    ],
)
def test_a_challenger_may_be_worse_by_a_little_or_by_chance(
    difference: float, better: float, passed: bool
) -> None:
    assert gate.no_worse(worse(difference, better), "window").passed is passed


def test_older_data_never_replaces_newer() -> None:
    assert not gate.no_older("2026-01-31T00:00:00", "2026-02-01T00:00:00").passed
    assert gate.no_older("2026-02-01T00:00:00", "2026-02-01T00:00:00").passed
    assert gate.no_older("2026-02-01T00:00:00", None).passed


def test_calibration_is_held_against_chance_and_the_champion() -> None:
    off = replace(SHARP, error=0.04)
    assert gate.calibrated(SHARP, SHARP)[0].passed
    assert not gate.calibrated(off, SHARP)[0].passed
    assert gate.calibrated(replace(off, noise=0.03), SHARP)[0].passed
    assert gate.calibrated(off, replace(SHARP, error=0.036))[0].passed


def test_a_first_model_may_be_off_by_more_but_not_by_anything() -> None:
    assert gate.calibrated(replace(SHARP, error=0.10, slope=0.55), None)[0].passed
    assert not gate.calibrated(replace(SHARP, error=0.12), None)[0].passed
    assert gate.calibrated(replace(SHARP, slope=0.55), None)[1].passed
    assert not gate.calibrated(replace(SHARP, slope=0.3), None)[1].passed


def test_a_slope_may_miss_by_its_own_uncertainty_or_as_much_as_the_champions() -> None:
    bold = replace(SHARP, slope=0.6)
    assert not gate.calibrated(bold, SHARP)[1].passed
    assert gate.calibrated(replace(bold, slope_error=0.11), SHARP)[1].passed
    assert gate.calibrated(bold, replace(SHARP, slope=0.55))[1].passed
    assert not gate.calibrated(replace(SHARP, slope=1.6), SHARP)[1].passed
    assert gate.calibrated(replace(SHARP, slope=float("nan")), SHARP)[1].passed


def test_a_slice_that_became_worse_beyond_chance_refuses_by_name() -> None:
    lost = {"kind=professional": LEVEL, "payer=A": worse(0.03, 0.02)}
    found = gate.no_slice_worse(lost)
    assert not found.passed
    assert "payer=A" in found.sentence
    assert found.figure == pytest.approx(0.1)
    assert gate.no_slice_worse(lost | {"payer=A": worse(0.03, 0.2)}).passed
    assert gate.no_slice_worse(lost | {"payer=A": worse(0.01, 0.0)}).passed
    assert gate.no_slice_worse({}).passed


def test_of_many_slices_one_may_look_bad_by_chance() -> None:
    fine = {f"payer={name}": LEVEL for name in "BCDEFGHIJ"}
    assert gate.no_slice_worse(fine | {"payer=A": worse(0.03, 0.02)}).passed
    assert not gate.no_slice_worse(fine | {"payer=A": worse(0.03, 0.009)}).passed


def test_scoring_may_not_become_half_again_as_slow() -> None:
    champion = Speed(one=40.0, batch=2.0)
    assert all(check.passed for check in gate.no_slower(Speed(59.0, 2.9), champion))
    assert [check.passed for check in gate.no_slower(Speed(61.0, 3.1), champion)] == [False, False]
    assert all(check.passed for check in gate.no_slower(Speed(24.0, 0.9), Speed(1.0, 0.01)))
    assert all(check.passed for check in gate.no_slower(Speed(500.0, 9.0), None))


def test_too_many_trees_or_bytes_refuse() -> None:
    assert [check.passed for check in gate.no_larger(gate.MOST_ROUNDS + 1, gate.MOST_BYTES + 1)] == [
        False
    ] * 2
    assert all(check.passed for check in gate.no_larger(200, 10_000))


def test_a_broken_direction_refuses_by_name() -> None:
    assert not gate.keeps_directions(["payer_denial_share_30d"], 40).passed
    assert "payer_denial_share_30d" in gate.keeps_directions(["payer_denial_share_30d"], 40).sentence
    assert gate.keeps_directions([], 40).passed


def test_a_worklist_may_change_wholly_only_for_a_surely_better_model() -> None:
    assert gate.keeps_worklist(0.6, 0.5).passed
    assert not gate.keeps_worklist(0.4, 0.9).passed
    assert gate.keeps_worklist(0.4, 0.96).passed
    assert gate.keeps_worklist(None, 1.0).passed
