"""Denials and what became of them: appeals, corrections, recoveries.

Source: `labels.md`, recovered. The appeal log wins over what an 835 implies.
"""

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.answers import linked_remits
from data.events import Events
from data.recoveries import recoveries

DENIAL_COLUMNS: Final = (
    *(
        "version_key",
        "claim_id",
        "version",
        "chain_key",
        "payer_id",
        "population",
        "kind",
        "filing_indicator",
    ),
    *("state", "family", "carcs", "rarcs", "groups", "payer_claim_number", "remit_key"),
    *("charge_cents", "denied_charge_cents", "denied_on", "denied_at"),
    *("level", "prior_levels", "appeal_pending", "resolved", "recovered_cents", "credit"),
)

APPEAL_OUTCOME_COLUMNS: Final = (
    *(
        "version_key",
        "level",
        "filed_at",
        "decided_at",
        "outcome",
        "won",
        "recovered_cents",
        "minutes",
        "source",
    ),
)

WON: Final = ("overturned", "partial")
DECIDED: Final = (*WON, "upheld")
"""Decisions on the merits; a withdrawn appeal decides nothing and its level may be filed again."""

MAINTAINED: Final = {"193": "upheld", "285": "upheld", "286": "upheld"}
"""CARCs by which a remit says that an appeal changed nothing: maintained, procedure or limit not met."""

_DAY_END: Final = pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)


def denials(events: Events, outcomes: pd.DataFrame) -> pd.DataFrame:
    """One row per failed version, with all that the given events tell about it, by (denied_at, version_key).

    Claims billed to be denied are left out. `level` is the next appeal level to work, `prior_levels` how
    many were decided; `appeal_pending` says one is open. `resolved`: recovered, won on appeal, or replaced
    by a later version sent after the denial. `recovered_cents` is net of takebacks (the log's amount when
    an appeal won one); `credit` is after_appeal, after_correction, payer_reprocess or unknown, missing
    when nothing was recovered.
    """
    failed = outcomes[outcomes["failed"] & (outcomes["population"] != "billed_to_be_denied")]
    held = failed.rename(columns={"decided_at": "denied_at", "decided_on": "denied_on"})
    held = held.merge(events.claims[["version_key", "kind", "filing_indicator"]], on="version_key")
    held = held.sort_values(["denied_at", "version_key"], ignore_index=True)
    held = held.merge(_appeal_facts(assigned_appeals(events, held)), on="version_key", how="left")
    held = held.merge(recoveries(events, held), on="version_key", how="left", suffixes=("", "_835"))
    return _typed(_settled(held))[list(DENIAL_COLUMNS)]


def appeal_outcomes(events: Events, denied: pd.DataFrame) -> pd.DataFrame:
    """One row per decided appeal level of a denial, by (decided_at, version_key, level).

    `won` is overturned or partial; `filed_at` and `decided_at` are the ends of their days; `minutes` and
    `recovered_cents` are missing when the log does not say. `source` is `log`, or `remit` where a denial
    without any logged appeal was maintained by CARC 193, 285 or 286 (level 1, `filed_at` missing).
    """
    logged = assigned_appeals(events, denied)
    unlogged = denied[~denied["version_key"].isin(logged["version_key"])]
    logged = logged[logged["outcome"].isin(DECIDED) & logged["decided_on"].notna()]
    logged = logged.assign(
        filed_at=logged["filed_on"] + _DAY_END, decided_at=logged["decided_on"] + _DAY_END, source="log"
    )
    held = pd.concat([logged, _maintained(events, unlogged)], ignore_index=True)
    held = held.assign(won=held["outcome"].isin(WON))
    held = held.sort_values(["decided_at", "version_key", "level"], ignore_index=True)
    kinds = {"level": "Int64", "recovered_cents": "Int64", "won": "bool", "minutes": "float64"}
    kinds |= dict.fromkeys(("filed_at", "decided_at"), "datetime64[us]")
    return held[list(APPEAL_OUTCOME_COLUMNS)].astype(kinds)


def assigned_appeals(events: Events, denied: pd.DataFrame) -> pd.DataFrame:
    """Appeal log rows of known denials, one per (version, level, filing), with their `version_key`.

    A decided row supersedes a pending one. An appeal belongs to the last denial of its claim number that
    was known when it was filed, else to the first.
    """
    log = events.appeals.assign(open=~events.appeals["outcome"].isin([*DECIDED, "withdrawn"]))
    log = log.sort_values(["open", "decided_on", "appeal_key"], ascending=[True, False, True])
    log = log.drop_duplicates(["claim_id", "level", "filed_on"])
    log = log.assign(filed_end=log["filed_on"] + _DAY_END).sort_values(["filed_end", "appeal_key"])
    known = denied[["claim_id", "version_key", "denied_at"]].sort_values(
        ["denied_at", "version_key"], kind="stable"
    )
    first = known.drop_duplicates("claim_id")[["claim_id", "version_key"]]
    log = log.merge(first.rename(columns={"version_key": "first_key"}), on="claim_id")
    if known.empty or log.empty:  # merge_asof fails on text columns without rows
        return log.assign(denied_at=pd.Series(dtype="datetime64[us]"), version_key=log["first_key"])
    log = pd.merge_asof(log, known, left_on="filed_end", right_on="denied_at", by="claim_id")
    return log.assign(version_key=log["version_key"].fillna(log["first_key"]))


def _appeal_facts(log: pd.DataFrame) -> pd.DataFrame:
    """Per version: levels decided, whether one is open, the last won outcome's money and the first filing."""
    by = log.assign(
        decided=log["outcome"].isin(DECIDED),
        won=log["outcome"].isin(WON),
        decided_level=log["level"].where(log["outcome"].isin(DECIDED), 0),
        won_cents=log["recovered_cents"].where(log["outcome"].isin(WON)),
    ).groupby("version_key", sort=False)
    return by.agg(
        prior_levels=("decided", "sum"),
        top_level=("decided_level", "max"),
        appeal_pending=("open", "any"),
        appeal_won=("won", "any"),
        won_cents=("won_cents", lambda cents: cents.sum(min_count=1)),
        filed_at=("filed_end", "min"),
    ).reset_index()


def _settled(held: pd.DataFrame) -> pd.DataFrame:
    """Levels, recovery and credit from the appeal log where it speaks, else from the remits."""
    won = held["appeal_won"].eq(True).to_numpy(dtype=bool)
    implied = held["recovered_835"].fillna(0).to_numpy(dtype="float64")
    logged = held["won_cents"].to_numpy(dtype="float64", na_value=np.nan)
    recovered = np.where(won & ~np.isnan(logged), logged, implied)
    replaced = held["replaced"].eq(True).to_numpy(dtype=bool)
    return held.assign(
        prior_levels=held["prior_levels"].fillna(0),
        level=held["top_level"].fillna(0) + 1,
        appeal_pending=held["appeal_pending"].eq(True),
        recovered_cents=recovered,
        credit=pd.Series(_credit(held, won), index=held.index).where(recovered > 0),
        resolved=won | replaced | (recovered > 0),
    )


def _credit(held: pd.DataFrame, won: NDArray[np.bool_]) -> NDArray[np.object_]:
    appealed = won | (held["filed_at"] <= held["recovered_at"]).to_numpy(dtype=bool)
    corrected = held["by_later_version"].eq(True).to_numpy(dtype=bool)
    return np.select(
        [won | (appealed & ~corrected), appealed, corrected],
        ["after_appeal", "unknown", "after_correction"],
        default="payer_reprocess",
    ).astype(object)


def _maintained(events: Events, denied: pd.DataFrame) -> pd.DataFrame:
    told = events.adjustments.loc[events.adjustments["carc"].isin(list(MAINTAINED)), "remit_key"].unique()
    remits = linked_remits(events)
    held = remits.loc[remits["remit_key"].isin(told), ["remit_key", "version_key", "at"]]
    held = held.merge(denied[["version_key", "denied_at"]], on="version_key")
    held = held[held["at"] > held["denied_at"]].sort_values(["at", "remit_key"])
    held = held.drop_duplicates("version_key").rename(columns={"at": "decided_at"})
    out: dict[str, Any] = {"level": 1, "outcome": "upheld", "source": "remit", "filed_at": pd.NaT}
    out |= {"recovered_cents": 0, "minutes": np.nan}
    return held[["version_key", "decided_at"]].assign(**out)


def _typed(held: pd.DataFrame) -> pd.DataFrame:
    counts = dict.fromkeys(("level", "prior_levels", "recovered_cents"), "Int64")
    return held.astype({**counts, "appeal_pending": "bool", "resolved": "bool", "credit": "str"})
