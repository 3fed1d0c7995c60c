"""Original primary claims with their first final answer: of mature days, and of younger ones."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.answers import resent_versions
from data.errors import NoDataError
from data.events import Events
from data.maturity import denial_windows, mature, window_days
from data.outcomes import claim_outcomes
from data.population import population

POPULATION = "original_primary"


class Answered(NamedTuple):
    """Answered claims (index and key columns of the events' claims) and what became of each, row by row.

    First the `mature` ones, in order of submission, then in that order those of days that were not mature
    `until` the answers end. `windows` are `denial_windows`; `no_response` counts mature claims without an
    answer per payer (not a label).
    """

    claims: pd.DataFrame
    labels: pd.DataFrame
    mature: int
    until: datetime
    windows: Mapping[str, int]
    no_response: Mapping[str, int]

    @property
    def known_at(self) -> NDArray[np.datetime64]:
        """When each label may be told: decided, and its days mature."""
        window = window_days(self.claims["payer_id"], self.windows).astype("timedelta64[D]")
        return np.maximum(self.decided_at, self.submitted_at + window)

    @property
    def submitted_at(self) -> NDArray[np.datetime64]:
        """T of each."""
        return self.claims["submitted_at"].to_numpy(dtype="datetime64[us]")

    @property
    def decided_at(self) -> NDArray[np.datetime64]:
        """When each answer came."""
        return self.labels["decided_at"].to_numpy(dtype="datetime64[us]")

    @property
    def family(self) -> NDArray[Any]:
        """Each failure's reason family; None where there is none."""
        return objects(self.labels["family"])


def answered_claims(events: Events, as_of: datetime) -> Answered:
    """The claims answered before a moment, from events known before it.

    Raises: NoDataError when no remittance is held.
    """
    outcomes = claim_outcomes(events)
    until = _answers_end(events, as_of)
    windows = denial_windows(events.claims, outcomes, until)
    claims = _originals(events)
    ripe = mature(claims, windows, until)
    adjudicated = outcomes[outcomes["state"] != "rejected"].set_index("version_key")
    is_answered = claims["version_key"].isin(adjudicated.index).to_numpy()
    silent = claims.loc[ripe & ~claims["version_key"].isin(outcomes["version_key"]), "payer_id"]
    counts = silent.value_counts(dropna=False).sort_index().items()
    held = pd.concat([claims[ripe & is_answered], claims[~ripe & is_answered]])
    return Answered(
        claims=held,
        labels=adjudicated.loc[held["version_key"]],
        mature=int((ripe & is_answered).sum()),
        until=until,
        windows=windows,
        no_response={str(payer): int(n) for payer, n in counts},
    )


def _originals(events: Events) -> pd.DataFrame:
    """Original primary claims not sent again, in order of submission."""
    claims = events.claims[["version_key", "payer_id", "submitted_at"]]
    claims = claims[population(events.claims, events.lines) == POPULATION]
    claims = claims[~claims["version_key"].isin(resent_versions(events))]
    return claims.sort_values("submitted_at", kind="stable")


def _answers_end(events: Events, as_of: datetime) -> datetime:
    # A feed that stopped must not make young claims look mature: time ends with the last answer.
    if not len(events.remits):
        raise NoDataError("no remittance (835) is held")
    return min(as_of, events.remits["available_at"].max().to_pydatetime())


def objects(held: pd.Series) -> NDArray[Any]:
    """The values as objects, None where missing."""
    return held.astype("object").where(held.notna(), None).to_numpy(dtype=object)
