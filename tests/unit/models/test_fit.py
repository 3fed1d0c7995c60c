import json
from dataclasses import replace

import numpy as np
import pytest

from models.calibrate import sigmoid
from models.fit import Fitted, fit
from models.grow import grow, out_of_fold, threads_for, tree_count
from models.known import known_before_block
from models.spec import ModelSpec, OutdatedModelError
from tests.unit.models.simulated import SPEC, simulated
from training.evaluate import log_loss, measure


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    return fit(SPEC, simulated())


def test_trees_on_the_table_beat_the_table_alone_and_stay_calibrated(fitted: Fitted) -> None:
    fresh = simulated(n=4000, seed=99)
    table = 1 / (1 + np.exp(-fresh.offset))
    model = measure(fitted.risk(fresh.x, fresh.offset), fresh.label)
    assert model.log_loss < 0.9 * log_loss(table, fresh.label)
    assert model.ece < 0.03


def test_risk_never_falls_along_a_feature_declared_to_raise_it(fitted: Fitted) -> None:
    rows = simulated(n=50, seed=8)
    grid = np.linspace(-3, 3, 41)
    swept = np.repeat(rows.x, len(grid), axis=0)
    swept[:, 0] = np.tile(grid, len(rows))
    risk = fitted.risk(swept, np.repeat(rows.offset, len(grid))).reshape(len(rows), -1)
    assert (np.diff(risk, axis=1) >= 0).all()


def test_without_its_constraint_the_sweep_would_fall_somewhere() -> None:
    free = fit(
        replace(SPEC, directions=(0, 0, 0), features=("signal", "payer_code", "noise")), simulated(600)
    )
    x = np.repeat(simulated(n=50, seed=8).x, 41, axis=0)
    x[:, 0] = np.tile(np.linspace(-3, 3, 41), 50)
    assert (np.diff(free.raw(x, np.zeros(len(x))).reshape(50, -1), axis=1) < 0).any()


def test_the_same_rows_and_seed_give_the_same_bytes(fitted: Fitted) -> None:
    assert fit(SPEC, simulated()).files() == fitted.files()


def test_another_seed_gives_another_model_when_columns_are_drawn() -> None:
    drawn = replace(SPEC, settings=replace(SPEC.settings, feature_fraction=0.5))
    one, two = (fit(replace(drawn, seed=seed), simulated(800), trees=5).files() for seed in (1, 2))
    assert one["model.lgb"] != two["model.lgb"]


def test_a_model_read_back_gives_the_same_bits(fitted: Fitted) -> None:
    rows = simulated(n=600, seed=4)
    back = Fitted.of_files(fitted.files())
    assert back.risk(rows.x, rows.offset).tolist() == fitted.risk(rows.x, rows.offset).tolist()
    assert back.files() == fitted.files()


@pytest.mark.parametrize("change", ["no reasons", "no starts", "no usual start", "a setting of old"])
def test_a_model_whose_files_another_version_wrote_is_to_be_trained_again(
    fitted: Fitted, change: str
) -> None:
    files = fitted.files()
    held = json.loads(files["model.json"])
    match change:
        case "no reasons":
            del held["reasons"]
        case "no starts":
            del held["reasons"]["evidence"]
        case "no usual start":
            del held["reasons"]["evidence"][0]["usual"]
        case _:
            held["spec"]["settings"]["of_old"] = 1
    with pytest.raises(OutdatedModelError, match="train it again"):
        Fitted.of_files({**files, "model.json": json.dumps(held)})


def test_one_row_and_many_give_the_same_bits(fitted: Fitted) -> None:
    rows = simulated(n=700, seed=4)
    alone = [fitted.risk(rows.x[k : k + 1], rows.offset[k : k + 1])[0] for k in range(len(rows))]
    assert fitted.risk(rows.x, rows.offset).tolist() == alone


def test_growing_with_many_threads_prints_nothing_to_where_answers_are_read(
    capfd: pytest.CaptureFixture[str],
) -> None:
    names = tuple(f"c{k}" for k in range(16))
    spec = ModelSpec("denial", names, (0,) * len(names), categorical=names[1::2])
    rows = simulated(250_000)
    assert threads_for(len(rows)) != 1
    x = np.repeat(rows.x[:, :1], len(names), axis=1)
    x[:, 1::2] = np.array([7.0, 500.0, 1019.0])[rows.x[:, 1:2].astype(int) % 3]  # few names, far apart
    grow(spec, replace(rows, x=x), 1)
    assert capfd.readouterr() == ("", "")


def test_the_tree_count_is_kept_when_given() -> None:
    assert fit(SPEC, simulated(600), trees=7).trees == 7


def test_the_tree_count_is_the_newest_rows_best_or_halfway_to_what_is_usual() -> None:
    rows = simulated(2_000)
    order = np.argsort(rows.at, kind="stable")
    older, newest = rows.take(order[:1_600]), rows.take(order[1_600:])
    count = tree_count(SPEC, rows)
    booster = grow(SPEC, older, count + 5)
    losses = [
        log_loss(
            sigmoid(newest.offset + booster.predict(newest.x, raw_score=True, num_iteration=n)), newest.label
        )
        for n in range(1, count + 6)
    ]
    assert 1 + int(np.argmin(losses)) == count
    learned = 4 * count * SPEC.settings.learning_rate
    usual = replace(SPEC.settings, usual_learning=learned, max_trees=100)
    assert tree_count(replace(SPEC, settings=usual), rows) == 2 * count
    few = replace(usual, max_trees=count + 1)
    assert tree_count(replace(SPEC, settings=few), rows) == count + 1


def test_rows_of_one_class_still_choose_a_tree() -> None:
    rows = simulated(400)
    assert tree_count(SPEC, replace(rows, label=np.zeros(len(rows), dtype=bool))) == 1


def test_a_split_that_earns_less_than_the_least_gain_is_not_made() -> None:
    rows = simulated()
    strict = replace(SPEC, settings=replace(SPEC.settings, min_gain_to_split=30.0))
    splits = [
        dict(zip(spec.features, grow(spec, rows, 10).feature_importance().tolist(), strict=True))
        for spec in (SPEC, strict)
    ]
    assert splits[0]["noise"] > 0
    assert splits[1]["noise"] == 0
    assert splits[1]["signal"] > 0


def test_what_was_known_before_a_block_leaves_out_the_undecided_and_its_own_chains() -> None:
    rows = simulated(1000)
    block = np.arange(900, 1000)
    rows.group[0] = rows.group[950]
    past = known_before_block(rows, block)
    assert (past.known_at < rows.at[900]).all()
    assert rows.group[950] not in past.group
    assert len(past) == int((rows.known_at < rows.at[900]).sum()) - 1


def test_out_of_fold_scores_do_not_change_with_labels_that_came_later() -> None:
    rows = simulated(1200)
    places, raw = out_of_fold(SPEC, rows, 10)
    later = rows.label.copy()
    later[900:] = ~later[900:]
    again = out_of_fold(SPEC, replace(rows, label=later), 10)
    assert places.tolist() == again[0].tolist()
    assert raw.tolist() == again[1].tolist()


def test_the_more_failures_the_narrower_the_blocks_and_the_more_is_learned_before_them() -> None:
    rows = simulated(12_000)
    few = out_of_fold(SPEC, rows, 1)[0]
    many = out_of_fold(SPEC, replace(rows, label=np.arange(len(rows)) % 2 == 0), 1)[0]
    assert len(few) == 4 * 12_000 // 8
    assert len(many) == 4 * 12_000 // 12
    assert many.tolist() == sorted(many.tolist())[-4_000:]
