"""Versions that no payer took in: rejected by a 277CA, or lost with a set or file that a 999 or TA1 refused.

Source: `labels.md`, linking, rejection. An acknowledgement names control numbers, which senders use again:
it speaks of the latest claim file that bore them.
"""

from typing import Final

import pandas as pd

from data.codes import rows_in_force
from data.events import Events

ACKNOWLEDGED_WITHIN: Final = pd.Timedelta(days=60)
"""*Ours*: an acknowledgement this late is about a file that is not held."""

REFUSED: Final = "rejected"
"""The verdict of an acknowledgement that loses what it names."""

_REJECTING: Final = ("status_categories", "category", lambda row: row["rejects"] == "yes")

_CONTROLS: Final = (
    ("interchange_control",),
    ("group_control",),
    ("group_control", "set_control"),
)
"""What an acknowledgement may name: an interchange (TA1), a whole group, a set of a group (999)."""

_NAMES: Final = ("interchange_control", "group_control", "set_control")
_COLUMNS: Final = ("version_key", "at", "payer_claim_number", "charge_cents", "effective_on")


def rejections(events: Events) -> pd.DataFrame:
    """One row per rejected version: when it was first heard of, in order of (at, version_key).

    Columns: `version_key`, `at`, and of a 277CA `payer_claim_number`, `charge_cents`, `effective_on`.
    """
    held = _by_status(events)
    refused = events.acknowledgements[events.acknowledgements["verdict"] == REFUSED]
    if len(refused):
        held = pd.concat([held, _by_acknowledgement(events, refused)], ignore_index=True)
    held = held.sort_values(["at", "version_key"], kind="stable")
    return held.drop_duplicates("version_key").reset_index(drop=True)


def _by_status(events: Events) -> pd.DataFrame:
    links = events.links.loc[events.links["event"] == "status", ["event_key", "version_key", "available_at"]]
    links = links.rename(columns={"event_key": "status_key", "available_at": "at"})
    whole = events.statuses[events.statuses["line"].isna()]  # a line's status does not decide its claim
    rejecting = whole[rows_in_force(whole["category"], whole["available_at"], *_REJECTING)]
    held = links.merge(rejecting, on="status_key")
    held = held.sort_values(["at", "file_sha256", "position"], kind="stable")
    return held.drop_duplicates("version_key")[list(_COLUMNS)]


def _by_acknowledgement(events: Events, refused: pd.DataFrame) -> pd.DataFrame:
    """Versions of rejected sets, groups and interchanges of which nothing else had been heard by then."""
    claims, refused = _without_zeros(events.claims), _without_zeros(refused)
    lost = pd.concat([_lost(claims, refused, names) for names in _CONTROLS], ignore_index=True)
    heard = events.links[["version_key", "available_at"]].merge(lost, on="version_key")
    heard = heard[heard["available_at"] < heard["at"]]
    lost = lost[~lost["version_key"].isin(heard["version_key"])]
    lost = lost.assign(effective_on=lost["at"].dt.normalize())
    return lost.reindex(columns=list(_COLUMNS)).astype({"payer_claim_number": "str", "charge_cents": "Int64"})


def _lost(claims: pd.DataFrame, refused: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    """Claims of the latest file with the controls that each refusal names, by exactly these names."""
    by = list(names)
    others = [name for name in _NAMES if name not in names]
    exactly = refused[by].notna().all(axis=1) & _unsaid(refused, others)
    refused = refused.loc[exactly, [*by, "available_at"]].sort_values("available_at")
    sent = claims.dropna(subset=by)
    files = sent.groupby([*by, "file_sha256"], as_index=False)["available_at"].min()
    if refused.empty or files.empty:  # merge_asof fails on text columns without rows
        return pd.DataFrame({"version_key": pd.Series(dtype="str"), "at": pd.Series(dtype="datetime64[us]")})
    files = files.assign(sent_at=files["available_at"]).sort_values(["available_at", "file_sha256"])
    found = pd.merge_asof(refused, files, on="available_at", by=by, tolerance=ACKNOWLEDGED_WITHIN)
    found = found.dropna(subset="file_sha256").rename(columns={"available_at": "at"})
    pairs = sent[["version_key", "file_sha256", *by]].merge(found, on=["file_sha256", *by])
    return pairs.sort_values("at", kind="stable").drop_duplicates("version_key")[["version_key", "at"]]


def _without_zeros(held: pd.DataFrame) -> pd.DataFrame:
    """Control numbers as the numbers they are: some systems pad them, some do not."""
    return held.assign(**{name: held[name].str.lstrip("0") for name in _NAMES})


def _unsaid(refused: pd.DataFrame, names: list[str]) -> "pd.Series[bool]":
    # A TA1 names the interchange alone; a 999 stands in an interchange of its own, which it need not name.
    told = [name for name in names if name != "interchange_control"]
    return refused[told].isna().all(axis=1)
