"""What hangs on nothing: answers without a claim that they speak of, and claims that nobody answers.

Nothing is dropped because it matches nothing. It is counted and listed until the other half comes in.
Source: `labels.md`, linking and mature.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import pandas as pd
import sqlalchemy as sa

from data import tables
from data.answers import resent_versions
from data.codes import adjustment_reasons
from data.events import Events
from data.maturity import CAP_DAYS, denial_windows, mature, window_days
from data.outcomes import claim_outcomes
from data.population import population
from data.sql_tables import SQL

KINDS: Final = ("remit", "status", "takeback", "claim")
"""What may be unmatched; a claim is, when it waits for an answer longer than its payer ever takes."""

COLUMNS: Final = (
    *("kind", "key", "file_sha256", "position", "claim_id", "payer_claim_number", "payer_id"),
    *("amount_cents", "available_at", "overdue_at"),
)

_TAKEN: Final = ("takeback", "refund")
_AWAITED: Final = ("original_primary", "replacement", "secondary")
_RENAMED: Final = {"charge_cents": "amount_cents", "total_charge_cents": "amount_cents"}


def unmatched(known: Events, as_of: datetime) -> pd.DataFrame:
    """One row per answer tied to nothing and per overdue claim, in `COLUMNS`; the newest first.

    Args:
        known: what was known before `as_of`.
        as_of: the moment; a claim is overdue when the window of its payer (`data.maturity`) ended by then.

    `payer_claim_number` of a takeback is its reference; `overdue_at` is missing unless the kind is claim.
    """
    parts = [
        _untied(known, known.remits, "remit", "remit_key"),
        _untied(known, known.statuses, "status", "status_key"),
        _untied(known, _takebacks(known.provider_adjustments), "takeback", "plb_key"),
        _overdue(known, as_of),
    ]
    held = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    order = ["available_at", "kind", "file_sha256", "position", "key"]
    ascending = [name != "available_at" for name in order]
    return held.sort_values(order, ascending=ascending, ignore_index=True)


def untied_counts(connection: sa.Connection) -> dict[str, int]:
    """How many remits, statuses and takebacks are tied to nothing, by kind."""
    return {kind: _untied_count(connection, table, where()) for kind, (table, where) in _UNTIED.items()}


def unanswered_count(connection: sa.Connection) -> int:
    """How many claim versions nothing answers, though they went out longer ago than any payer takes.

    Counted from the newest remit: a feed that stopped does not make claims overdue.
    """
    claims, links = SQL[tables.CLAIMS.name], SQL[tables.LINKS.name]
    newest = connection.execute(sa.select(sa.func.max(SQL[tables.REMITS.name].c.available_at))).scalar()
    if newest is None:
        return 0
    joined = claims.outerjoin(links, links.c.version_key == claims.c.version_key)
    old = claims.c.submitted_at < newest - timedelta(days=CAP_DAYS)
    query = sa.select(sa.func.count()).select_from(joined).where(links.c.event_key.is_(None), old)
    return int(connection.execute(query).scalar_one())


def untied_places(connection: sa.Connection, kind: str, most: int) -> list[tuple[str, str, int]]:
    """Key, file id and segment of the newest answers of a kind that are tied to nothing."""
    table, where = _UNTIED[kind]
    (key,) = table.key
    made, links = SQL[table.name], SQL[tables.LINKS.name]
    joined = made.outerjoin(links, links.c.event_key == made.c[key])
    columns = (made.c[key], made.c.file_sha256, made.c.position)
    query = sa.select(*columns).select_from(joined).where(links.c.event_key.is_(None), where())
    query = query.order_by(made.c.available_at.desc(), made.c[key]).limit(most)
    return [(str(name), str(file), int(position)) for name, file, position in connection.execute(query)]


def _untied_count(connection: sa.Connection, table: tables.Table, where: sa.ColumnElement[bool]) -> int:
    (key,) = table.key
    made, links = SQL[table.name], SQL[tables.LINKS.name]
    joined = made.outerjoin(links, links.c.event_key == made.c[key])
    query = sa.select(sa.func.count()).select_from(joined).where(links.c.event_key.is_(None), where)
    return int(connection.execute(query).scalar_one())


def _is_takeback() -> sa.ColumnElement[bool]:
    return SQL["provider_adjustments"].c.reason_code.in_(_taking_reasons())


_UNTIED: Final[dict[str, tuple[tables.Table, Callable[[], sa.ColumnElement[bool]]]]] = {
    "remit": (tables.REMITS, sa.true),
    "status": (tables.STATUSES, sa.true),
    "takeback": (tables.PROVIDER_ADJUSTMENTS, _is_takeback),
}


def _takebacks(adjustments: pd.DataFrame) -> pd.DataFrame:
    taken = adjustments[adjustments["reason_code"].isin(_taking_reasons())]
    return taken.rename(columns={"reference": "payer_claim_number"})


def _taking_reasons() -> list[str]:
    # A balance carried forward names a payment more often than a claim: it is tied when it can be.
    return [reason for use in _TAKEN for reason in sorted(adjustment_reasons(use))]


def _untied(known: Events, held: pd.DataFrame, kind: str, key: str) -> pd.DataFrame:
    loose = held[~held[key].isin(known.links["event_key"])]
    return _rows(loose, kind, key)


def _overdue(known: Events, as_of: datetime) -> pd.DataFrame:
    """The newest version of each claim, resends aside, that has no outcome though its window ended."""
    outcomes = claim_outcomes(known)
    own = ~known.claims["version_key"].isin(resent_versions(known))
    chains = known.chains[["version_key", "chain_key", "version"]]
    claims = known.claims[own].merge(chains, on="version_key")
    newest = claims["version"] == claims.groupby("chain_key")["version"].transform("max")
    waiting = claims[newest & ~claims["version_key"].isin(outcomes["version_key"])].reset_index(drop=True)
    waiting = waiting[pd.Series(population(waiting, known.lines)).isin(_AWAITED)].reset_index(drop=True)
    windows = denial_windows(known.claims, outcomes, as_of)
    days = pd.to_timedelta(window_days(waiting["payer_id"], windows), unit="D")
    waiting = waiting.assign(overdue_at=waiting["submitted_at"] + days)
    return _rows(waiting[mature(waiting, windows, as_of)], "claim", "version_key")


def _rows(held: pd.DataFrame, kind: str, key: str) -> pd.DataFrame:
    named = held.rename(columns={**_RENAMED, key: "key"}).assign(kind=kind)
    rows = named.reindex(columns=list(COLUMNS))
    texts = dict.fromkeys(("kind", "claim_id", "payer_claim_number", "payer_id"), "str")
    return rows.astype({**texts, "amount_cents": "Int64", "overdue_at": "datetime64[us]"})
