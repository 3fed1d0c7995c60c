"""Whether a remit that is tied to a claim version can decide it.

Not an answer: pending, forwarded, predetermination, reversals, a remit that tells nothing, one of a payer
that the claim names beside the one billed, and for a claim billed as primary what a payer says as secondary.
Source: `labels.md`, the outcome of a version.
"""

from collections.abc import Callable
from typing import Final

import pandas as pd

from data.codes import CarcRule, Role, carc_rules, carcs_in_force, rows_in_force
from data.events import Events
from data.payers import plain_name

FINAL: Final = ("primary", "denied", "secondary")
"""Kinds of claim status that can decide; `secondary` only for a claim billed as secondary."""

_LATER_PAYERS: Final = ("S", "T")


def is_final(remits: pd.DataFrame, events: Events) -> "pd.Series[bool]":
    """Whether each linked remit can decide its version: by its status, with a payment that was read."""
    final = _by_status(remits) & ~_waits(remits, events) & ~_says_nothing(remits, events)
    return final & ~from_another_payer(remits, events)


def puts_off(remits: pd.DataFrame, events: Events) -> "pd.Series[bool]":
    """Whether each linked remit would be final, had it not left a line pending or forwarded it."""
    return _by_status(remits) & _waits(remits, events) & ~from_another_payer(remits, events)


def _by_status(remits: pd.DataFrame) -> "pd.Series[bool]":
    final = remits["status_kind"].isin(FINAL)
    final &= (remits["status_kind"] != "secondary") | billed_later(remits)
    reversed_charge = (remits["charge_cents"] < 0).fillna(False).astype(bool)
    return final & ~reversed_charge & remits["paid_cents"].notna()


def _waits(remits: pd.DataFrame, events: Events) -> "pd.Series[bool]":
    return _with_reason(remits, events, lambda rule: rule.role in (Role.PENDING, Role.FORWARDED))


def billed_later(remits: pd.DataFrame) -> "pd.Series[bool]":
    """Whether each linked remit's claim was billed to a secondary or tertiary payer."""
    return remits["responsibility"].isin(_LATER_PAYERS)


def from_another_payer(remits: pd.DataFrame, events: Events) -> "pd.Series[bool]":
    """Whether each linked remit is of a payer other than the one billed.

    It is when the claim names its payer beside the one billed, or a remit of that time or before passed the
    claim on to it.
    """
    told = remits[["version_key", "remit_key", "payer_id", "payer_name", "billed_payer", "at"]]
    told = told.assign(payer_name=_plain(told["payer_name"]))
    named = events.other_payers[["version_key", "payer_id", "payer_name"]]
    named = named.assign(payer_name=_plain(named["payer_name"]), since=pd.Timestamp.min.as_unit("us"))
    passed = remits.loc[remits["crossover_payer"].notna(), ["version_key", "crossover_payer", "at"]]
    passed = passed.rename(columns={"crossover_payer": "payer_id", "at": "since"})
    others = pd.concat([named, passed.assign(payer_name=_plain(passed["payer_id"]))], ignore_index=True)
    pairs = told.merge(others, on="version_key", suffixes=("", "_other"))
    same = (pairs["payer_id"] == pairs["payer_id_other"]) | (pairs["payer_name"] == pairs["payer_name_other"])
    same &= (pairs["payer_id"] != pairs["billed_payer"]) & (pairs["since"] <= pairs["at"])
    return remits["remit_key"].isin(pairs.loc[same.eq(True), "remit_key"])


def says_duplicate(remits: pd.DataFrame, events: Events) -> "pd.Series[bool]":
    """Whether each remit paid nothing and gave as its only denying reason that it has the claim already."""
    says = _with_reason(remits, events, lambda rule: rule.family == "duplicate")
    other = _with_reason(
        remits, events, lambda rule: rule.role is Role.DENYING and rule.family != "duplicate"
    )
    return says & ~other & _paid_nothing(remits)


def _with_reason(
    remits: pd.DataFrame, events: Events, which: Callable[[CarcRule], bool]
) -> "pd.Series[bool]":
    """Whether any reason of each remit is of such a kind by the rules of its day."""
    asked = [carc for carc, rules in carc_rules().items() if any(map(which, rules))]
    reasons = events.adjustments.loc[events.adjustments["carc"].isin(asked), ["remit_key", "carc"]]
    reasons = reasons.merge(remits[["remit_key", "on"]], on="remit_key")
    found = reasons[carcs_in_force(reasons["carc"], reasons["on"], which)]
    return remits["remit_key"].isin(found["remit_key"])


def _says_nothing(remits: pd.DataFrame, events: Events) -> "pd.Series[bool]":
    """Whether each remit leaves a charge unpaid without a word on why: it does not even balance."""
    charged = (remits["charge_cents"] > 0).fillna(False).astype(bool)
    silent = charged & _paid_nothing(remits)
    asked = remits.loc[silent, ["remit_key", "on"]]  # joined, because `isin` builds its set from all reasons
    reasoned = events.adjustments[["remit_key"]].merge(asked, on="remit_key")
    remarked = events.remarks[["remit_key", "rarc"]].merge(asked, on="remit_key")
    returned = remarked[rows_in_force(remarked["rarc"], remarked["on"], "unprocessable_rarcs", "rarc")]
    told = pd.concat([reasoned["remit_key"], returned["remit_key"]]).unique()
    return silent & ~remits["remit_key"].isin(told)


def _paid_nothing(remits: pd.DataFrame) -> "pd.Series[bool]":
    return ~(remits["paid_cents"] > 0).fillna(False).astype(bool)


def _plain(names: "pd.Series[str]") -> "pd.Series[str]":
    return names.map(plain_name, na_action="ignore").astype("str")
