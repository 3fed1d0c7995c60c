"""Rolling origins: how the recipe would have done had it been trained at several moments of the past."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from data.home import Home
from data.store import Store
from models.denial import DENIAL
from training.evaluate import Metrics
from training.recipe import judge_recipe
from training.rows import denial_rows
from training.run import take_snapshot
from training.split import rolling_splits
from training.steps import Progress, Steps


@dataclass(frozen=True, slots=True)
class Fold:
    """One origin: trained on what was known before it, tested on the claims from then until the next."""

    origin: datetime
    train_rows: int
    trees: int
    metrics: Metrics
    baselines: Mapping[str, Metrics]


@dataclass(frozen=True, slots=True)
class BacktestReport:
    """Folds, oldest origin first; `seconds` by step."""

    model: str
    as_of: datetime
    snapshot: str
    folds: tuple[Fold, ...]
    seconds: Mapping[str, float]

    def table(self) -> list[dict[str, Any]]:
        """One row per fold and scorer (`model`, then the baselines), with every measure."""
        return [
            {
                "origin": fold.origin.date().isoformat(),
                "scorer": name,
                "trees": fold.trees,
                **metrics.as_dict(),
            }
            for fold in self.folds
            for name, metrics in {"model": fold.metrics, **fold.baselines}.items()
        ]


def backtest_denial(
    home: Home,
    store: Store,
    *,
    folds: int = 3,
    as_of: datetime | None = None,
    progress: Progress | None = None,
) -> BacktestReport:
    """The denial recipe on rolling origins; nothing is kept but the snapshot.

    Raises: NoDataError when too few claims are answered and mature on a side of an origin.
    """
    steps = Steps(progress)
    with steps.step("snapshot"):
        snapshot = take_snapshot(home, store, as_of)
    with steps.step("features"):
        held = denial_rows(snapshot.events(), snapshot.as_of)
    made: list[Fold] = []
    for number, split in enumerate(rolling_splits(held.rows, folds), start=1):
        with steps.step(f"fold {number}"):
            judged = judge_recipe(DENIAL, held, split)
            made.append(
                Fold(
                    origin=_moment(split.origin),
                    train_rows=len(split.train),
                    trees=judged.recipe.trees,
                    metrics=judged.metrics,
                    baselines=judged.baselines,
                )
            )
    return BacktestReport(DENIAL.name, snapshot.as_of, snapshot.sha256, tuple(made), steps.seconds)


def _moment(origin: np.datetime64) -> datetime:
    held: datetime = origin.astype("datetime64[us]").astype(datetime)
    return held
