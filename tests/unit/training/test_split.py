import numpy as np

from models.examples import Rows
from tests.unit.models.simulated import simulated
from training.split import newest_split, rolling_splits, split_at


def _rows() -> Rows:
    # Ten claims a day apart; each label can be learned from two days after.
    at = np.datetime64("2025-01-01", "us") + np.arange(10).astype("timedelta64[D]")
    group = np.array([str(k) for k in range(10)], dtype=object)
    return Rows(
        np.zeros((10, 1)), np.zeros(10), np.zeros(10, dtype=bool), at, at + np.timedelta64(2, "D"), group
    )


def test_only_what_was_mature_strictly_before_the_origin_is_learned_from() -> None:
    split = newest_split(_rows())
    assert split.test.tolist() == [8, 9]
    # Claim 6 becomes known on the very moment of the origin: too late.
    assert split.train.tolist() == [0, 1, 2, 3, 4, 5]


def test_a_chain_with_a_tested_claim_is_not_learned_from() -> None:
    rows = _rows()
    rows.group[0] = rows.group[9]
    assert 0 not in newest_split(rows).train


def test_rolling_tests_follow_one_another_without_overlap_or_gap() -> None:
    rows = simulated(1000)
    splits = rolling_splits(rows, folds=3)
    tested = np.concatenate([split.test for split in splits])
    assert tested.tolist() == list(range(400, 1000))
    assert all((rows.known_at[split.train] < split.origin).all() for split in splits)


def test_a_split_ends_where_it_is_told() -> None:
    rows = _rows()
    assert split_at(rows, rows.at[4], rows.at[6]).test.tolist() == [4, 5]
