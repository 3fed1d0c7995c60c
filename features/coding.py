"""Services, modifiers and diagnoses: how such lines fared, and what supports them."""

import numpy as np

from features.asof import AsOf
from features.feature import Feature, Floats, Owner, Rate, Unit, feature, rated, rates, shared
from features.now import Now
from features.service_reasons import SERVICE_REASONS, foretold

_PAYER_SERVICE = ("all", "payer", "payer_family", "payer_service")
_PAYER_SERVICE_NOW = ("all", "payer", "payer_branch", "payer_service")
_FARES = "services that this payer has been denying go on being denied"


_REASONS_NOW = Now("lines", _PAYER_SERVICE_NOW, tuple(SERVICE_REASONS))


def _service_reason(family: str, owner: Owner) -> tuple[Feature, ...]:
    words = family.replace("_", " ")
    year = rates(
        f"payer_service_{family}_rate",
        Rate("lines", _PAYER_SERVICE, family, beside=tuple(SERVICE_REASONS)),
        windows=(365,),
        template=rated(
            meaning=f"Share of this payer's decided lines of the service denied for {words}, the worst line.",
            sentence=f"This payer denied {{value}} of lines of such a service for {words} {{span}}.",
            group=family,
            owner=owner,
        ),
    )
    now = shared(
        f"payer_service_{family}_now",
        _REASONS_NOW.share(family),
        rated(
            meaning=f"Share of this payer's last lines of the service denied for {words}, the worst line.",
            sentence=f"This payer has been denying {{value}} of lines of such a service for {words}.",
            group=family,
            owner=owner,
            because=_FARES,
            share_of=foretold(family),
        ),
    )
    return (*year, now)


SERVICE_RATES: tuple[Feature, ...] = (
    shared(
        "payer_service_modifiers_now",
        Now("lines", ("all", "service", "service_modifiers", "payer_service_modifiers"), ("modifier",)).share(
            "modifier"
        ),
        rated(
            meaning="Share of this payer's last lines with such a service and modifiers denied for them.",
            sentence="This payer has denied {value} of lines with such a service and modifiers for these.",
            group="coding",
            owner=Owner.CODING,
            because=_FARES,
            share_of="coding",
        ),
    ),
    *rates(
        "service_sex_rate",
        Rate("lines", ("all", "service", "service_sex"), "sex", days=730, strength=10.0),
        windows=(730,),
        template=rated(
            meaning="Share of lines of the service denied as inconsistent with this sex, the worst line.",
            sentence="Such services were denied as inconsistent with this sex in {value} {span}.",
            group="coding",
            owner=Owner.CODING,
        ),
    ),
    *rates(
        "service_age_denial_rate",
        Rate("lines", ("all", "service", "service_age"), "denied", days=730),
        windows=(730,),
        template=rated(
            meaning="Share of lines of the service for patients of this age band denied, the worst line.",
            sentence="Such services for patients of this age were denied in {value} {span}.",
            group="coding",
            owner=Owner.CODING,
        ),
    ),
    shared(
        "service_units_now",
        Now("lines", ("all", "service", "service_units", "payer_service_units"), ("units",)).share("units"),
        rated(
            meaning="Share of this payer's last lines of the service with as many units denied for them.",
            sentence="This payer has denied {value} of lines with such a service and units for these.",
            group="coding",
            owner=Owner.CODING,
            because=_FARES,
            share_of="coding",
        ),
    ),
    *rates(
        "service_outdated_rate",
        Rate("lines", ("all", "service"), "outdated_code", strength=3.0),
        windows=(60,),
        template=rated(
            meaning="Share of lines of the service that any payer denied as an outdated code, the worst,",
            sentence="Payers denied {value} of lines of such a service as an outdated code {span}.",
            group="coding",
            owner=Owner.CODING,
        ),
    ),
    *(one for family, owner in SERVICE_REASONS.items() for one in _service_reason(family, owner)),
)


@feature(
    unit=Unit.COUNT,
    source="835 decisions",
    group="coding",
    owner=Owner.CODING,
    sentence="{value} decided lines of this payer and service are known, at the least known line.",
)
def payer_service_support_365d(asof: AsOf) -> Floats:
    """Decided lines of this payer known for the claim's least known service in the last 365 days."""
    return asof.per_line(asof.window("lines", "payer_service", 365).count.astype(float), "min")


@feature(
    unit=Unit.COUNT,
    source="837 LX",
    group="coding",
    owner=Owner.CODING,
    sentence="The claim has {value} lines.",
)
def line_count(asof: AsOf) -> Floats:
    """How many service lines the claim has."""
    return np.bincount(asof.row, minlength=len(asof)).astype(float)


@feature(
    unit=Unit.COUNT,
    source="837 HI",
    group="coding",
    owner=Owner.CODING,
    sentence="The claim has {value} diagnoses.",
)
def diagnosis_count(asof: AsOf) -> Floats:
    """How many diagnoses the claim has."""
    return np.array([float(len(value.split())) if value else 0.0 for value in asof.claim("diagnoses")])


@feature(
    unit=Unit.COUNT,
    source="837 SV101 and SV202",
    group="coding",
    owner=Owner.CODING,
    sentence="The line with most modifiers has {value}.",
)
def modifier_count(asof: AsOf) -> Floats:
    """Modifiers on the line that has most of them."""
    held = [float(len(value.split())) if value else 0.0 for value in asof.line("modifiers")]
    return asof.per_line(np.array(held), "max")


CODING: tuple[Feature, ...] = (
    *SERVICE_RATES,
    payer_service_support_365d,
    line_count,
    diagnosis_count,
    modifier_count,
)
