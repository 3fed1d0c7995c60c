"""Which event answers a claim version: its first final adjudication, or its rejection.

Not an answer: pending, forwarded, predetermination, reversals, a remit told again in another envelope,
and for a claim billed as primary what a secondary payer says. Source: `labels.md`, the outcome of a version.
"""

from collections.abc import Callable
from typing import Final, TypeAlias

import pandas as pd

from data.codes import (
    Role,
    carc_rules,
    claim_status_kind,
    filing_kind,
    passing_on_statuses,
)
from data.events import Events
from data.rejections import rejections
from data.resends import carried, carriers, sent_again

FINAL: Final = ("primary", "denied", "secondary")
"""Kinds of claim status that can decide; `secondary` only for a claim billed as secondary."""

REPEATED: Final = "repeated"
"""The rule of a link whose remit another file had told before: it counts for nothing."""

_CLAIM = ("version_key", "claim_id", "kind", "responsibility", "contract_type")
_ORDER = ["at", "paid_on", "file_sha256", "position"]
_LATER_PAYERS: Final = ("S", "T")


Standing: TypeAlias = pd.Series
"""The version that stands for each one that was sent again unanswered, by version_key; see `standing`."""


def standing(events: Events) -> Standing:
    """The version that carries what is heard of each one that was sent more than once; others are absent."""
    sent = sent_again(events)
    if sent.empty:
        return sent["version_key"].set_axis(sent["version_key"])
    remits = _tied_remits(events, sent["version_key"])
    final = remits.loc[is_final(remits, events), ["version_key", "at"]]
    refused = rejections(events)[["version_key", "at"]]
    return carriers(sent, pd.concat([final, refused], ignore_index=True))


def resent_versions(events: Events, stands: Standing | None = None) -> "pd.Series[str]":
    """Keys of versions that are another's resend: what is heard of them counts for the first one."""
    held = standing(events) if stands is None else stands
    return held.index[held != held.index].to_series()


def linked_remits(events: Events, stands: Standing | None = None) -> pd.DataFrame:
    """Every remit that answers a version, in order of (link availability, payment date, file, position).

    The remits' columns, and of the version `version_key` (of a claim sent again unanswered, the first),
    `claim_id`, `kind`, `responsibility`, `contract_type`, `billed_filing`, `billed_payer`,
    `billed_from_on`; `at` (when the link could be known), `status_kind`. Remits told again are left out.

    Args:
        events: everything that is known.
        stands: what `standing` gives, when it is at hand.
    """
    held = _tied_remits(events)
    stands = standing(events) if stands is None else stands
    return held.assign(version_key=carried(held["version_key"], stands))


def deciding_remits(events: Events, stands: Standing | None = None) -> pd.DataFrame:
    """One row per decided version: its first final adjudication, as in `linked_remits`.

    Adds `on` (the day whose rules apply: of payment, else of availability) and `filing_kind`.
    """
    held = linked_remits(events, stands)
    first = held[is_final(held, events)].drop_duplicates("version_key").reset_index(drop=True)
    first["on"] = first["paid_on"].fillna(first["at"].dt.normalize())
    indicator = first["filing_indicator"].fillna(first["billed_filing"])
    first["filing_kind"] = _mapped(indicator, filing_kind)
    return first


def is_final(remits: pd.DataFrame, events: Events) -> "pd.Series[bool]":
    """Whether each linked remit can decide its version: by its status, with a payment that was read.

    One that was passed on to the next payer decides when it holds a payment or a reason of its own.
    """
    billed_later = remits["responsibility"].isin(_LATER_PAYERS)
    final = remits["status_kind"].isin(FINAL) & ((remits["status_kind"] != "secondary") | billed_later)
    reversed_charge = (remits["charge_cents"] < 0).fillna(False).astype(bool)
    unfinished = remits["remit_key"].isin(unfinished_remits(events))
    held = final & ~reversed_charge & remits["paid_cents"].notna() & ~unfinished
    nothing = ~(remits["paid_cents"] > 0).fillna(False).astype(bool)
    empty = remits["status_code"].isin(passing_on_statuses()) & nothing
    if empty.any():
        held &= ~empty | remits["remit_key"].isin(events.adjustments["remit_key"])
    return held


def unfinished_remits(events: Events) -> "pd.Series[str]":
    """Keys of remits that hold a pending or forwarded reason: no answer yet."""
    waiting = [
        carc
        for carc, rules in carc_rules().items()
        if any(rule.role in (Role.PENDING, Role.FORWARDED) for rule in rules)
    ]
    return events.adjustments.loc[events.adjustments["carc"].isin(waiting), "remit_key"].drop_duplicates()


def rejected_versions(events: Events, stands: Standing) -> pd.DataFrame:
    """One row per rejected version, as `data.rejections.rejections`.

    A claim sent again unanswered is rejected when all of its versions are, with the last of them.
    """
    held = rejections(events)
    held = held.assign(version_key=carried(held["version_key"], stands))
    sent = held["version_key"].map(stands.value_counts()).fillna(1)
    told = held.groupby("version_key")["version_key"].transform("size")
    return held[told == sent].drop_duplicates("version_key", keep="last").reset_index(drop=True)


def _tied_remits(events: Events, versions: "pd.Series[str] | None" = None) -> pd.DataFrame:
    links = events.links[(events.links["event"] == "remit") & (events.links["rule"] != REPEATED)]
    if versions is not None:
        links = links[links["version_key"].isin(versions)]
    links = links[["event_key", "version_key", "available_at"]]
    links = links.rename(columns={"event_key": "remit_key", "available_at": "at"})
    held = links.merge(events.remits.drop(columns="claim_id"), on="remit_key")
    held = held.merge(_with_filing(events.claims), on="version_key")
    held["status_kind"] = _mapped(held["status_code"], claim_status_kind)
    return held.sort_values(_ORDER, kind="stable", ignore_index=True)


def _with_filing(claims: pd.DataFrame) -> pd.DataFrame:
    renamed = {"filing_indicator": "billed_filing", "payer_id": "billed_payer", "from_on": "billed_from_on"}
    return claims[[*_CLAIM, *renamed]].rename(columns=renamed)


def _mapped(values: "pd.Series[str]", meaning: Callable[[str | None], str | None]) -> "pd.Series[str]":
    distinct = {value: meaning(value) for value in values.dropna().unique()}
    mapped = values.astype("object").map(distinct)
    return mapped.where(values.notna(), meaning(None))
