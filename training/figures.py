"""The figures of a showing as sections of a page: the same in a backtest's report and a model's card."""

import math
from collections.abc import Iterator, Mapping, Sequence

from training.document import Block, Heading, Table, Text
from training.evaluate import Metrics
from training.intervals import Interval
from training.reasons import ReasonHits
from training.showing import AtThreshold, Showing, Worklist
from training.slices import Segment

SCORERS = {
    "model": "model",
    "base_rate": "base rate",
    "table": "rate table",
    "rules": "rules only",
    "raw_lightgbm": "LightGBM on raw fields",
}
"""Names of scorers as people read them."""
MEASURES = {
    "auc": "AUC",
    "pr_auc": "PR-AUC",
    "log_loss": "log loss",
    "brier": "Brier",
    "ece": "ECE",
    "slope": "slope",
    "intercept": "intercept",
    "recall_at_capacity": "recall at 10 %",
    "dollars_at_capacity": "dollars at 10 %",
}
_SHARES = ("recall_at_capacity", "dollars_at_capacity")
_CAPTION = "Each scorer on the same claims; dollars are usual allowed ones."
_SMALL = 11
"""Counts below this are not told where nothing else is: who is meant might be guessed."""


def figures(shown: Showing) -> list[Block]:
    """Sections with every figure, each beside its baselines and interval where it has one."""
    parts: list[Block] = [Heading("All claims tested"), *_overall(shown)]
    if shown.worklists:
        parts += [Heading("What a worklist finds"), *_worklists(shown.worklists)]
    if shown.threshold is not None:
        parts += [Heading("At the caller's threshold"), Text(_threshold(shown.threshold))]
    if shown.reasons is not None:
        parts += [Heading("Reasons"), Text(_reasons(shown.reasons))]
    if shown.slices:
        parts += [Heading("Slices"), Text(_table_wins(shown)), *_slices(shown.slices)]
    return parts


def sentences(shown: Showing) -> tuple[str, ...]:
    """What the figures come to, in words."""
    gains = (_gained(name, gain) for name, gain in shown.gain.items())
    held = (
        shown.threshold and _threshold(shown.threshold),
        shown.reasons and _reasons(shown.reasons),
        shown.slices and _table_wins(shown),
    )
    return (*gains, *(told for told in held if told))


def scorer_table(caption: str, scorers: Mapping[str, Metrics], outcome: str) -> Table:
    """One row per scorer with every measure."""
    header = ("scorer", "claims", outcome, *MEASURES.values())
    rows = [(SCORERS.get(name, name), *_measured(held)) for name, held in scorers.items()]
    return Table(caption, header, tuple(rows))


def _measured(held: Metrics) -> tuple[str, ...]:
    values = held.as_dict()
    told = (percent(values[name]) if name in _SHARES else number(values[name]) for name in MEASURES)
    return (f"{held.rows:,}", count(held.failures), *told)


def _overall(shown: Showing) -> Iterator[Block]:
    yield scorer_table(_CAPTION, shown.scorers, shown.outcome)
    if shown.between:
        told = "; ".join(f"{MEASURES[name]} {held}" for name, held in shown.between.items())
        yield Text(f"95 % intervals of the model, weeks drawn again: {told}.")
    for name, gain in shown.gain.items():
        yield Text(_gained(name, gain))


def _gained(name: str, gain: Interval) -> str:
    return f"Log loss against {SCORERS.get(name, name)}: {_verdict(gain)}."


def _verdict(gain: Interval) -> str:
    if gain.low <= 0 <= gain.high:
        return f"no clear winner (95 %: {gain})"
    better, low, high = ("better", gain.low, gain.high) if gain.low > 0 else ("worse", -gain.high, -gain.low)
    return f"the model is {better} by {low:.4f} to {high:.4f} (95 %)"


def _worklists(held: Sequence[Worklist]) -> Iterator[Block]:
    words = {"risk": "risk", "dollars": "risk times usual allowed"}
    header = (
        "ordered by",
        "looked at",
        "claims",
        "failures found",
        "precision",
        "recall",
        "$ found",
        "of all $",
    )
    rows = [
        (
            words[one.order],
            percent(one.share),
            f"{one.claims:,}",
            f"{one.failures:,.0f}",
            percent(one.precision),
            percent(one.recall),
            "-" if one.failures < _SMALL else f"{one.allowed_dollars:,.0f}",
            percent(one.dollars_recall),
        )
        for one in held
    ]
    yield Table("The first claims of a list, and what the payers denied of them.", header, tuple(rows))
    yield Text(
        "Dollars are what the payer usually allows for such claims, of whole claims that failed in any part; "
        "they were at stake, not necessarily lost."
    )


def _threshold(held: AtThreshold) -> str:
    if not held.flagged:
        return f"No risk promised a precision of {percent(held.wanted)}: nothing was flagged."
    return (
        f"Asked for {percent(held.wanted)} of flagged claims to fail, with thresholds chosen out of fold "
        "before each "
        f"origin: {held.flagged:,} claims were flagged, {percent(held.precision)} of them failed "
        f"({span(held.precision_between)}), and {percent(held.recall)} of all failures were among them "
        f"({span(held.recall_between)})."
    )


def _reasons(held: ReasonHits) -> str:
    return (
        f"Of {held.failures:,} failed claims the payer's reason family was foretold first for "
        f"{percent(held.top1)} ({span(held.top1_between)}) and among the first three for "
        f"{percent(held.top3)} "
        f"({span(held.top3_between)}). The payer's usual mix alone: {percent(held.mix_top1)} and "
        f"{percent(held.mix_top3)}."
    )


def _table_wins(shown: Showing) -> str:
    if not shown.table_wins:
        return "In no slice with enough claims does the rate table alone do better than the model."
    told = "; ".join(f"{held.by} {held.value} ({_how_sure(held)})" for held in shown.table_wins)
    return f"The rate table alone does better than the model for: {told}."


def _how_sure(held: Segment) -> str:
    sure = held.gain is not None and held.gain.high < 0
    return "for certain" if sure else "within the luck of the draw"


def _slices(held: Sequence[Segment]) -> Iterator[Block]:
    for by in dict.fromkeys(one.by for one in held):
        header = (
            *(by, "calibration", "claims", "failed", "expected", "observed", "AUC", "95 %"),
            *("ECE", "slope", "log loss", "table's", "best"),
        )
        rows = [_slice(one) for one in held if one.by == by]
        yield Table(f"By {by}.", header, tuple(rows), words=2)


def _slice(held: Segment) -> tuple[str, ...]:
    verdict = "" if held.observed is None else ("off" if held.miscalibrated else "fits")
    shares = (percent(held.expected), span(held.observed))
    counts = (held.rows, held.failures)
    told = (held.value, verdict, *map(count if held.observed is None else "{:,}".format, counts), *shares)
    if held.metrics is None:
        return (*told, *("too few",), *("",) * 6)
    found = held.metrics
    return (
        *told,
        number(found.auc),
        "" if held.auc is None else f"{held.auc.low:.3f} to {held.auc.high:.3f}",
        *(number(value) for value in (found.ece, found.slope, found.log_loss, held.log_loss["table"])),
        SCORERS.get(held.best or "", ""),
    )


def number(value: float) -> str:
    """Four digits; a dash when there is too little to say."""
    return f"{value:.4f}" if math.isfinite(value) else "-"


def percent(value: float) -> str:
    """A share in percent; a dash when there is too little to say."""
    return f"{value:.1%}" if math.isfinite(value) else "-"


def count(n: int) -> str:
    """A number of claims; a small one is not told."""
    return f"{n:,}" if n == 0 or n >= _SMALL else f"under {_SMALL}"


def span(held: Interval | None) -> str:
    """Both ends of a share's interval in percent."""
    return "" if held is None else f"{held.low:.1%} to {held.high:.1%}"
