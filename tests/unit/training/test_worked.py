import numpy as np
import pytest

from training.worked import GAP_AT, Worked, together

WORKED = Worked(
    value=np.array([100.0, 60.0, 0.0, 40.0]),
    minutes=np.array([10.0, 30.0, 10.0, 50.0]),
    orders={
        "model": np.array([4.0, 3.0, 1.0, 2.0]),
        "charge": np.array([1.0, 2.0, 3.0, 4.0]),
        "flat": np.zeros(4),
    },
)


def test_the_item_under_work_counts_for_its_part() -> None:
    reached = WORKED.reached(WORKED.orders["model"], np.array([0.0, 0.1, 0.25, 1.0]))
    assert reached == pytest.approx([0.0, 100.0, 130.0, 200.0])


def test_the_best_order_takes_the_most_per_minute_first() -> None:
    assert WORKED.best(np.array([0.1, 0.4, 0.9])) == pytest.approx([100.0, 160.0, 200.0])


def test_shares_are_of_what_the_best_order_reached() -> None:
    shares = WORKED.shares_of_best()
    assert shares["model"] == pytest.approx({"first_16": 1.0, "first_40": 1.0})
    # 16 of 50 minutes on the last item: 12.8 of the 112 dollars that the best order has by then.
    assert shares["charge"]["first_16"] == pytest.approx(12.8 / 112)


def test_the_closed_gap_is_0_for_the_base_and_1_for_the_best_order() -> None:
    held = Worked(WORKED.value, WORKED.minutes, {**WORKED.orders, "best": WORKED.value / WORKED.minutes})
    assert held.gap_closed("charge", "charge") == 0.0
    assert held.gap_closed("best", "charge") == pytest.approx(1.0)
    assert 0.0 < held.gap_closed("flat", "charge") < 1.0
    assert (GAP_AT[0], GAP_AT[-1]) == (0.02, 0.6)


def test_a_gap_that_is_none_is_not_closed() -> None:
    same = Worked(np.ones(3), np.ones(3), {"a": np.zeros(3), "b": np.ones(3)})
    assert same.gap_closed("a", "b") == 0.0


def test_tests_of_several_origins_are_judged_as_one() -> None:
    both = together([WORKED, WORKED])
    assert len(both) == 8
    assert both.shares_of_best()["model"] == pytest.approx(WORKED.shares_of_best()["model"])
