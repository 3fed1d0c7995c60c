"""Learned requirements: what paid lines of this payer and service usually carry, and this claim lacks."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from features.asof import AsOf
from features.authorization import authorization_match
from features.carried import REQUIREMENTS, carried
from features.feature import Feature, Floats, Owner, Rate, Risk, Unit, feature, rated, rates
from features.now import Now
from features.service_reasons import foretold

_BY = ("all", "payer_family", "payer_service")
_LACKING = ("all", "payer", "payer_branch", "payer_service")
BY_PLAN = ("all", "payer", "payer_plan_specialty")
"""Referrals hang on the plan and the specialty, not on the service."""

NEEDED: dict[str, tuple[str, str, Owner, bool]] = {
    "authorization": ("an authorization number", "REF*G1", Owner.AUTHORIZATION, True),
    "referral": ("a referral number", "REF*9F", Owner.AUTHORIZATION, True),
    "modifier": ("a modifier", "SV1/SV2 modifiers", Owner.CODING, False),
    "drug": ("a drug code (NDC)", "LIN03", Owner.BILLING, True),
    "attachment": ("an attachment", "PWK01", Owner.PROVIDER, True),
    "referring": ("a referring provider", "NM1*DN", Owner.FRONT_DESK, True),
    "clia": ("a CLIA number", "REF*X4", Owner.BILLING, True),
    "onset": ("an onset date", "DTP*431", Owner.PROVIDER, True),
    "admission": ("an admission type", "CL101", Owner.FRONT_DESK, True),
}
"""Per requirement: what it is, where it stands, who supplies it, and whether adding it is an honest act."""


_BY_SERVICE = tuple(name for name in REQUIREMENTS if name != "referral")
"""Requirements that hang on the service; their shares are worked out in one go."""


def lacking(asof: AsOf, requirement: str) -> NDArray[np.bool_]:
    """Per line, whether it lacks the requirement."""
    return ~asof.once("carried", lambda: carried(asof.batch))[requirement]


def _together(requirement: str) -> tuple[str, ...]:
    return _BY_SERVICE if requirement in _BY_SERVICE else (requirement,)


def usual(asof: AsOf, requirement: str) -> Floats:
    """Per line, the share of paid lines of this payer and service that carried the requirement."""
    together = _together(requirement)
    by = BY_PLAN if requirement == "referral" else _BY
    carrying = tuple(f"paid_with_{name}" for name in together)
    shares = asof.rates("lines", by, carrying, ("paid",) * len(together), 365, 5.0)
    return shares[:, together.index(requirement)]


def _usual_but_absent(requirement: str) -> Callable[[AsOf], Floats]:
    def compute(asof: AsOf) -> Floats:
        return asof.per_line(np.where(lacking(asof, requirement), usual(asof, requirement), 0.0), "max")

    return compute


def _absence_denied(requirement: str) -> Callable[[AsOf], Floats]:
    by = BY_PLAN if requirement == "referral" else _LACKING
    together = _together(requirement)
    place, refused = together.index(requirement), tuple(f"denied_without_{name}" for name in together)
    now = Now("lines", by, refused, over=tuple(f"without_{name}" for name in together))

    def compute(asof: AsOf) -> Floats:
        return asof.per_line(np.where(lacking(asof, requirement), now.of(asof)[:, place], 0.0), "max")

    return compute


def _pair(requirement: str) -> tuple[Feature, Feature]:
    what, source, owner, actionable = NEEDED[requirement]
    group = REQUIREMENTS[requirement]
    absent = Feature(
        name=f"{requirement}_usual_but_absent",
        meaning=f"Share of this payer's paid lines of the service with {what}, where this claim has none.",
        unit=Unit.SHARE,
        source=f"837 {source}; 835 decisions",
        group=group,
        owner=owner,
        sentence=f"{{value}} of such lines that were paid carried {what}; this claim lacks it.",
        compute=_usual_but_absent(requirement),
        risk=Risk.RISES,
        because=f"lacking {what} that paid claims carry is a reason to deny",
        actionable=actionable,
    )
    denied = Feature(
        name=f"{requirement}_absence_denied",
        meaning=f"Share of such lines without {what} that were denied for it, where this claim has none.",
        unit=Unit.SHARE,
        source=f"837 {source}; 835 decisions",
        group=group,
        owner=owner,
        sentence=f"{{value}} of such lines without {what} were denied for it; this claim lacks it.",
        compute=_absence_denied(requirement),
        risk=Risk.RISES,
        because=f"the absence of {what} has been denied before",
        actionable=actionable,
        share_of=foretold(group),
    )
    return absent, denied


@feature(
    unit=Unit.SHARE,
    source="837 REF*G1; authorizations; 835 decisions",
    group="authorization",
    owner=Owner.AUTHORIZATION,
    sentence="{value} of such lines that were paid carried an authorization; none here holds.",
    risk=Risk.RISES,
    because="an authorization that is absent or does not hold is as good as none",
    actionable=True,
)
def authorization_usual_but_not_valid(asof: AsOf) -> Floats:
    """Share of this payer's paid lines of the service with an authorization, where none here holds."""
    match = authorization_match(asof)
    broken = match.not_approved | match.outside_dates | match.other_member | (match.units_left < 0)
    return asof.per_line(np.where(~match.numbered | broken, usual(asof, "authorization"), 0.0), "max")


LACKING_RATES: tuple[Feature, ...] = rates(
    "payer_lacking_missing_rate",
    Rate("lines", ("all", "kind_lacks", "payer_kind_lacks"), "missing", strength=3.0),
    windows=(730,),
    template=rated(
        meaning="Share of this payer's lines lacking the same usual fields denied for missing data.",
        sentence="This payer denied {value} of lines that lack the same usual fields as incomplete {span}.",
        group="missing",
        owner=Owner.BILLING,
        source="837 as sent; 835 decisions",
        because="a field that this payer missed before, it misses again",
        share_of="missing",
    ),
)

LEARNED_REQUIREMENTS: tuple[Feature, ...] = (
    *LACKING_RATES,
    *(one for name in REQUIREMENTS for one in _pair(name)),
    authorization_usual_but_not_valid,
)
