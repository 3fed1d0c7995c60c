"""What was paid after a denial, on the same claim or its replacement, net of takebacks.

Source: `labels.md`, recovered: patient responsibility counts only as 1, 2, 3.
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.answers import (
    Standing,
    linked_remits,
    rejected_versions,
    resent_versions,
    standing,
)
from data.balance import adjusted_once, cents, sums
from data.events import Events
from data.finality import billed_later, from_another_payer
from data.takebacks import net_money, takebacks

PAYING: Final = ("primary", "denied", "reversal")
"""Kinds of remit whose money is the billed payer's; reversals take back."""


def recoveries(events: Events, denied: pd.DataFrame) -> pd.DataFrame:
    """One row per denial (`version_key`, `chain_key`, `denied_at`, `remit_key` of each given).

    `recovered_835`: cents paid and owed as cost share by all later remits of the version and of the
    versions after it, net of reversals and of what was withheld by PLB; what was paid after a second denial
    of the chain recovers that one. `recovered_at`: when the first of
    them that paid could be known. `by_later_version`: that one answered a later version. `replaced`: a
    later version was sent to the same payer's place after the denial was known, and not rejected at the door.
    """
    held = denied[["version_key", "chain_key", "version", "denied_at", "remit_key"]]
    stands = standing(events)
    money = _later_money(events, held, stands)
    first = money[(money["cents"] > 0) & ~money["withheld"]].drop_duplicates("denied_key")
    first = first.rename(columns={"at": "recovered_at", "later": "by_later_version"})
    out = held[["version_key"]].rename(columns={"version_key": "denied_key"})
    out = out.merge(net_money(money, "denied_key"), on="denied_key", how="left")
    out = out.merge(first[["denied_key", "recovered_at", "by_later_version"]], on="denied_key", how="left")
    return out.assign(
        recovered_835=out["net"].fillna(0.0).clip(lower=0.0),
        by_later_version=out["by_later_version"].eq(True),
        replaced=_replaced(events, held, stands).to_numpy(),
    ).rename(columns={"denied_key": "version_key"})


def net_paid(events: Events) -> pd.DataFrame:
    """One row per version that anything was paid on or taken back from: what is left of it.

    `net_cents` counts payments of the billed payer, less reversals and what was withheld by PLB; cost
    share is not in it.
    """
    stands = standing(events)
    remits = _paying(events, stands)
    paid = remits.assign(cents=remits["sign"] * np.nan_to_num(cents(remits["paid_cents"])), withheld=False)
    both = pd.concat([paid[_MONEY], takebacks(events, stands)[_MONEY]], ignore_index=True)
    out = net_money(both, "version_key").rename(columns={"net": "net_cents"})
    return out.astype({"net_cents": "int64"})


_MONEY: Final = ["version_key", "at", "cents", "withheld"]


def _paying(events: Events, stands: Standing) -> pd.DataFrame:
    """Remits whose money is the billed payer's, with the `sign` it counts by: not all reversals flip it."""
    remits = linked_remits(events, stands)
    paying = remits["status_kind"].isin(PAYING)
    paying |= (remits["status_kind"] == "secondary") & billed_later(remits)
    remits = remits[paying & ~from_another_payer(remits, events)]
    unflipped = (remits["status_kind"] == "reversal") & (remits["charge_cents"] > 0).fillna(False).astype(
        bool
    )
    return remits.assign(sign=np.where(unflipped, -1.0, 1.0))


def _later_money(events: Events, denied: pd.DataFrame, stands: Standing) -> pd.DataFrame:
    """Pairs of a denial (`denied_key`) and each remit or takeback after it in its chain, in order."""
    remits = _paying(events, stands)
    paid = remits.assign(
        cents=remits["sign"] * (np.nan_to_num(cents(remits["paid_cents"])) + _cost_share(events, remits)),
        withheld=False,
    )
    both = pd.concat([paid[["remit_key", *_MONEY]], takebacks(events, stands)[_MONEY]], ignore_index=True)
    both = both.sort_values("at", kind="stable", ignore_index=True)
    both["order"] = np.arange(len(both))
    deciding = both[["remit_key", "order"]].dropna().rename(columns={"order": "denied_order"})
    chains = events.chains[["version_key", "chain_key", "version"]]
    both = _with_place(events, both.drop(columns="remit_key").merge(chains, on="version_key"))
    denied = _with_place(events, denied.merge(deciding, on="remit_key"))
    # What the secondary payer pays does not recover the primary's denial.
    pairs = denied.merge(both, on=["chain_key", "later_payer"], suffixes=("_denied", ""))
    pairs = pairs[pairs["order"] > pairs["denied_order"]]
    pairs = pairs[pairs["version"] >= pairs["version_denied"]]
    # Money is counted once: it recovers the last denial before it.
    pairs = pairs.sort_values(["order", "denied_order"], kind="stable").drop_duplicates("order", keep="last")
    later = pairs["version"] > pairs["version_denied"]
    return pairs.assign(denied_key=pairs["version_key_denied"], later=later.astype(bool))


def _cost_share(events: Events, remits: pd.DataFrame) -> NDArray[np.float64]:
    held = adjusted_once(remits, events.adjustments)
    held = held[held["carc"].isin(["1", "2", "3"])]
    return sums(held["row"].to_numpy(), held["amount"].to_numpy(), len(remits))


def _with_place(events: Events, held: pd.DataFrame) -> pd.DataFrame:
    """Rows with whether their version was billed to a secondary or tertiary payer, `later_payer`."""
    claims = events.claims[["version_key", "responsibility"]]
    claims = claims.assign(later_payer=billed_later(claims))
    return held.merge(claims[["version_key", "later_payer"]], on="version_key")


def _replaced(events: Events, denied: pd.DataFrame, stands: Standing) -> "pd.Series[bool]":
    claims = _with_place(events, events.claims[["version_key", "submitted_at"]])
    gone = [*resent_versions(events, stands), *rejected_versions(events, stands)["version_key"]]
    claims = claims[~claims["version_key"].isin(gone)]
    sent = claims.merge(events.chains[["version_key", "chain_key", "version"]], on="version_key")
    held = denied.merge(sent[["version_key", "later_payer"]], on="version_key")
    pairs = held.merge(sent, on="chain_key", suffixes=("", "_sent"))
    later = (pairs["version_sent"] > pairs["version"]) & (pairs["submitted_at"] > pairs["denied_at"])
    # A claim to the secondary payer takes the primary's word as it is.
    later &= pairs["later_payer"] | ~pairs["later_payer_sent"]
    return denied["version_key"].isin(pairs.loc[later, "version_key"])
