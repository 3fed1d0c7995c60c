"""What became of claims alike in one respect more: there a habit shows that no document of a payer tells.

Whatever a payer goes by, it denies many claims that have it and few of the others. So claims are held
against their like in each of several respects, whatever these may mean to anybody, and of each reason the
respect with the greatest share counts.
"""

from dataclasses import dataclass

import numpy as np

from data.codes import FAMILIES
from features.asof import AsOf
from features.feature import Feature, Floats, Owner, rated, shared
from features.now import Now
from features.service_reasons import SERVICE_REASONS

RESPECTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "claims": (
        ("all", "payer"),
        ("payer_group", "payer_referring", "rendering_payer", "facility_payer", "payer_age"),
    ),
    "lines": (
        ("all", "payer", "payer_branch"),
        (
            "payer_branch_group",
            "payer_branch_referring",
            "payer_branch_rendering",
            "payer_branch_place",
            "payer_branch_age",
        ),
    ),
}
"""By ledger, the keys from broad to narrow that all are like in, and those of one respect more.

For whom, who sent, who treats, where, how old. Measured on three worlds: with plan, sex, place of the
claim, chapter, type of bill, DRG, delay and accident besides, no more of the gap is closed.
"""

_OWNERS = {
    **SERVICE_REASONS,
    "eligibility": Owner.FRONT_DESK,
    "coordination": Owner.FRONT_DESK,
    "provider": Owner.PROVIDER,
}
"""Who can do something about a reason; billing about those not named."""


_SHARES = tuple(
    Now(ledger, (*by, key), FAMILIES, last=20, year_strength=4.0, last_strength=8.0)
    for ledger, (by, respects) in RESPECTS.items()
    for key in respects
)
"""The greatest of many shares is so by luck too, so these are drawn harder than one by itself."""


@dataclass(frozen=True, slots=True)
class Greatest:
    """The greatest of the shares of one reason family."""

    shares: tuple[Now, ...]
    family: str

    def __call__(self, asof: AsOf) -> Floats:
        """One share per claim; missing where the payer has no history.

        A respect that the claim has not (no group, nobody who referred) has the payer's share of the year.
        """
        return asof.once("alike", lambda: self._of_all(asof))[:, FAMILIES.index(self.family)]

    def _of_all(self, asof: AsOf) -> Floats:
        """Claims x FAMILIES, made once for all families."""
        held = [asof.per_claim(now.ledger, now.of(asof), "max") for now in self.shares]
        return np.asarray(np.fmax.reduce(held))


def _alike(family: str) -> Feature:
    words = "other reasons" if family == "other" else family.replace("_", " ")
    template = rated(
        meaning=f"Share denied for {words} of the last like in one respect more, where it is greatest.",
        sentence=f"Of the last claims alike in one respect more, this payer denied {{value}} for {words}.",
        group=family if family != "other" else "payer",
        owner=_OWNERS.get(family, Owner.BILLING),
        source="837 as sent; 835 decisions",
        because="what a payer denied the like for it denies again",
    )
    return shared(f"alike_{family}_rate", Greatest(_SHARES, family), template)


ALIKE: tuple[Feature, ...] = tuple(_alike(family) for family in FAMILIES)
