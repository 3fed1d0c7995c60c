"""Fitting: boosted trees on top of a rate table's log-odds, calibrated on out-of-fold scores. Pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from models.calibrate import Calibration, FloatArray, calibrate, levelled
from models.families import FamilyModel
from models.operating import OperatingPoints, operating_points
from models.spec import ModelSpec

BoolArray = NDArray[np.bool_]

_BLOCKS = 8
"""Time blocks of equal count for out-of-fold scores."""
_SCORED = 3
"""Newest blocks that are scored: before the older ones too little was known to be like the final model, and
the calibration of weak models would blunt a strong one."""
_ROWS_WORTH_THREADS = 50_000
_STOPPING_SHARE = 0.2
"""Newest share of the training rows that chooses the tree count."""


@dataclass(frozen=True, slots=True)
class Rows:
    """n labelled examples, as equally long arrays.

    `x` is n x features in the spec's order; `offset` the rate table's log-odds; `at` the moment T of each;
    `known_at` when its label may be learned from (decided and mature); `group` ties rows that must stay on
    one side of a split (the chain).
    """

    x: FloatArray
    offset: FloatArray
    label: BoolArray
    at: NDArray[np.datetime64]
    known_at: NDArray[np.datetime64]
    group: NDArray[Any]

    def __len__(self) -> int:
        return len(self.label)

    def take(self, which: NDArray[Any]) -> "Rows":
        """The rows of a mask or of places, in that order."""
        return Rows(**{held.name: getattr(self, held.name)[which] for held in fields(self)})


@dataclass(frozen=True, slots=True)
class Fitted:
    """A trained model: raw log-odds = table log-odds + booster; risk = calibration of raw.

    `facts` are plain JSON values about its making (counts, hashes, measures): no claim value.
    """

    spec: ModelSpec
    booster: lightgbm.Booster
    calibration: Calibration
    families: FamilyModel | None = None
    operating: OperatingPoints = field(default_factory=OperatingPoints)
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def trees(self) -> int:
        """Number of trees."""
        return int(self.booster.num_trees())

    def raw(self, x: FloatArray, offset: FloatArray) -> FloatArray:
        """Log-odds before calibration, one per row."""
        return offset + booster_raw(self.booster, x)

    def risk(self, x: FloatArray, offset: FloatArray) -> FloatArray:
        """Calibrated probability, one per row."""
        return self.calibration.probability(self.raw(x, offset))

    def files(self) -> dict[str, str]:
        """The model as text files by name."""
        held = {
            "spec": self.spec.as_json(),
            "calibration": self.calibration.as_json(),
            "operating": self.operating.as_json(),
            "facts": dict(self.facts),
            "families": self.families.as_json() if self.families else None,
        }
        named = {"model.json": json.dumps(held, indent=1, sort_keys=True), "model.lgb": text_of(self.booster)}
        if self.families is not None and self.families.booster is not None:
            named["families.lgb"] = text_of(self.families.booster)
        return named

    @classmethod
    def of_files(cls, files: Mapping[str, str]) -> "Fitted":
        """The model that `files` wrote."""
        held = json.loads(files["model.json"])
        families = held["families"]
        grown = booster_of(files["families.lgb"]) if "families.lgb" in files else None
        return cls(
            spec=ModelSpec.of_json(held["spec"]),
            booster=booster_of(files["model.lgb"]),
            calibration=Calibration.of_json(held["calibration"]),
            families=FamilyModel.of_json(families, grown) if families else None,
            operating=OperatingPoints.of_json(held["operating"]),
            facts=held["facts"],
        )

    def with_facts(self, **facts: Any) -> "Fitted":
        """The same model with more said about its making."""
        return replace(self, facts={**self.facts, **facts})


def fit(spec: ModelSpec, rows: Rows, *, trees: int | None = None) -> Fitted:
    """The model of all rows; `trees` frozen when given, else chosen on the newest rows.

    Calibration and operating points come from out-of-fold scores in time order.
    """
    count = tree_count(spec, rows) if trees is None else trees
    booster = grow(spec, rows, count)
    blocks = list(_blocks_out_of_fold(spec, rows, count))
    label = rows.label[_joined([places for places, _ in blocks])]
    raw = np.concatenate([np.empty(0), *(levelled(held, rows.label[places]) for places, held in blocks)])
    calibration = calibrate(raw, label)
    operating = operating_points(calibration.probability(raw), label)
    facts = {
        "rows": len(rows),
        "positives": int(rows.label.sum()),
        "trees": count,
        "out_of_fold": len(label),
    }
    return Fitted(spec, booster, calibration, operating=operating, facts=facts)


def tree_count(spec: ModelSpec, rows: Rows) -> int:
    """Trees that serve the newest rows best when grown on the older ones; at least one."""
    order = np.argsort(rows.at, kind="stable")
    cut = rows.at[order[int(len(rows) * (1 - _STOPPING_SHARE))]]
    newer = rows.at >= cut
    older, newest = rows.take(~newer), rows.take(newer)
    if not _both_classes(older) or not _both_classes(newest):
        return 1
    train = _dataset(spec, older)
    booster = lightgbm.train(
        parameters(spec, len(older)),
        train,
        num_boost_round=spec.settings.max_trees,
        valid_sets=[_dataset(spec, newest, train)],
        callbacks=[lightgbm.early_stopping(spec.settings.patience, verbose=False)],
    )
    return max(1, int(booster.best_iteration))


def grow(spec: ModelSpec, rows: Rows, trees: int) -> lightgbm.Booster:
    """That many trees on these rows; read back from its text, so that a saved model is the same model."""
    booster = lightgbm.train(parameters(spec, len(rows)), _dataset(spec, rows), num_boost_round=trees)
    return booster_of(text_of(booster))


def out_of_fold(spec: ModelSpec, rows: Rows, trees: int) -> tuple[NDArray[np.int64], FloatArray]:
    """Places scored and their raw scores, in time order, each by trees grown only on what was known before.

    Blocks follow one another in time; a block before which too little was known is left out.
    """
    blocks = list(_blocks_out_of_fold(spec, rows, trees))
    return _joined([places for places, _ in blocks]), np.concatenate(
        [np.empty(0), *(raw for _, raw in blocks)]
    )


def _blocks_out_of_fold(
    spec: ModelSpec, rows: Rows, trees: int
) -> Iterator[tuple[NDArray[np.int64], FloatArray]]:
    for block in np.array_split(np.argsort(rows.at, kind="stable"), _BLOCKS)[-_SCORED:]:
        past = known_before(rows, block)
        if len(block) and _both_classes(past):
            yield block, rows.offset[block] + booster_raw(grow(spec, past, trees), rows.x[block])


def _joined(places: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate([np.empty(0, dtype=np.int64), *places])


def known_before(rows: Rows, block: NDArray[np.int64]) -> Rows:
    """Rows whose label was known before the block's first moment, of other chains than the block's."""
    start = rows.at[block].min() if len(block) else rows.at.min()
    return rows.take(
        (rows.known_at < start) & ~np.isin(rows.group.astype(str), rows.group[block].astype(str))
    )


def parameters(spec: ModelSpec, rows: int) -> dict[str, Any]:
    """LightGBM's parameters: the spec's settings, and what makes two runs byte for byte the same."""
    s = spec.settings
    return {
        "objective": "binary",
        "metric": "binary_logloss",
        "learning_rate": s.learning_rate,
        "num_leaves": s.num_leaves,
        "max_depth": s.max_depth,
        "min_data_in_leaf": s.min_data_in_leaf,
        "min_sum_hessian_in_leaf": s.min_sum_hessian_in_leaf,
        "lambda_l2": s.lambda_l2,
        "feature_fraction": s.feature_fraction,
        "cat_smooth": s.cat_smooth,
        "cat_l2": s.cat_l2,
        "monotone_constraints": list(spec.directions),
        # `advanced` has open reports of broken constraints (gotchas: LightGBM).
        "monotone_constraints_method": "basic",
        "boost_from_average": False,
        **repeatable(spec, rows),
    }


def repeatable(spec: ModelSpec, rows: int) -> dict[str, Any]:
    """What makes two trainings on the same rows byte for byte the same, and quiet."""
    return {
        "deterministic": True,
        "force_row_wise": True,
        "seed": spec.seed,
        "max_bin": spec.settings.max_bin,
        "num_threads": threads_for(rows),
        "verbosity": -1,
    }


def _dataset(spec: ModelSpec, rows: Rows, reference: lightgbm.Dataset | None = None) -> lightgbm.Dataset:
    return lightgbm.Dataset(
        rows.x,
        label=rows.label.astype(np.float64),
        init_score=rows.offset,
        feature_name=list(spec.features),
        categorical_feature=spec.categorical_places,
        reference=reference,
        params=repeatable(spec, len(rows)),
    )


def _both_classes(rows: Rows) -> bool:
    return bool(rows.label.any()) and not bool(rows.label.all())


def booster_raw(booster: lightgbm.Booster, x: FloatArray) -> FloatArray:
    """The trees' sum for each row, in log-odds; threads follow the number of rows."""
    return np.asarray(booster.predict(x, raw_score=True, num_threads=threads_for(len(x))))


def threads_for(rows: int) -> int:
    """One thread until there are many rows, else LightGBM's own choice.

    Measured: for one claim starting threads costs more than it saves (gotchas), and on a machine whose
    cores are busy, threads that wait for each other make growing trees on 12,000 rows ten times slower.
    """
    return 1 if rows < _ROWS_WORTH_THREADS else 0


def text_of(booster: lightgbm.Booster) -> str:
    """LightGBM's native text of a booster."""
    return str(booster.model_to_string())


def booster_of(text: str) -> lightgbm.Booster:
    """The booster of LightGBM's native text."""
    return lightgbm.Booster(model_str=text)
