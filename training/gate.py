"""Whether a candidate may become the champion. A change here is a change of policy: raise VERSION with it."""

from collections.abc import Mapping
from dataclasses import dataclass

VERSION = "1"

MUST_BEAT: tuple[str, ...] = ("base_rate", "table")
"""Baselines whose log loss a denial candidate must be under, the first one included."""
TOLERANCE = 0.005
"""Share by which a challenger's log loss may exceed the champion's: newer data is worth that much."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Passed or not, and the sentence that says why."""

    passed: bool
    why: str


@dataclass(frozen=True, slots=True)
class Rival:
    """A champion on rows it never saw: both log losses there, and how many rows they are."""

    rows: int
    champion: float
    challenger: float


def decide(
    log_loss: float,
    baselines: Mapping[str, float],
    *,
    rival: Rival | None = None,
    must_beat: tuple[str, ...] = MUST_BEAT,
) -> Decision:
    """The gate's decision from log losses on the newest mature window.

    `baselines` holds log losses by name; `rival` is None when there is no champion, or too little that it
    has not learned from to compare on.
    """
    lost = [name for name in must_beat if log_loss >= baselines[name]]
    if lost:
        return Decision(False, f"log loss {log_loss:.4f} does not beat {_said(lost, baselines)}")
    if rival is not None and rival.challenger > rival.champion * (1.0 + TOLERANCE):
        return Decision(
            False,
            f"log loss {rival.challenger:.4f} against the champion's {rival.champion:.4f} "
            f"on {rival.rows} claims neither had learned from",
        )
    beaten = f"log loss {log_loss:.4f} beats {_said(must_beat, baselines)}"
    if rival is None:
        return Decision(True, beaten)
    return Decision(True, f"{beaten}; against the champion {rival.challenger:.4f} to {rival.champion:.4f}")


def _said(names: list[str] | tuple[str, ...], baselines: Mapping[str, float]) -> str:
    return " and ".join(f"{name.replace('_', ' ')} {baselines[name]:.4f}" for name in names)
