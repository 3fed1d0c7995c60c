"""Money that a payer withheld from a later payment (PLB) because of a claim it had paid.

Source: `labels.md`, recovered. One overpayment may be told twice: a reversal that left the claim negative in
its 835, and the PLB that then collects it. It is taken once.
"""

import numpy as np
import pandas as pd

from data.answers import Standing
from data.balance import cents
from data.events import Events
from data.resends import carried


def takebacks(events: Events, stands: Standing) -> pd.DataFrame:
    """One row per PLB pair tied to a claim version: `version_key`, `at`, `cents` (negative), `withheld`.

    A pair that gives back (a postponed takeback) has positive cents. `withheld` is true.
    """
    links = events.links[events.links["event"] == "takeback"]
    links = links.rename(columns={"event_key": "plb_key", "available_at": "at"})
    held = links[["plb_key", "version_key", "at"]].merge(
        events.provider_adjustments[["plb_key", "amount_cents"]], on="plb_key"
    )
    held = held.sort_values(["at", "plb_key"], kind="stable", ignore_index=True)
    held["version_key"] = carried(held["version_key"], stands.carrier)
    return held.assign(cents=-np.nan_to_num(cents(held["amount_cents"])), withheld=True)


def net_money(money: pd.DataFrame, by: str) -> pd.DataFrame:
    """Per value of a column, `net`: what is left of the payments.

    Args:
        money: `at`, signed `cents`, and whether a row was `withheld` by PLB.
        by: a column of it.

    What reversals left open, moment by moment, and what was withheld count once: the larger of the two.
    """
    told = money[~money["withheld"]].groupby([by, "at"])["cents"].sum()
    paid = told.groupby(level=by).sum()
    left_open = (-told.clip(upper=0.0)).groupby(level=by).sum()
    taken = -money[money["withheld"]].groupby(by)["cents"].sum()
    held = pd.DataFrame({"paid": paid, "open": left_open, "taken": taken}).fillna(0.0)
    extra = (held["taken"] - held["open"]).clip(lower=0.0)
    return (held["paid"] - extra).rename("net").rename_axis(by).reset_index()
