from dataclasses import asdict, replace
from time import perf_counter

import numpy as np
import pytest

from data.errors import NoDataError
from models.examples import Rows
from models.fit import fit
from models.spec import ModelSpec, Settings
from tests.unit.models.simulated import SPEC, simulated
from training.split import Split, newest_split
from training.tune import SPACE, Tuned, loss_after, tune, with_settings

POOR: ModelSpec = replace(SPEC, settings=Settings(max_trees=15, patience=5, learning_rate=0.02, num_leaves=7))
"""Settings that nearly any other beats."""


def _tuned(rows: Rows, split: Split, *, trials: int = 4, spec: ModelSpec = POOR) -> Tuned:
    return tune(spec, rows, split, minutes=5, trials=trials)


@pytest.fixture(scope="module")
def rows() -> Rows:
    return simulated(3000)


@pytest.fixture(scope="module")
def split(rows: Rows) -> Split:
    return newest_split(rows)


@pytest.fixture(scope="module")
def found(rows: Rows, split: Split) -> Tuned:
    return _tuned(rows, split)


def test_a_search_finds_better_settings_than_poor_ones(found: Tuned) -> None:
    assert found.trials == 4
    assert found.after < found.before
    assert found.kept
    assert found.spec.settings.learning_rate > POOR.settings.learning_rate


def test_nothing_but_searched_settings_is_changed_and_they_stay_in_their_ranges(found: Tuned) -> None:
    held, given = asdict(found.spec.settings), asdict(POOR.settings)
    assert {name for name, value in held.items() if value != given[name]} <= set(SPACE)
    assert all(space.low <= held[name] <= space.high for name, space in SPACE.items())
    assert replace(found.spec, settings=POOR.settings) == POOR
    assert {type(held[name]) for name, space in SPACE.items() if space.whole} == {int}


def test_the_settings_in_hand_are_the_first_trial(rows: Rows, split: Split) -> None:
    one = _tuned(rows, split, trials=1)
    assert one.spec == POOR
    assert one.before == one.after


def test_settings_outside_the_ranges_are_tried_as_they_are(rows: Rows, split: Split) -> None:
    wild = with_settings(POOR, {"lambda_l2": 500.0})
    one = _tuned(rows, split, trials=1, spec=wild)
    assert one.spec == wild
    assert one.before != _tuned(rows, split, trials=1).before


def test_the_same_rows_seed_and_trials_give_the_same_settings(rows: Rows, split: Split, found: Tuned) -> None:
    again = _tuned(rows, split)
    assert replace(again, seconds=0.0) == replace(found, seconds=0.0)
    other = _tuned(rows, split, spec=replace(POOR, seed=8))
    assert other.spec.settings != found.spec.settings


def test_what_came_after_the_origin_does_not_change_the_choice(
    rows: Rows, split: Split, found: Tuned
) -> None:
    later = rows.known_at >= split.origin
    draw = np.random.default_rng(5)
    x = np.where(later[:, None], draw.normal(size=rows.x.shape), rows.x)
    turned = replace(rows, x=x, label=np.where(later, ~rows.label, rows.label))
    assert later.sum() > 300
    assert replace(_tuned(turned, split), seconds=0.0) == replace(found, seconds=0.0)


def test_the_objective_is_the_loss_of_the_whole_recipe_fitted_on_older_rows_alone(
    rows: Rows, split: Split
) -> None:
    train, test = rows.take(split.train), rows.take(split.test)
    fitted = fit(POOR, train)
    risk = fitted.risk(test.x, test.offset)
    losses = np.where(test.label, -np.log(risk), -np.log(1 - risk))
    assert loss_after(POOR, train, test, split.origin) == pytest.approx(losses.mean())


def test_a_search_ends_with_its_time(rows: Rows, split: Split) -> None:
    start = perf_counter()
    found = tune(POOR, rows, split, minutes=2 / 60)
    # Each of these trials takes a fraction of a second; a loaded machine may take several times that.
    assert 1 < found.trials < 500
    assert perf_counter() - start < 20


def test_without_time_the_settings_in_hand_are_still_judged(rows: Rows, split: Split) -> None:
    found = tune(POOR, rows, split, minutes=0.0)
    assert (found.trials, found.spec) == (1, POOR)


def test_progress_names_trials_and_origins(rows: Rows, split: Split) -> None:
    said: list[str] = []
    tune(POOR, rows, split, minutes=5, trials=2, progress=said.append)
    assert said[0] == "tune, trial 0, origin 1 of 3"
    assert said[-1] == "tune, trial 1, origin 3 of 3"


def test_poor_trials_are_given_up_before_the_last_origin(rows: Rows, split: Split) -> None:
    said: list[str] = []
    found = tune(POOR, rows, split, minutes=5, trials=12, progress=said.append)
    assert found.trials == 12
    assert len(said) < 3 * found.trials


def test_what_is_kept_is_plain_and_the_settings_stand_in_the_spec(found: Tuned) -> None:
    assert set(found.as_json()) == {
        "trials",
        "seconds",
        "before",
        "after",
        "newest_before",
        "newest_after",
        "kept",
    }


def test_settings_that_are_worse_after_the_newest_origin_are_not_kept(
    rows: Rows, split: Split, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = rows.take(split.train).at.max()

    def loss(spec: ModelSpec, before: Rows, test: Rows, origin: np.datetime64) -> float:
        distance = abs(spec.settings.lambda_l2 - POOR.settings.lambda_l2)
        return distance if test.at.max() == newest else -distance

    monkeypatch.setattr("training.tune.loss_after", loss)
    lucky = _tuned(rows, split)
    assert lucky.after < lucky.before
    assert lucky.newest_after > lucky.newest_before
    assert not lucky.kept
    assert lucky.spec == POOR


def test_too_few_rows_are_said(rows: Rows) -> None:
    few = rows.take(np.arange(120))
    with pytest.raises(NoDataError, match="are needed"):
        tune(POOR, few, Split(few.at[100], np.arange(100), np.arange(100, 120), np.arange(100)), minutes=1)
