"""What payments after denials tell of win chances while few appeals are on file.

A denial that nobody worked is not recovered either, so recoveries say which denials are won more often than
others, not how often: the level stays the prior's.
"""

import numpy as np
import pandas as pd

from data.events import Events
from data.recoveries import recoveries
from features.appeal_history import STRENGTHS, Facts, Floats, prior_log_odds
from features.appeal_joint import JointShifts
from features.denial import denial_batch

WAIT = np.timedelta64(180, "D")
"""A denial not recovered after so long counts as lost; the outcome of each is known then. Ours."""
TRUST = 0.25
"""How much of what recoveries tell is believed without any appeal: nobody knows which denials were worked. On
three worlds of known truth a quarter told win chances as well as none or better, by log loss; half ordered
dollars clearly worse, and none a little better, where priors resemble the truth."""
ENOUGH = 200
"""Decided appeals with which recoveries are no longer asked; up to them they are believed less and less, for
an appeal that won is among them again."""


def recovery_trust(decided: int) -> float:
    """How much of what recoveries tell is believed beside so many decided appeals."""
    return TRUST * max(0.0, 1.0 - decided / ENOUGH)


class Recoveries:
    """Every denial, recovered within `WAIT` or not, each known strictly after that.

    `held` and `facts` are those of `AppealPast`, `trust` is how much of it to believe.
    """

    def __init__(self, events: Events, held: pd.DataFrame, facts: pd.DataFrame, trust: float) -> None:
        denied = held["denied_at"].to_numpy(dtype="datetime64[us]")
        paid = recoveries(events, held).set_index("version_key")["recovered_at"].reindex(held["version_key"])
        won = paid.to_numpy(dtype="datetime64[us]") < denied + WAIT
        asked = denial_batch(held.assign(level=1), facts, denied).facts
        self._shifts = JointShifts(denied + WAIT, won, prior_log_odds(asked), asked.keys(), STRENGTHS)
        self._trust = np.where(np.array(list(STRENGTHS)) == "practice", 0.0, trust)

    def parts(self, facts: Facts) -> Floats:
        """Log-odds to add to the prior, n x STRENGTHS: nothing for the level."""
        return self._shifts.parts(facts.t, facts.keys()) * self._trust
