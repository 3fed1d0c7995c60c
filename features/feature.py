"""What a feature is: one declared function of the as-of view.

Column order, LightGBM constraints, API text and SHAP labels are read from these declarations.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from features.asof import AsOf

Floats = NDArray[np.float64]


class Risk(IntEnum):
    """How the risk of denial may move as the value grows (LightGBM's monotone constraint)."""

    RISES = 1
    FALLS = -1
    EITHER = 0


class Known(StrEnum):
    """When the value is known."""

    BEFORE_SUBMISSION = "before submission"
    AT_DENIAL = "when the denial became available"
    AFTER_DECISION = "after the decision (analysis only)"


class Owner(StrEnum):
    """Who in the practice can do something about it."""

    FRONT_DESK = "front desk"
    AUTHORIZATION = "authorization"
    CODING = "coding"
    PROVIDER = "provider"
    BILLING = "billing"


class Unit(StrEnum):
    """What the number counts, and so how it is shown."""

    SHARE = "share, 0 to 1"
    FLAG = "1 yes, 0 no"
    DAYS = "days"
    CENTS = "cents"
    COUNT = "count"
    YEARS = "years"
    RATIO = "ratio"
    NAME = "a number that is a name"


@dataclass(frozen=True, slots=True)
class Feature:
    """A declared feature.

    `sentence` is shown to people; `{value}` in it is replaced by the value in its unit. `actionable`
    says whether the owner can change the value by an honest act, never that a code may be changed. `share_of`
    is the reason family of whose past denials the value is a share, so an estimate of that reason's chance.
    """

    name: str
    meaning: str
    unit: Unit
    source: str
    group: str
    owner: Owner
    sentence: str
    compute: Callable[[AsOf], Floats]
    risk: Risk = Risk.EITHER
    because: str = ""
    known: Known = Known.BEFORE_SUBMISSION
    actionable: bool = False
    share_of: str = ""

    def __post_init__(self) -> None:
        """Refuses a direction without its reason. Raises: ValueError."""
        if (self.risk is not Risk.EITHER) != bool(self.because):
            raise ValueError(f"{self.name}: a direction of risk and its `because` belong together")

    def words(self, value: float) -> str:
        """The sentence with this value in it; a missing value is said to be unknown."""
        if math.isnan(value):
            return f"Not known: {self.meaning[0].lower()}{self.meaning[1:]}"
        return self.sentence.format(value=_SHOWN[self.unit](value))


def feature(
    *,
    unit: Unit,
    source: str,
    group: str,
    owner: Owner,
    sentence: str,
    risk: Risk = Risk.EITHER,
    because: str = "",
    actionable: bool = False,
) -> Callable[[Callable[[AsOf], Floats]], Feature]:
    """Declares the decorated function as a feature; name and meaning are the function's own."""

    def declare(compute: Callable[[AsOf], Floats]) -> Feature:
        meaning = (compute.__doc__ or "").strip().splitlines()[0]
        return Feature(
            name=compute.__name__,
            meaning=meaning,
            unit=unit,
            source=source,
            group=group,
            owner=owner,
            sentence=sentence,
            compute=compute,
            risk=risk,
            because=because,
            actionable=actionable,
        )

    return declare


def past_shares(features: Sequence[Feature]) -> dict[str, tuple[str, ...]]:
    """Names of the features that are shares of past denials for a reason, by its family."""
    families = dict.fromkeys(feature.share_of for feature in features if feature.share_of)
    return {family: tuple(one.name for one in features if one.share_of == family) for family in families}


class _Counted(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def unit(self) -> Unit: ...


def categorical(features: Sequence[_Counted]) -> tuple[str, ...]:
    """Names of the features whose numbers are names: they have no order."""
    return tuple(feature.name for feature in features if feature.unit is Unit.NAME)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of past decisions: which ledger, under which keys, how drawn to the parent."""

    ledger: str
    by: tuple[str, ...]
    """Keys from broad to narrow; each rate is drawn to the one before it."""
    measure: str
    over: str | None = None
    """What it is a share of; None is all events of the ledger."""
    days: int | None = 365
    strength: float = 20.0
    beside: tuple[str, ...] = ()
    """Measures, this one among them, whose shares over the same keys are worked out in one go."""
    reduce: str = "max"
    """How a claim's lines become one number (see `AsOf.per_claim`)."""

    def __call__(self, asof: AsOf) -> Floats:
        """The rate per claim; missing where no event stands under even the broadest key."""
        if self.beside:
            held = asof.rates(self.ledger, self.by, self.beside, None, self.days, self.strength)
            found = held[:, self.beside.index(self.measure)]
        else:
            found = asof.rate(self.ledger, self.by, self.measure, self.over, self.days, self.strength)
        return asof.per_claim(self.ledger, found, self.reduce)


def rates(name: str, rate: Rate, *, windows: Sequence[int | None], template: Feature) -> tuple[Feature, ...]:
    """One feature per window, `name_<days>d` (`name_ever` without end), like `template` in all else."""
    return tuple(_over(name, replace(rate, days=days), template) for days in windows)


def _over(name: str, rate: Rate, template: Feature) -> Feature:
    span = "in all history" if rate.days is None else f"in the last {rate.days} days"
    return replace(
        template,
        name=f"{name}_ever" if rate.days is None else f"{name}_{rate.days}d",
        meaning=f"{template.meaning.rstrip('.')} {span}.",
        sentence=template.sentence.replace("{span}", span),
        compute=rate,
    )


def shared(name: str, compute: Callable[[AsOf], Floats], template: Feature) -> Feature:
    """A feature like `template`, with its name and function."""
    return replace(template, name=name, compute=compute)


def rated(
    *,
    meaning: str,
    sentence: str,
    group: str,
    owner: Owner,
    source: str = "835 decisions",
    because: str = "",
    actionable: bool = False,
    share_of: str = "",
) -> Feature:
    """What the features of a family of rates have in common; its name and function come from `rates`.

    `because` says why risk can only rise with such a share; without it, it may move either way.
    """
    return Feature(
        name="",
        meaning=meaning,
        unit=Unit.SHARE,
        source=source,
        group=group,
        owner=owner,
        sentence=sentence,
        compute=_never,
        risk=Risk.RISES if because else Risk.EITHER,
        because=because,
        actionable=actionable,
        share_of=share_of,
    )


def _never(asof: AsOf) -> Floats:
    raise NotImplementedError("a template of rates is not a feature itself")


def _dollars(value: float) -> str:
    return f"${value / 100:,.2f}"


_SHOWN: dict[Unit, Callable[[float], str]] = {
    Unit.SHARE: lambda value: f"{value:.0%}",
    Unit.FLAG: lambda value: "yes" if value else "no",
    Unit.DAYS: lambda value: f"{value:,.0f} days",
    Unit.CENTS: _dollars,
    Unit.COUNT: lambda value: f"{value:,.0f}",
    Unit.YEARS: lambda value: f"{value:.0f} years",
    Unit.RATIO: lambda value: f"{value:.2f}",
    Unit.NAME: lambda value: f"name {value:.0f}",
}
