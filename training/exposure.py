"""Which claims had their score shown, and about which something was done, before they were submitted.

A claim is learned from as it was submitted, so one that was fixed is no error of the score shown before. This
says how many there are, so that nobody reads fewer denials among them as a model that cries wolf.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data import tables
from data.batch import batch_of_frames
from data.events import Events
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
"""A remark that a claim was fixed may come so long after its submission."""


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
    claims = submitted(events)
    told = _by_number(store.rows(tables.SCORES, model="denial"))
    shown = {key: found for key, claim in claims.items() if (found := _before(told, claim))}
    _note(store, _changes(events, shown, claims))
    acted = _acted(store, claims)
    failed = _labels(claims, held, places)
    touched = {key for kind in acted.values() for key in kind if key in failed}
    return Exposure(
        claims=len(failed),
        shown=len(shown.keys() & failed.keys()),
        fixed=len(acted[FIXED] & failed.keys()),
        changed=len(acted[CHANGED] & failed.keys()),
        acted=len(touched),
        denied_untouched=_share([failed[key] for key in failed if key not in touched]),
        denied_acted=_share([failed[key] for key in touched]),
    )


def _labels(claims: dict[str, "Submitted"], held: DenialRows, places: NDArray[np.int64]) -> dict[str, bool]:
    """Whether each claim of the rows failed, by version_key."""
    rows = held.rows.take(places)
    named = zip(rows.group.tolist(), rows.at.astype("datetime64[us]").tolist(), strict=True)
    label = dict(zip(named, rows.label.tolist(), strict=True))
    return {key: label[c.chain, c.at] for key, c in claims.items() if (c.chain, c.at) in label}


@dataclass(frozen=True, slots=True)
class Submitted:
    """A claim as it was submitted: its chain, its number in plain form, and when."""

    chain: str
    number: str
    at: datetime


def submitted(events: Events) -> dict[str, Submitted]:
    """The original primary claims by version_key."""
    claims = events.claims[population(events.claims, events.lines) == POPULATION]
    chain = dict(zip(events.chains["version_key"], events.chains["chain_key"], strict=True))
    rows = zip(claims["version_key"], claims["claim_id"], claims["submitted_at"], strict=True)
    return {
        key: Submitted(str(chain.get(key, key)), plain(str(number)), at.to_pydatetime())
        for key, number, at in rows
    }


def _by_number(rows: Iterable[Row]) -> dict[str, list[Row]]:
    held: dict[str, list[Row]] = {}
    for row in rows:
        held.setdefault(plain(str(row["claim_id"])), []).append(row)
    return held


def _before(told: dict[str, list[Row]], claim: Submitted) -> list[Row]:
    """The rows about a claim as of its submission or before."""
    return [row for row in told.get(claim.number, ()) if _moment(row["as_of"]) <= claim.at]


def _changes(events: Events, shown: dict[str, list[Row]], claims: dict[str, Submitted]) -> list[Row]:
    """One action per claim that was submitted other than it was scored."""
    frame = events.claims[events.claims["version_key"].isin([*shown])]
    if not len(frame):
        return []
    keys = said_keys(batch_of_frames(frame, events.lines, events.other_payers))
    made = []
    for version, said in zip(frame["version_key"], keys, strict=True):
        other = [row for row in shown[version] if row["said_key"] not in (None, said)]
        if other:
            made.append(_change(str(version), other[0], claims[version].at))
    return made


def _change(version: str, score: Row, at: datetime) -> Row:
    return {
        "action": hashlib.sha256(f"{CHANGED} {version}".encode()).hexdigest(),
        "claim_id": score["claim_id"],
        "version_key": version,
        "kind": CHANGED,
        "score": score["score"],
        "by": NOTICED,
        "acted_at": at,
    }


def _note(store: Operations, changes: list[Row]) -> None:
    held = {row["action"] for row in store.rows(tables.ACTIONS, kind=CHANGED)}
    fresh = [row for row in changes if row["action"] not in held]
    if fresh:
        store.add(tables.ACTIONS, fresh)


def _acted(store: Operations, claims: dict[str, Submitted]) -> dict[str, set[str]]:
    """The claims that were said fixed by their submission or soon after, and that were changed."""
    remarks = _by_number(store.rows(tables.ACTIONS, kind=FIXED))
    fixed = {
        key
        for key, claim in claims.items()
        if any(_moment(row["acted_at"]) <= claim.at + _LATE for row in remarks.get(claim.number, ()))
    }
    changed = {str(row["version_key"]) for row in store.rows(tables.ACTIONS, kind=CHANGED)}
    return {FIXED: fixed, CHANGED: changed}


def _moment(value: object) -> datetime:
    return pd.Timestamp(str(value)).to_pydatetime()


def _share(failed: list[bool]) -> float | None:
    return sum(failed) / len(failed) if failed else None
