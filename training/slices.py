"""Measures per payer, kind, age band and sex, with intervals, and who does best there."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.evaluate import FEWEST_EACH, FEWEST_ROWS, BoolArray, Metrics, log_loss, log_losses, measure
from training.held_out import HeldOut
from training.intervals import Interval, clusters_of, wilson

FEWEST_NAMED = 30
"""Values with fewer rows are told together: a stray value is nobody's business, and too few to judge."""
OTHERS = "all others"
MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Segment:
    """One slice. `metrics` and what follows them are of the model, None or empty where there is too little.

    `observed` is the interval of the share that failed, `expected` the mean risk. `log_loss` is by scorer;
    `gain` is the interval of the table's log loss less the model's: above 0 the model wins for certain, below
    0 the table.
    """

    by: str
    value: str
    rows: int
    failures: int
    metrics: Metrics | None
    expected: float = float("nan")
    observed: Interval | None = None
    auc: Interval | None = None
    log_loss: Mapping[str, float] = field(default_factory=dict)
    best: str | None = None
    """The scorer with the least log loss."""
    gain: Interval | None = None

    @property
    def miscalibrated(self) -> bool:
        """Whether the mean risk lies outside the interval of what happened."""
        return self.observed is not None and not self.observed.low <= self.expected <= self.observed.high


def slices(tested: HeldOut) -> tuple[Segment, ...]:
    """All slices, by what they are cut, largest first."""
    found = [
        _segment(tested, by, str(value), names == value)
        for by, values in tested.by.items()
        for names in (_named(values),)
        for value in np.unique(names)
    ]
    order = list(tested.by)
    return tuple(sorted(found, key=lambda held: (order.index(held.by), -held.rows, held.value)))


def _named(values: NDArray[Any]) -> NDArray[Any]:
    names = np.array([MISSING if value is None else str(value) for value in values.tolist()])
    kept, of, counts = np.unique(names, return_inverse=True, return_counts=True)
    few = (counts < FEWEST_NAMED) & (kept != MISSING)
    return np.where(few[of], OTHERS, names)


def _segment(tested: HeldOut, by: str, value: str, which: BoolArray) -> Segment:
    label = tested.label[which]
    risk, failures, n = tested.risks["model"][which], int(label.sum()), len(label)
    if n < FEWEST_NAMED:
        return Segment(by, value, n, failures, None)
    held = Segment(by, value, n, failures, None, float(risk.mean()), wilson(failures, n))
    few = n < FEWEST_ROWS or min(failures, n - failures) < FEWEST_EACH
    return held if few else _measured(held, tested, which)


def _measured(held: Segment, tested: HeldOut, which: BoolArray) -> Segment:
    """The same with what there is enough to say of."""
    label, risks = tested.label[which], {name: risk[which] for name, risk in tested.risks.items()}
    cents = None if tested.allowed_cents is None else tested.allowed_cents[which]
    losses = {name: log_loss(risk, label) for name, risk in risks.items()}
    gains = log_losses(risks["table"], label) - log_losses(risks["model"], label)
    clusters = clusters_of(tested.at[which])
    return replace(
        held,
        metrics=measure(risks["model"], label, cents=cents),
        log_loss=losses,
        best=min(losses, key=losses.__getitem__),
        auc=clusters.auc(risks["model"], label) if clusters else None,
        gain=clusters.mean(gains) if clusters else None,
    )
