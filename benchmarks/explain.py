"""Exact TreeSHAP by our tables beside `shap.TreeExplainer` and LightGBM's `pred_contrib`, on the same models.

The fixed model has 300 trees of 31 leaves, depth 6, on 60 features with categories and missing values; the
champion is a small practice's, each of whose reasons is explained. Ours explains 20,000 rows; the peers,
which are slow, the first of the very same rows, as many as stand in the output. All use 2 threads, are warm,
and run in turns; medians count.
Making the tables is told apart (`make_ms`), and what a batch costs with it is `ratio_lightgbm_with_making`.
Run: `python -m benchmarks.explain [--json]`.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import lightgbm
import numpy as np
import shap

from benchmarks.one_claim import practice
from features.matrix import denial_matrix
from models.grow import text_of
from models.treeshap import TreeShap

ROWS, PEER_ROWS, ONE_ROWS, ROUNDS, THREADS, SEED = 20_000, 1_000, 300, 3, 2, 7
TREES, LEAVES, DEPTH, FEATURES = 300, 31, 6, 60
AIM = {"ratio_shap": 15.0, "ratio_lightgbm": 15.0, "float32_ratio_lightgbm": 25.0, "one_row_ms": 0.4}


def main() -> None:
    x = rows()
    told = {"fixed": compared(fixed_model(x), x)}
    with tempfile.TemporaryDirectory() as scratch:
        services, batches = practice(Path(scratch))
        scorer = services.denial()
        held = np.vstack(
            [denial_matrix(batch, services.past().knowledge, scorer.features) for batch in batches]
        )
        told["champion"] = compared(scorer.fitted.booster, np.tile(held, (ROWS // len(held), 1)))
    if "--json" not in sys.argv:
        for name, figures in told.items():
            print(f"{name}:")
            for figure, value in figures.items():
                print(f"  {figure:>28} {value:,.4g}")
    print(json.dumps({**told["fixed"], "champion": told["champion"], "aim": AIM}))


def rows() -> np.ndarray:
    """Real, whole and categorical features, one in twelve values missing."""
    dice = np.random.default_rng(SEED)
    x = dice.normal(size=(ROWS, FEATURES))
    x[:, :20] = np.round(x[:, :20] * 3)
    x[:, 20], x[:, 21] = dice.integers(0, 30, ROWS), dice.integers(0, 12, ROWS)
    x[dice.random(x.shape) < 1 / 12] = np.nan
    return x


def fixed_model(x: np.ndarray) -> lightgbm.Booster:
    dice = np.random.default_rng(SEED + 1)
    held = np.nan_to_num(x)
    odds = held[:, :10] @ dice.normal(0, 0.3, 10) + held[:, 30] * held[:, 31] + 1.5 * (held[:, 20] % 7 == 3)
    label = (odds + dice.logistic(size=ROWS) > 0).astype(float)
    quiet = {"verbosity": -1, "num_threads": THREADS, "seed": SEED, "deterministic": True}
    data = lightgbm.Dataset(x, label, categorical_feature=[20, 21], params=quiet)
    shape = {"objective": "binary", "num_leaves": LEAVES, "max_depth": DEPTH}
    grown = lightgbm.train({**quiet, **shape, "force_row_wise": True}, data, TREES)
    return lightgbm.Booster(model_str=text_of(grown))


def compared(booster: lightgbm.Booster, x: np.ndarray) -> dict[str, float]:
    """Rows per second of each way, ours as multiples of the peers', and the largest difference."""
    text, some = text_of(booster), x[:PEER_ROWS]
    ours, single = TreeShap.of(text), TreeShap.of(text, np.float32)
    explainer = shap.TreeExplainer(booster)
    ways: dict[str, tuple[Callable[[], np.ndarray], int]] = {
        "ours": (lambda: ours.contributions(x, THREADS), len(x)),
        "float32": (lambda: single.contributions(x, THREADS), len(x)),
        "lightgbm": (lambda: booster.predict(some, pred_contrib=True, num_threads=THREADS), len(some)),
        "shap": (lambda: explainer(some).values, len(some)),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    held: dict[str, np.ndarray] = {}
    for round_ in range(ROUNDS + 1):
        for name, (work, _) in ways.items():
            start = time.perf_counter()
            held[name] = work()
            if round_:
                seconds[name].append(time.perf_counter() - start)
    rate = {name: count / median(seconds[name]) for name, (_, count) in ways.items()}
    made = timed(lambda: TreeShap.of(text))
    theirs = per_output(held["lightgbm"], ours)
    with_making = len(x) / (len(x) / rate["ours"] + made)
    return {
        "ratio_shap": rate["ours"] / rate["shap"],
        "ratio_lightgbm": rate["ours"] / rate["lightgbm"],
        "ratio_lightgbm_with_making": with_making / rate["lightgbm"],
        "rows_per_second": rate["ours"],
        "one_row_ms": one_row_ms(ours, x),
        "make_ms": made * 1e3,
        "max_abs_difference": float(np.abs(held["ours"][:PEER_ROWS] - theirs).max()),
        "max_abs_difference_shap": float(np.abs(held["ours"][:PEER_ROWS] - by_shap(held["shap"])).max()),
        "float32_ratio_shap": rate["float32"] / rate["shap"],
        "float32_ratio_lightgbm": rate["float32"] / rate["lightgbm"],
        "float32_max_abs_difference": float(np.abs(held["float32"][:PEER_ROWS] - theirs).max()),
        "peer_rows": len(some),
        "trees": booster.num_trees(),
        "outputs": len(ours.base),
    }


def per_output(told: np.ndarray, ours: TreeShap) -> np.ndarray:
    """LightGBM's outputs x (features + 1) columns in our shape, the last one of each output left out."""
    held = told.reshape(len(told), len(ours.base), -1)[:, :, : ours.features]
    return held[:, 0] if len(ours.base) == 1 else held


def by_shap(told: np.ndarray) -> np.ndarray:
    """What shap tells, rows x features x outputs, in our order; of one output as it is."""
    return told if told.ndim == 2 else told.transpose(0, 2, 1)


def one_row_ms(explain: TreeShap, x: np.ndarray) -> float:
    """Median over rounds of one row's mean."""
    return median(
        timed(lambda: [explain.contributions(x[[row]]) for row in range(ONE_ROWS)]) / ONE_ROWS * 1e3
        for _ in range(ROUNDS)
    )


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
