"""Rolling origins: how a recipe would have done had it been trained at several moments of the past."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeAlias

from data.home import Home
from data.store import Store
from models.appeal import APPEAL
from models.denial import DENIAL
from models.fit import Rows
from training.appeal_recipe import decided_appeals, judge_appeal
from training.evaluate import Metrics
from training.recipe import Judged, judge_denial
from training.rows import denial_rows
from training.run import take_snapshot
from training.snapshot import Snapshot
from training.split import Split, rolling_splits
from training.steps import Progress, Steps

Judge: TypeAlias = Callable[[Split], Judged]


@dataclass(frozen=True, slots=True)
class Fold:
    """One origin: trained on what was known before it, tested on the rows from then until the next."""

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

    def as_json(self) -> dict[str, Any]:
        """Plain values, in the order of the fields."""
        folds = [{**asdict(fold), "origin": fold.origin.isoformat()} for fold in self.folds]
        return {**asdict(self), "as_of": self.as_of.isoformat(), "folds": folds}


def backtest(
    home: Home,
    store: Store,
    model: str,
    *,
    folds: int = 3,
    as_of: datetime | None = None,
    progress: Progress | None = None,
) -> BacktestReport:
    """A recipe (`denial` or `appeal`) on rolling origins; nothing is kept but the snapshot.

    Raises:
        NoDataError: too few rows are decided and mature on a side of an origin.
    """
    steps = Steps(progress)
    with steps.step("snapshot"):
        snapshot = take_snapshot(home, store, as_of)
    with steps.step("features"):
        rows, judge = _RECIPES[model](snapshot)
    made: list[Fold] = []
    for number, split in enumerate(rolling_splits(rows, folds), start=1):
        with steps.step(f"fold {number}"):
            made.append(_fold(judge(split)))
    return BacktestReport(model, snapshot.as_of, snapshot.sha256, tuple(made), steps.seconds)


def _denial(snapshot: Snapshot) -> tuple[Rows, Judge]:
    held = denial_rows(snapshot.events(), snapshot.as_of)
    return held.rows, lambda split: judge_denial(DENIAL, held, split)


def _appeal(snapshot: Snapshot) -> tuple[Rows, Judge]:
    held = decided_appeals(snapshot.events())
    return held.rows, lambda split: judge_appeal(held, split)


_RECIPES = {DENIAL.name: _denial, APPEAL.name: _appeal}


def _fold(judged: Judged) -> Fold:
    origin: datetime = judged.split.origin.astype("datetime64[us]").astype(datetime)
    return Fold(origin, len(judged.split.train), judged.trees, judged.metrics, judged.baselines)
