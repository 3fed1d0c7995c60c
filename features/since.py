"""What a payer has begun to do: its answers since it first denied so in the last year."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from features.asof import AsOf
from features.carried import REQUIREMENTS
from features.feature import Feature, Floats, Owner, rated, shared
from features.key_index import microseconds
from features.ledger import shrunken
from features.requirements import BY_PLAN, NEEDED, lacking
from features.service_reasons import SERVICE_REASONS, foretold

STRENGTH = 1.0
"""Events' worth of the broader key's share."""

_NEVER = np.iinfo(np.int64).max
_BY_SERVICE = ("payer_branch", "payer_service")


@dataclass(frozen=True, slots=True)
class Since:
    """The share of a measure's events among those since its first one under a key, within `days`.

    A key without any counts from the first one of the key before it: siblings that go on being paid speak
    against a rule of theirs. 0 where none stands under any key. A year's rate learns a new rule slowly, and
    the last answers of a rare service reach far back before it; this share begins with the rule.
    """

    ledger: str
    by: tuple[str, ...]
    """Keys from broad to narrow."""
    measure: str
    over: str | None = None
    """A measure of 0 and 1 that marks the events counted; None is all of them."""
    days: int = 365

    def of(self, asof: AsOf) -> Floats:
        """One share per row of the ledger's grain."""
        begun = np.full(len(asof.before(self.ledger).t), _NEVER)
        share: Floats = np.zeros(len(begun))
        for key in self.by:
            first = asof.window(self.ledger, f"{key}/{self.measure}", self.days).first_seen()
            begun = np.where(np.isnat(first), begun, microseconds(first))
            counted = key if self.over is None else f"{key}/{self.over}"
            window = asof.under(self.ledger, counted).since(begun)
            share = shrunken(window.sum(self.measure), window.count, share, STRENGTH)
        return share


def _of_service(family: str) -> Callable[[AsOf], Floats]:
    since = Since("lines", _BY_SERVICE, family)
    return lambda asof: asof.per_line(since.of(asof), "max")


def _of_lacking(requirement: str) -> Callable[[AsOf], Floats]:
    by = BY_PLAN[1:] if requirement == "referral" else _BY_SERVICE
    since = Since("lines", by, f"denied_without_{requirement}", over=f"without_{requirement}")

    def compute(asof: AsOf) -> Floats:
        return asof.per_line(np.where(lacking(asof, requirement), since.of(asof), 0.0), "max")

    return compute


def _service_feature(family: str) -> Feature:
    words = family.replace("_", " ")
    template = rated(
        meaning=f"Share of this payer's lines of the service denied for {words} since it began to.",
        sentence=f"Since this payer began to, it has denied {{value}} of such services for {words}.",
        group=family,
        owner=SERVICE_REASONS[family],
        because="what a payer has begun to deny it goes on denying",
        share_of=foretold(family),
    )
    return shared(f"payer_service_{family}_since", _of_service(family), template)


def _lacking_feature(requirement: str) -> Feature:
    what, source, owner, actionable = NEEDED[requirement]
    template = rated(
        meaning=f"Share of such lines without {what} denied for it since this payer began to.",
        sentence=f"Since this payer began to, it has denied {{value}} of such lines without {what}.",
        group=REQUIREMENTS[requirement],
        owner=owner,
        source=f"837 {source}; 835 decisions",
        because=f"the absence of {what} has begun to be denied",
        actionable=actionable,
        share_of=foretold(REQUIREMENTS[requirement]),
    )
    return shared(f"{requirement}_absence_denied_since", _of_lacking(requirement), template)


rendering_payer_provider_since: Feature = shared(
    "rendering_payer_provider_since",
    Since("claims", ("rendering", "rendering_payer"), "provider").of,
    rated(
        meaning="Share of this payer's answers that refused this rendering provider since anyone first did.",
        sentence="Since this rendering provider was first refused, this payer refused him in {value}.",
        group="provider",
        owner=Owner.PROVIDER,
        because="who is refused by some payers is not enrolled with others either, until one of them pays",
        share_of="provider",
    ),
)

SINCE: tuple[Feature, ...] = (
    rendering_payer_provider_since,
    *(_lacking_feature(requirement) for requirement in REQUIREMENTS),
    *(_service_feature(family) for family in SERVICE_REASONS if family != "other"),
)
