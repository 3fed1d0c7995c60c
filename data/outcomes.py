"""Outcomes: what the payer said of each claim version and of each of its lines, first and finally.

Source: `labels.md`. Pure functions of the events; what is known before T never changes by later events.
"""

from typing import Final

import numpy as np
import pandas as pd

from data.answers import Standing, rejected_versions, standing
from data.codes import FAMILIES
from data.decisions import Decisions, decisions
from data.events import Events
from data.line_outcomes import LINE_OUTCOME_COLUMNS, line_outcomes
from data.population import population
from data.reasons import main_values, told_reasons, told_remarks
from data.states import FAILED

__all__ = [
    "CLAIM_OUTCOME_COLUMNS",
    "LABELS_VERSION",
    "LINE_OUTCOME_COLUMNS",
    "claim_outcomes",
    "line_outcomes",
]

LABELS_VERSION: Final = "3"
"""Changes whenever a rule changes an outcome; goes into every training run."""

CLAIM_OUTCOME_COLUMNS: Final = (
    *("version_key", "claim_id", "payer_id", "chain_key", "version", "population"),
    *("remit_key", "state", "failed", "family", "point", "carcs", "rarcs", "groups"),
    *("charge_cents", "paid_cents", "allowed_cents", "denied_charge_cents"),
    *("payer_claim_number", "decided_on", "decided_at"),
)

_TEXTS: Final = ("remit_key", "state", "family", "point", "carcs", "rarcs", "groups", "payer_claim_number")
_MONEY: Final = ("charge_cents", "paid_cents", "allowed_cents", "denied_charge_cents")


def claim_outcomes(events: Events) -> pd.DataFrame:
    """One row per claim version that has an answer, in order of (decided_at, version_key).

    `state` is one of `data.states.STATES`; `failed` is the denial model's label (a rejected version was
    never adjudicated: leave it out of learning). `remit_key` is missing for a rejection, `family` unless
    failed, `point` (what the denial is about, `data/codes/points.csv`) where no code tells it. `carcs` come
    with most cents first (of a failed claim only the denying ones), `groups` in the same order.
    `allowed_cents` is paid plus cost share 1, 2, 3. `decided_at` is when the answer could be known,
    `decided_on` its payment or status date. `population` is one of `data.population.POPULATIONS`.
    """
    stands = standing(events)
    held = [_adjudicated(decisions(events, stands)), _rejected(events, stands)]
    held = pd.concat(held, ignore_index=True)
    claims = events.claims[["version_key", "claim_id", "payer_id", "total_charge_cents"]]
    claims = claims.assign(population=pd.array(population(events.claims, events.lines), dtype="str"))
    chains = events.chains[["version_key", "chain_key", "version"]]
    held = held.merge(claims, on="version_key").merge(chains, on="version_key", how="left")
    held["charge_cents"] = held["charge_cents"].fillna(held["total_charge_cents"])
    return held.sort_values(["decided_at", "version_key"], ignore_index=True)[list(CLAIM_OUTCOME_COLUMNS)]


def _adjudicated(decided: Decisions) -> pd.DataFrame:
    remits = decided.remits
    carcs, groups = told_reasons(decided.adjustments, remits["state"])
    denying = decided.adjustments[decided.adjustments["denies"]]
    family = main_values(denying, len(remits), "family", ties=FAMILIES)
    # A claim returned, or denied by status, may say it in remarks alone.
    family[remits["state"].eq("returned").to_numpy() & pd.isna(family)] = "missing"
    return _typed(
        {
            **{name: remits[name] for name in ("version_key", "remit_key", "state", "payer_claim_number")},
            "failed": remits["state"].isin(FAILED),
            "family": family,
            "point": main_values(denying, len(remits), "point"),
            "carcs": carcs,
            "groups": groups,
            "rarcs": told_remarks(decided.remarks, len(remits)),
            "charge_cents": remits["charge"],
            "paid_cents": remits["paid"],
            "allowed_cents": remits["paid"] + remits["cost_share"],
            "denied_charge_cents": remits["denied_charge"],
            "decided_on": remits["paid_on"],
            "decided_at": remits["at"],
        }
    )


def _rejected(events: Events, stands: Standing) -> pd.DataFrame:
    held = rejected_versions(events, stands)
    nothing = np.full(len(held), None, dtype=object)
    return _typed(
        {
            **{name: held[name] for name in ("version_key", "payer_claim_number")},
            **dict.fromkeys(("remit_key", "family", "point", "carcs", "groups", "rarcs"), nothing),
            **dict.fromkeys(("paid_cents", "allowed_cents"), np.zeros(len(held))),
            "state": np.full(len(held), "rejected", dtype=object),
            "failed": np.zeros(len(held), dtype=bool),
            "charge_cents": held["charge_cents"],
            "denied_charge_cents": np.zeros(len(held)),
            "decided_on": held["effective_on"],
            "decided_at": held["at"],
        }
    )


def _typed(columns: dict[str, object]) -> pd.DataFrame:
    out = pd.DataFrame(columns)
    kinds = {**dict.fromkeys(_TEXTS, "str"), **dict.fromkeys(_MONEY, "Int64"), "failed": "bool"}
    return out.astype(kinds)
