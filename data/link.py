"""Ties claim versions into chains, and remits, 277CA statuses and takebacks to the version they speak of.

A causal fold: events are taken in the order they became available. A claim joins a chain, an answer
is tied to the best version among those already in hand; without one it waits for a claim that fits,
and the tie is then available at the later of both. A tie once made is never remade.

Invariant: the result is a function of the set of events, whatever their order in the frames, and what
was known before a moment depends on the events available before it alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.frames import columns_of_frame, conform
from data.link_events import READ, Answer, Rows, Takeback, Version, in_order, waiting_carcs
from data.link_fold import Fold
from data.tables import ADJUSTMENTS, CHAINS, EVENTS, LINKS, Table

_NAT: Final = np.iinfo(np.int64).min
_TABLES: Final = {table.name: table for table in EVENTS}


@dataclass(frozen=True)
class Linked:
    """`chains`: one row per claim version; `links`: one per tied remit, status or takeback; in order."""

    chains: pd.DataFrame
    links: pd.DataFrame


def link(
    claims: pd.DataFrame,
    remits: pd.DataFrame,
    statuses: pd.DataFrame,
    *,
    provider_adjustments: pd.DataFrame | None = None,
    adjustments: pd.DataFrame | None = None,
) -> Linked:
    """Chains and links of all events given; see the module for the rules.

    Args:
        claims: claim versions, with the payers that are meant (`data.payers`).
        remits: remits, with the payers that are meant.
        statuses: 277CA statuses.
        provider_adjustments: PLB pairs; without them there are no takebacks.
        adjustments: the remits' reasons; without them every remit that paid nothing gave its claim up.
    """
    held = {"claims": claims, "remits": remits, "statuses": statuses}
    if provider_adjustments is not None:
        held["provider_adjustments"] = provider_adjustments
    rows = {name: _rows(_TABLES[name], frame) for name, frame in held.items()}
    chains, links = folded(rows, set() if adjustments is None else _not_lost(remits, adjustments))
    return Linked(conform(CHAINS, _frame(CHAINS, chains)), conform(LINKS, _frame(LINKS, links)))


def folded(
    rows: Mapping[str, Rows], not_lost: Collection[str]
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Rows of chains and of links, moments as int microseconds; see `data.link_events` for the arguments."""
    fold = Fold()
    for event in in_order(rows, not_lost):
        match event:
            case Version():
                fold.take_claim(event)
            case Answer():
                fold.take_answer(event)
            case Takeback():
                fold.take_takeback(event)
    return fold.chains, fold.links


def _not_lost(remits: pd.DataFrame, adjustments: pd.DataFrame) -> set[str]:
    held = columns_of_frame(_some(ADJUSTMENTS, ("remit_key", "carc")), adjustments)
    waiting = waiting_carcs()
    waits = {key for key, carc in zip(held["remit_key"], held["carc"], strict=True) if carc in waiting}
    return waits | (set(remits["remit_key"]) - set(held["remit_key"]))


def _rows(table: Table, held: pd.DataFrame) -> Rows:
    names = READ[table.name]
    columns = columns_of_frame(_some(table, names), held)
    return zip(*(_values(columns[name]) for name in names), strict=True)


def _some(table: Table, names: tuple[str, ...]) -> Table:
    return Table(table.name, table.grain, table.key, tuple(table[name] for name in names))


def _values(column: NDArray[Any]) -> list[Any]:
    """A column as plain values: moments as int microseconds, days as int days, missing as None."""
    if column.dtype == object:
        return column.tolist()
    if column.dtype.kind == "M":
        return [None if value == _NAT else value for value in column.astype("int64").tolist()]
    return [None if isnan(value) else int(value) for value in column.tolist()]


def _frame(table: Table, rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    held = pd.DataFrame(rows, columns=list(table.names))
    held["available_at"] = pd.to_datetime(held["available_at"].to_numpy(dtype="int64"), unit="us")
    return held
