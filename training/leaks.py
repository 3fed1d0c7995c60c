"""The leak audit: what single features know of the label, and whether any of them looks past its moment.

`python -m training.leaks --home DIR [--as-of ISO] [--limit 0.9] [--claims 6] [--json]` prints, for every
feature of the catalog, how well it alone sorts the training rows, and audits dates on some claims. It ends
with 1 when a feature is flagged, else with 0.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.clocks import now
from data.events import Events
from data.home import Home
from data.store import Store
from features.catalog import DENIAL_FEATURES
from features.date_audit import DateAudit, date_audit, sampled
from models.examples import Rows
from training.rows import denial_rows

LIMIT = 0.90
"""AUC of one feature alone above which it is looked at by a person before anything is trained on it."""

CLAIMS = 6
"""Claims whose dates are audited unless said otherwise; each costs two builds of the history."""

TRAINED_CLAIMS, FIRST_CLAIMS = 1, 1_000
"""Claims whose dates a training run audits, and how many of the first ones it knows for that: two seconds,
however large the practice."""

_LEVELS = 64
"""Levels that a feature's values are put into at most; missing is one more."""
_STRENGTH = 20.0
"""Rows of the overall rate that each level's rate is drawn with: few rows do not make a leak."""

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class FeatureAuc:
    """How well one feature alone sorts failed claims from others; 0.5 is not at all, 1 is the label itself.

    `auc` takes its values in order, whichever way is better, and missing below or above them all;
    `auc_any_shape` the rates of its levels instead, missing a level of its own, so that a code or a
    hump is seen too; `auc_missing` only whether it is missing. `missing` is the share of rows without it.
    """

    name: str
    auc: float
    auc_any_shape: float
    auc_missing: float
    missing: float
    flagged: bool


@dataclass(frozen=True, slots=True)
class LeakReport:
    """The features by their better AUC, best first, and the date audit.

    `first` is how many of the first claims were known to the date audit, None when it knew all.
    """

    rows: int
    failed: int
    limit: float
    features: tuple[FeatureAuc, ...]
    dates: DateAudit | None = None
    first: int | None = None

    @property
    def flagged(self) -> tuple[str, ...]:
        """Features above the limit."""
        return tuple(one.name for one in self.features if one.flagged)

    @property
    def clean(self) -> bool:
        """Nothing is flagged and nothing moved."""
        return not self.flagged and not (self.dates and self.dates.moved)

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        moved = None if self.dates is None else [asdict(one) for one in self.dates.moved]
        return {
            "rows": self.rows,
            "failed": self.failed,
            "limit": self.limit,
            "features": [asdict(one) for one in self.features],
            "flagged": list(self.flagged),
            "first_claims": self.first,
            "claims_audited": self.dates.claims if self.dates else 0,
            "answers_audited": self.dates.answers if self.dates else 0,
            "moved": moved,
        }


def single_feature_aucs(
    x: Floats, label: Flags, names: Sequence[str], *, limit: float = LIMIT
) -> tuple[FeatureAuc, ...]:
    """One entry per column of `x`, the strongest first; a label of one kind gives 0.5 everywhere."""
    found = [_auc_of(name, x[:, place], label, limit) for place, name in enumerate(names)]
    return tuple(sorted(found, key=lambda one: (-max(one.auc, one.auc_any_shape), one.name)))


def _auc_of(name: str, values: Floats, label: Flags, limit: float) -> FeatureAuc:
    gone = np.isnan(values)
    _, level = np.unique(values[~gone], return_inverse=True)
    failed, rows = _counts(level, label[~gone])
    missing = (int(label[gone].sum()), int(gone.sum()))
    in_order = max(_either(_with(failed, rows, missing, place)) for place in (0, len(rows)))
    by_rate = area(*_by_rate(*_merged(failed, rows), missing, float(label.mean())))
    of_missing = _either((np.array([label[~gone].sum(), missing[0]]), np.array([(~gone).sum(), missing[1]])))
    return FeatureAuc(
        name, in_order, by_rate, of_missing, float(gone.mean()), bool(max(in_order, by_rate) > limit)
    )


def _counts(level: Ints, label: Flags) -> tuple[Ints, Ints]:
    """Failed rows and rows per level, ascending."""
    size = int(level.max(initial=-1)) + 1
    return np.bincount(level[label], minlength=size), np.bincount(level, minlength=size)


def _with(failed: Ints, rows: Ints, missing: tuple[int, int], place: int) -> tuple[Ints, Ints]:
    return np.insert(failed, place, missing[0]), np.insert(rows, place, missing[1])


def _merged(failed: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """At most `_LEVELS` levels of about as many rows each, neighbours put together."""
    if len(rows) <= _LEVELS:
        return failed, rows
    bins = (np.cumsum(rows) - rows) * _LEVELS // rows.sum()
    starts = np.flatnonzero(np.diff(bins, prepend=-1))
    return np.add.reduceat(failed, starts), np.add.reduceat(rows, starts)


def _by_rate(failed: Ints, rows: Ints, missing: tuple[int, int], overall: float) -> tuple[Ints, Ints]:
    """The levels with missing among them, by their rates drawn to the overall one."""
    failed, rows = _with(failed, rows, missing, 0)
    order = np.argsort((failed + _STRENGTH * overall) / (rows + _STRENGTH), kind="stable")
    return failed[order], rows[order]


def _either(levels: tuple[Ints, Ints]) -> float:
    found = area(*levels)
    return max(found, 1 - found)


def area(failed: Ints, rows: Ints) -> float:
    """The area under the curve of levels in ascending order, ties counted as half; 0.5 without both kinds."""
    others = rows - failed
    pairs = float(failed.sum()) * float(others.sum())
    if not pairs:
        return 0.5
    below = np.cumsum(others) - others
    return float((failed * (below + others / 2)).sum() / pairs)


def leak_report(
    store: Store, *, as_of: datetime | None = None, limit: float = LIMIT, claims: int = CLAIMS, seed: int = 0
) -> LeakReport:
    """Audits the training rows known before a moment; `claims` 0 leaves the dates out.

    Raises: NoDataError when too few claims are answered and mature.
    """
    moment = as_of or now()
    events = store.events(moment)
    rows = denial_rows(events, moment).rows
    return _report(
        rows, limit, date_audit(events, sampled(events, claims, seed=seed), seed=seed) if claims else None
    )


def training_leaks(events: Events, rows: Rows) -> LeakReport:
    """Audits the rows of a training run, and dates among what was known once its first claims were."""
    known = events.of_first(FIRST_CLAIMS)
    dates = date_audit(known, sampled(known, TRAINED_CLAIMS))
    return replace(_report(rows, LIMIT, dates), first=len(known.claims))


def _report(rows: Rows, limit: float, dates: DateAudit | None) -> LeakReport:
    names = [feature.name for feature in DENIAL_FEATURES]
    aucs = single_feature_aucs(rows.x, rows.label, names, limit=limit)
    return LeakReport(len(rows), int(rows.label.sum()), limit, aucs, dates)


def table(report: LeakReport) -> str:
    """The report as text for a terminal."""
    wide = max((len(one.name) for one in report.features), default=4)
    lines = [f"{'feature':{wide}}    AUC  any shape  if missing  missing"]
    lines += [
        f"{one.name:{wide}}  {one.auc:.3f}      {one.auc_any_shape:.3f}       {one.auc_missing:.3f}"
        f"  {one.missing:6.1%}{'  above the limit' if one.flagged else ''}"
        for one in report.features
    ]
    flagged = ", ".join(report.flagged) or "none"
    lines.append(
        f"{report.rows:,} rows, {report.failed:,} failed; above {report.limit:.2f} alone: {flagged}."
    )
    return "\n".join([*lines, *_dates_told(report.dates)])


def _dates_told(dates: DateAudit | None) -> list[str]:
    if dates is None:
        return []
    moved = ", ".join(dates.names) or "none"
    told = f"{dates.claims} claims, {dates.answers} answers each, later events removed and added"
    return [f"{told}; moved: {moved}."]


def main() -> None:
    """Prints the report of a home; see the module."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--home", type=Path, default=Path(".cleanclaim"))
    parser.add_argument("--as-of", type=datetime.fromisoformat)
    parser.add_argument("--limit", type=float, default=LIMIT)
    parser.add_argument("--claims", type=int, default=CLAIMS, help="claims whose dates are audited")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    store = Store.open(Home(asked.home).database_url)
    report = leak_report(store, as_of=asked.as_of, limit=asked.limit, claims=asked.claims)
    store.close()
    sys.stdout.write((json.dumps(report.as_json()) if asked.json else table(report)) + "\n")
    sys.exit(0 if report.clean else 1)


if __name__ == "__main__":
    main()
