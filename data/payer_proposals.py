"""Payers that only answers name, with the payer that claims know them by: rows for payers.csv."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from data import tables
from data.codes import claim_status_kind
from data.payers import Crosswalk, plain_name
from data.sql_tables import SQL

ENOUGH: Final = 3
"""*Ours*: a name seen with a payer less often may be an accident."""

SHARE: Final = 0.8
"""*Ours*: the payer that a name is seen with has to be the same this often."""

_DECIDING: Final = ("primary", "denied")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A row for payers.csv, and how many answers speak for it."""

    alias: str
    payer_id: str
    seen: int


def proposals(connection: sa.Connection) -> list[Proposal]:
    """Rows that would say which payer is meant, most seen first.

    An id that answers or coverages use and no claim does (without an id, the name), when the claims that they
    belong to go to one payer. Only what a person then puts into payers.csv takes effect.
    """
    crosswalk, used = _crosswalk(connection), _used_by_claims(connection)
    pairs: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for payer_id, name, billed, count in (*_of_remits(connection), *_of_members(connection)):
        alias = payer_id or name
        if alias and billed and plain_name(alias) not in used and crosswalk.payer(payer_id, name) == payer_id:
            pairs[alias][crosswalk.payer(billed) or billed] += count
    found = (_proposal(alias, counts) for alias, counts in pairs.items())
    return sorted((row for row in found if row is not None), key=lambda row: (-row.seen, row.alias))


def _proposal(alias: str, counts: Mapping[str, int]) -> Proposal | None:
    best = max(counts, key=lambda payer_id: (counts[payer_id], payer_id))
    sure = counts[best] >= ENOUGH and counts[best] >= SHARE * sum(counts.values())
    return Proposal(alias, best, counts[best]) if sure else None


def _crosswalk(connection: sa.Connection) -> Crosswalk:
    payers = SQL["payers"]
    pairs = connection.execute(sa.select(payers.c.alias, payers.c.payer_id)).all()
    return Crosswalk.of_pairs((alias, meant) for alias, meant in pairs)


def _used_by_claims(connection: sa.Connection) -> set[str]:
    claims = SQL["claims"]
    return {
        plain_name(each)
        for each in connection.execute(sa.select(claims.c.payer_id).distinct()).scalars()
        if each
    }


def _of_remits(connection: sa.Connection) -> Iterable[tuple[str | None, str | None, str | None, int]]:
    """Payers of remits by which a claim's first payer answered, with the payer that was billed."""
    remits, links, claims = SQL["remits"], SQL["links"], SQL["claims"]
    named = (remits.c.payer_id, remits.c.payer_name, claims.c.payer_id, remits.c.status_code)
    query = (
        sa.select(*named, sa.func.count())
        .join_from(links, remits, remits.c.remit_key == links.c.event_key)
        .join(claims, claims.c.version_key == links.c.version_key)
        .where(links.c.event == "remit", sa.func.coalesce(claims.c.responsibility, "P") == "P")
        .group_by(*named)
    )
    for payer_id, name, billed, status, count in connection.execute(query):
        if claim_status_kind(status) in _DECIDING:
            yield payer_id, name, billed, count


def _of_members(connection: sa.Connection) -> Iterable[tuple[str | None, str | None, str | None, int]]:
    """Payers of coverages and authorizations, with the payers that claims of the same member were sent to."""
    claims = SQL["claims"]
    for table in (tables.COVERAGES, tables.AUTHORIZATIONS):
        made = SQL[table.name]
        named = [made.c[name] for name in ("payer_id", "payer_name") if name in table.names]
        query = (
            sa.select(claims.c.payer_id, sa.func.count(sa.distinct(made.c.member_id)), *named)
            .join_from(made, claims, claims.c.member_id == made.c.member_id)
            .group_by(claims.c.payer_id, *named)
        )
        for billed, count, payer_id, *name in connection.execute(query):
            yield payer_id, name[0] if name else None, billed, count
