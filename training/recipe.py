"""Judging a recipe: fitted on what was known at an origin, tested on what came after, beside baselines."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.errors import NoDataError
from models.calibrate import FloatArray
from models.fit import BoolArray, Fitted, Rows, fit
from models.spec import ModelSpec
from training.baselines import baseline_risks
from training.evaluate import Metrics, Segment, by_segment, measure
from training.rows import DenialRows
from training.split import Split

FEWEST_TRAIN = 100
FEWEST_TEST = 50
FEWEST_EACH = 5
"""Failures, and claims that did not fail, that either side of a split must have."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A recipe's showing on one origin: the model fitted before it and all risks for the claims after it.

    `risks` are by name, `model` first, then the baselines; `label` goes with them.
    """

    split: Split
    recipe: Fitted
    risks: Mapping[str, FloatArray]
    label: BoolArray
    segments: tuple[Segment, ...]

    @property
    def metrics(self) -> Metrics:
        """The model's measures."""
        return measure(self.risks["model"], self.label)

    @property
    def baselines(self) -> dict[str, Metrics]:
        """The baselines' measures by name."""
        return {name: measure(risk, self.label) for name, risk in self.risks.items() if name != "model"}


def judge_recipe(spec: ModelSpec, held: DenialRows, split: Split) -> Judged:
    """The recipe's showing on a split.

    Raises: NoDataError when a side has too few claims, failures or payments.
    """
    train, test = held.rows.take(split.train), held.rows.take(split.test)
    _check(train, FEWEST_TRAIN)
    _check(test, FEWEST_TEST)
    recipe = fit(spec, train)
    risk = recipe.risk(test.x, test.offset)
    segments = (
        *by_segment("kind", held.kind[split.test], risk, test.label),
        *by_segment("payer", held.payer[split.test], risk, test.label),
    )
    risks = {"model": risk, **baseline_risks(held.rows, held.raw, split)}
    return Judged(split, recipe, risks, test.label, segments)


def _check(rows: Rows, fewest: int) -> None:
    failures = int(rows.label.sum())
    if len(rows) < fewest or min(failures, len(rows) - failures) < FEWEST_EACH:
        raise NoDataError(
            f"a side of the split by time has {len(rows)} claims with {failures} failures, "
            f"{fewest} with at least {FEWEST_EACH} of either kind are needed"
        )
