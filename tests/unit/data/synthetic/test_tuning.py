import numpy as np
import pytest

from data.synthetic.answered import panel_of
from data.synthetic.settings import changed
from data.synthetic.tuning import tuned_practice
from data.synthetic.world import settings_of


@pytest.mark.parametrize("scenario", ["small_practice", "shifting_payers"])
def test_payers_deny_about_as_often_as_their_profile_says(scenario: str) -> None:
    practice = tuned_practice(settings_of(scenario), 12_000, 3)
    versions = panel_of(practice, 0, 12_000).versions
    held = panel_of(practice, 0, 12_000)
    first = versions.version == 1
    payer = held.world.payer[held.versions.claim[first]]
    for at, profile in enumerate(practice.payers.profiles):
        of = versions.p_denied[first][payer == at]
        if len(of) > 500:
            # A payer differs from its kind, and this panel from the pilot: by a fifth or so.
            assert of.mean() == pytest.approx(profile.denied, rel=0.4), profile.payer_id


def test_neither_a_cause_switched_off_nor_other_habits_change_how_hard_payers_act() -> None:
    settings = settings_of("small_practice")
    without = changed(settings, {"causes": {"eligibility": 0.0}})
    one, two = (tuned_practice(held, 2_000, 3).payers for held in (settings, without))
    assert all(np.array_equal(one.force[cause], two.force[cause]) for cause in one.force)
    assert np.array_equal(one.noise, two.noise)
