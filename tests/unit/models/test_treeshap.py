"""Contributions looked up in tables are those that LightGBM and shap work out by walking the trees."""

from typing import Any

import lightgbm
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.trees import UnknownTreesError
from models.treeshap import ROWS_AT_ONCE, TreeShap

EXACT = 1e-9
"""Sums of some hundred float64 terms of size 1, added in another order."""
SINGLE = 1e-6
"""The same from tables of float32."""
PLAIN = {
    "verbosity": -1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "min_data_in_leaf": 1,
}


def rows(seed: int, count: int = 300, *, categories: int = 9) -> np.ndarray:
    """Features of every kind: real, whole, many zeros, categories (column 3), each with missing values."""
    dice = np.random.default_rng(seed)
    x = np.column_stack(
        [
            dice.normal(size=count),
            dice.integers(-3, 4, count),
            np.where(dice.random(count) < 0.6, 0.0, dice.normal(size=count)),
            dice.integers(0, categories, count),
            dice.normal(size=count),
        ]
    )
    x[dice.random(x.shape) < 0.1] = np.nan
    return x


def grown(x: np.ndarray, label: np.ndarray, trees: int = 12, **settings: Any) -> lightgbm.Booster:
    data = lightgbm.Dataset(x, label, categorical_feature=[3], params={**PLAIN, **settings})
    return lightgbm.train({**PLAIN, **settings}, data, trees)


def label_of(x: np.ndarray, kinds: int = 2) -> np.ndarray:
    odd = np.nan_to_num(x[:, 3]) % 3
    return (np.nan_to_num(x[:, 0] * x[:, 1] + x[:, 2]) + odd > 1).astype(float) + (kinds > 2) * (odd > 1)


def agrees(booster: lightgbm.Booster, x: np.ndarray, within: float = EXACT, dtype: Any = np.float64) -> None:
    """Asserts that ours are LightGBM's: contributions of every output, and where they start."""
    ours = TreeShap.of(booster.model_to_string(), dtype)
    theirs = booster.predict(x, pred_contrib=True).reshape(len(x), len(ours.base), -1)
    held = ours.contributions(x).reshape(len(x), len(ours.base), -1)
    assert np.abs(held - theirs[:, :, :-1]).max() < within
    assert np.abs(ours.base - theirs[0, :, -1]).max() < within


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    leaves=st.integers(2, 40),
    depth=st.sampled_from([1, 2, 4, 6, 8, -1]),
    missing=st.sampled_from([{}, {"zero_as_missing": True}, {"use_missing": False}]),
    objective=st.sampled_from(["binary", "regression", "multiclass"]),
)
def test_any_model_is_explained_as_lightgbm_explains_it(
    seed: int, leaves: int, depth: int, missing: dict, objective: str
) -> None:
    x = rows(seed)
    kinds = {"num_class": 3} if objective == "multiclass" else {}
    label = label_of(x, kinds.get("num_class", 2))
    shape = {"num_leaves": leaves, "max_depth": depth, "objective": objective, "learning_rate": 0.3}
    booster = grown(x, label, **shape, **missing, **kinds, max_cat_to_onehot=seed % 5 + 1)
    agrees(booster, rows(seed + 1, categories=14))


@pytest.mark.filterwarnings("ignore:The set_:PendingDeprecationWarning")  # shap makes its colours on import
def test_a_model_is_explained_as_shap_explains_it() -> None:
    import shap

    x = rows(1)
    booster = grown(x, label_of(x), objective="binary", num_leaves=20)
    theirs = shap.TreeExplainer(booster)(x).values
    assert np.abs(TreeShap.of(booster.model_to_string()).contributions(x) - theirs).max() < EXACT


@pytest.mark.parametrize(
    "value", [0.0, -0.0, 1e-36, -1e-36, 1e-34, np.inf, -np.inf, np.nan, 2.9, -0.5, -1.0, 1e12]
)
def test_values_at_the_edges_go_where_lightgbm_sends_them(value: float) -> None:
    x = rows(2)
    for missing in ({}, {"zero_as_missing": True}, {"use_missing": False}):
        booster = grown(x, label_of(x), objective="binary", num_leaves=15, **missing)
        agrees(booster, np.full((1, 5), value))


def test_values_at_a_threshold_go_where_lightgbm_sends_them() -> None:
    x = rows(3)
    booster = grown(x, label_of(x), objective="binary", num_leaves=15)
    places = [node["threshold"] for tree in booster.dump_model()["tree_info"] for node in splits(tree)]
    agrees(booster, np.column_stack([np.array(places)] * 5))


def splits(tree: dict) -> list[dict]:
    """The numeric splits of a tree."""
    waiting, found = [tree["tree_structure"]], []
    while waiting:
        node = waiting.pop()
        if "threshold" in node:
            waiting += [node["left_child"], node["right_child"]]
            found += [node] if isinstance(node["threshold"], float) else []
    return found


def test_tables_of_single_precision_are_as_near_as_they_say() -> None:
    x = rows(4)
    agrees(grown(x, label_of(x), 60, objective="binary"), x, SINGLE, np.float32)


def test_a_row_is_explained_alike_alone_and_among_others_with_any_number_of_threads() -> None:
    x = rows(5, 2 * ROWS_AT_ONCE + 3)
    explain = TreeShap.of(grown(x, label_of(x), objective="binary").model_to_string())
    held = explain.contributions(x)
    assert np.array_equal(held, explain.contributions(x, threads=3))
    assert np.array_equal(held[[7]], explain.contributions(x[[7]]))
    assert explain.contributions(x[:0]).shape == (0, 5)


def test_trees_without_a_split_move_nothing() -> None:
    x = rows(6)
    booster = grown(x, np.zeros(len(x)), objective="regression")
    agrees(booster, x)
    assert not TreeShap.of(booster.model_to_string()).contributions(x).any()


def test_what_is_not_covered_is_refused() -> None:
    x = rows(7)
    forest = {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.5, "objective": "binary"}
    with pytest.raises(UnknownTreesError, match="averages"):
        TreeShap.of(grown(x, label_of(x), **forest).model_to_string())
    data = lightgbm.Dataset(x[:, :3], x[:, 0] * 2, params={**PLAIN, "linear_tree": True})
    linear = lightgbm.train({**PLAIN, "linear_tree": True, "objective": "regression"}, data, 3)
    with pytest.raises(UnknownTreesError, match="linear"):
        TreeShap.of(linear.model_to_string())


def test_a_leaf_that_asks_for_too_many_features_is_refused() -> None:
    dice = np.random.default_rng(8)
    x = (dice.random((20_000, 20)) < 0.7).astype(float)
    label = np.cumprod(x, axis=1).sum(axis=1)  # each feature matters where all before it hold
    data = lightgbm.Dataset(x, label, params=PLAIN)
    text = lightgbm.train({**PLAIN, "num_leaves": 30, "objective": "regression"}, data, 1).model_to_string()
    with pytest.raises(UnknownTreesError, match="more than 14 features"):
        TreeShap.of(text)
