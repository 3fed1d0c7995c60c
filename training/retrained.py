"""What a denial training run tells beside its showing: gate, early signals, who had seen scores."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from training.card import Card
from training.denial_recipe import Trial
from training.early import Early, early
from training.exposure import Exposure
from training.gate import VERSION, Check, Decision
from training.report import TrainReport


@dataclass(frozen=True, slots=True)
class Beside:
    """What is told and decides nothing: early signals of the candidate and of the champion, and exposure.

    `champion` is None where there is none that can be read.
    """

    early: Early
    champion: Early | None
    exposure: Exposure

    @classmethod
    def of(cls, trial: Trial, exposed: Exposure) -> "Beside":
        """Both models on the claims too young to be judged on."""
        own = early(trial.held, trial.fitted)
        other = early(trial.held, trial.champion) if trial.champion else None
        return cls(own, other, exposed)


@dataclass(frozen=True, slots=True)
class Retrained(TrainReport):
    """A `TrainReport` with the gate's version and checks, and what is told beside them."""

    gate_version: str = VERSION
    checks: tuple[Check, ...] = ()
    beside: Beside | None = None


def retrained(report: TrainReport, decision: Decision, beside: Beside) -> Retrained:
    """A report with what the gate measured."""
    held = {field.name: getattr(report, field.name) for field in fields(report)}
    return Retrained(**held, checks=decision.checks, beside=beside)


def with_gate(card: Card, decision: Decision, beside: Beside) -> Card:
    """A card with the gate's figures among its measures and tables."""
    figures = {
        f"gate.{check.name}": float(check.figure) for check in decision.checks if check.figure is not None
    }
    tables: dict[str, Any] = {
        "gate.json": {"version": VERSION, "checks": [check.as_json() for check in decision.checks]},
        "early.json": {
            "candidate": beside.early.as_json(),
            "champion": beside.champion and beside.champion.as_json(),
        },
        "exposure.json": asdict(beside.exposure),
    }
    return replace(card, metrics={**card.metrics, **figures}, tables={**card.tables, **tables})
