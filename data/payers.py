"""One payer under its many names and ids: the crosswalk that people declare in `payers.csv`.

It is timeless: a row says what a name means, whenever the name was used. The database keeps what files
say; events handed out by the store, and claims to be scored, carry the payer id that is meant.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data import tables
from data.frames import Columns

_NO_LETTER = re.compile(r"[^0-9A-Z]+")


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """A name or id for comparison: upper case, no punctuation, single spaces."""
    return _NO_LETTER.sub(" ", name.upper().replace("'", "").replace(".", "")).strip()


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """The payer id that each declared name or id means, by its plain form."""

    meant: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, payers: pd.DataFrame) -> "Crosswalk":
        """From the rows of the payers table, in any order."""
        return cls.of_pairs(zip(payers["alias"], payers["payer_id"], strict=True))

    @classmethod
    def of_pairs(cls, pairs: Iterable[tuple[str, str]]) -> "Crosswalk":
        """From pairs of alias and payer id; of an alias declared twice, the smallest id counts."""
        declared = _declared(pairs)
        meant = {alias: _end(declared, alias)[-1] for alias in declared}
        # The payer's own id is written in more than one way, too.
        return cls({plain_name(payer_id): payer_id for payer_id in meant.values()} | meant)

    def __bool__(self) -> bool:
        return bool(self.meant)

    def payer(self, payer_id: str | None, name: str | None = None) -> str | None:
        """The payer that an id means, else the one that the name means, else the id as it is."""
        if payer_id is not None and (found := self.meant.get(plain_name(payer_id))) is not None:
            return found
        if name is not None and (found := self.meant.get(plain_name(name))) is not None:
            return found
        return payer_id

    def applied(self, frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """Frames by table name with the payers that are meant; those without payers as they are."""
        return {name: self._frame(held) if name in PAYER_TABLES else held for name, held in frames.items()}

    def _frame(self, held: pd.DataFrame) -> pd.DataFrame:
        if not self.meant or held.empty:
            return held
        names = held.get("payer_name")
        told = self._payers(_objects(held["payer_id"]), None if names is None else _objects(names))
        return held.assign(payer_id=pd.Series(told, index=held.index).astype(held["payer_id"].dtype))

    def columns(self, held: Columns) -> Columns:
        """The same for columns of a batch."""
        if not self.meant or "payer_id" not in held:
            return held
        return {**held, "payer_id": self._payers(held["payer_id"], held.get("payer_name"))}

    def _payers(self, ids: NDArray[np.object_], names: NDArray[np.object_] | None) -> NDArray[np.object_]:
        told = [None] * len(ids) if names is None else names.tolist()
        pairs = list(zip(ids.tolist(), told, strict=True))
        meant = {pair: self.payer(*pair) for pair in set(pairs)}
        out = np.empty(len(ids), dtype=object)
        out[:] = [meant[pair] for pair in pairs]
        return out


PAYER_TABLES = frozenset(
    table.name for table in tables.EVENTS if "payer_id" in table.names and table is not tables.PAYERS
)
"""Tables whose rows name a payer."""


def aliases_through(pairs: Iterable[tuple[str, str]], touched: Iterable[str]) -> set[str]:
    """Plain names whose meaning goes through one of the touched plain names, these included."""
    declared, ends = _declared(pairs), set(touched)
    through = {alias for alias in declared if ends & {plain_name(name) for name in _end(declared, alias)}}
    return through | ends


def _declared(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    named = ((plain_name(alias), payer_id) for alias, payer_id in sorted(pairs, reverse=True))
    return {alias: payer_id for alias, payer_id in named if alias}


def _end(declared: Mapping[str, str], alias: str) -> list[str]:
    """The payer ids that an alias leads to, one after the other; a ring ends before it closes."""
    path = [declared[alias]]
    seen = {alias}
    while (following := plain_name(path[-1])) in declared and following not in seen:
        seen.add(following)
        path.append(declared[following])
    return path


def _objects(held: pd.Series) -> NDArray[np.object_]:
    return held.astype("object").where(held.notna(), None).to_numpy(dtype=object)
