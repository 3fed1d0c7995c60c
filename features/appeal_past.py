"""Decided appeals out of the events: as rows to learn from and as the history to ask."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.appeals import appeal_outcomes, assigned_appeals, denials
from data.events import Events
from data.outcomes import claim_outcomes
from features.appeal_history import AppealHistory, Decided
from features.appeal_recoveries import Recoveries, recovery_trust
from features.denial import DenialBatch, claim_facts, denial_batch
from features.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class AppealPast:
    """What is known of denials and appeals: all denials, the decided appeals, and the history made of them.

    `held` is the frame of `data.appeals.denials`, `facts` what their claims say (`claim_facts`). `decided`
    has one row per decided appeal, in order of its decision, as it stood when it was filed; `won`,
    `recovered_cents` and `decided_at` are what came of it. `filed_at` is when each denial was first appealed
    (NaT: never); None where that is not known.
    """

    held: pd.DataFrame
    facts: pd.DataFrame
    decided: DenialBatch
    won: NDArray[np.bool_]
    recovered_cents: NDArray[np.float64]
    decided_at: NDArray[np.datetime64]
    history: AppealHistory
    filed_at: NDArray[np.datetime64] | None = None


def appeal_past(events: Events, knowledge: Knowledge) -> AppealPast:
    """Everything about denials that these events tell."""
    held = denials(events, claim_outcomes(events))
    known = held.drop(columns=["level", "recovered_cents"])
    rows = appeal_outcomes(events, held).merge(known, on="version_key")
    # A filing that no log tells of counts from the denial.
    filed = rows[["filed_at", "denied_at"]].max(axis=1)
    facts = claim_facts(held, events, knowledge)
    batch = denial_batch(rows, facts, filed.to_numpy(dtype="datetime64[us]"))
    won = rows["won"].to_numpy(dtype=bool)
    recovered = rows["recovered_cents"].to_numpy(dtype="float64", na_value=np.nan)
    decided_at = rows["decided_at"].to_numpy(dtype="datetime64[us]")
    minutes = rows["minutes"].to_numpy(dtype="float64", na_value=np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(won & (batch.allowed_cents > 0), recovered / batch.allowed_cents, np.nan)
    trust = recovery_trust(len(rows))
    start = Recoveries(events, held, facts, trust).parts if trust else None
    history = AppealHistory(Decided(batch.facts, decided_at, won, share, minutes), start)
    return AppealPast(held, facts, batch, won, recovered, decided_at, history, _first_filed(events, held))


def _first_filed(events: Events, held: pd.DataFrame) -> NDArray[np.datetime64]:
    first = assigned_appeals(events, held).groupby("version_key")["filed_end"].min()
    return first.reindex(held["version_key"]).to_numpy(dtype="datetime64[us]")
