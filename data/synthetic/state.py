"""The world as it is built up: one object that each step reads and the next one extends."""

from dataclasses import dataclass

import numpy as np

from data.synthetic.arrays import Bools, Floats, Ints, day_number
from data.synthetic.catalog import Catalog
from data.synthetic.desk import Knowledge, Registration
from data.synthetic.encounters import Claims, Lines
from data.synthetic.paperwork import Authorizations, Papers
from data.synthetic.patients import People
from data.synthetic.payers import Payers
from data.synthetic.providers import Billers, Providers
from data.synthetic.settings import Settings


@dataclass(frozen=True, slots=True)
class World:
    """Everything up to the moment the claims leave; what payers do with them comes after."""

    settings: Settings
    catalog: Catalog
    payers: Payers
    people: People
    providers: Providers
    billers: Billers
    claims: Claims
    lines: Lines
    registration: Registration
    knowledge: Knowledge
    papers: Papers
    authorizations: Authorizations

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
