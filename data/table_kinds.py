"""Which kinds of tables can be taken in, by the columns that each may have."""

from collections.abc import Collection

from data.claim_tables import CLAIMS_KIND
from data.errors import UnknownFileTypeError
from data.imports import KINDS
from data.remit_tables import REMITS_KIND
from data.text_table import TableKind

TABLE_KINDS: dict[str, TableKind] = {kind.name: kind for kind in (CLAIMS_KIND, REMITS_KIND, *KINDS)}
"""The kinds by name."""

_ONE_IS_ENOUGH = ("remits", "claims", "payers")


def kind_of(names: Collection[str]) -> TableKind | None:
    """Which table column names announce: one that only it has, else most of those it needs."""
    for name in _ONE_IS_ENOUGH:
        if TABLE_KINDS[name].marks & {*names}:
            return TABLE_KINDS[name]
    shares = [(sum(name in names for name in kind.needed) / len(kind.needed), kind) for kind in KINDS]
    share, kind = max(shares, key=lambda entry: entry[0])
    return kind if share >= 1 / 2 and kind.name not in _ONE_IS_ENOUGH else None


def kind_named(name: str | None, names: Collection[str]) -> TableKind:
    """The kind of this name, else the one that the columns announce.

    Raises: UnknownFileTypeError when they announce none.
    """
    kind = kind_of(names) if name is None else TABLE_KINDS[name]
    if kind is None:
        raise UnknownFileTypeError
    return kind
