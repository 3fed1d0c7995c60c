import numpy as np
import pytest

from data.synthetic.aftermath import Appeals, Denials, work_denials
from data.synthetic.answers import followed, shown
from data.synthetic.money import Amounts, price
from tests.unit.data.synthetic.worlds import small_world


@pytest.fixture(scope="module")
def amounts() -> Amounts:
    held = small_world(size=6_000)
    return price(held.world, held.verdicts, held.versions, np.flatnonzero(~held.versions.rejected))


@pytest.fixture(scope="module")
def worked(amounts: Amounts) -> tuple[Denials, Appeals]:
    held = small_world(size=6_000)
    return work_denials(held.world, held.versions, amounts)


def test_no_line_is_allowed_or_paid_more_than_its_charge(amounts: Amounts) -> None:
    assert (amounts.allowed <= amounts.charge).all()
    assert (amounts.paid >= 0).all()
    assert (amounts.paid <= amounts.allowed).all()
    assert (amounts.paid[amounts.denied] == 0).all()


def test_a_denied_version_has_a_denied_line_worth_something_and_others_have_none(amounts: Amounts) -> None:
    versions = small_world(size=6_000).versions
    hit = np.bincount(amounts.owner, weights=amounts.denied, minlength=len(versions)) > 0
    answered = np.unique(amounts.owner)
    assert np.array_equal(hit[answered], versions.denied[answered])


def test_every_denial_has_its_worth_at_both_levels_and_only_some_are_appealed(
    worked: tuple[Denials, Appeals],
) -> None:
    held = small_world(size=6_000)
    denials, appeals = worked
    wanted = np.flatnonzero(held.versions.denied & ~held.versions.rejected)
    for level in (1, 2):
        assert np.array_equal(denials.version[denials.level == level], wanted)
    assert 0.2 < (appeals.level == 1).sum() / len(wanted) < 0.7
    assert not followed(held.versions)[appeals.version].any()
    assert shown(held.world, held.versions)[appeals.version].all()


def test_the_second_level_is_won_a_tenth_to_a_fifth_as_often(worked: tuple[Denials, Appeals]) -> None:
    denials, _ = worked
    one, two = (denials.p_win[denials.level == level] for level in (1, 2))
    assert (two < 0.2 * one).all()
    assert (two > 0.1 * one).all()


def test_larger_denials_are_chosen_and_argued_better(worked: tuple[Denials, Appeals]) -> None:
    denials, appeals = worked
    one = denials.level == 1
    chosen = np.isin(denials.version[one], appeals.version)
    worth = np.log(np.maximum(1, denials.recovered_cents[one]))
    assert worth[chosen].mean() > worth[~chosen].mean()
    assert np.corrcoef(worth, denials.p_win[one])[0, 1] > 0


def test_a_win_in_part_is_likelier_where_the_win_was_doubtful(worked: tuple[Denials, Appeals]) -> None:
    denials, _ = worked
    one = denials.level == 1
    part, whole = denials.p_win[one & denials.partial], denials.p_win[one & ~denials.partial]
    assert part.mean() < whole.mean() - 0.02  # the same chart decides both


def test_appeals_are_won_as_often_as_their_chance_says(worked: tuple[Denials, Appeals]) -> None:
    denials, appeals = worked
    chance = dict(
        zip(
            zip(denials.version.tolist(), denials.level.tolist(), strict=True),
            denials.p_win.tolist(),
            strict=True,
        )
    )
    p = np.array([chance[key] for key in zip(appeals.version.tolist(), appeals.level.tolist(), strict=True)])
    p = p[~appeals.withdrawn]
    won = appeals.won[~appeals.withdrawn].sum()
    assert abs(won - p.sum()) < 4 * np.sqrt((p * (1 - p)).sum())  # four standard deviations


def test_nothing_comes_back_from_an_appeal_that_was_lost(worked: tuple[Denials, Appeals]) -> None:
    _, appeals = worked
    assert (appeals.recovered_cents[~appeals.won] == 0).all()
    assert (appeals.decided > appeals.filed).all()
    assert (appeals.paid[appeals.won] > appeals.decided[appeals.won]).all()
