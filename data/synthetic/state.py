"""The world as it is built up: the practice that all patients share, and one panel of them at a time."""

from dataclasses import dataclass

import numpy as np

from data.synthetic.arrays import Bools, Floats, Ints, day_number
from data.synthetic.authorizing import Authorizations
from data.synthetic.catalog import Catalog
from data.synthetic.claim_arrays import Claims, Lines
from data.synthetic.desk import Knowledge, Registration
from data.synthetic.paperwork import Papers
from data.synthetic.patients import People
from data.synthetic.payers import Payers
from data.synthetic.providers import Billers, Providers
from data.synthetic.settings import Settings

_NUMBERS = 200_000
"""Numbers of claims, members and authorizations set aside for each panel."""


@dataclass(frozen=True, slots=True)
class Practice:
    """What all panels share: who provides care, and who pays by which rules."""

    settings: Settings
    catalog: Catalog
    payers: Payers
    providers: Providers
    billers: Billers
    seed: int


@dataclass(frozen=True, slots=True)
class World:
    """One panel up to the moment its claims leave; what payers do with them comes after.

    A panel is a part of the practice's households with a desk of its own: large worlds are made panel by
    panel, so that memory does not grow with them.
    """

    settings: Settings
    catalog: Catalog
    payers: Payers
    providers: Providers
    billers: Billers
    seed: int
    panel: int
    people: People
    claims: Claims
    lines: Lines
    registration: Registration
    knowledge: Knowledge
    papers: Papers
    authorizations: Authorizations
    places: int
    """How many claims there were before some were held back: every one of them has dice of its own."""

    @property
    def first_number(self) -> int:
        """Where this panel's numbers begin."""
        return first_number(self.panel)

    @property
    def place(self) -> Ints:
        """Each claim's place among the dice: the same with a policy and without one."""
        return self.claims.serial - self.first_number

    @property
    def payer(self) -> Ints:
        """Payer billed, per claim."""
        return self.registration.payer

    @property
    def institutional(self) -> Bools:
        """Per claim."""
        return np.array([visit.institutional for visit in self.catalog.visits])[self.claims.visit]

    @property
    def total_cents(self) -> Ints:
        """Charge per claim."""
        return self.per_claim(self.lines.charge_cents).astype(np.int64)

    def per_claim(self, values: Ints | Floats) -> Floats:
        """Sums of a line column per claim."""
        weights = values.astype(np.float64)
        return np.bincount(self.lines.claim, weights, len(self.claims)).astype(np.float64)

    def any_line(self, chosen: Bools) -> Bools:
        """Which claims have such a line."""
        out = np.zeros(len(self.claims), dtype=bool)
        out[self.lines.claim[chosen]] = True
        return out

    @property
    def years(self) -> Floats:
        """Years since the period began, at each claim's submission."""
        return np.maximum(0, self.claims.submit - day_number(self.settings.start)) / 365.25


def first_number(panel: int) -> int:
    """The number before a panel's first claim, member and authorization."""
    return panel * _NUMBERS
