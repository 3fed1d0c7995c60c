"""Which event answers a claim version: its first final adjudication, or its rejection.

Not an answer: pending, forwarded, predetermination, reversals, and for a claim billed as primary what
a secondary payer says. Source: `labels.md`, the outcome of a version.
"""

from collections.abc import Callable
from typing import Final

import pandas as pd

from data.codes import (
    Role,
    carc_rules,
    claim_status_kind,
    filing_kind,
    rejecting_categories,
)
from data.events import Events

FINAL: Final = ("primary", "denied", "secondary")
"""Kinds of claim status that can decide; `secondary` only for a claim billed as secondary."""

_CLAIM = ("version_key", "claim_id", "kind", "responsibility")
_ORDER = ["at", "paid_on", "file_sha256", "position"]


def linked_remits(events: Events) -> pd.DataFrame:
    """Every remit tied to a version, in order of (link availability, payment date, file, position).

    The remits' columns, and of the version `version_key`, `claim_id`, `kind`, `responsibility`,
    `billed_filing`, `billed_payer`, `billed_from_on`; `at` (when the link could be known), `status_kind`.
    """
    links = events.links.loc[events.links["event"] == "remit", ["event_key", "version_key", "available_at"]]
    links = links.rename(columns={"event_key": "remit_key", "available_at": "at"})
    held = links.merge(events.remits.drop(columns="claim_id"), on="remit_key")
    held = held.merge(_with_filing(events.claims), on="version_key")
    held["status_kind"] = _mapped(held["status_code"], claim_status_kind)
    return held.sort_values(_ORDER, kind="stable", ignore_index=True)


def deciding_remits(events: Events) -> pd.DataFrame:
    """One row per decided version: its first final adjudication, as in `linked_remits`.

    Adds `on` (the day whose rules apply: of payment, else of availability) and `filing_kind`.
    """
    held = linked_remits(events)
    held = held[is_final(held) & ~held["remit_key"].isin(unfinished_remits(events))]
    first = held.drop_duplicates("version_key").reset_index(drop=True)
    first["on"] = first["paid_on"].fillna(first["at"].dt.normalize())
    indicator = first["filing_indicator"].fillna(first["billed_filing"])
    first["filing_kind"] = _mapped(indicator, filing_kind)
    return first


def is_final(remits: pd.DataFrame) -> "pd.Series[bool]":
    """Whether each linked remit can decide its version: by its status, and with a payment that was read."""
    billed_later = remits["responsibility"].isin(["S", "T"])
    final = remits["status_kind"].isin(FINAL) & ((remits["status_kind"] != "secondary") | billed_later)
    reversed_charge = (remits["charge_cents"] < 0).fillna(False).astype(bool)
    return final & ~reversed_charge & remits["paid_cents"].notna()


def unfinished_remits(events: Events) -> "pd.Series[str]":
    """Keys of remits that hold a pending or forwarded reason: no answer yet."""
    waiting = [
        carc
        for carc, rules in carc_rules().items()
        if any(rule.role in (Role.PENDING, Role.FORWARDED) for rule in rules)
    ]
    return events.adjustments.loc[events.adjustments["carc"].isin(waiting), "remit_key"].drop_duplicates()


def rejections(events: Events) -> pd.DataFrame:
    """One row per rejected version: its first rejecting status, with `version_key` and `at`."""
    links = events.links.loc[events.links["event"] == "status", ["event_key", "version_key", "available_at"]]
    links = links.rename(columns={"event_key": "status_key", "available_at": "at"})
    rejecting = events.statuses[events.statuses["category"].isin(rejecting_categories())]
    held = links.merge(rejecting, on="status_key")
    held = held.sort_values(["at", "file_sha256", "position"], kind="stable")
    return held.drop_duplicates("version_key").reset_index(drop=True)


def _with_filing(claims: pd.DataFrame) -> pd.DataFrame:
    renamed = {"filing_indicator": "billed_filing", "payer_id": "billed_payer", "from_on": "billed_from_on"}
    return claims[[*_CLAIM, *renamed]].rename(columns=renamed)


def _mapped(values: "pd.Series[str]", meaning: Callable[[str | None], str | None]) -> "pd.Series[str]":
    distinct = {value: meaning(value) for value in values.dropna().unique()}
    mapped = values.astype("object").map(distinct)
    return mapped.where(values.notna(), meaning(None))
