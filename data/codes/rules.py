"""Rules as rows of conditions: what a row asks of an item, and which of several rows that fit decides.

An empty cell of a condition means any; a cell may hold several codes joined by one space; a level is a
number or `2+` for that number and above.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from data.codes.tables import CodeRow, Period, period

ORDER: Final = (
    *("state", "payer_id", "rarc", "level", "carc", "group"),
    *("filing_indicator", "filing_kind", "network", "claim_kind", "family"),
)
"""The rule of precedence, of every table of rules: the most specific row wins. Of two rows that fit, compare
what they name in this order: the first column that only one of them names decides for that one. Rows that
name the same columns are equals; what decides among equals is said where the table is used."""


@dataclass(frozen=True, slots=True)
class Levels:
    """The levels of appeal a row speaks of: `low` to `high`, both included."""

    low: int = 1
    high: int = 99

    @classmethod
    def parse(cls, text: str) -> "Levels":
        """Empty is any level, `2` that one, `2+` that one and above."""
        if not text:
            return cls()
        return cls(int(text[:-1])) if text.endswith("+") else cls(int(text), int(text))

    def __contains__(self, level: int) -> bool:
        return self.low <= level <= self.high


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a row asks: by column the codes that fit (columns it leaves open are absent), levels and days."""

    codes: Mapping[str, frozenset[str]]
    levels: Levels
    applies: Period

    @classmethod
    def of(cls, row: CodeRow) -> "Conditions":
        """From the columns of `ORDER` that the table has, and its effective dates."""
        named = {name: frozenset(row.get(name, "").split()) for name in ORDER if name != "level"}
        codes = {name: wanted for name, wanted in named.items() if wanted}
        return cls(codes, Levels.parse(row.get("level", "")), period(row))

    @property
    def precision(self) -> tuple[bool, ...]:
        """What the row names, in `ORDER`: the greater goes first."""
        any_level = self.levels == Levels()
        return tuple(not any_level if name == "level" else name in self.codes for name in ORDER)

    def holds(self, told: Mapping[str, str | None]) -> bool:
        """Whether single values, by column, are what the row asks for; days and levels aside."""
        return all(told.get(name) in wanted for name, wanted in self.codes.items())


class Rule(Protocol):
    """A row of a table of rules."""

    @property
    def when(self) -> Conditions: ...


R = TypeVar("R", bound=Rule)


def most_specific_first(rules: Iterable[R]) -> tuple[R, ...]:
    """Rules by precision, equals in the order of the file."""
    return tuple(sorted(rules, key=lambda rule: rule.when.precision, reverse=True))
