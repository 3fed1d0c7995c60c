"""How often this payer has been denying, and whether that is changing."""

from features.asof import AsOf
from features.feature import Feature, Floats, Owner, Rate, Unit, feature, rated, rates, shared
from features.now import Now

_DENIES = "a payer that has been denying more goes on denying more"

PAYER_RATES: tuple[Feature, ...] = (
    *rates(
        "payer_denial_rate",
        Rate("claims", ("all", "payer"), "failed"),
        windows=(30, 90, 365),
        template=rated(
            meaning="Share of this payer's decided claims that were denied.",
            sentence="This payer denied {value} of claims {span}.",
            group="payer",
            owner=Owner.BILLING,
            because=_DENIES,
        ),
    ),
    shared(
        "payer_place_now",
        Now("claims", ("all", "payer", "payer_place"), ("place",)).share("place"),
        rated(
            meaning="Share of this payer's last claims at this place of service denied for the place.",
            sentence="This payer has denied {value} of claims at this place of service for the place.",
            group="coding",
            owner=Owner.CODING,
            because="a place that a payer does not accept it goes on refusing",
            share_of="coding",
        ),
    ),
    *rates(
        "payer_charge_records_rate",
        Rate("claims", ("all", "payer", "payer_charge"), "records", strength=8.0),
        windows=(365,),
        template=rated(
            meaning="Share of this payer's claims of about this charge for which it wanted records.",
            sentence="This payer wanted records for {value} of claims of about this charge {span}.",
            group="records",
            owner=Owner.PROVIDER,
        ),
    ),
    *rates(
        "filing_denial_rate",
        Rate("claims", ("all", "filing"), "failed"),
        windows=(365,),
        template=rated(
            meaning="Share of decided claims with this filing indicator that were denied.",
            sentence="Claims with this filing indicator were denied in {value} {span}.",
            group="payer",
            owner=Owner.BILLING,
        ),
    ),
)


@feature(
    unit=Unit.SHARE,
    source="835 decisions",
    group="payer",
    owner=Owner.BILLING,
    sentence="This payer's share of denials in the last 30 days less that of the year: {value}.",
)
def payer_denial_shift(asof: AsOf) -> Floats:
    """This payer's share of denials in the last 30 days less its share in the last 365."""
    by = ("all", "payer")
    recent = asof.rate("claims", by, "failed", None, 30, 20.0)
    return recent - asof.rate("claims", by, "failed", None, 365, 20.0)


@feature(
    unit=Unit.COUNT,
    source="835 decisions",
    group="payer",
    owner=Owner.BILLING,
    sentence="{value} decisions of this payer are known from the last 365 days.",
)
def payer_decisions_365d(asof: AsOf) -> Floats:
    """How many decisions of this payer became known in the last 365 days."""
    return asof.window("claims", "payer", 365).count.astype(float)


PAYER: tuple[Feature, ...] = (*PAYER_RATES, payer_denial_shift, payer_decisions_365d)
