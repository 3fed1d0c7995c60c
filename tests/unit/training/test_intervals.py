import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from training.intervals import Clusters, clusters_of, wilson


def _days(n: int, per_day: int) -> np.ndarray:
    return np.datetime64("2026-01-05", "us") + (np.arange(n) // per_day).astype("timedelta64[D]")


def test_wilsons_interval_by_hand() -> None:
    half, none = wilson(5, 10), wilson(0, 10)
    assert half is not None
    assert none is not None
    assert (half.low, half.high) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert (none.low, none.high) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(0, 0) is None


def test_few_weeks_are_drawn_by_days_and_few_days_not_at_all() -> None:
    assert clusters_of(_days(70, 10)) is None
    by_day, by_week = clusters_of(_days(200, 10)), clusters_of(_days(200, 1))
    assert by_day is not None
    assert by_week is not None
    assert by_day.taken.shape[1] == 20
    assert by_week.taken.shape[1] == len(np.unique(_days(200, 1).astype("datetime64[W]")))


def test_what_moves_whole_weeks_together_widens_the_interval() -> None:
    at, draw = _days(5600, 20), np.random.default_rng(4)
    clusters = clusters_of(at)
    assert clusters is not None
    alone = draw.normal(size=len(at))
    together = draw.normal(size=int(clusters.of.max()) + 1)[clusters.of]
    narrow, wide = clusters.mean(alone), clusters.mean(together)
    assert narrow.low < alone.mean() < narrow.high
    assert narrow.high - narrow.low == pytest.approx(2 * 1.96 / np.sqrt(5600), rel=0.35)
    assert wide.high - wide.low > 5 * (narrow.high - narrow.low)


def test_the_area_over_bins_is_the_area_and_ties_count_half() -> None:
    draw = np.random.default_rng(5)
    risk = np.round(draw.random(4000), 2)
    label = draw.random(4000) < risk
    once = Clusters(np.zeros(4000, dtype=np.int64), np.ones((1, 1)))
    found = once.auc(risk, label)
    assert found is not None
    assert found.low == pytest.approx(roc_auc_score(label, risk), abs=1e-12)


def test_a_draw_without_failures_has_no_area() -> None:
    of = np.repeat(np.arange(2), 10)
    label = np.arange(20) < 3  # all in the first cluster
    only_the_second = Clusters(of, np.array([[0.0, 2.0]]))
    assert only_the_second.auc(np.arange(20) / 20, label) is None
