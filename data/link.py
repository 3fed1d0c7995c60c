"""Ties claim versions into chains, and remits and 277CA statuses to the version they answer.

A causal fold: events are taken in the order they became available. A claim joins a chain, an answer
is tied to the best version among those already in hand; without one it waits for a claim that fits,
and the tie is then available at the later of both. A tie once made is never remade.

Invariant: the result is a function of the set of events, whatever their order in the frames, and what
was known before a moment depends on the events available before it alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import isnan
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.codes import replacing_frequencies
from data.frames import columns_of_frame, conform
from data.link_evidence import (
    DAY_US,
    Answer,
    Chain,
    Version,
    best_version,
    dates_apart,
    same_provider,
    stem,
)
from data.records import Row
from data.tables import CHAINS, CLAIMS, LINKS, REMITS, STATUSES, Table

REUSED_AFTER_DAYS: Final = 365
"""A claim number seen again this long after its chain's last activity is a new claim."""

_LOOK_BACK: Final = 200
_NAT: Final = np.iinfo(np.int64).min


@dataclass(frozen=True)
class Linked:
    """`chains`: one row per claim version; `links`: one per tied remit or status; in order of the fold."""

    chains: pd.DataFrame
    links: pd.DataFrame


@dataclass(frozen=True, slots=True)
class ComponentKeys:
    """What ties rows into one component: `stems` (first 17 characters of claim_id) and payer `numbers`."""

    stems: frozenset[str]
    numbers: frozenset[str]


def component_keys(
    claims: Iterable[Row] = (), remits: Iterable[Row] = (), statuses: Iterable[Row] = ()
) -> ComponentKeys:
    """The keys by which other rows belong to the same component as these.

    A row belongs when `substr(claim_id, 1, 17)` is among the stems, or its `payer_claim_number` or
    `original_reference` is among the numbers. Taking the closure (keys of the rows found, again, until
    nothing is added) and calling `link` on it gives these rows the links they get from all rows.
    """
    rows = [*claims, *remits, *statuses]
    numbers = (row.get(name) for row in rows for name in ("payer_claim_number", "original_reference"))
    return ComponentKeys(
        frozenset(stem(str(row["claim_id"])) for row in rows if row.get("claim_id")),
        frozenset(str(number) for number in numbers if number),
    )


def link(claims: pd.DataFrame, remits: pd.DataFrame, statuses: pd.DataFrame) -> Linked:
    """Chains and links of all events given; see the module for the rules."""
    fold = _Fold()
    for event in _in_order(claims, remits, statuses):
        if isinstance(event, Version):
            fold.take_claim(event)
        else:
            fold.take_answer(event)
    return Linked(
        conform(CHAINS, _frame(CHAINS, fold.chains)),
        conform(LINKS, _frame(LINKS, fold.links)),
    )


@dataclass(slots=True)
class _Fold:
    """What is in hand so far, found by claim number stem and by payer number."""

    by_stem: dict[str, list[Version]] = field(default_factory=lambda: defaultdict(list))
    by_number: dict[str, list[Version]] = field(default_factory=lambda: defaultdict(list))
    by_reference: dict[str, list[Version]] = field(default_factory=lambda: defaultdict(list))
    waiting: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    waiting_numbers: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    tied: set[str] = field(default_factory=set)
    chains: list[tuple[Any, ...]] = field(default_factory=list)
    links: list[tuple[Any, ...]] = field(default_factory=list)

    def take_claim(self, version: Version) -> None:
        chain, rule = self._chain_for(version)
        chain.size += 1
        chain.last_at = max(chain.last_at, version.available_at)
        version.chain = chain
        self.chains.append((version.key, chain.key, chain.size, rule, version.available_at))
        self.by_stem[stem(version.claim_id)].append(version)
        if version.reference is not None:
            self.by_reference[version.reference].append(version)
        self._retry(self.waiting.get(stem(version.claim_id), ()), version.available_at)
        if version.reference is not None:
            self._retry(self.waiting_numbers.get(version.reference, ()), version.available_at)

    def _chain_for(self, version: Version) -> tuple[Chain, str]:
        if version.reference is not None:
            for known in (self.by_number, self.by_reference):
                for other in reversed(known.get(version.reference, ())[-_LOOK_BACK:]):
                    if other.chain and _is_referred(version, other):
                        return other.chain, "payer_number"
        found = self._same_number(version)
        return (found, "claim_id") if found else (Chain(version.key, 0, version.available_at), "first")

    def _same_number(self, version: Version) -> Chain | None:
        """The newest chain under the same claim number that this version can belong to."""
        others = self.by_stem.get(stem(version.claim_id), ())[-_LOOK_BACK:]
        fitting = [other for other in reversed(others) if _is_same_number(version, other)]
        for other in fitting:
            if not dates_apart(version, other):
                return other.chain
        # Practices that send the account number as CLM01 send it for every visit: a fresh claim with
        # other dates is another claim, while a replacement may correct its dates.
        replaces = version.frequency in replacing_frequencies()
        return fitting[0].chain if fitting and replaces else None

    def take_answer(self, answer: Answer) -> None:
        if self._tie(answer, answer.available_at):
            return
        if answer.claim_id is not None:
            self.waiting[stem(answer.claim_id)].append(answer)
        for number in {answer.number, answer.reference} - {None}:
            self.waiting_numbers[str(number)].append(answer)

    def _retry(self, answers: Iterable[Answer], now: int) -> None:
        for answer in tuple(answers):
            if answer.key not in self.tied:
                self._tie(answer, now)

    def _tie(self, answer: Answer, now: int) -> bool:
        named = self.by_stem.get(stem(answer.claim_id), ()) if answer.claim_id else ()
        found = best_version(answer, named, self._numbered(answer))
        if found is None:
            return False
        version, rule = found
        self.tied.add(answer.key)
        self.links.append((answer.key, answer.event, version.key, rule, now))
        if version.chain:
            version.chain.last_at = max(version.chain.last_at, now)
        self._learn(version, answer.number, now)
        return True

    def _numbered(self, answer: Answer) -> list[Version]:
        found: list[Version] = []
        if answer.number is not None:
            found += self.by_number.get(answer.number, ())[-_LOOK_BACK:]
        if answer.reference is not None:
            found += self.by_number.get(answer.reference, ())[-_LOOK_BACK:]
            found += self.by_reference.get(answer.reference, ())[-_LOOK_BACK:]
        return list({version.key: version for version in found}.values())

    def _learn(self, version: Version, number: str | None, now: int) -> None:
        if number is None or number in version.numbers:
            return
        version.numbers.add(number)
        self.by_number[number].append(version)
        self._retry(self.waiting_numbers.get(number, ()), now)


def _is_referred(version: Version, other: Version) -> bool:
    # REF*F8 names a claim of the same provider; a placeholder number would name strangers' claims too.
    if not same_provider(version, other):
        return False
    return version.claim_id == other.claim_id or (
        version.member == other.member or not dates_apart(version, other)
    )


def _is_same_number(version: Version, other: Version) -> bool:
    if version.claim_id != other.claim_id or not same_provider(version, other) or other.chain is None:
        return False
    return version.available_at - other.chain.last_at <= REUSED_AFTER_DAYS * DAY_US


def _in_order(
    claims: pd.DataFrame, remits: pd.DataFrame, statuses: pd.DataFrame
) -> Iterator[Version | Answer]:
    events: list[tuple[int, int, str, int, Version | Answer]] = []
    by_rank: tuple[Iterator[Version | Answer], ...] = (
        _versions(claims),
        _statuses(statuses),
        _remits(remits),
    )
    for rank, rows in enumerate(by_rank):
        for event in rows:
            file, _, position = event.key.rpartition(":")
            place = int(position) if file and position.isdigit() else 0
            events.append((event.available_at, rank, file or event.key, place, event))
    events.sort(key=lambda entry: entry[:4])
    return (entry[4] for entry in events)


def _versions(claims: pd.DataFrame) -> Iterator[Version | Answer]:
    names = (
        *("version_key", "claim_id", "frequency_code", "total_charge_cents", "from_on", "through_on"),
        *("member_id", "billing_npi", "billing_tax_id", "original_reference", "submitted_at", "available_at"),
    )
    return (Version(*row) for row in _rows(CLAIMS, claims, names))


def _remits(remits: pd.DataFrame) -> Iterator[Version | Answer]:
    names = (
        *("remit_key", "claim_id", "payer_claim_number", "original_reference", "frequency_code"),
        *("charge_cents", "from_on", "through_on", "member_id", "payee_npi", "payee_tax_id", "received_on"),
        "available_at",
    )
    for key, *rest in _rows(REMITS, remits, names):
        answer = Answer(key, "remit", *rest)
        answer.charge = None if answer.charge is None else abs(answer.charge)  # reversals flip every sign
        yield answer


def _statuses(statuses: pd.DataFrame) -> Iterator[Version | Answer]:
    names = ("status_key", "claim_id", "payer_claim_number", "charge_cents", "from_on", "available_at")
    for key, claim_id, number, charge, from_on, at in _rows(STATUSES, statuses, names):
        yield Answer(
            *(key, "status", claim_id, number, None, None, charge),
            *(from_on, None, None, None, None, None, at),
        )


def _rows(table: Table, held: pd.DataFrame, names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    needed = Table(table.name, table.grain, table.key, tuple(table[name] for name in names))
    columns = columns_of_frame(needed, held)
    return zip(*(_values(columns[name]) for name in names), strict=True)


def _values(column: NDArray[Any]) -> list[Any]:
    """A column as plain values: moments as int microseconds, days as int days, missing as None."""
    if column.dtype == object:
        return [value or None for value in column]
    if column.dtype.kind == "M":
        return [None if value == _NAT else value for value in column.astype("int64").tolist()]
    return [None if isnan(value) else int(value) for value in column.tolist()]


def _frame(table: Table, rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    held = pd.DataFrame(rows, columns=list(table.names))
    held["available_at"] = pd.to_datetime(held["available_at"].to_numpy(dtype="int64"), unit="us")
    return held
