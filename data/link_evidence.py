"""Which claim version an answer (remit or 277CA status) speaks of: the order of evidence.

Source: `labels.md`, linking: payer's number, then frequency and charge, dates, member, then recency.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final

DAY_US: Final = 86_400_000_000
"""Microseconds in a day: moments here are int microseconds, days are int days."""

STEM: Final = 17
"""Characters of CLM01 that every payer returns (some cut at 17 to 20)."""

SHORTEST_LAG_DAYS: Final = 3
"""*Ours*: a remit this soon after a version went out answers an earlier one, all else being equal."""

_LOOK_BACK: Final = 200
"""How many of the newest versions under one number are considered; keeps placeholders like "0" cheap."""


@dataclass(slots=True)
class Chain:
    """Versions of one claim; `last_at` is its last known activity."""

    key: str
    size: int
    last_at: int


@dataclass(slots=True, eq=False)
class Version:
    """What of a claim version matters for linking; None where missing."""

    key: str
    claim_id: str
    frequency: str | None
    charge: int | None
    from_on: int | None
    through_on: int | None
    member: str | None
    npi: str | None
    tax_id: str | None
    reference: str | None
    submitted_at: int
    available_at: int
    chain: Chain | None = None
    numbers: set[str] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class Answer:
    """What of a remit or status matters for linking; `charge` is the amount without its sign."""

    key: str
    event: str
    claim_id: str | None
    number: str | None
    reference: str | None
    frequency: str | None
    charge: int | None
    from_on: int | None
    through_on: int | None
    member: str | None
    npi: str | None
    tax_id: str | None
    received_on: int | None
    available_at: int


def stem(claim_id: str) -> str:
    """The part of a claim number that survives every payer's truncation."""
    return claim_id[:STEM]


def same_provider(version: Version, other: Version | Answer) -> bool:
    """False only when NPI or tax id can be compared and neither agrees."""
    npi = version.npi is not None and other.npi is not None
    tax = version.tax_id is not None and other.tax_id is not None
    if not npi and not tax:
        return True
    return (npi and version.npi == other.npi) or (tax and version.tax_id == other.tax_id)


def dates_apart(one: Version | Answer, other: Version | Answer) -> bool:
    """Whether both have dates of service, and no day in common."""
    if one.from_on is None or other.from_on is None:
        return False
    one_end = one.from_on if one.through_on is None else one.through_on
    other_end = other.from_on if other.through_on is None else other.through_on
    return one.from_on > other_end or other.from_on > one_end


def best_version(
    answer: Answer, named: Sequence[Version], numbered: Sequence[Version]
) -> tuple[Version, str] | None:
    """The version an answer speaks of and the evidence that decided; None when none fits.

    Args:
        answer: the remit or status.
        named: versions in hand whose claim number has the same stem, oldest first.
        numbered: versions in hand that the payer's numbers lead to, oldest first.
    """
    fitting = [v for v in named[-_LOOK_BACK:] if _is_named(v, answer) and _is_plausible(v, answer)]
    if not fitting:
        fitting = [v for v in numbered[-_LOOK_BACK:] if _is_plausible(v, answer) and _is_supported(v, answer)]
        return _strongest(answer, fitting, "payer_number") if fitting else None
    return _strongest(answer, fitting, "claim_id")


def _is_named(version: Version, answer: Answer) -> bool:
    # Both share their stem already: the answer's number is the claim's, whole or cut.
    return answer.claim_id is not None and version.claim_id.startswith(answer.claim_id)


def _is_supported(version: Version, answer: Answer) -> bool:
    # A payer's number alone may be a placeholder; under another claim number it needs a second witness.
    if answer.claim_id is None:
        return True
    return _equal(version.charge, answer.charge) or _dates_agree(version, answer)


def _is_plausible(version: Version, answer: Answer) -> bool:
    if version.submitted_at > answer.available_at or not same_provider(version, answer):
        return False
    if answer.number is not None and answer.number in version.numbers:
        return True
    if version.charge is None or answer.charge is None or version.charge == answer.charge:
        return True
    # Another charge may be a payer splitting the claim; with other dates or frequency it is another claim.
    return not (dates_apart(version, answer) or _differ(version.frequency, answer.frequency))


def _strongest(answer: Answer, fitting: Sequence[Version], alone: str) -> tuple[Version, str]:
    if len(fitting) == 1:
        only = fitting[0]
        return only, "payer_number" if answer.number in only.numbers else alone
    ranked = sorted(
        ((_evidence(version, answer), place, version) for place, version in enumerate(fitting)),
        key=itemgetter(0, 1),
    )
    (second, _, _), (first, _, winner) = ranked[-2:]
    return winner, _deciding(first, second)


_EVIDENCE: Final = (
    "payer_number",
    "original_reference",
    "frequency",
    "charge",
    "dates",
    "member",
    "received",
    "unclaimed_number",
    "recency",
)


def _evidence(version: Version, answer: Answer) -> tuple[int, ...]:
    """How well a version fits, strongest evidence first; higher is better, in the order of `_EVIDENCE`."""
    return (
        int(answer.number is not None and answer.number in version.numbers),
        _reference_agrees(version, answer),
        int(_equal(version.frequency, answer.frequency)),
        int(_equal(version.charge, answer.charge)),
        int(_dates_agree(version, answer)),
        int(_equal(version.member, answer.member)),
        int(answer.received_on is None or version.submitted_at // DAY_US <= answer.received_on + 1),
        int(answer.number is None or not version.numbers),
        int(_is_old_enough(version, answer)),
    )


def _reference_agrees(version: Version, answer: Answer) -> int:
    if answer.reference is None:
        return 0
    if version.reference == answer.reference:
        return 2
    return int(answer.reference in version.numbers)


def _is_old_enough(version: Version, answer: Answer) -> bool:
    # A 277CA comes within hours; only a decision takes its time.
    lag = SHORTEST_LAG_DAYS * DAY_US if answer.event == "remit" else 0
    return answer.available_at - version.available_at >= lag


def _dates_agree(version: Version, answer: Answer) -> bool:
    return version.from_on is not None and answer.from_on is not None and not dates_apart(version, answer)


def _equal(one: object, other: object) -> bool:
    return one is not None and one == other


def _differ(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other


def _deciding(first: tuple[int, ...], second: tuple[int, ...]) -> str:
    decided = (name for name, a, b in zip(_EVIDENCE, first, second, strict=True) if a != b)
    return next(decided, "recency")
