"""Judging a recipe: fitted on what was known at an origin, tested on what came after, beside baselines."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.errors import NoDataError
from models.calibrate import FloatArray
from models.fit import BoolArray, Rows, fit
from models.spec import ModelSpec
from training.baselines import baseline_risks
from training.evaluate import Metrics, Segment, by_segment, measure
from training.rows import DenialRows
from training.split import Split

FEWEST_TRAIN = 100
FEWEST_TEST = 50
FEWEST_EACH = 5
"""Rows of either label that either side of a split must have."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A recipe's showing on one origin: what was fitted before it, and all risks for the rows after it.

    `risks` are by name, `model` first, then the baselines; `label` goes with them. `trees` is how many the
    recipe chose.
    """

    split: Split
    trees: int
    risks: Mapping[str, FloatArray]
    label: BoolArray
    segments: tuple[Segment, ...] = ()

    @property
    def metrics(self) -> Metrics:
        """The model's measures."""
        return measure(self.risks["model"], self.label)

    @property
    def baselines(self) -> dict[str, Metrics]:
        """The baselines' measures by name."""
        return {name: measure(risk, self.label) for name, risk in self.risks.items() if name != "model"}


def judge_denial(spec: ModelSpec, held: DenialRows, split: Split) -> Judged:
    """The denial recipe's showing on a split.

    Raises: NoDataError when a side has too few claims, failures or payments.
    """
    train, test = sides(held.rows, split)
    recipe = fit(spec, train)
    risk = recipe.risk(test.x, test.offset)
    segments = (
        *by_segment("kind", held.kind[split.test], risk, test.label),
        *by_segment("payer", held.payer[split.test], risk, test.label),
    )
    risks = {"model": risk, **baseline_risks(held.rows, held.raw, split)}
    return Judged(split, recipe.trees, risks, test.label, segments)


def sides(
    rows: Rows, split: Split, *, train: int = FEWEST_TRAIN, test: int = FEWEST_TEST
) -> tuple[Rows, Rows]:
    """The rows learned from and tested on.

    Raises: NoDataError when a side has fewer rows than given, or nearly all of one label.
    """
    before, after = rows.take(split.train), rows.take(split.test)
    _check(before, train, "before")
    _check(after, test, "after")
    return before, after


def _check(rows: Rows, fewest: int, side: str) -> None:
    positives = int(rows.label.sum())
    if len(rows) < fewest or min(positives, len(rows) - positives) < FEWEST_EACH:
        raise NoDataError(
            f"{side} the moment at which the recipe is judged there are {len(rows)} labelled rows, "
            f"{positives} of them positive; {fewest} with at least {FEWEST_EACH} of either label are needed"
        )
