"""What linking looks at of each claim version, remit, status and takeback, as plain values.

Moments are int microseconds, days int days since 1970, money int cents; a missing value is None. The names
of columns stand here once: rows come from frames (`data.link`) or from the database (`data.relink_reading`).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final, TypeAlias

from data.codes import (
    Role,
    billed_place,
    carc_rules,
    claim_status_kind,
    rejecting_categories,
    takeback_reasons,
)
from data.link_numbers import Named, is_number, named_in, plain
from data.payers import plain_name

DAY_US: Final = 86_400_000_000
"""Microseconds in a day."""

READ: Final[dict[str, tuple[str, ...]]] = {
    "claims": (
        *("version_key", "file_sha256", "claim_id", "frequency_code", "responsibility", "payer_id"),
        *("payer_name", "total_charge_cents", "from_on", "through_on", "member_id", "billing_npi"),
        *("billing_tax_id", "original_reference", "content_key", "services_key", "filing_indicator"),
        *("submitted_at", "available_at"),
    ),
    "statuses": (
        *("status_key", "file_sha256", "claim_id", "payer_claim_number", "charge_cents", "from_on"),
        *("category", "line", "available_at"),
    ),
    "remits": (
        *("remit_key", "file_sha256", "claim_id", "payer_claim_number", "original_reference"),
        *("frequency_code", "status_code", "payer_id", "payer_name", "charge_cents", "paid_cents"),
        *("from_on", "through_on", "member_id", "payee_npi", "payee_tax_id", "received_on", "paid_on"),
        *("content_key", "available_at"),
    ),
    "provider_adjustments": (
        *("plb_key", "file_sha256", "payer_id", "provider_id", "reason_code", "reference"),
        *("amount_cents", "trace_number", "available_at"),
    ),
}
"""The columns that are read of each table, in order; tables in the order that breaks ties of time."""

_MONEY: Final = ("primary", "denied", "secondary", "reversal")
_FINAL: Final = ("primary", "denied")
_NOT_LOST: Final = (Role.PENDING, Role.FORWARDED, Role.COST_SHARE)


@dataclass(slots=True, eq=False)
class Chain:
    """Versions of one claim; `last_at` is its last known activity.

    `is_lost`: its newest version was rejected, or decided with nothing paid and nothing left for the patient.
    """

    key: str
    last_at: int
    is_lost: bool = False
    newest: "Version | None" = None
    size: int = 0
    contents: set[str] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class Version:
    """A claim version; what stands below `available_at` is learned from its answers."""

    key: str
    file: str
    claim_id: str
    frequency: str | None
    responsibility: str | None
    payer: str | None
    payer_name: str | None
    charge: int | None
    from_on: int | None
    through_on: int | None
    member: str | None
    npi: str | None
    tax_id: str | None
    reference: str | None
    content: str | None
    services: str | None
    filing: str | None
    submitted_at: int
    available_at: int
    chain: Chain | None = None
    is_rejected: bool = False
    numbers: set[str] = field(default_factory=set)
    payees: set[str] = field(default_factory=set)
    paid: int = 0
    name: str = ""

    def __post_init__(self) -> None:
        self.name = plain(self.claim_id)
        self.reference = self.reference if is_number(self.reference) else None
        self.payer_name = self.payer_name and plain_name(self.payer_name)


@dataclass(slots=True, eq=False)
class Answer:
    """A remit or a status; `charge` is the amount without its sign, `place` P, S or T as the remit has it."""

    key: str
    event: str
    file: str
    claim_id: str | None
    number: str | None
    reference: str | None
    frequency: str | None
    place: str | None
    payer: str | None
    payer_name: str | None
    charge: int | None
    from_on: int | None
    through_on: int | None
    member: str | None
    npi: str | None
    tax_id: str | None
    received_on: int | None
    paid_on: int | None
    content: str | None
    available_at: int
    paid: int = 0
    is_loss: bool = False
    is_reversal: bool = False
    is_filler: bool = False
    """Its payer's number stands on other claims, too."""
    may_keep_number: bool = False
    """The payer's number of a claim in hand, which some payers keep for the claim that replaces it."""
    version: Version | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        self.name = None if self.claim_id is None else plain(self.claim_id)
        self.number = self.number if is_number(self.number) else None
        self.reference = self.reference if is_number(self.reference) else None
        self.payer_name = self.payer_name and plain_name(self.payer_name)


@dataclass(slots=True, eq=False)
class Takeback:
    """A provider adjustment that may name claims; `content` is None when it cannot be told from others."""

    key: str
    file: str
    provider: str | None
    named: tuple[Named, ...]
    content: tuple[Any, ...] | None
    available_at: int
    version: Version | None = None


Event: TypeAlias = Version | Answer | Takeback
Rows: TypeAlias = Iterable[tuple[Any, ...]]
"""Rows of a table with the columns of `READ`, as plain values."""


def in_order(rows: Mapping[str, Rows], not_lost: Collection[str]) -> Iterator[Event]:
    """All events in the order they became available; of those at once claims, statuses, remits, takebacks.

    Those of one table in the order they say themselves (an archive is received at once): claims as they were
    sent, remits as they were paid.

    Args:
        rows: rows by table name.
        not_lost: keys of remits with one of the `waiting_carcs`, or with no reason at all.
    """
    events: list[tuple[int, int, int, str, int, Event]] = []
    for rank, name in enumerate(READ):
        for event in _MADE[name](rows.get(name, ()), not_lost):
            file, _, position = event.key.rpartition(":")
            place = int(position) if file and position.isdigit() else 0
            events.append((event.available_at, rank, _said(event), file or event.key, place, event))
    events.sort(key=itemgetter(0, 1, 2, 3, 4))
    return (entry[5] for entry in events)


def _said(event: Event) -> int:
    """When an event says that it happened, to tell apart what was received at once."""
    if isinstance(event, Version):
        return event.submitted_at
    return (event.paid_on or 0) if isinstance(event, Answer) else 0


def waiting_carcs() -> frozenset[str]:
    """CARCs by which a remit that paid nothing has not given the claim up: pending, forwarded, cost share."""
    return frozenset(
        carc for carc, rules in carc_rules().items() if any(rule.role in _NOT_LOST for rule in rules)
    )


def _versions(rows: Rows, _not_lost: Collection[str]) -> Iterator[Event]:
    return (Version(*row) for row in rows)


def _statuses(rows: Rows, _not_lost: Collection[str]) -> Iterator[Event]:
    for key, file, claim_id, number, charge, from_on, category, line, at in rows:
        answer = Answer(
            *(key, "status", file, claim_id, number, None, None, None, None, None),
            *(charge, from_on, None, None, None, None, None, None, None, at),
        )
        answer.is_loss = line is None and category in rejecting_categories()
        yield answer


def _remits(rows: Rows, not_lost: Collection[str]) -> Iterator[Event]:
    for row in rows:
        key, file, claim_id, number, reference, frequency, status = row[:7]
        payer, name, charge, paid, *rest = row[7:]
        charged = None if charge is None else abs(charge)  # reversals flip every sign
        place = billed_place(status)
        answer = Answer(
            *(key, "remit", file, claim_id, number, reference, frequency, place), payer, name, charged, *rest
        )
        kind = claim_status_kind(status)
        answer.is_reversal = kind == "reversal"
        answer.paid = (paid or 0) if kind in _MONEY else 0
        answer.is_loss = kind in _FINAL and paid == 0 and (charge or 0) >= 0 and key not in not_lost
        yield answer


def _takebacks(rows: Rows, _not_lost: Collection[str]) -> Iterator[Event]:
    for key, file, payer, provider, reason, reference, amount, trace, at in rows:
        if reason in takeback_reasons() and (named := named_in(reference)):
            content = None if trace is None else (payer, provider, reason, reference, amount, trace)
            yield Takeback(key, file, provider, named, content, at)


_MADE: Final[dict[str, Callable[[Rows, Collection[str]], Iterator[Event]]]] = {
    "claims": _versions,
    "statuses": _statuses,
    "remits": _remits,
    "provider_adjustments": _takebacks,
}
