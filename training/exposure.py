"""Which claims had their score shown, and about which something was done, before they were submitted.

A claim is learned from as it was submitted, so one that was fixed is no error of the score shown before. This
says how many there are, so that nobody reads fewer denials among them as a model that cries wolf.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data import tables
from data.batch import batch_of_frames
from data.events import Events
from data.frames import frame
from data.link_numbers import plain
from data.population import population
from data.records import Row
from data.said import said_keys
from training.answered import POPULATION
from training.rows import DenialRows

FIXED, CHANGED = "fixed", "changed"
NOTICED = "cleanclaim"
"""Who writes down a change that nobody reported."""
_LATE = timedelta(days=1)
"""A remark that a claim was fixed may come so long after its submission; a score shown then is too late."""
_AT_ONCE = timedelta(0)


class Operations(Protocol):
    """The part of the store that holds scores and actions."""

    def rows(self, table: tables.Table, **equals: Any) -> list[Row]:
        """Rows whose columns equal the values given."""
        ...

    def add(self, table: tables.Table, rows: Iterable[Row]) -> None:
        """Adds rows."""
        ...


@dataclass(frozen=True, slots=True)
class Exposure:
    """Of `claims` judged ones: how many had a score shown before, were said fixed, were submitted changed.

    `acted` counts those fixed or changed once; `denied` are shares that failed, None of no claims.
    """

    claims: int
    shown: int
    fixed: int
    changed: int
    acted: int
    denied_untouched: float | None
    denied_acted: float | None

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def exposure(store: Operations, events: Events, held: DenialRows, places: NDArray[np.int64]) -> Exposure:
    """The exposure of some rows.

    Claims that were submitted other than they were scored are written down in the actions table.
    """
    claims = _submitted(events)
    shown = _told(claims, _kept(store, tables.SCORES, model="denial"), "as_of", _AT_ONCE)
    _note(store, _changes(events, shown))
    said = _told(claims, _kept(store, tables.ACTIONS, kind=FIXED), "acted_at", _LATE)
    judged = _judged(claims, held, places)
    key, failed = judged["version_key"], judged["failed"]
    fixed = key.isin(said["version_key"])
    changed = key.isin(_kept(store, tables.ACTIONS, kind=CHANGED)["version_key"])
    touched = fixed | changed
    return Exposure(
        claims=len(judged),
        shown=int(key.isin(shown["version_key"]).sum()),
        fixed=int(fixed.sum()),
        changed=int(changed.sum()),
        acted=int(touched.sum()),
        denied_untouched=_share(failed[~touched]),
        denied_acted=_share(failed[touched]),
    )


def _submitted(events: Events) -> pd.DataFrame:
    """The original primary claims: version_key, number in plain form, submitted_at and chain_key."""
    original = population(events.claims, events.lines) == POPULATION
    claims = events.claims.loc[original, ["version_key", "claim_id", "submitted_at"]]
    claims = claims.assign(number=claims.pop("claim_id").map(plain))
    claims = claims.merge(events.chains[["version_key", "chain_key"]], on="version_key", how="left")
    return claims.assign(chain_key=claims["chain_key"].fillna(claims["version_key"]))


def _kept(store: Operations, table: tables.Table, **equals: str) -> pd.DataFrame:
    return frame(table, store.rows(table, **equals))


def _told(claims: pd.DataFrame, kept: pd.DataFrame, when: str, late: timedelta) -> pd.DataFrame:
    """Rows kept about a claim by its submission or so long after, in their order, each beside its claim."""
    named = kept.drop(columns="version_key").assign(number=kept["claim_id"].map(plain))
    beside = named.merge(claims, on="number")
    return beside[beside[when] <= beside["submitted_at"] + late]


def _judged(claims: pd.DataFrame, held: DenialRows, places: NDArray[np.int64]) -> pd.DataFrame:
    """The claims of the rows, with whether each failed."""
    rows, of = held.rows.take(places), ["chain_key", "submitted_at"]
    at = rows.at.astype("datetime64[us]")
    labels = pd.DataFrame({"chain_key": rows.group, "submitted_at": at, "failed": rows.label.astype(bool)})
    return claims.merge(labels.drop_duplicates(of, keep="last"), on=of)


def _changes(events: Events, shown: pd.DataFrame) -> list[Row]:
    """One action per claim that was submitted other than it was scored."""
    sent = events.claims[events.claims["version_key"].isin(shown["version_key"])]
    if not len(sent):
        return []
    said = said_keys(batch_of_frames(sent, events.lines, events.other_payers))
    submitted = shown["version_key"].map(dict(zip(sent["version_key"], said, strict=True)))
    other = shown[shown["said_key"].notna() & (shown["said_key"] != submitted)]
    return [_change(dict(row)) for _, row in other.drop_duplicates("version_key").iterrows()]


def _change(row: dict[str, Any]) -> Row:
    return {
        "action": hashlib.sha256(f"{CHANGED} {row['version_key']}".encode()).hexdigest(),
        "claim_id": row["claim_id"],
        "version_key": row["version_key"],
        "kind": CHANGED,
        "score": row["score"],
        "by": NOTICED,
        "acted_at": row["submitted_at"].to_pydatetime(),
    }


def _note(store: Operations, changes: list[Row]) -> None:
    held = {row["action"] for row in store.rows(tables.ACTIONS, kind=CHANGED)}
    fresh = [row for row in changes if row["action"] not in held]
    if fresh:
        store.add(tables.ACTIONS, fresh)


def _share(failed: pd.Series) -> float | None:
    return float(failed.mean()) if len(failed) else None
