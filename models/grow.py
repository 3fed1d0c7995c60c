"""Growing trees with LightGBM: the same bytes each time, one output per reason."""

from collections.abc import Iterator
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from models.examples import FloatArray, Rows, both_classes
from models.hazards import ReasonLoss, log_odds
from models.known import ALWAYS, known_before_block
from models.reasons import Reasons
from models.spec import ModelSpec

_FEWEST_BLOCKS, _MOST_BLOCKS, _FAILURES = 8, 16, 500
"""Time blocks of equal count for out-of-fold scores, and the failures each should hold: the narrower the
blocks, the more the trees before them have learned, and the more they are like the final model's."""
_SCORED = 4
"""Newest blocks that are scored: before the older ones too little was known to be like the final model. With
6 of 16 a little more is gained (ECE .0003 less, .02 hundredths of the gap), and a third more time spent."""
_ROWS_WORTH_THREADS = 200_000
_FEW_OF_NAMES, _MANY_OF_NAMES = 5, 100
_STOPPING_SHARE = 0.2
"""Newest share of the training rows that chooses the tree count."""
_LOSS = "log loss of failing"


def tree_count(spec: ModelSpec, rows: Rows, reasons: Reasons = Reasons()) -> int:  # noqa: B008 - frozen
    """Rounds for all the rows, at least one.

    Those that serve the newest rows best when grown on the older ones, drawn to what is usual.
    """
    order = np.argsort(rows.at, kind="stable")
    cut = rows.at[order[int(len(rows) * (1 - _STOPPING_SHARE))]]
    newer = rows.at >= cut
    older, newest = rows.take(~newer), rows.take(newer)
    if not both_classes(older) or not both_classes(newest):
        return 1
    train = _dataset(spec, older, reasons)
    booster = lightgbm.train(
        parameters(spec, older, reasons),
        train,
        num_boost_round=spec.settings.max_trees,
        valid_sets=[_dataset(spec, newest, reasons, train)],
        feval=_log_loss if len(reasons) > 1 else None,
        callbacks=[lightgbm.early_stopping(spec.settings.patience, verbose=False)],
    )
    return max(1, _drawn(spec, int(booster.best_iteration)))


def _drawn(spec: ModelSpec, best: int) -> int:
    """Halfway, in ratios, from the best of one slice to the usual count.

    A slice is small and of another season, and the older rows are fewer than all: where it stopped early (80
    of 150 rounds on one world of 100,000 claims, 45 of 100 in a practice of 1,100), more did better later.
    """
    usual = spec.settings.usual_learning
    if usual is None:
        return best
    return min(round((best * usual / spec.settings.learning_rate) ** 0.5), spec.settings.max_trees)


def _log_loss(scores: FloatArray, data: lightgbm.Dataset) -> tuple[str, float, bool]:
    raw = log_odds(scores.reshape(data.num_data(), -1, order="A"))
    wrong = np.where(np.asarray(data.get_label()) > 0, -raw, raw)
    return _LOSS, float(np.average(np.logaddexp(0.0, wrong), weights=data.get_weight())), False


def grow(
    spec: ModelSpec,
    rows: Rows,
    trees: int,
    reasons: Reasons = Reasons(),  # noqa: B008 - frozen
) -> lightgbm.Booster:
    """That many rounds on these rows, fewer where no split earns the least gain any more.

    Read back from its text, so that a saved model is the same model.
    """
    data = _dataset(spec, rows, reasons)
    return booster_of(text_of(lightgbm.train(parameters(spec, rows, reasons), data, num_boost_round=trees)))


def out_of_fold(
    spec: ModelSpec,
    rows: Rows,
    trees: int,
    reasons: Reasons = Reasons(),  # noqa: B008 - frozen
) -> tuple[NDArray[np.int64], FloatArray]:
    """Places scored and their log-odds, in time order, each by trees grown only on what was known before.

    Blocks follow one another in time; a block before which too little was known is left out.
    """
    blocks = list(blocks_out_of_fold(spec, rows, trees, reasons))
    return joined([places for places, _ in blocks]), np.concatenate(
        [np.empty(0), *(raw for _, raw in blocks)]
    )


def blocks_out_of_fold(
    spec: ModelSpec, rows: Rows, trees: int, reasons: Reasons, until: np.datetime64 = ALWAYS
) -> Iterator[tuple[NDArray[np.int64], FloatArray]]:
    """Places and log-odds of each block that is scored: rows known before a moment, and no others."""
    known = np.flatnonzero(rows.known_at < until)
    order = known[np.argsort(rows.at[known], kind="stable")]
    for block in np.array_split(order, _blocks(int(rows.label[known].sum())))[-_SCORED:]:
        past = known_before_block(rows, block)
        if len(block) and both_classes(past):
            booster = grow(spec, past, trees, reasons)
            yield block, raw_of(scores_of(booster, rows.x[block], rows.offset[block], reasons))


def _blocks(failures: int) -> int:
    return min(max(failures // _FAILURES, _FEWEST_BLOCKS), _MOST_BLOCKS)


def joined(places: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Places of several blocks, one after another."""
    return np.concatenate([np.empty(0, dtype=np.int64), *places])


def scores_of(booster: lightgbm.Booster, x: FloatArray, offset: FloatArray, reasons: Reasons) -> FloatArray:
    """Log-odds of each reason, n x reasons."""
    trees = booster_raw(booster, x).reshape(len(x), len(reasons))
    return offset[:, None] + reasons.starting(x) + trees


def raw_of(scores: FloatArray) -> FloatArray:
    """Log-odds of failing; a single reason's are those of failing, to the bit."""
    return scores[:, 0] if scores.shape[1] == 1 else log_odds(scores)


def parameters(spec: ModelSpec, rows: Rows, reasons: Reasons) -> dict[str, Any]:
    """LightGBM's parameters: what is learned, and `settings_for`."""
    told = settings_for(spec, len(rows))
    if len(reasons) == 1:
        return {"objective": "binary", "metric": "binary_logloss", **told}
    loss = ReasonLoss(reasons.numbers(rows), len(reasons), rows.weight)
    return {"objective": loss, "metric": "none", "num_class": len(reasons), **told}


def settings_for(spec: ModelSpec, rows: int) -> dict[str, Any]:
    """The spec's settings in LightGBM's names, and what makes two trainings byte for byte the same."""
    s = spec.settings
    return {
        "learning_rate": s.learning_rate,
        "num_leaves": s.num_leaves,
        "max_depth": s.max_depth,
        "min_data_in_leaf": s.min_data_in_leaf,
        "min_sum_hessian_in_leaf": s.min_sum_hessian_in_leaf,
        "lambda_l2": s.lambda_l2,
        "min_gain_to_split": s.min_gain_to_split,
        "feature_fraction": s.feature_fraction,
        "cat_smooth": s.cat_smooth,
        "cat_l2": s.cat_l2,
        "min_data_per_group": _fewest_of_names(s.fine_names_from, rows),
        "monotone_constraints": list(spec.directions),
        # `advanced` has open reports of broken constraints (gotchas: LightGBM).
        "monotone_constraints_method": "basic",
        "boost_from_average": False,
        "deterministic": True,
        "force_row_wise": True,
        "seed": spec.seed,
        "max_bin": s.max_bin,
        "num_threads": threads_for(rows),
        "verbosity": -1,
    }


def _fewest_of_names(fine_from: int | None, rows: int) -> int:
    """Rows that each side of a split by names needs.

    Measured on claims: few and 2,000 rows, names are learned by heart and the rate table wins; many and
    70,000 rows, names earn nothing where few close one to two hundredths of the gap.
    """
    return _FEW_OF_NAMES if fine_from is not None and rows >= fine_from else _MANY_OF_NAMES


def _dataset(
    spec: ModelSpec, rows: Rows, reasons: Reasons, reference: lightgbm.Dataset | None = None
) -> lightgbm.Dataset:
    start = rows.offset[:, None] + reasons.starting(rows.x)
    return binned(
        rows.x,
        settings_for(spec, len(rows)),
        label=rows.label.astype(np.float64),
        weight=rows.weight,
        init_score=start[:, 0] if len(reasons) == 1 else start,
        feature_name=list(spec.features),
        categorical_feature=spec.categorical_places,
        reference=reference,
    )


def binned(x: Any, settings: dict[str, Any], **held: Any) -> lightgbm.Dataset:
    """LightGBM's table of the rows, made by one thread and at once.

    Its other threads know nothing of `verbosity`: their warnings would be printed to where answers are read.
    """
    return lightgbm.Dataset(x, params={**settings, "num_threads": 1}, **held).construct()


def booster_raw(booster: lightgbm.Booster, x: FloatArray) -> FloatArray:
    """The trees' sums for each row, in log-odds; threads follow the number of rows."""
    return np.asarray(booster.predict(x, raw_score=True, num_threads=threads_for(len(x))))


def threads_for(rows: int) -> int:
    """One thread until there are many rows, else LightGBM's own choice.

    Measured: for one claim starting threads costs more than it saves (gotchas), and on a machine whose
    cores are busy, threads that wait for each other make growing trees on 60,000 rows ten times slower.
    """
    return 1 if rows < _ROWS_WORTH_THREADS else 0


def text_of(booster: lightgbm.Booster) -> str:
    """LightGBM's native text of a booster."""
    return str(booster.model_to_string())


def booster_of(text: str) -> lightgbm.Booster:
    """The booster of LightGBM's native text."""
    return lightgbm.Booster(model_str=text)
