from datetime import date

import numpy as np

from data.synthetic.arrays import business_day, day_number, ragged, running_rank


def test_a_saturday_and_a_sunday_become_the_monday_after() -> None:
    friday = day_number(date(2025, 1, 3))
    assert (business_day(friday + np.arange(4)) - friday).tolist() == [0, 3, 3, 3]


def test_ragged_numbers_members_within_their_group() -> None:
    owner, place = ragged(np.array([2, 0, 3]))
    assert owner.tolist() == [0, 0, 2, 2, 2]
    assert place.tolist() == [0, 1, 0, 1, 2]


def test_running_rank_counts_within_equal_keys_by_the_last_one() -> None:
    person = np.array([1, 2, 1, 1])
    day = np.array([30, 5, 10, 20])
    assert running_rank(person, day).tolist() == [2, 0, 0, 1]
