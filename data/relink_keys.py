"""By what rows hang together: the keys of a component of linking.

Two rows belong to one component when they share a key. Claims that merely begin alike, such as
ACMEHEALTHCLINIC-000123 and -000124, share none: only an answer that bears the beginning of a claim's number,
and its charge, hangs on the claim.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from data.link_numbers import SAFE, cuts, is_number, may_be_cut, plain, reference_keys
from data.records import Row
from data.tables import CLAIMS, PAYERS, PROVIDER_ADJUSTMENTS, REMITS, STATUSES, Table

LINKED: tuple[Table, ...] = (CLAIMS, REMITS, STATUSES, PROVIDER_ADJUSTMENTS)
"""Tables whose rows are linked."""

TOUCHING: tuple[Table, ...] = (*LINKED, PAYERS)
"""Tables whose rows, when they come or go, may change links."""


@dataclass(slots=True)
class Keys:
    """Keys of rows.

    `names` are plain claim numbers, `numbers` payers' numbers, `services` hashes. `beginnings` are numbers of
    answers that may stand for a longer one, with the answer's charge; `cuts` are what may stand for a claim's
    number, with its charge. A claim and an answer share a key when a beginning is a cut; two claims or two
    answers do not.
    """

    names: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    services: set[str] = field(default_factory=set)
    beginnings: set[tuple[str, int]] = field(default_factory=set)
    cuts: set[tuple[str, int]] = field(default_factory=set)

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)

    def __sub__(self, other: "Keys") -> "Keys":
        return Keys(*(getattr(self, name) - getattr(other, name) for name in self.__slots__))

    def __ior__(self, other: "Keys") -> "Keys":
        for name in self.__slots__:
            getattr(self, name).update(getattr(other, name))
        return self

    def pieces(self, size: int) -> "Iterator[Keys]":
        """The same keys in pieces of at most this many."""
        for name in self.__slots__:
            waiting = iter(getattr(self, name))
            while piece := set(islice(waiting, size)):
                yield Keys(**{name: piece})

    def add(self, table: Table, rows: Iterable[Row]) -> None:
        """Takes in the keys of rows of a linked table."""
        for row in rows:
            if table is PROVIDER_ADJUSTMENTS:
                self._add_reference(_text(row.get("reference")))
            else:
                self._add_claim_or_answer(table, row)

    def _add_reference(self, reference: str | None) -> None:
        keys = reference_keys(reference)
        self.names |= keys
        self.numbers |= keys

    def _add_claim_or_answer(self, table: Table, row: Row) -> None:
        claim_id, services = _text(row.get("claim_id")), _text(row.get("services_key"))
        if claim_id is not None:
            name = plain(claim_id)
            self.names.add(name)
            self._add_beginnings(table, name, row)
        for column in ("payer_claim_number", "original_reference"):
            if is_number(number := _text(row.get(column))):
                self.numbers.add(str(number))
        if services is not None:
            self.services.add(services)

    def _add_beginnings(self, table: Table, name: str, row: Row) -> None:
        charge = row.get("total_charge_cents" if table is CLAIMS else "charge_cents")
        if not isinstance(charge, int) or len(name) < SAFE:
            return
        if table is CLAIMS:
            self.cuts |= {(cut, charge) for cut in cuts(name)}
        elif may_be_cut(name):
            self.beginnings.add((name, abs(charge)))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
