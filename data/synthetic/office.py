"""What the office has before it when it writes its claims."""

from dataclasses import dataclass

import numpy as np

from data.synthetic.arrays import Bools, Floats
from data.synthetic.catalog import Catalog
from data.synthetic.claim_arrays import Claims, Lines
from data.synthetic.desk import Registration
from data.synthetic.patients import People
from data.synthetic.payers import Payers
from data.synthetic.policy import Fixes
from data.synthetic.providers import Providers
from data.synthetic.settings import Settings


@dataclass(frozen=True, slots=True)
class Office:
    """Visits of one panel with their registration, and the rules of the world around them."""

    settings: Settings
    catalog: Catalog
    payers: Payers
    providers: Providers
    people: People
    claims: Claims
    lines: Lines
    registration: Registration
    fixes: Fixes

    def fixed(self, fix: str) -> Bools:
        """Claims that are flagged for this fix."""
        return self.fixes.of(fix, self.claims.serial)

    def happens(self, share: float | Floats, rng: np.random.Generator) -> Bools:
        """Per claim, by chance."""
        return np.asarray(rng.random(len(self.claims)) < share)
