"""Which rows of a table of rules fit which of many items: tried on distinct values, never item by item."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.codes import filing_kind
from data.codes.rules import Conditions, R

Texts: TypeAlias = Sequence[str | None] | NDArray[np.object_]
"""One text per item; None is missing."""
Mask: TypeAlias = NDArray[np.bool_]


def series(texts: Texts) -> "pd.Series[Any]":
    """Texts as a column of objects."""
    return pd.Series(np.asarray(texts, dtype=object), dtype=object)


@dataclass(frozen=True, slots=True)
class Coded:
    """A column as places in its distinct values; -1 is missing."""

    places: NDArray[np.intp]
    values: list[str]

    @classmethod
    def of(cls, texts: Texts) -> "Coded":
        places, values = pd.factorize(np.asarray(texts, dtype=object))
        return cls(places, values.tolist())

    def where(self, test: Callable[[str], bool]) -> Mask:
        """Per item whether its value passes; a missing value does not."""
        passed = np.array([*(test(value) for value in self.values), False], dtype=bool)
        return passed[self.places]

    def mapped(self, to: Callable[[str], str | None]) -> NDArray[np.object_]:
        """Per item what its value becomes; a missing value stays missing."""
        found = np.array([*(to(value) for value in self.values), None], dtype=object)
        return found[self.places]


@dataclass(frozen=True, slots=True)
class Facts:
    """n items and what a row may ask of them, each by the name of the table's column."""

    columns: Mapping[str, Coded]
    level: NDArray[np.int64]

    @classmethod
    def of(cls, level: NDArray[np.int64], filing: Texts, **columns: Texts) -> "Facts":
        """Columns of one code an item, and of the filing indicator, which tells the kind of payer."""
        held = {name: Coded.of(texts) for name, texts in columns.items()}
        held["filing_indicator"] = Coded.of(filing)
        held["filing_kind"] = Coded.of(held["filing_indicator"].mapped(filing_kind))
        return cls(held, level)

    def fits(self, when: Conditions) -> Mask:
        """Per item whether it is what a row asks of the columns held here, days aside."""
        out: Mask = (self.level >= when.levels.low) & (self.level <= when.levels.high)
        for name in when.codes.keys() & self.columns.keys():
            out &= self.columns[name].where(when.codes[name].__contains__)
        return out


def tiers(rules: tuple[R, ...]) -> list[list[tuple[int, R]]]:
    """Rules, most specific first, in groups of equals; each with its place."""
    numbered: Iterable[tuple[int, Any]] = enumerate(rules)
    return [list(equals) for _, equals in groupby(numbered, key=lambda pair: pair[1].when.precision)]
