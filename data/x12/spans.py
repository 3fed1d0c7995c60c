"""First and last days told by several dates of one loop, of which some count before others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from data.x12.source import Elements, Source, get

Roles: TypeAlias = Mapping[str, tuple[int, str]]
"""By DTP qualifier: its rank (the lowest counts) and its role.

`begin` and `end` give that day (a range under `begin` gives both); under `day` a single day is both; under
`span` a single day is only the day that was asked about, and is passed over.
"""

_UNRANKED = 1_000


@dataclass(slots=True)
class Span:
    """The first and last day so far; either may be missing."""

    first: date | None = None
    last: date | None = None
    _ranks: list[int] = field(default_factory=lambda: [_UNRANKED, _UNRANKED])

    def read(self, roles: Roles, elements: Elements, source: Source, position: int) -> None:
        """A DTP."""
        told, text = roles.get(get(elements, 1)), get(elements, 3)
        if told is None:
            return
        rank, role = told
        is_range = "-" in text
        if role == "span" and not is_range:
            return
        begin, end = source.period(text, position)
        if role != "end" and begin and rank <= self._ranks[0]:
            self.first, self._ranks[0] = begin, rank
        if (role != "begin" or is_range) and end and rank <= self._ranks[1]:
            self.last, self._ranks[1] = end, rank
