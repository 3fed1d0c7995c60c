import numpy as np

from data.synthetic.answered import worked
from data.synthetic.answers import shown
from data.synthetic.arrays import NEVER
from data.synthetic.causes import NAMES
from tests.unit.data.synthetic.worlds import small_world

HELD = worked(small_world(size=6_000))


def test_only_what_was_paid_is_taken_back_and_only_later() -> None:
    taken, versions = HELD.takebacks, HELD.versions
    assert len(taken.version) > 5
    assert not versions.denied[taken.version].any()
    assert not versions.rejected[taken.version].any()
    assert shown(HELD.world, versions)[taken.version].all()
    assert (taken.on >= versions.answer[taken.version] + 40).all()


def test_some_money_is_withheld_with_the_reversal_and_some_weeks_later() -> None:
    taken = HELD.takebacks
    later = taken.withheld < NEVER
    assert 0 < later.sum() < len(later)
    assert (taken.withheld[later] >= taken.on[later] + 25).all()


def test_a_takeback_is_worded_by_what_was_wrong_all_along() -> None:
    taken = HELD.takebacks
    chance = HELD.versions.chances[taken.version, taken.cause]
    known = taken.cause != NAMES.index("noise")
    assert known.any()
    assert np.isin(taken.cause[known], [NAMES.index(name) for name in ("eligibility", "coordination")]).all()
    assert (chance[known] > 0).all()
