"""Which chain a claim to be scored belongs to: what we know of it must not feed its own features."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from data.batch import ClaimBatch
from features.claim_facts import served_on
from features.ledger import Objects, joined_key, microseconds

SAME_CLAIM_DAYS = 366
"""A claim number of one provider is the same claim when the dates of service lie this close."""


class Chains:
    """Chains by provider and claim number, and by the payer's numbers of their answers."""

    def __init__(self) -> None:
        self._numbers: dict[str, list[tuple[int, int | None, str]]] = defaultdict(list)
        self._references: dict[str, list[tuple[int, str]]] = defaultdict(list)

    def copy(self) -> "Chains":
        """A copy that can be added to."""
        made = Chains()
        made._numbers.update({key: list(values) for key, values in self._numbers.items()})
        made._references.update({key: list(values) for key, values in self._references.items()})
        return made

    def add_claims(self, batch: ClaimBatch, at: Iterable[int], chain: Iterable[str]) -> None:
        """Takes note of claim versions, available at microseconds, and the chain of each."""
        for number, start, day, key in zip(_numbers(batch), at, _served(batch), chain, strict=True):
            if number is not None:
                self._numbers[number].append((start, day, key))

    def add_references(self, numbers: Iterable[str | None], at: Iterable[int], chain: Iterable[str]) -> None:
        """Takes note of payers' claim numbers and the chain each answered."""
        for number, start, key in zip(numbers, at, chain, strict=True):
            if number is not None:
                self._references[number].append((start, key))

    def own(self, batch: ClaimBatch) -> Objects:
        """The chain of each claim as far as it was known before its moment; None for a new claim."""
        out = np.empty(len(batch), dtype=object)
        moments = microseconds(batch.t).tolist()
        references = batch.claims["original_reference"]
        for row, (number, day, t) in enumerate(zip(_numbers(batch), _served(batch), moments, strict=True)):
            out[row] = self._replaced(references[row], t) or self._named(number, day, t)
        return out

    def _replaced(self, reference: str | None, t: int) -> str | None:
        told = self._references.get(reference, ()) if reference else ()
        return max(((at, key) for at, key in told if at < t), default=(0, None))[1]

    def _named(self, number: str | None, day: int | None, t: int) -> str | None:
        sent = self._numbers.get(number, ()) if number else ()
        fitting = ((at, key) for at, held, key in sent if at < t and _near(day, held))
        return max(fitting, default=(0, None))[1]


def _near(one: int | None, other: int | None) -> bool:
    return one is None or other is None or abs(one - other) <= SAME_CLAIM_DAYS


def _numbers(batch: ClaimBatch) -> Objects:
    return joined_key(batch.claims["billing_npi"], batch.claims["claim_id"])


def _served(batch: ClaimBatch) -> list[int | None]:
    days = served_on(batch)
    return [None if np.isnat(day) else int(day.astype(np.int64)) for day in days]
