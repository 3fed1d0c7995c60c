"""When a claim is old enough that no answer, or no denial, is news.

Denials come later than payments, so a claim counts as mature only when nearly all denials of its payer
would have come: learning from "claims that happen to have answers" would learn the speed of payers.
Source: `labels.md`, mature.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

POOLED: Final = ""
"""The key of `denial_windows` that holds for payers without enough denials of their own."""

PERCENTILE: Final = 0.98
FLOOR_DAYS: Final = 30
CAP_DAYS: Final = 120
ENOUGH_DENIALS: Final = 50
"""*Ours*: a 98th percentile of fewer is one claim's luck."""


def denial_windows(claims: pd.DataFrame, outcomes: pd.DataFrame, as_of: datetime) -> dict[str, int]:
    """Days after submission by which 98 of 100 denials have come, per payer_id; `POOLED` for all others.

    From outcomes known strictly before `as_of`. Kaplan-Meier on reversed time, because young claims can
    show only their quick denials (truncation on the right). Between 30 and 120 days; 120 when even the
    pool holds fewer than 50 denials, and while no claim is as old: slower denials have never been seen.
    """
    if not _is_long_enough(claims, as_of):
        return {POOLED: CAP_DAYS}
    denied = outcomes.loc[outcomes["failed"] & (outcomes["decided_at"] < pd.Timestamp(as_of))]
    held = denied[["version_key", "decided_at"]].merge(
        claims[["version_key", "payer_id", "submitted_at"]], on="version_key"
    )
    lag = _days(held["decided_at"] - held["submitted_at"])
    age = _days(pd.Timestamp(as_of) - held["submitted_at"])
    windows = {POOLED: _window(lag, age)}
    for payer, places in held.groupby("payer_id").indices.items():
        if len(places) >= ENOUGH_DENIALS:
            windows[str(payer)] = _window(lag[places], age[places])
    return windows


def window_days(payer_ids: Any, windows: Mapping[str, int]) -> NDArray[np.int64]:
    """The window of each payer, the pooled one where it has none, in the order given."""
    pooled = windows.get(POOLED, CAP_DAYS)
    mapped = pd.Series(np.asarray(payer_ids, dtype=object)).map(dict(windows))
    return mapped.fillna(pooled).to_numpy(dtype=np.int64)


def mature(claims: pd.DataFrame, windows: Mapping[str, int], as_of: datetime) -> NDArray[np.bool_]:
    """Whether each claim's window had passed at a moment, in the order of `claims`; by submission alone."""
    window = window_days(claims["payer_id"], windows).astype("timedelta64[D]")
    submitted = claims["submitted_at"].to_numpy(dtype="datetime64[us]")
    return np.asarray(submitted + window <= np.datetime64(as_of, "us"), dtype=bool)


def lag_percentile(lag: NDArray[np.float64], age: NDArray[np.float64], share: float) -> float:
    """The days by which a share of events has come, when only events with lag < age could be seen.

    Product limit on reversed time: walking back from the longest lag, each step loses the part of those
    at risk (lag not longer, age long enough to show it) whose lag it is. NaN without events.
    """
    if not len(lag):
        return float("nan")
    days = np.unique(lag)
    at = np.bincount(np.searchsorted(days, lag))
    not_longer = np.searchsorted(np.sort(lag), days, side="right")
    too_young = np.searchsorted(np.sort(age), days, side="left")
    risk = not_longer - too_young
    # F(d) is the chance that the lag is d or less: the product over all longer lags.
    kept = 1 - at / np.maximum(risk, at)
    reached = np.append(np.cumprod(kept[::-1])[::-1][1:], 1.0)
    return float(days[np.argmax(reached >= share)])


def _is_long_enough(claims: pd.DataFrame, as_of: datetime) -> bool:
    oldest = claims["submitted_at"].min()
    return not pd.isna(oldest) and pd.Timestamp(as_of) - oldest > pd.Timedelta(days=CAP_DAYS)


def _window(lag: NDArray[np.float64], age: NDArray[np.float64]) -> int:
    if len(lag) < ENOUGH_DENIALS:
        return CAP_DAYS
    return int(np.clip(lag_percentile(lag, age, PERCENTILE), FLOOR_DAYS, CAP_DAYS))


def _days(spans: Any) -> NDArray[np.float64]:
    """Whole days begun; a negative span (a clock that was wrong) is 0."""
    return np.maximum(np.ceil(spans.dt.total_seconds().to_numpy() / 86_400), 0.0)
