"""Learned requirements: what paid lines of this payer and service usually carry, and this claim lacks."""

from collections.abc import Callable

import numpy as np

from features.asof import AsOf
from features.decisions import REQUIREMENTS, carried
from features.feature import Feature, Floats, Owner, Risk, Unit

_BY = ("all", "payer_family", "payer_service")

_WORDS: dict[str, tuple[str, str, Owner, bool]] = {
    "authorization": ("an authorization number", "REF*G1", Owner.AUTHORIZATION, True),
    "referral": ("a referral number", "REF*9F", Owner.AUTHORIZATION, True),
    "modifier": ("a modifier", "SV1/SV2 modifiers", Owner.CODING, False),
    "drug": ("a drug code (NDC)", "LIN03", Owner.BILLING, True),
    "attachment": ("an attachment", "PWK01", Owner.PROVIDER, True),
}
"""Per requirement: what it is, where it stands, who supplies it, and whether adding it is an honest act."""


def lacking(asof: AsOf, requirement: str) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Per line, whether it lacks the requirement."""
    return ~asof.once("carried", lambda: carried(asof.batch))[requirement]


def usual(asof: AsOf, requirement: str) -> Floats:
    """Per line, the share of paid lines of this payer and service that carried the requirement."""
    return asof.rate("lines", _BY, f"paid_with_{requirement}", "paid", 365, 5.0)


def _usual_but_absent(requirement: str) -> Callable[[AsOf], Floats]:
    def compute(asof: AsOf) -> Floats:
        return asof.per_line(np.where(lacking(asof, requirement), usual(asof, requirement), 0.0), "max")

    return compute


def _absence_denied(requirement: str) -> Callable[[AsOf], Floats]:
    def compute(asof: AsOf) -> Floats:
        sums, counts = f"denied_without_{requirement}", f"without_{requirement}"
        rate = asof.rate("lines", _BY, sums, counts, 365, 10.0)
        return asof.per_line(np.where(lacking(asof, requirement), rate, 0.0), "max")

    return compute


def _pair(requirement: str) -> tuple[Feature, Feature]:
    what, source, owner, actionable = _WORDS[requirement]
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
    )
    return absent, denied


LEARNED_REQUIREMENTS: tuple[Feature, ...] = tuple(one for name in REQUIREMENTS for one in _pair(name))
