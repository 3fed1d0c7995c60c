import json

import numpy as np
import pytest

from tests.unit.training.held_out_rows import held_out
from training.held_out import HeldOut, joined
from training.showing import showing


def _small() -> HeldOut:
    """Ten claims, of which the two riskiest and the cheapest of the others failed."""
    risk = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05])
    label = np.isin(np.arange(10), [0, 1, 9])
    cents = np.array([100, 200, 900, 100, 100, 100, 100, 100, 100, 700]) * 100.0
    return held_out(
        10,
        risks={"model": risk, "table": risk},
        label=label,
        allowed_cents=cents,
        by={},
        flagged=risk > 0.65,
        rank=None,
    )


def test_a_worklist_by_hand() -> None:
    lists = {(one.order, one.share): one for one in showing(_small()).worklists}
    tenth, fifth = lists["risk", 0.10], lists["risk", 0.20]
    assert (tenth.claims, tenth.failures, tenth.precision, tenth.recall) == (
        1,
        1.0,
        1.0,
        pytest.approx(1 / 3),
    )
    assert (fifth.failures, fifth.allowed_dollars, fifth.dollars_recall) == (2.0, 300.0, pytest.approx(0.3))
    dear = lists["dollars", 0.20]
    assert (dear.failures, dear.allowed_dollars) == (1.0, 200.0)  # 0.7 x 900 and 0.8 x 200 come first


def test_what_was_flagged_by_hand() -> None:
    found = showing(_small(), wanted=0.5).threshold
    assert found is not None
    assert (found.wanted, found.flagged) == (0.5, 3)
    assert (found.precision, found.recall) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert found.precision_between is not None
    assert found.precision_between.low < 2 / 3 < found.precision_between.high
    assert showing(_small()).threshold is None


def test_ten_claims_of_one_week_get_no_interval() -> None:
    shown = showing(held_out(10, at=np.full(10, np.datetime64("2026-01-05", "us"))))
    assert (shown.between, shown.gain) == ({}, {})


def test_the_model_is_set_against_every_baseline_with_an_interval() -> None:
    shown = showing(held_out())
    assert set(shown.gain) == {"base_rate", "table"}
    assert shown.gain["base_rate"].low > 0
    assert shown.between["auc"].low < shown.scorers["model"].auc < shown.between["auc"].high
    assert [(one.by, one.value) for one in shown.table_wins] == [("payer", "B")]


def test_tests_of_two_origins_are_one_test() -> None:
    first, second = held_out(500), held_out(300, seed=7)
    both = joined([first, second])
    assert len(both) == 800
    assert both.risks["table"].tolist() == [*first.risks["table"], *second.risks["table"]]
    assert both.by["sex"].tolist() == [*first.by["sex"], *second.by["sex"]]
    assert joined([first, held_out(300, rank=None)]).rank is None


def test_a_showing_is_plain_json() -> None:
    held = json.loads(json.dumps(showing(held_out(), wanted=0.5).as_json()))
    assert held["slices"][1]["best"] == "table"
    assert held["gain"]["table"]["low"] < held["gain"]["table"]["high"]
