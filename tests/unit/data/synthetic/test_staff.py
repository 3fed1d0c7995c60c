import numpy as np

from data.synthetic.arrays import Ints, day_number
from data.synthetic.settings import Settings, changed
from data.synthetic.staff import feed_breaks, feed_broken, slips, turnover_day
from tests.unit.data.synthetic.worlds import small_world

PROVIDERS = small_world().world.providers
FIRST = int(np.flatnonzero(PROVIDERS.biller == 0)[0])
OTHER = int(np.flatnonzero(PROVIDERS.biller == 1)[0])
MOVING = changed(Settings(), {"drift": {"staff_turnover": True, "broken_feed": True, "turnover_slips": 2.0}})


def _at(*days: int) -> tuple[Ints, Ints]:
    return np.full(len(days), FIRST), np.array(days)


def test_new_staff_slip_more_at_first_and_learn() -> None:
    day = turnover_day(MOVING)
    usual = PROVIDERS.slips[FIRST]
    found = slips(MOVING, PROVIDERS, *_at(day - 1, day, day + 60))
    assert np.allclose(found, [usual, 3 * usual, usual * (1 + 2 / np.e)])


def test_other_groups_and_steady_practices_do_not_notice() -> None:
    day = np.array([turnover_day(MOVING)])
    assert slips(MOVING, PROVIDERS, np.array([OTHER]), day)[0] == PROVIDERS.slips[OTHER]
    assert slips(Settings(), PROVIDERS, np.array([FIRST]), day)[0] == PROVIDERS.slips[FIRST]
    assert not feed_broken(Settings(), PROVIDERS, np.array([FIRST]), np.array([feed_breaks(MOVING)])).any()


def test_the_feed_is_broken_for_thirty_days_within_the_period() -> None:
    day = feed_breaks(MOVING)
    found = feed_broken(MOVING, PROVIDERS, *_at(day - 1, day, day + 29, day + 30))
    assert found.tolist() == [False, True, True, False]
    assert day + 30 < day_number(MOVING.end)


def test_a_broken_feed_shows_in_what_is_left_out() -> None:
    held = small_world("shifting_payers", size=20_000).world
    broken = feed_broken(held.settings, held.providers, held.claims.provider, held.claims.day)
    omitted = held.papers.omitted.any(axis=1)
    assert omitted[broken].mean() > 4 * omitted[~broken].mean()
