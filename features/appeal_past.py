"""Decided appeals out of the events: as rows to learn from and as the history to ask."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.appeals import appeal_outcomes, denials
from data.events import Events
from data.outcomes import claim_outcomes
from features.appeal_history import AppealHistory, Decided
from features.denial import DenialBatch, denial_batch
from features.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class AppealPast:
    """What is known of denials and appeals: all denials, the decided appeals, and the history made of them.

    `held` is the frame of `data.appeals.denials`; `decided` has one row per decided appeal, in order of its
    decision, as it stood when it was filed; `won`, `recovered_cents` and `decided_at` are what came of it.
    """

    held: pd.DataFrame
    decided: DenialBatch
    won: NDArray[np.bool_]
    recovered_cents: NDArray[np.float64]
    decided_at: NDArray[np.datetime64]
    history: AppealHistory


def appeal_past(events: Events, knowledge: Knowledge) -> AppealPast:
    """Everything about denials that these events tell."""
    held = denials(events, claim_outcomes(events))
    outcomes = appeal_outcomes(events, held).sort_values(["decided_at", "version_key", "level"])
    rows = outcomes.merge(held.drop(columns=["level", "recovered_cents"]), on="version_key", how="inner")
    batch = denial_batch(rows, events, knowledge, rows["filed_at"].to_numpy(dtype="datetime64[us]"))
    won = rows["won"].to_numpy(dtype=bool)
    recovered = rows["recovered_cents"].to_numpy(dtype="float64", na_value=np.nan)
    decided_at = rows["decided_at"].to_numpy(dtype="datetime64[us]")
    minutes = rows["minutes"].to_numpy(dtype="float64", na_value=np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(won & (batch.allowed_cents > 0), recovered / batch.allowed_cents, np.nan)
    history = AppealHistory(Decided(batch.facts, decided_at, won, share, minutes))
    return AppealPast(held, batch, won, recovered, decided_at, history)
