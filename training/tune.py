"""Searching settings for a model, by what they would have done on rolling origins of the past.

Only rows that the judged recipe may learn from are used, so that no setting is chosen by a claim it is then
judged on. A trial's objective is the mean log loss of the recipe on what came after each origin; its
trees are chosen by early stopping on the newest rows before the origin. The settings in hand are trial 0:
on its objective the search never ends worse than it began. The best of many trials is partly the luckiest,
so it is kept only where it is better after one more origin too, the newest, which the search has not seen.
"""

from dataclasses import asdict, dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from data.errors import NoDataError
from models.examples import Rows
from models.fit import fit
from models.spec import ModelSpec
from training.recipe import check_sides
from training.split import Split, rolling_splits
from training.steps import Progress

if TYPE_CHECKING:
    import optuna

FOLDS = 3
"""Origins that are searched on; one more confirms."""
MOST_TRIALS = 500
_UNPRUNED = 5
"""Trials that see every origin before any is given up for being worse than the median."""

Side: TypeAlias = tuple[Rows, Rows, np.datetime64]
"""What was answered before an origin, what is tested after it, and the origin."""


@dataclass(frozen=True, slots=True)
class Range:
    """Both ends of a setting; `log` where its steps are ratios."""

    low: float
    high: float
    log: bool = False

    @property
    def whole(self) -> bool:
        """Whether the setting is a whole number."""
        return isinstance(self.low, int)

    def ask(self, trial: "optuna.Trial", name: str) -> float:
        """The trial's value."""
        if self.whole:
            return trial.suggest_int(name, int(self.low), int(self.high), log=self.log)
        return trial.suggest_float(name, self.low, self.high, log=self.log)

    def nearest(self, value: float) -> float:
        """The value, or the end that is nearest to it."""
        return min(max(value, self.low), self.high)


SPACE: dict[str, Range] = {
    "learning_rate": Range(0.02, 0.15, log=True),
    "num_leaves": Range(7, 31),
    "max_depth": Range(3, 6),
    "min_data_in_leaf": Range(3, 100, log=True),
    "min_sum_hessian_in_leaf": Range(0.1, 20.0, log=True),
    "lambda_l2": Range(0.1, 50.0, log=True),
    "min_gain_to_split": Range(0.0, 8.0),
    "feature_fraction": Range(0.2, 1.0),
    "max_bin": Range(31, 255, log=True),
}
"""What is searched, by the names of `Settings`."""


@dataclass(frozen=True, slots=True)
class Tuned:
    """What a search came to: the spec with the best settings, and the objective with those before and after.

    `trials` counts those begun, given up ones included. `newest_before` and `newest_after` are losses after
    the newest origin; `kept` is whether the settings found were better there, else `spec` is as it was given.
    """

    spec: ModelSpec
    trials: int
    seconds: float
    before: float
    after: float
    newest_before: float
    newest_after: float

    @property
    def kept(self) -> bool:
        """Whether the settings found replace those in hand."""
        return self.newest_after < self.newest_before

    def as_json(self) -> dict[str, Any]:
        """Plain values, to be stored with the model; the settings stand in its spec."""
        held = {name: value for name, value in asdict(self).items() if name != "spec"}
        return {**held, "kept": self.kept}


def tune(
    spec: ModelSpec,
    rows: Rows,
    split: Split,
    *,
    minutes: float,
    trials: int = MOST_TRIALS,
    progress: Progress | None = None,
) -> Tuned:
    """The spec with the best settings found on the rows learned from before the split's origin.

    The same rows, seed and number of trials give the same settings; how many trials fit into the minutes is
    the machine's affair. The first trial is always finished, a later one is given up at the end of the time.

    Raises:
        NoDataError: too few rows on a side of every origin.
    """
    start = perf_counter()
    *older, newest = _origins(rows.take(split.train))
    search = _Search(spec, older, start + 60 * minutes, progress)
    study = _study(spec)
    study.optimize(search, n_trials=trials, callbacks=[search.stop_in_time])
    found = search.settings(study.best_trial) if study.best_trial.number else spec
    losses = [loss_after(one, *newest) for one in (spec, found)]
    told = Tuned(
        found,
        trials=len(study.trials),
        seconds=round(perf_counter() - start, 1),
        before=float(study.trials[0].value or 0.0),
        after=float(study.best_value),
        newest_before=losses[0],
        newest_after=losses[1],
    )
    return told if told.kept else replace(told, spec=spec)


def _study(spec: ModelSpec) -> "optuna.Study":
    import optuna  # noqa: PLC0415 - most of a second that only tuning needs

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(
        sampler=optuna.samplers.TPESampler(seed=spec.seed),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=_UNPRUNED),
    )
    held = asdict(spec.settings)
    study.enqueue_trial({name: space.nearest(held[name]) for name, space in SPACE.items()})
    return study


def _origins(rows: Rows) -> list[Side]:
    """Each origin with enough rows on both sides, oldest first."""
    found, refused = [], NoDataError("no moment before the newest claims has enough claims on both sides")
    for split in rolling_splits(rows, FOLDS + 1):
        try:
            check_sides(rows, split)
            found.append((rows.take(split.answered), rows.take(split.test), split.origin))
        except NoDataError as error:
            refused = error
    if len(found) < 2:  # noqa: PLR2004 - one to search on, one to confirm
        raise refused
    return found


@dataclass(frozen=True, slots=True)
class _Search:
    """Optuna's objective: a trial's mean log loss over the origins, given up where it looks poor."""

    spec: ModelSpec
    origins: list[Side]
    until: float
    progress: Progress | None

    def __call__(self, trial: "optuna.Trial") -> float:
        import optuna  # noqa: PLC0415 - as above

        asked = {name: space.ask(trial, name) for name, space in SPACE.items()}
        spec = with_settings(self.spec, asked) if trial.number else self.spec
        losses: list[float] = []
        for place, side in enumerate(self.origins):
            self._say(trial, place)
            losses.append(loss_after(spec, *side))
            trial.report(float(np.mean(losses)), place)
            if len(losses) < len(self.origins) and self._given_up(trial):
                raise optuna.TrialPruned
        return float(np.mean(losses))

    def stop_in_time(self, study: "optuna.Study", _: "optuna.trial.FrozenTrial") -> None:
        if perf_counter() > self.until:
            study.stop()

    def settings(self, trial: "optuna.trial.FrozenTrial") -> ModelSpec:
        return with_settings(self.spec, trial.params)

    def _given_up(self, trial: "optuna.Trial") -> bool:
        late = trial.number > 0 and perf_counter() > self.until
        return late or trial.should_prune()

    def _say(self, trial: "optuna.Trial", place: int) -> None:
        if self.progress is not None:
            self.progress(f"tune, trial {trial.number}, origin {place + 1} of {len(self.origins)}")


def with_settings(spec: ModelSpec, found: dict[str, Any]) -> ModelSpec:
    """The spec with some settings replaced."""
    return replace(spec, settings=replace(spec.settings, **found))


def loss_after(spec: ModelSpec, before: Rows, test: Rows, origin: np.datetime64) -> float:
    """Mean log loss on the tested rows of the whole recipe, calibration too, fitted on those before."""
    risk = fit(spec, before, until=origin).risk(test.x, test.offset)
    return float(-np.log(np.where(test.label, risk, 1.0 - risk)).mean())
