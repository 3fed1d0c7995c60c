"""What changed lately: how a payer has been answering such services in the last weeks, and the last time."""

from features.asof import AsOf
from features.claim_facts import days_between
from features.feature import Feature, Floats, Owner, Rate, Unit, feature, rated, rates
from features.service_reasons import SERVICE_REASONS, foretold

_BRANCH = ("all", "payer", "payer_branch")


def _recent(family: str, owner: Owner) -> tuple[Feature, ...]:
    words = family.replace("_", " ")
    return rates(
        f"payer_branch_{family}_rate",
        Rate("lines", _BRANCH, family, strength=3.0, beside=tuple(SERVICE_REASONS)),
        windows=(45,),
        template=rated(
            meaning=f"Share of this payer's lines of the kind denied for {words}, the worst line,",
            sentence=f"This payer denied {{value}} of such a kind of services for {words} {{span}}.",
            group=family,
            owner=owner,
            because="what a payer has just begun to deny it goes on denying",
            share_of=foretold(family),
        ),
    )


@feature(
    unit=Unit.DAYS,
    source="835 decisions",
    group="payer and service",
    owner=Owner.BILLING,
    sentence="This payer last paid such a service {value} ago, the longest of the lines.",
)
def days_since_service_paid(asof: AsOf) -> Floats:
    """Days since this payer last paid such a line, the longest of the lines; missing when it never did."""
    return _since(asof, "payer_service/paid", "max")


@feature(
    unit=Unit.DAYS,
    source="835 decisions",
    group="payer and service",
    owner=Owner.BILLING,
    sentence="This payer last denied such a service {value} ago, the shortest of the lines.",
)
def days_since_service_denied(asof: AsOf) -> Floats:
    """Days since this payer last denied such a line, the shortest of the lines; missing when it never did."""
    return _since(asof, "payer_service/denied", "min")


@feature(
    unit=Unit.COUNT,
    source="835 decisions",
    group="payer and service",
    owner=Owner.BILLING,
    sentence="This payer paid {value} lines of such a service in the last 90 days, at the rarest line.",
)
def payer_service_paid_90d(asof: AsOf) -> Floats:
    """Lines of the claim's rarest service that this payer paid in the last 90 days."""
    return asof.per_line(asof.total("lines", "payer_service", "paid", 90).astype(float), "min")


def _since(asof: AsOf, key: str, reduce: str) -> Floats:
    last = asof.window("lines", key, None).latest_at()
    return asof.per_line(days_between(last.astype("datetime64[D]"), asof.batch.t[asof.row]), reduce)


RECENT: tuple[Feature, ...] = (
    *(one for family, owner in SERVICE_REASONS.items() for one in _recent(family, owner)),
    days_since_service_paid,
    days_since_service_denied,
    payer_service_paid_90d,
)
