import numpy as np
import pytest

from data.synthetic.causes import NAMES, noisy_or
from data.synthetic.truth import auc, log_loss
from tests.unit.data.synthetic.worlds import small_world


def test_noisy_or_of_two_halves_is_three_quarters() -> None:
    assert noisy_or(np.array([[0.5, 0.5], [0.0, 0.2]])).tolist() == pytest.approx([0.75, 0.2])


@pytest.mark.parametrize("cause", NAMES)
def test_every_cause_acts_in_the_small_practice(cause: str) -> None:
    held = small_world(size=6_000)
    assert held.verdicts.chances[:, NAMES.index(cause)].max() > (0.005 if cause == "noise" else 0.25)


@pytest.mark.parametrize("cause", NAMES)
def test_a_cause_switched_off_words_no_denial(cause: str) -> None:
    held = small_world(without=cause)
    assert cause not in {NAMES[index] for index in held.versions.cause if index >= 0}


def test_switching_one_cause_off_leaves_what_others_say_alone() -> None:
    full, less = small_world(), small_world(without="timely")
    size = min(len(full.verdicts.chances), len(less.verdicts.chances))
    other = [at for at, name in enumerate(NAMES) if name != "timely"]
    assert np.array_equal(full.verdicts.chances[:size, other], less.verdicts.chances[:size, other])


def test_denials_are_drawn_as_often_as_their_probability_says() -> None:
    versions = small_world(size=6_000).versions
    edges = [0, 0.02, 0.05, 0.3, 0.7, 1]
    bucket = np.digitize(versions.p_denied, edges)
    for at in np.unique(bucket):
        p = versions.p_denied[bucket == at]
        drawn = versions.denied[bucket == at].sum()
        assert abs(drawn - p.sum()) < 4 * np.sqrt((p * (1 - p)).sum() + 1)  # four standard deviations


def test_what_the_practice_could_see_is_calibrated_too_but_less_sharp() -> None:
    held = small_world(size=6_000)
    first = held.versions.version == 1
    p, seen = held.versions.p_denied[first], held.versions.p_visible[first]
    assert seen.mean() == pytest.approx(p.mean(), abs=0.01)  # the rest is averaged within each payer
    denied = held.versions.denied[first]
    base = np.full(len(p), denied.mean())
    assert log_loss(denied, p) < log_loss(denied, seen) < log_loss(denied, base)


def test_auc_counts_pairs_and_halves_ties() -> None:
    assert auc(np.array([True, False, False]), np.array([0.5, 0.5, 0.1])) == pytest.approx(0.75)
