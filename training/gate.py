"""Whether a candidate may become the champion: one policy in one file, as checks over measured figures.

A change here is a change of policy: raise VERSION with it. Every function is pure; measuring is done by
`training.compare`, `training.soundness` and `training.early`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from training.paired import Paired

VERSION = "2"

MUST_BEAT: tuple[str, ...] = ("base_rate", "table")
"""Baselines whose log loss a denial candidate must be under, the first one included."""
MARGIN = 0.01
"""Share by which it must be under them when there is a champion that it cannot be compared with."""
TOLERANCE, MOST_WORSE = 0.01, 0.03
"""Shares of the champion's log loss by which a challenger may be worse: the first for its newer data (two
trainings differ by as much), up to the second only where chance may explain it."""
SLICE_TOLERANCE = 0.05
"""The same for payers and kinds of enough size, where chance may explain any loss."""
DOUBT = 0.10
"""Chance may explain a loss when the probability of being better all the same is no smaller than this; of
many slices one looks bad by chance, so there it is shared among them."""
CALIBRATION_ERROR, CALIBRATION_SLACK = 0.02, 0.01
"""Mean gap between risk and share of failures, beyond what perfect risks show by chance on as many rows; a
challenger may have the champion's and the slack, when that is more."""
SLOPES = (0.80, 1.25)
"""Of the true log-odds on the told ones; missed by more than two standard errors, it is refused."""
FIRST_CALIBRATION_ERROR, FIRST_SLOPES = 0.10, (0.50, 2.00)
"""The same for a first model: payers' rules shift, and it has beaten the table in log loss already."""
SLOWER = 1.5
QUICK_CLAIM_MS, QUICK_BATCH_MS = 25.0, 1.0
"""Times the champion's that scoring may take, alone and per claim of a batch; below these it is fast."""
MOST_ROUNDS, MOST_BYTES = 1_500, 50_000_000
LEAST_OVERLAP = 0.5
CLEARLY_BETTER = 0.95
"""The riskiest tenth may change by more than half only when the challenger is this surely better."""


@dataclass(frozen=True, slots=True)
class Check:
    """One question put to a candidate: its figure, the limit, and the answer as a sentence.

    `figure` and `limit` are missing where nothing could be measured; such a check passes and says so.
    """

    name: str
    passed: bool
    figure: float | None
    limit: float | None
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Decision:
    """Passed or not, the sentence that says why, and the checks behind it."""

    passed: bool
    why: str
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Calibrated:
    """How far risks were from what happened: `error`, the `noise` that perfect risks show, and the slope."""

    error: float
    noise: float
    slope: float
    slope_error: float


@dataclass(frozen=True, slots=True)
class Speed:
    """Milliseconds per claim: scored alone, and in a batch."""

    one: float
    batch: float


def decide(
    log_loss: float, baselines: Mapping[str, float], *, must_beat: tuple[str, ...] = MUST_BEAT
) -> Decision:
    """The decision on baselines alone, for a model that is not held against a champion."""
    return weigh([beats_baselines(log_loss, baselines, must_beat=must_beat)])


def weigh(checks: Sequence[Check]) -> Decision:
    """Passed when every check is; `why` is what failed, else what the first two checks say."""
    failed = [check.sentence for check in checks if not check.passed]
    told = failed or [check.sentence for check in checks[:2]]
    return Decision(not failed, "; ".join(told), tuple(checks))


def beats_baselines(
    log_loss: float,
    baselines: Mapping[str, float],
    *,
    must_beat: tuple[str, ...] = MUST_BEAT,
    margin: float = 0.0,
) -> Check:
    """Under each baseline's log loss, by a share of it when a margin is asked for."""
    limits = {name: baselines[name] * (1.0 - margin) for name in must_beat}
    lost = [name for name, limit in limits.items() if log_loss >= limit]
    said = " and ".join(f"{name.replace('_', ' ')} {baselines[name]:.4f}" for name in lost or must_beat)
    by = f" by {margin:.0%}" if margin else ""
    verb = "does not beat" if lost else "beats"
    sentence = f"log loss {log_loss:.4f} {verb} {said}{by}"
    return Check("baselines", not lost, log_loss, min(limits.values()), sentence)


def no_worse(found: Paired | None, how: str) -> Check:
    """No worse than the champion, within the tolerances; `how` they were compared."""
    if found is None:
        return Check("champion", True, None, None, how)
    limit = found.champion * TOLERANCE
    doubtful = found.difference <= found.champion * MOST_WORSE and found.better >= DOUBT
    sentence = (
        f"log loss {found.challenger:.4f} against the champion's {found.champion:.4f} ({how}, {found.rows:,} "
        f"claims of {found.weeks} weeks): {found.difference:+.4f}, 95 % interval {found.low:+.4f} to "
        f"{found.high:+.4f}, better with probability {found.better:.2f}"
    )
    return Check("champion", found.difference <= limit or doubtful, found.difference, limit, sentence)


def no_older(as_of: str, champion_as_of: str | None) -> Check:
    """Learned from data as new as the champion's; moments in ISO form."""
    passed = champion_as_of is None or as_of >= champion_as_of
    beside = f", the champion up to {champion_as_of[:10]}" if champion_as_of else ""
    return Check("data", passed, None, None, f"knows what came up to {as_of[:10]}{beside}")


def not_turned_away(by: str | None, why: str | None) -> Check:
    """Not the very model that people rolled back from, who gave a reason: they may promote it by hand."""
    if by is None:
        return Check("rollback", True, None, None, "people have not rolled back from this model")
    return Check("rollback", False, None, None, f"{by} rolled back from this very model: {why}")


def calibrated(found: Calibrated, champion: Calibrated | None) -> tuple[Check, Check]:
    """Error and slope within their limits, or no worse than the champion's on the same claims."""
    if champion is None:
        limit = FIRST_CALIBRATION_ERROR + found.noise
    else:
        limit = max(CALIBRATION_ERROR + found.noise, champion.error + CALIBRATION_SLACK)
    error = Check(
        "calibration",
        found.error <= limit,
        found.error,
        limit,
        f"calibration error {found.error:.4f}, at most {limit:.4f}",
    )
    return error, _slope(found, champion)


def _slope(found: Calibrated, champion: Calibrated | None) -> Check:
    if math.isnan(found.slope):
        return Check("slope", True, None, None, "too few failures for a calibration slope")
    low, high = _slopes(champion)
    miss = max(low - found.slope, found.slope - high, 0.0)
    sentence = f"calibration slope {found.slope:.2f} (+-{2 * found.slope_error:.2f}), {low:.2f} to {high:.2f}"
    passed = miss <= 2 * found.slope_error
    return Check("slope", passed, found.slope, low if found.slope < 1 else high, sentence)


def _slopes(champion: Calibrated | None) -> tuple[float, float]:
    """The limits, as wide as the champion's own slope makes them."""
    if champion is None:
        return FIRST_SLOPES
    return min(SLOPES[0], champion.slope), max(SLOPES[1], champion.slope)


def no_slice_worse(slices: Mapping[str, Paired]) -> Check:
    """No slice of enough size surely worse than the tolerance; the worst one's share of log loss lost."""
    if not slices:
        return Check("slices", True, None, None, "no payer or kind is large enough to compare")
    lost = {name: found.difference / found.champion for name, found in slices.items()}
    failed = [n for n, f in slices.items() if lost[n] > SLICE_TOLERANCE and f.better < DOUBT / len(slices)]
    worst = max(failed or lost, key=lambda name: lost[name])
    said = (
        f"worse on {', '.join(failed)}" if failed else f"of {len(slices)} payers and kinds the worst: {worst}"
    )
    return Check("slices", not failed, lost[worst], SLICE_TOLERANCE, f"{said} ({lost[worst]:+.1%} log loss)")


def no_slower(found: Speed, champion: Speed | None = None) -> tuple[Check, Check]:
    """Scores one claim, and a batch, in about the champion's time."""
    beside = (None, None) if champion is None else (champion.one, champion.batch)
    return (
        _fast("one claim", found.one, beside[0], QUICK_CLAIM_MS),
        _fast("a claim of a batch", found.batch, beside[1], QUICK_BATCH_MS),
    )


def _fast(what: str, found: float, champion: float | None, quick: float) -> Check:
    limit = quick if champion is None else max(quick, champion * SLOWER)
    beside = "" if champion is None else f", the champion's {champion:.2f}"
    sentence = f"{what} takes {found:.2f} ms{beside}, at most {limit:.2f}"
    # A first model has nothing to be slower than.
    return Check(f"time for {what}", champion is None or found <= limit, found, limit, sentence)


def no_larger(rounds: int, size: int) -> tuple[Check, Check]:
    """Few enough rounds of trees, and bytes."""
    return (
        Check(
            "trees",
            rounds <= MOST_ROUNDS,
            rounds,
            MOST_ROUNDS,
            f"{rounds:,} rounds of trees, at most {MOST_ROUNDS:,}",
        ),
        Check("bytes", size <= MOST_BYTES, size, MOST_BYTES, f"{size:,} bytes, at most {MOST_BYTES:,}"),
    )


def keeps_directions(broken: Sequence[str], swept: int) -> Check:
    """No feature moves the risk against its declared direction on a sweep of real claims."""
    said = f"{', '.join(broken)} moved the risk against the declared direction" if broken else "all kept"
    return Check("directions", not broken, len(broken), 0, f"{swept} declared directions swept: {said}")


def keeps_worklist(overlap: float | None, better: float) -> Check:
    """The riskiest tenth stays mostly the same, or the challenger is surely better."""
    if overlap is None:
        return Check("worklist", True, None, None, "no champion's worklist to compare with")
    passed = overlap >= LEAST_OVERLAP or better >= CLEARLY_BETTER
    sentence = f"{overlap:.0%} of the champion's riskiest tenth stay in it, at least {LEAST_OVERLAP:.0%}"
    return Check("worklist", passed, overlap, LEAST_OVERLAP, sentence)
