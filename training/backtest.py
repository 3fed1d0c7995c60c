"""Rolling origins: how a recipe would have done had it been trained at several moments of the past."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from data.home import Home
from data.store import Store
from models.appeal import APPEAL
from models.denial import DENIAL
from models.examples import Rows
from models.registry import RegistryDownError
from training.appeal_recipe import JudgedAppeals, decided_appeals, judge_appeal
from training.backtest_page import Fold, backtest_page, worked_blocks
from training.card import log_page
from training.figures import sentences
from training.held_out import HeldOut, joined
from training.recipe import PRECISION, Judged, judge_denial
from training.rows import denial_rows
from training.run import take_snapshot
from training.showing import Showing, showing
from training.snapshot import Snapshot
from training.split import Split, rolling_splits
from training.steps import Progress, Steps
from training.worked import together, worked_words

Judge: TypeAlias = Callable[[Split], Judged]


@dataclass(frozen=True, slots=True)
class BacktestReport:
    """Folds, oldest origin first; `showing` is of all their tests together; `seconds` by step.

    `page` is the report as a file; `mlflow_error` is why MLflow has no copy of it (None when it has).
    `share_of_best` tells of appeals what orders of work reach (`Worked.shares_of_best`).
    """

    model: str
    as_of: datetime
    snapshot: str
    folds: tuple[Fold, ...]
    showing: Showing
    seconds: Mapping[str, float]
    page: Path
    mlflow_error: str | None = None
    share_of_best: Mapping[str, Mapping[str, float]] | None = None

    def table(self) -> list[dict[str, Any]]:
        """One row per fold and scorer (`model`, then the baselines), with every measure."""
        return [
            {"origin": fold.day, "scorer": name, "trees": fold.trees, **metrics.as_dict()}
            for fold in self.folds
            for name, metrics in {"model": fold.metrics, **fold.baselines}.items()
        ]

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the figures come to, in words."""
        worked = () if self.share_of_best is None else worked_words(self.share_of_best)
        return (*sentences(self.showing), *worked)

    def as_json(self) -> dict[str, Any]:
        """Plain values, in the order of the fields."""
        folds = [{**asdict(fold), "origin": fold.origin.isoformat()} for fold in self.folds]
        return {**asdict(self), "as_of": self.as_of.isoformat(), "folds": folds, "page": str(self.page)}


def backtest(
    home: Home,
    store: Store,
    model: str,
    *,
    folds: int = 3,
    as_of: datetime | None = None,
    precision: float = PRECISION,
    progress: Progress | None = None,
) -> BacktestReport:
    """A recipe (`denial` or `appeal`) on rolling origins; the snapshot and a page of the figures are kept.

    Args:
        home: where snapshot and page are kept.
        store: events in.
        model: whose recipe.
        folds: how many origins.
        as_of: everything at or after it is hidden; default now.
        precision: share of flagged claims that the caller wants to fail.
        progress: told each step's name as it begins.

    Raises:
        NoDataError: too few rows are decided and mature on a side of an origin.
    """
    steps = Steps(progress)
    with steps.step("snapshot"):
        snapshot = take_snapshot(home, store, as_of)
    with steps.step("features"):
        rows, judge = _RECIPES[model](snapshot, precision)
    judged: list[Judged] = []
    for number, split in enumerate(rolling_splits(rows, folds), start=1):
        with steps.step(f"fold {number}"):
            judged.append(judge(split))
    with steps.step("report"):
        tested = joined([one.tested for one in judged])
        page = home.reports / f"backtest-{model}-{snapshot.as_of:%Y-%m-%d}.html"
        told = BacktestReport(
            model=model,
            as_of=snapshot.as_of,
            snapshot=snapshot.sha256,
            folds=tuple(map(_fold, judged)),
            showing=showing(tested, wanted=judged[0].wanted),
            seconds=steps.seconds,
            page=page,
            share_of_best=_share_of_best(judged),
        )
        return replace(told, mlflow_error=_kept(home, told, tested))


def _share_of_best(judged: Sequence[Judged]) -> dict[str, dict[str, float]] | None:
    parts = [one.worked for one in judged if isinstance(one, JudgedAppeals) and one.worked is not None]
    return together(parts).shares_of_best() if parts else None


def _kept(home: Home, told: BacktestReport, tested: HeldOut) -> str | None:
    """Writes the page, and logs it; gives MLflow's error."""
    worked = () if told.share_of_best is None else worked_blocks(told.share_of_best)
    document = backtest_page(
        told.model, told.as_of, told.snapshot, told.folds, told.showing, tested, more=worked
    )
    told.page.parent.mkdir(parents=True, exist_ok=True)
    told.page.write_text(document.as_html(), encoding="utf-8")
    try:
        log_page(home, told.model, told.page, told.showing, {"snapshot": told.snapshot})
    except RegistryDownError as error:
        return str(error)
    return None


def _denial(snapshot: Snapshot, precision: float) -> tuple[Rows, Judge]:
    held = denial_rows(snapshot.events(), snapshot.as_of)
    return held.rows, lambda split: judge_denial(DENIAL, held, split, precision=precision)


def _appeal(snapshot: Snapshot, precision: float) -> tuple[Rows, Judge]:
    held = decided_appeals(snapshot.events())
    return held.rows, lambda split: judge_appeal(held, split)


_RECIPES = {DENIAL.name: _denial, APPEAL.name: _appeal}


def _fold(judged: Judged) -> Fold:
    origin: datetime = judged.split.origin.astype("datetime64[us]").astype(datetime)
    return Fold(
        origin,
        len(judged.split.train),
        judged.trees,
        judged.threshold,
        judged.metrics,
        judged.baselines,
    )
