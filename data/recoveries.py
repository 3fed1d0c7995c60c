"""What was paid after a denial, on the same claim or its replacement, net of takebacks.

Source: `labels.md`, recovered: patient responsibility counts only as 1, 2, 3.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.answers import linked_remits, unfinished_remits
from data.balance import cents, sums
from data.events import Events

PAYING = ("primary", "denied", "reversal")
"""Kinds of remit whose money is the billed payer's; reversals take back."""


def recoveries(events: Events, denied: pd.DataFrame) -> pd.DataFrame:
    """One row per denial (`version_key`, `chain_key`, `denied_at`, `remit_key` of each given).

    `recovered_835`: cents paid and owed as cost share by all later remits of the version and of the
    versions after it, net. `recovered_at`: when the first of them that paid could be known.
    `by_later_version`: that one answered a later version. `replaced`: a later version was sent after the
    denial was known.
    """
    held = denied[["version_key", "chain_key", "version", "denied_at", "remit_key"]]
    money = _later_money(events, held)
    total = money.groupby("denied_key", as_index=False).agg(recovered_835=("cents", "sum"))
    first = money[money["cents"] > 0].drop_duplicates("denied_key")
    first = first.rename(columns={"at": "recovered_at", "later": "by_later_version"})
    out = held[["version_key"]].rename(columns={"version_key": "denied_key"})
    out = out.merge(total, on="denied_key", how="left")
    out = out.merge(first[["denied_key", "recovered_at", "by_later_version"]], on="denied_key", how="left")
    return out.assign(
        recovered_835=out["recovered_835"].fillna(0.0).clip(lower=0.0),
        by_later_version=out["by_later_version"].eq(True),
        replaced=_replaced(events, held).to_numpy(),
    ).rename(columns={"denied_key": "version_key"})


def _later_money(events: Events, denied: pd.DataFrame) -> pd.DataFrame:
    """Pairs of a denial (`denied_key`) and each remit after it in its chain, in order, with its cents."""
    remits = linked_remits(events)
    remits = remits[remits["status_kind"].isin(PAYING)]
    remits = remits[~remits["remit_key"].isin(unfinished_remits(events))]
    remits = remits.assign(
        cents=np.nan_to_num(cents(remits["paid_cents"])) + _cost_share(events, remits),
        order=np.arange(len(remits)),
    )
    chains = events.chains[["version_key", "chain_key", "version"]]
    remits = remits[["remit_key", "version_key", "at", "order", "cents"]].merge(chains, on="version_key")
    deciding = remits[["remit_key", "order"]].rename(columns={"order": "denied_order"})
    pairs = denied.merge(deciding, on="remit_key").merge(remits, on="chain_key", suffixes=("_denied", ""))
    pairs = pairs[pairs["order"] > pairs["denied_order"]]
    pairs = pairs[pairs["version"] >= pairs["version_denied"]].sort_values("order", kind="stable")
    later = pairs["version"] > pairs["version_denied"]
    return pairs.assign(denied_key=pairs["version_key_denied"], later=later.astype(bool))


def _cost_share(events: Events, remits: pd.DataFrame) -> NDArray[np.float64]:
    held = events.adjustments[events.adjustments["carc"].isin(["1", "2", "3"])]
    place = pd.Index(remits["remit_key"]).get_indexer(held["remit_key"])
    amount = np.nan_to_num(cents(held["amount_cents"]))
    return sums(place[place >= 0], amount[place >= 0], len(remits))


def _replaced(events: Events, denied: pd.DataFrame) -> "pd.Series[bool]":
    sent = events.claims[["version_key", "submitted_at"]].merge(
        events.chains[["version_key", "chain_key", "version"]], on="version_key"
    )
    pairs = denied.merge(sent, on="chain_key", suffixes=("", "_sent"))
    later = (pairs["version_sent"] > pairs["version"]) & (pairs["submitted_at"] > pairs["denied_at"])
    return denied["version_key"].isin(pairs.loc[later, "version_key"])
