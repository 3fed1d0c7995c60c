"""How many claims of each month were denied, as far as that can be said at a moment.

A claim without an answer is unknown, never paid: the rate is taken over mature claims that a payer decided,
by month of submission, and what is young, rejected or overdue is counted beside it. Source: `labels.md`.
"""

from datetime import datetime
from typing import Final

import numpy as np
import pandas as pd

from data.answers import resent_versions
from data.events import Events
from data.maturity import denial_windows, mature
from data.outcomes import claim_outcomes
from data.population import population

COHORT_COLUMNS: Final = (
    *("claims", "young", "young_answered", "mature", "failed", "passed", "rejected", "no_response"),
    "denial_rate",
)
_COUNTS: Final = COHORT_COLUMNS[:-1]


def denial_rate_as_of(events: Events, at: datetime, by: tuple[str, ...] = ()) -> pd.DataFrame:
    """One row per month of submission (and value of `by`), in order, from what was known before a moment.

    Original primary claims, a resend with its first. `denial_rate` is `failed` of `failed` and `passed`,
    all of mature claims, missing when there are none. `mature` is the sum of `failed`, `passed`, `rejected`
    and `no_response`; `young` claims have no part in the rate, though some are answered (`young_answered`).

    Args:
        events: everything that is held.
        at: the moment.
        by: columns of `claims` to count apart, such as `payer_id`.
    """
    held = standing_claims(events.before(at), at)
    state, ripe = held["state"], held["mature"]
    told = state.notna()
    flags = {
        "claims": np.ones(len(held), dtype=bool),
        "young": ~ripe,
        "young_answered": ~ripe & told,
        "mature": ripe,
        "failed": ripe & held["failed"].eq(True),
        "passed": ripe & told & (state != "rejected") & ~held["failed"].eq(True),
        "rejected": ripe & (state == "rejected"),
        "no_response": ripe & ~told,
    }
    month = held["submitted_at"].dt.to_period("M").dt.start_time.rename("month")
    counts = pd.DataFrame(flags).groupby([month, *(held[name] for name in by)], dropna=False).sum()
    counts = counts.astype("int64").sort_index().reset_index()
    decided = counts["failed"] + counts["passed"]
    return counts.assign(denial_rate=(counts["failed"] / decided.where(decided > 0)).astype("float64"))


def standing_claims(known: Events, at: datetime) -> pd.DataFrame:
    """Original primary claims with their `state` and `failed` (missing: no answer), and whether `mature`.

    Versions that were only sent again are left out: what is heard of them counts for the first. A feed that
    stopped does not make young claims mature: time ends with the last remit.
    """
    outcomes = claim_outcomes(known)
    original = population(known.claims, known.lines) == "original_primary"
    claims = known.claims[original & ~known.claims["version_key"].isin(resent_versions(known))]
    held = claims.merge(outcomes[["version_key", "state", "failed"]], on="version_key", how="left")
    until = min(at, known.remits["available_at"].max().to_pydatetime()) if len(known.remits) else None
    if until is None:
        return held.assign(mature=False)
    windows = denial_windows(known.claims, outcomes, until)
    return held.assign(mature=mature(held, windows, until))
