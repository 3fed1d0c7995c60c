import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workflow.giving_up import WRITE_OFF_REVIEW, going_on, to_review

NO_LEVEL = np.nan


def test_a_loss_leaves_the_next_level_where_that_pays() -> None:
    # Level 2: half of 100 less 10 is 40. Level 1: a fifth of 100 less 15 is 5; four in five are lost.
    worth = going_on(np.array([[0.2, 0.5]]), np.full((1, 2), 100.0), np.array([[15.0, 10.0]]))
    assert worth.tolist() == [[5 + 0.8 * 40, 40.0]]


def test_nobody_goes_on_for_less_than_nothing() -> None:
    worth = going_on(np.array([[0.5, 0.1]]), np.full((1, 2), 100.0), np.array([[10.0, 30.0]]))
    assert worth.tolist() == [[40.0, -20.0]]


def test_a_level_that_does_not_exist_is_missing_and_worth_nothing_before_it() -> None:
    win = np.array([[0.5, NO_LEVEL, NO_LEVEL]])
    worth = going_on(win, np.full((1, 3), 100.0), np.full((1, 3), 10.0))
    assert worth[0, 0] == 40.0
    assert np.isnan(worth[0, 1:]).all()


def test_three_levels_count_from_the_last_one_back() -> None:
    win, brings, costs = np.array([[0.1, 0.1, 0.8]]), np.full((1, 3), 1_000.0), np.full((1, 3), 100.0)
    assert going_on(win, brings, costs).tolist() == [[0.9 * (0.9 * 700.0), 0.9 * 700.0, 700.0]]


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1e6), st.floats(0, 1e4)), min_size=1, max_size=4))
def test_the_right_to_go_on_is_never_worth_less_than_nothing(
    levels: list[tuple[float, float, float]],
) -> None:
    win, brings, costs = np.array(levels).T[:, None, :]
    own = win * brings - costs
    assert (going_on(win, brings, costs) >= own - 1e-6).all()


def test_write_offs_are_suggested_for_what_is_late_worthless_or_has_no_other_route() -> None:
    value = np.array([10_000.0, 10_000.0, 10_000.0, 0.0, -1.0, 499.0, 500.0, np.nan])
    route = np.array(["appeal", "appeal", WRITE_OFF_REVIEW, *["appeal"] * 5], dtype=object)
    late = np.arange(8) == 1
    assert np.flatnonzero(to_review(value, route, late)).tolist() == [1, 2, 3, 4, 5]
    assert np.flatnonzero(to_review(value, route, late, floor_cents=0.0)).tolist() == [1, 2, 3, 4]
