"""Random events at and after a moment, to be added to real ones: what they say must change nothing before."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from data import tables
from data.events import Events
from data.tables import Table

_ROWS = 60
"""Rows made per table."""

_LATER = np.array([0, 1, 60_000_000, 86_400_000_000, 40 * 86_400_000_000], dtype="timedelta64[us]")
"""How long after the moment an event becomes available: at it, a microsecond, a minute, a day, forty days."""

_TIMED = tuple(table for table in tables.EVENTS if "available_at" in table.names)
_AIMED = 0.3
"""Share of answers that are about the claim itself."""


def with_junk(events: Events, moment: np.datetime64, version: str, draw: np.random.Generator) -> Events:
    """The events with shuffled copies of themselves at and after a moment.

    New claims (some under chains that exist), answers (some to the version given), coverages, authorizations,
    fees, statuses: of each table some rows, every column shuffled on its own.
    """
    made: dict[str, pd.DataFrame] = {}
    for table in _TIMED:
        found, junk = _junk_of(getattr(events, table.name), table, moment, draw)
        made[table.name] = junk
        made |= _children(events, table, dict(zip(found, junk[table.key[0]], strict=True)), draw)
    made["chains"] = _chains(events, made["claims"], draw)
    made["links"] = _links(events, made, version, draw)
    return replace(events, **{name: _added(getattr(events, name), more) for name, more in made.items()})


def _added(held: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([held, more.astype(held.dtypes.to_dict())], ignore_index=True) if len(more) else held


def _junk_of(
    held: pd.DataFrame, table: Table, moment: np.datetime64, draw: np.random.Generator
) -> tuple[list[str], pd.DataFrame]:
    """The keys of the rows that were copied, and the copies."""
    (key,) = table.key
    rows = held.iloc[draw.permutation(len(held))[:_ROWS]].reset_index(drop=True)
    junk = _shuffled(rows, (key,), draw)
    junk[key] = [f"junk-{table.name}-{place}" for place in range(len(junk))]
    at = moment + draw.choice(_LATER, len(junk))
    for name in ("available_at", "submitted_at"):
        if name in junk:
            junk[name] = at
    return rows[key].tolist(), junk


def _shuffled(rows: pd.DataFrame, kept: tuple[str, ...], draw: np.random.Generator) -> pd.DataFrame:
    """Every column but those kept in an order of its own."""
    order = {name: draw.permutation(len(rows)) for name in rows if name not in kept}
    return pd.DataFrame(
        {name: rows[name].array.take(order[name]) if name in order else rows[name] for name in rows}
    )


def _children(
    events: Events, table: Table, renamed: Mapping[str, str], draw: np.random.Generator
) -> dict[str, pd.DataFrame]:
    made = {}
    for name, parent in tables.PARENTS.items():
        if parent is table:
            (key,) = table.key
            held = getattr(events, name)
            rows = held[held[key].isin(renamed)].reset_index(drop=True)
            keys = next(child for child in tables.EVENTS if child.name == name).key
            made[name] = _shuffled(rows, keys, draw).assign(**{key: rows[key].map(renamed)})
    return made


def _chains(events: Events, claims: pd.DataFrame, draw: np.random.Generator) -> pd.DataFrame:
    """The new claims' chains: their own, or late versions of chains that exist."""
    old = draw.choice(events.chains["chain_key"].to_numpy(dtype=object), len(claims))
    own = draw.random(len(claims)) < 1 / 2
    return pd.DataFrame(
        {
            "version_key": claims["version_key"],
            "chain_key": np.where(own, claims["version_key"], old),
            "version": np.where(own, 1, 1000 + np.arange(len(claims))),
            "rule": np.where(own, "first", "claim_id"),
            "available_at": claims["available_at"],
        }
    )


def _links(
    events: Events, made: Mapping[str, pd.DataFrame], version: str, draw: np.random.Generator
) -> pd.DataFrame:
    """The new answers' links: to claims old and new, many to the one that is looked at."""
    old = np.concatenate([events.claims["version_key"], made["claims"]["version_key"]])
    held = []
    for event, name, key in (("remit", "remits", "remit_key"), ("status", "statuses", "status_key")):
        rows = made[name]
        to = np.where(draw.random(len(rows)) < _AIMED, version, draw.choice(old, len(rows)))
        held.append(
            pd.DataFrame(
                {
                    "event_key": rows[key],
                    "event": event,
                    "version_key": to,
                    "rule": "claim_id",
                    "available_at": rows["available_at"],
                }
            )
        )
    return pd.concat(held, ignore_index=True)
