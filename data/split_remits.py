"""Remits that decide a version together: of a claim that the payer split, or of which it put lines off.

A payer may answer the lines of one claim in several CLPs (MA15), or leave a line pending and answer it later.
What each of them says of its own lines counts, as long as their charges fit into the claim's.
Source: `labels.md`, the outcome of a version.
"""

from dataclasses import dataclass, replace

import pandas as pd

from data.codes import Role, carcs_in_force
from data.events import Events

_LINES_APART = 100_000
"""More lines than any remit has: a part's lines are numbered behind those of the parts before it."""


@dataclass(frozen=True)
class Parts:
    """Remits with the charge and payment of all their parts; children of all parts under the remit's key."""

    remits: pd.DataFrame
    events: Events


def joined(first: pd.DataFrame, others: pd.DataFrame, events: Events) -> Parts:
    """Deciding remits, each with what the others of its version add to it.

    Args:
        first: one deciding remit per version.
        others: further remits of these versions that may be parts: final ones of the same moment, and earlier
            ones that are `unfinished`, of which the pending lines are left out; with `first_key`.
        events: everything that is known.
    """
    if others.empty:
        return Parts(first, events)
    waiting = _waiting_lines(others, events)
    lines = events.remit_lines[~_among(events.remit_lines, waiting)]
    others = _fitting(first, _without_waiting(others, lines, waiting), events)
    if others.empty:
        return Parts(first, events)
    adjustments = events.adjustments[~_among(events.adjustments, waiting)]
    children = {"remit_lines": lines, "adjustments": adjustments, "remarks": events.remarks}
    moved = {name: _moved(held, others) for name, held in children.items()}
    added = others.groupby("first_key")[["charge_cents", "paid_cents"]].sum()
    added = added.reindex(first["remit_key"]).fillna(0).set_index(first.index)
    return Parts(
        first.assign(**{name: first[name] + added[name] for name in added}), replace(events, **moved)
    )


def _waiting_lines(others: pd.DataFrame, events: Events) -> pd.DataFrame:
    """Lines of unfinished remits that are pending or forwarded, by `remit_key` and `remit_line`."""
    held = others.loc[others["unfinished"], ["remit_key", "on"]]
    reasons = events.adjustments.merge(held, on="remit_key")
    waits = carcs_in_force(
        reasons["carc"], reasons["on"], lambda rule: rule.role in (Role.PENDING, Role.FORWARDED)
    )
    return reasons.loc[waits, ["remit_key", "remit_line"]].drop_duplicates()


def _without_waiting(others: pd.DataFrame, lines: pd.DataFrame, waiting: pd.DataFrame) -> pd.DataFrame:
    """Parts with the charge that is left of them; one that is pending as a whole is none."""
    whole = waiting.loc[waiting["remit_line"] == 0, "remit_key"]
    others = others[~others["remit_key"].isin(whole)]
    left = lines[lines["remit_key"].isin(waiting["remit_key"])].groupby("remit_key")["charge_cents"].sum()
    charges = others["remit_key"].map(left).where(others["unfinished"], others["charge_cents"])
    return others.assign(charge_cents=charges.astype("Int64"))


def _fitting(first: pd.DataFrame, others: pd.DataFrame, events: Events) -> pd.DataFrame:
    """Parts of the versions whose parts together charge no more than the claim."""
    total = events.claims.set_index("version_key")["total_charge_cents"]
    room = first["version_key"].map(total) - first["charge_cents"]
    room = room.set_axis(first["remit_key"])
    asked = others.groupby("first_key")["charge_cents"].sum()
    fits = asked[(asked > 0) & (asked <= room.reindex(asked.index)).fillna(False)].index
    return others[others["first_key"].isin(fits)]


def _moved(children: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Children with those of parts under the deciding remit's key, their lines numbered on."""
    parts = others.assign(part=others.groupby("first_key").cumcount() + 1).set_index("remit_key")
    first_key, part = (children["remit_key"].map(parts[name]) for name in ("first_key", "part"))
    shift = part.fillna(0).astype("int64") * _LINES_APART
    line = children["remit_line"].astype("int64")
    return children.assign(
        remit_key=first_key.fillna(children["remit_key"]).astype("str"),
        remit_line=line.where(line == 0, line + shift).astype("Int64"),
    )


def _among(children: pd.DataFrame, lines: pd.DataFrame) -> "pd.Series[bool]":
    """Whether each row belongs to one of these lines."""
    if lines.empty:
        return pd.Series(False, index=children.index)
    keys = ["remit_key", "remit_line"]
    wanted = pd.MultiIndex.from_frame(lines[keys].astype({"remit_line": "int64"}))
    held = pd.MultiIndex.from_frame(children[keys].astype({"remit_line": "int64"}))
    return pd.Series(held.isin(wanted), index=children.index)
