"""The fold behind `data.link`: what is in hand, how a claim finds its chain and an answer its version."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain as chained
from typing import Any, Final

from data.codes import replacing_frequencies
from data.link_events import DAY_US, Answer, Chain, Takeback, Version
from data.link_evidence import LOOK_BACK, best_version, dates_apart, same_provider
from data.link_numbers import SAFE, cuts, may_be_cut
from data.link_repeats import Repeats
from data.link_takebacks import InHand, Takebacks

REUSED_AFTER_DAYS: Final = 365
"""A claim number seen again this long after its chain's last activity is a new claim."""


def _lists() -> "dict[Any, list[Any]]":
    return defaultdict(list)


@dataclass(slots=True)
class Fold:
    """What is in hand so far, found by claim number and by payer's number, and what came out of it.

    `chains` and `links` are rows of these tables, moments as int microseconds.
    """

    in_hand: InHand = field(default_factory=InHand)
    by_beginning: dict[tuple[str, int | None, int | None], list[Version]] = field(default_factory=_lists)
    by_reference: dict[str, list[Version]] = field(default_factory=_lists)
    by_services: dict[str, list[Version]] = field(default_factory=_lists)
    waiting: dict[str, list[Answer]] = field(default_factory=_lists)
    waiting_numbers: dict[str, list[Answer]] = field(default_factory=_lists)
    remits_told: Repeats[Answer] = field(default_factory=Repeats)
    takebacks: Takebacks = field(default_factory=Takebacks)
    chains: list[tuple[Any, ...]] = field(default_factory=list)
    links: list[tuple[Any, ...]] = field(default_factory=list)

    def take_claim(self, version: Version) -> None:
        self._join(version)
        self._remember(version)
        now = version.available_at
        for name in (version.name, *cuts(version.name)):
            self._retry(self.waiting, name, now)
        if version.reference is not None:
            self._retry(self.waiting_numbers, version.reference, now)
        self.links += self.takebacks.retry(self.in_hand, version.name, now)

    def _join(self, version: Version) -> None:
        chain, rule = self._chain_for(version)
        if version.content is not None and version.content in chain.contents:
            rule = "resend"
        else:
            chain.is_lost = False
        chain.size += 1
        chain.last_at = max(chain.last_at, version.available_at)
        chain.newest = version
        if version.content is not None:
            chain.contents.add(version.content)
        version.chain = chain
        self.chains.append((version.key, chain.key, chain.size, rule, version.available_at))

    def _remember(self, version: Version) -> None:
        self.in_hand.by_name[version.name].append(version)
        if len(version.name) > SAFE:
            beginning = version.name[:SAFE]
            for day in {version.from_on, None}:
                self.by_beginning[beginning, version.charge, day].append(version)
        if version.reference is not None:
            self.by_reference[version.reference].append(version)
        if version.services is not None:
            self.by_services[version.services].append(version)

    def _chain_for(self, version: Version) -> tuple[Chain, str]:
        if (found := self._replaced(version)) is not None:
            return found, "payer_number"
        if (found := self._same_number(version)) is not None:
            return found, "claim_id"
        if (found := self._same_services(version)) is not None:
            return found, "services"
        return Chain(version.key, version.available_at), "first"

    def _replaced(self, version: Version) -> Chain | None:
        """The chain of the claim that REF*F8 names."""
        if version.reference is None:
            return None
        is_filler = version.reference in self.in_hand.fillers
        for known in (self.in_hand.by_number, self.by_reference):
            for other in reversed(known.get(version.reference, ())[-LOOK_BACK:]):
                if other.chain and _is_referred(version, other, is_filler=is_filler):
                    return other.chain
        return None

    def _same_number(self, version: Version) -> Chain | None:
        """The newest chain under the same claim number that this version can belong to."""
        others = self.in_hand.by_name.get(version.name, ())[-LOOK_BACK:]
        fitting = [other for other in reversed(others) if _is_same_number(version, other)]
        for other in fitting:
            if not dates_apart(version, other):
                return other.chain
        # Practices that send the account number as CLM01 send it for every visit: a fresh claim with
        # other dates is another claim, while a replacement may correct its dates.
        replaces = version.frequency in replacing_frequencies()
        return fitting[0].chain if fitting and replaces else None

    def _same_services(self, version: Version) -> Chain | None:
        """The chain of the same services that were given up: rejected, or answered with nothing paid.

        Once they were paid, sending them again is a duplicate and stands for itself.
        """
        known = self.by_services.get(version.services, ()) if version.services else ()
        others = [other for other in known[-LOOK_BACK:] if same_provider(version, other)]
        if any(other.paid > 0 for other in others):
            return None
        lost = (other.chain for other in reversed(others) if other.chain and other.chain.is_lost)
        return next((chain for chain in lost if _newest_services(chain) == version.services), None)

    def take_answer(self, answer: Answer) -> None:
        if (first := self.remits_told.first_of(answer)) is not None:
            self._tie_repeated(first, answer)
            return
        if self._tie(answer, answer.available_at):
            return
        if answer.name is not None:
            self.waiting[answer.name].append(answer)
        for number in {answer.number, answer.reference} - {None}:
            self.waiting_numbers[str(number)].append(answer)

    def take_takeback(self, takeback: Takeback) -> None:
        self.links += self.takebacks.take(takeback, self.in_hand)

    def _retry(self, waiting: dict[str, list[Answer]], key: str, now: int) -> None:
        if key not in waiting:
            return
        for answer in tuple(waiting[key]):
            if answer.version is None:
                self._tie(answer, now)
        waiting[key] = [answer for answer in waiting[key] if answer.version is None]

    def _tie(self, answer: Answer, now: int) -> bool:
        answer.is_filler = answer.number in self.in_hand.fillers
        # A reversal takes back what was said under a number, so it speaks of the claim that bears it.
        is_borne = (
            answer.event == "remit" and not answer.is_reversal and answer.number in self.in_hand.by_number
        )
        answer.may_keep_number = is_borne
        named = self.in_hand.by_name.get(answer.name, ()) if answer.name is not None else ()
        found = best_version(answer, named, self._cut(answer), self._numbered(answer))
        if found is None:
            return False
        version, rule = found
        answer.version = version
        self._link(answer, version, rule, now)
        if version.chain:
            version.chain.last_at = max(version.chain.last_at, now)
        _learn_outcome(version, answer)
        for repeated in self.remits_told.waiting_for(answer):
            self._link(repeated, version, "repeated", now)
        self._learn_number(version, answer.number, now)
        return True

    def _tie_repeated(self, first: Answer, answer: Answer) -> None:
        if first.version is None:
            self.remits_told.wait(first, answer)
        else:
            self._link(answer, first.version, "repeated", answer.available_at)

    def _link(self, answer: Answer, version: Version, rule: str, now: int) -> None:
        answer.version = version
        self.links.append((answer.key, answer.event, version.key, rule, now))

    def _cut(self, answer: Answer) -> Sequence[Version]:
        """Versions that begin with the answer's number, of the same charge and, where it tells, first day."""
        name = answer.name
        if name is None or answer.charge is None or not may_be_cut(name):
            return ()
        near = self.by_beginning.get((name[:SAFE], answer.charge, answer.from_on), ())
        return [version for version in near if version.name.startswith(name) and version.name != name]

    def _numbered(self, answer: Answer) -> list[Version]:
        number, reference, fillers = answer.number, answer.reference, self.in_hand.fillers
        known: Iterable[Sequence[Version]] = (
            self.in_hand.by_number.get(number, ()) if number is not None else (),
            self.in_hand.by_number.get(reference, ())
            if reference is not None and reference not in fillers
            else (),
            self.by_reference.get(reference, ()) if reference is not None else (),
            self.by_reference.get(number, ()) if number is not None and answer.may_keep_number else (),
        )
        found = chained.from_iterable(versions[-LOOK_BACK:] for versions in known)
        return list({version.key: version for version in found}.values())

    def _learn_number(self, version: Version, number: str | None, now: int) -> None:
        if number is None or number in version.numbers:
            return
        version.numbers.add(number)
        if any(other.chain is not version.chain for other in self.in_hand.by_number.get(number, ())[-1:]):
            self.in_hand.fillers.add(number)
        self.in_hand.by_number[number].append(version)
        self._retry(self.waiting_numbers, number, now)
        self.links += self.takebacks.retry(self.in_hand, number, now)


def _learn_outcome(version: Version, answer: Answer) -> None:
    version.paid += answer.paid
    version.is_rejected |= answer.is_loss and answer.event == "status"
    if answer.is_loss and version.chain and _is_newest(version, version.chain):
        version.chain.is_lost = True
    version.payees |= {number for number in (answer.npi, answer.tax_id) if number is not None}


def _is_newest(version: Version, chain: Chain) -> bool:
    """Whether this is the newest version of its chain, or the same sent before."""
    newest = chain.newest
    if newest is None or version is newest:
        return True
    return version.content is not None and version.content == newest.content


def _newest_services(chain: Chain) -> str | None:
    return None if chain.newest is None else chain.newest.services


def _is_referred(version: Version, other: Version, *, is_filler: bool) -> bool:
    # REF*F8 names a claim of the same provider; a filler would name strangers' claims too.
    if not same_provider(version, other):
        return False
    if version.claim_id == other.claim_id:
        return True
    if is_filler:
        return version.member is not None and version.member == other.member
    return version.member == other.member or not dates_apart(version, other)


def _is_same_number(version: Version, other: Version) -> bool:
    if version.claim_id != other.claim_id or not same_provider(version, other) or other.chain is None:
        return False
    return version.available_at - other.chain.last_at <= REUSED_AFTER_DAYS * DAY_US
