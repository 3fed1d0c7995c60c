"""Which claim version a takeback (a PLB that names a claim) moves the money of."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from data.link_events import Takeback, Version
from data.link_evidence import LOOK_BACK
from data.link_numbers import Named, plain
from data.link_repeats import Repeats

LinkRow: TypeAlias = tuple[str, str, str, str, int]


@dataclass(slots=True)
class InHand:
    """Versions by plain claim number and by payer's number, oldest first; `fillers` are on several claims."""

    by_name: dict[str, list[Version]] = field(default_factory=lambda: defaultdict(list))
    by_number: dict[str, list[Version]] = field(default_factory=lambda: defaultdict(list))
    fillers: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Takebacks:
    """Takebacks told before, or waiting for the claim that they name."""

    _told: Repeats[Takeback] = field(default_factory=Repeats)
    _waiting: dict[str, list[Takeback]] = field(default_factory=lambda: defaultdict(list))

    def take(self, takeback: Takeback, in_hand: InHand) -> list[LinkRow]:
        """Its link, if what it names is in hand."""
        if (first := self._told.first_of(takeback)) is not None:
            if first.version is not None:
                return [_row(takeback, first.version, "repeated", takeback.available_at)]
            self._told.wait(first, takeback)
            return []
        rows = list(self._tied(takeback, in_hand, takeback.available_at))
        if not rows:
            for key in {key for named in takeback.named for key in (named.number, plain(named.number))}:
                self._waiting[key].append(takeback)
        return rows

    def retry(self, in_hand: InHand, key: str, now: int) -> list[LinkRow]:
        """Links of those that waited for a number."""
        waiting = [takeback for takeback in self._waiting.get(key, ()) if takeback.version is None]
        return [row for takeback in waiting for row in self._tied(takeback, in_hand, now)]

    def _tied(self, takeback: Takeback, in_hand: InHand, now: int) -> Iterator[LinkRow]:
        found = _named_version(takeback, in_hand)
        if found is not None:
            version, rule = found
            yield _row(takeback, version, rule, now)
            for repeated in self._told.waiting_for(takeback):
                yield _row(repeated, version, "repeated", now)


def _row(takeback: Takeback, version: Version, rule: str, now: int) -> LinkRow:
    takeback.version = version
    return (takeback.key, "takeback", version.key, rule, now)


def _named_version(takeback: Takeback, in_hand: InHand) -> tuple[Version, str] | None:
    """The version that a payer's number names, else a claim number: the newest, one that was paid first."""
    numbers = (named for named in takeback.named if named.number not in in_hand.fillers)
    by_number = [(named, in_hand.by_number.get(named.number, ())) for named in numbers]
    by_name = [(named, in_hand.by_name.get(plain(named.number), ())) for named in takeback.named]
    for rule, known in (("payer_number", by_number), ("claim_id", by_name)):
        fitting = [v for named, held in known for v in held[-LOOK_BACK:] if _fits(v, named, takeback)]
        if fitting:
            return max(fitting, key=lambda v: (v.paid > 0, v.available_at, v.key)), rule
    return None


def _fits(version: Version, named: Named, takeback: Takeback) -> bool:
    if version.submitted_at > takeback.available_at or named.from_on not in (None, version.from_on):
        return False
    known = {version.npi, version.tax_id, *version.payees} - {None}
    return takeback.provider is None or not known or takeback.provider in known
