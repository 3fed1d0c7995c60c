import numpy as np

from data.synthetic.answers import cut_to
from data.synthetic.arrays import day_number
from data.synthetic.causes import NAMES
from tests.unit.data.synthetic.worlds import SIZE, small_world


def test_a_world_has_exactly_the_number_of_versions_asked_for() -> None:
    assert len(small_world().versions) == SIZE


def test_a_later_version_follows_the_answer_to_the_one_before() -> None:
    versions = small_world().versions
    later = np.flatnonzero(versions.previous >= 0)
    before = versions.previous[later]
    assert len(later)
    assert (versions.submit[later] > versions.answer[before]).all()
    assert (versions.claim[later] == versions.claim[before]).all()
    assert (versions.version[later] == versions.version[before] + 1).all()
    assert (versions.denied | versions.rejected)[before].all()


def test_denials_take_longer_than_payments() -> None:
    versions = small_world().versions
    lag = versions.answer - versions.submit
    decided = ~versions.rejected
    assert lag[decided & versions.denied].mean() > lag[decided & ~versions.denied].mean() + 2


def test_what_is_mended_is_far_less_likely_to_be_denied_for_the_same_cause() -> None:
    versions = small_world().versions
    mended = np.flatnonzero((versions.mended >= 0) & (versions.mended < len(NAMES) - 1))
    before = versions.chances[versions.previous[mended], versions.mended[mended]]
    assert (versions.chances[mended, versions.mended[mended]] < 0.2 * before).all()


def test_a_duplicate_goes_out_after_the_claim_it_repeats() -> None:
    claims = small_world().world.claims
    twins = np.flatnonzero(claims.duplicate_of >= 0)
    first = claims.duplicate_of[twins]
    assert len(twins)
    assert (claims.submit[twins] > claims.submit[first]).all()
    assert (claims.person[twins] == claims.person[first]).all()
    assert (claims.serial[twins] != claims.serial[first]).all()


def test_unsent_claims_wait_for_the_days_after_the_period() -> None:
    held = small_world()
    late = held.versions.submit[held.versions.submit > day_number(held.world.settings.end)]
    assert len(late) >= 200
    assert late.max() <= day_number(held.world.settings.end) + 7


def test_cutting_takes_whole_households_and_the_earliest_of_the_next() -> None:
    held = small_world()
    household = held.world.claims.household
    fewer = cut_to(held.versions, household, 1_000)
    assert len(fewer) == 1_000
    of = household[fewer.claim]
    whole = (household[held.versions.claim] < of.max()).sum()
    assert (of < of.max()).sum() == whole
    assert fewer.previous.max() < 1_000
