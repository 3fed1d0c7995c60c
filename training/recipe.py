"""Judging a recipe: fitted on what was known at an origin, tested on what came after, beside baselines."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from data.errors import NoDataError
from models.calibrate import FloatArray
from models.examples import BoolArray, Rows
from models.families import fit_families
from models.fit import Fitted, fit
from models.spec import ModelSpec
from training.baselines import baseline_risks
from training.evaluate import Metrics
from training.held_out import HeldOut
from training.learned import Learned, learned
from training.reasons import with_reasons
from training.rows import DenialRows
from training.showing import Showing, showing
from training.slices import Segment
from training.split import Split

FEWEST_TRAIN = 100
FEWEST_TEST = 50
FEWEST_EACH = 5
"""Rows of either label that either side of a split must have."""
PRECISION = 0.5
"""The precision asked for when nobody says another: half of what is flagged should fail."""


@dataclass(frozen=True)
class Judged:
    """A recipe's showing on one origin: what was fitted before it, and what was tested after it.

    `trees` is how many the recipe chose; `wanted` is a precision, and `threshold` the risk from which on it
    was promised to be reached (None: never). `learned` tells of all rows, those tested included: what a refit
    learns from beside younger answers.
    """

    split: Split
    trees: int
    tested: HeldOut
    learned: Learned
    wanted: float | None = None
    threshold: float | None = None

    @property
    def risks(self) -> Mapping[str, FloatArray]:
        """Risks of the tested rows by scorer, `model` first."""
        return self.tested.risks

    @property
    def label(self) -> BoolArray:
        """What became of the tested rows."""
        return self.tested.label

    @property
    def metrics(self) -> Metrics:
        """The model's measures."""
        return self.showing.scorers["model"]

    @property
    def baselines(self) -> dict[str, Metrics]:
        """The baselines' measures by name."""
        return {name: held for name, held in self.showing.scorers.items() if name != "model"}

    @cached_property
    def showing(self) -> Showing:
        """All figures, with intervals and slices."""
        return showing(self.tested, wanted=self.wanted)

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The showing's slices."""
        return self.showing.slices


def judge_denial(spec: ModelSpec, held: DenialRows, split: Split, *, precision: float = PRECISION) -> Judged:
    """The denial recipe's showing on a split; `precision` is what a caller asks of flagged claims.

    Raises: NoDataError when a side has too few claims, failures or payments.
    """
    check_sides(held.rows, split)
    recipe = fit(spec, held.rows.take(split.answered), until=split.origin)
    recipe = replace(recipe, families=fit_families(held.failures(split.train)))
    threshold = recipe.operating.threshold_for_precision(precision)
    tested = _tested(recipe, held, split, threshold)
    return Judged(split, recipe.trees, tested, learned(held.rows, held.slices), precision, threshold)


def _tested(recipe: Fitted, held: DenialRows, split: Split, threshold: float | None) -> HeldOut:
    test = held.rows.take(split.test)
    risk = recipe.risk(test.x, test.offset)
    tested = HeldOut(
        risks={"model": risk, **baseline_risks(held.rows, held.raw, held.findings, split, table=held.table)},
        label=test.label,
        at=test.at,
        allowed_cents=held.allowed_cents[split.test],
        by={name: values[split.test] for name, values in held.slices.items()},
        flagged=risk >= (2.0 if threshold is None else threshold),
    )
    mix, family = held.mix[split.test], held.family[split.test]
    return with_reasons(tested, recipe.family_shares(test.x, test.offset, mix), mix, family)


def check_sides(rows: Rows, split: Split, *, train: int = FEWEST_TRAIN, test: int = FEWEST_TEST) -> None:
    """Refuses a split with too little to learn from or to test on.

    Raises: NoDataError when a side has fewer rows than given, or nearly all of one label.
    """
    _check(rows.label[split.train], train, "before")
    _check(rows.label[split.test], test, "after")


def _check(label: BoolArray, fewest: int, side: str) -> None:
    positives = int(label.sum())
    if len(label) < fewest or min(positives, len(label) - positives) < FEWEST_EACH:
        raise NoDataError(
            f"{side} the moment at which the recipe is judged there are {len(label)} labelled rows, "
            f"{positives} of them positive; {fewest} with at least {FEWEST_EACH} of either label are needed"
        )
