"""Everything said about scorers on claims held out: made from one `HeldOut`, told by pages and cards."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from training.evaluate import BoolArray, FloatArray, Metrics, log_losses, looked_at, measures
from training.held_out import HeldOut
from training.intervals import Clusters, Interval, clusters_of, wilson
from training.reasons import ReasonHits, reason_hits
from training.slices import Segment, slices

CAPACITIES = (0.05, 0.10, 0.20)
"""Shares of claims a team might look at before sending."""


@dataclass(frozen=True, slots=True)
class Worklist:
    """What looking at the first `share` of claims would have found; dollars are usual allowed ones.

    `order` is `risk`, or `dollars` for risk times usual allowed.
    """

    order: str
    share: float
    claims: int
    failures: float
    precision: float
    recall: float
    allowed_dollars: float
    dollars_recall: float


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """What flagging gave where the caller had asked for a precision: promised out of fold, tested here."""

    wanted: float
    flagged: int
    precision: float
    precision_between: Interval | None
    recall: float
    recall_between: Interval | None


@dataclass(frozen=True, slots=True)
class Showing:
    """All figures of one test.

    `between` holds the model's intervals by measure; `gain` those of each baseline's log loss less the
    model's: above 0 the model wins for certain. `outcome` is the word for what was foretold.
    """

    scorers: Mapping[str, Metrics]
    between: Mapping[str, Interval]
    gain: Mapping[str, Interval]
    worklists: tuple[Worklist, ...]
    threshold: AtThreshold | None
    reasons: ReasonHits | None
    slices: tuple[Segment, ...]
    outcome: str

    def as_json(self) -> dict[str, Any]:
        """Plain values, in the order of the fields."""
        return asdict(self)

    @property
    def table_wins(self) -> tuple[Segment, ...]:
        """Slices in which the rate table does better than the model."""
        return tuple(held for held in self.slices if held.log_loss and _table_wins(held))


def _table_wins(held: Segment) -> bool:
    return held.log_loss["table"] < held.log_loss["model"]


def showing(tested: HeldOut, *, wanted: float | None = None) -> Showing:
    """All figures of a test; `wanted` is the precision by which its `flagged` were chosen."""
    clusters, risk, label = clusters_of(tested.at), tested.risks["model"], tested.label
    return Showing(
        scorers=measures(tested.risks, label, tested.allowed_cents),
        between={} if clusters is None else _between(clusters, risk, label),
        gain={} if clusters is None else _gains(clusters, tested),
        worklists=_worklists(risk, label, tested.allowed_cents),
        threshold=_at_threshold(tested, wanted),
        reasons=reason_hits(tested),
        slices=slices(tested),
        outcome=tested.outcome,
    )


def _between(clusters: Clusters, risk: FloatArray, label: BoolArray) -> dict[str, Interval]:
    held = {
        "log_loss": clusters.mean(log_losses(risk, label)),
        "brier": clusters.mean((risk - label) ** 2),
        "auc": clusters.auc(risk, label),
    }
    return {name: found for name, found in held.items() if found is not None}


def _gains(clusters: Clusters, tested: HeldOut) -> dict[str, Interval]:
    losses = {name: log_losses(risk, tested.label) for name, risk in tested.risks.items()}
    return {name: clusters.mean(loss - losses["model"]) for name, loss in losses.items() if name != "model"}


def _worklists(risk: FloatArray, label: BoolArray, cents: FloatArray | None) -> tuple[Worklist, ...]:
    if cents is None or not label.any():
        return ()
    dollars = np.nan_to_num(cents) / 100.0
    orders = {"risk": risk, "dollars": risk * dollars}
    return tuple(
        _worklist(order, share, looked_at(held, share), label, dollars)
        for order, held in orders.items()
        for share in CAPACITIES
    )


def _worklist(
    order: str, share: float, looked: FloatArray, label: BoolArray, dollars: FloatArray
) -> Worklist:
    found, claims, lost = float(looked[label].sum()), float(looked.sum()), dollars[label]
    return Worklist(
        order=order,
        share=share,
        claims=round(claims),
        failures=found,
        precision=found / claims,
        recall=found / float(label.sum()),
        allowed_dollars=float(looked[label] @ lost),
        dollars_recall=float(looked[label] @ lost / lost.sum()) if lost.any() else float("nan"),
    )


def _at_threshold(tested: HeldOut, wanted: float | None) -> AtThreshold | None:
    if wanted is None or tested.flagged is None:
        return None
    flagged, failures = int(tested.flagged.sum()), int(tested.label.sum())
    hits = int((tested.flagged & tested.label).sum())
    return AtThreshold(
        wanted=wanted,
        flagged=flagged,
        precision=hits / flagged if flagged else float("nan"),
        precision_between=wilson(hits, flagged),
        recall=hits / failures if failures else float("nan"),
        recall_between=wilson(hits, failures),
    )
