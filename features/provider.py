"""Providers: who bills and renders, how they fared with this payer, and pairs seen for the first time."""

from functools import lru_cache

import numpy as np

from features.asof import AsOf
from features.claim_facts import LONG_AGO, days_ago
from features.feature import Feature, Floats, Owner, Rate, Risk, Unit, feature, rated, rates, shared
from features.now import Now

PROVIDER_RATES: tuple[Feature, ...] = (
    *rates(
        "billing_payer_denial_rate",
        Rate("claims", ("all", "payer", "billing_payer"), "failed"),
        windows=(90,),
        template=rated(
            meaning="Share of this billing provider's claims that this payer denied.",
            sentence="This payer denied {value} of this billing provider's claims {span}.",
            group="provider",
            owner=Owner.PROVIDER,
        ),
    ),
    shared(
        "rendering_payer_provider_now",
        Now("claims", ("all", "payer", "rendering_payer"), ("provider",), last=6, days=180).share("provider"),
        rated(
            meaning="Share of this rendering provider's last claims that this payer denied for the provider.",
            sentence="This payer has denied {value} of this rendering provider's claims for the provider.",
            group="provider",
            owner=Owner.PROVIDER,
            because="a provider who was not enrolled stays so until somebody enrols him",
            share_of="provider",
        ),
    ),
    *rates(
        "payer_plan_rendering_provider_rate",
        Rate("claims", ("all", "payer_plan", "payer_plan_rendering"), "provider", strength=2.0),
        windows=(180,),
        template=rated(
            meaning="Share of this provider's claims under such a plan of this payer denied for him.",
            sentence="This payer's plans of the kind denied {value} of this provider's claims for it {span}.",
            group="provider",
            owner=Owner.PROVIDER,
            source="835 decisions; coverages",
            because="a provider who left a plan's network is outside of it until he joins again",
            share_of="provider",
        ),
    ),
    *rates(
        "payer_newcomer_provider_rate",
        Rate("claims", ("new", "payer_new"), "provider", strength=4.0),
        windows=(730,),
        template=rated(
            meaning="Share of claims by providers as new as this one that this payer denied for them.",
            sentence="This payer denied {value} of claims by providers as new as this one for them {span}.",
            group="provider",
            owner=Owner.PROVIDER,
            because="a payer that has not enrolled newcomers in time will not have enrolled the next one",
            share_of="provider",
        ),
    ),
    *rates(
        "rendering_payer_records_rate",
        Rate("claims", ("all", "payer", "rendering_payer"), "records", strength=8.0),
        windows=(180,),
        template=rated(
            meaning="Share of this rendering provider's claims for which this payer wanted records.",
            sentence="This payer wanted records for {value} of this rendering provider's claims {span}.",
            group="records",
            owner=Owner.PROVIDER,
        ),
    ),
)


@lru_cache(maxsize=65_536)
def is_npi(value: str) -> bool:
    """Whether ten digits bear the check digit of an NPI (Luhn over 80840 and the number; 45 CFR 162.406)."""
    if len(value) != 10 or not (value.isascii() and value.isdigit()):  # noqa: PLR2004 - an NPI has ten digits
        return False
    digits = [int(digit) for digit in f"80840{value}"]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


@feature(
    unit=Unit.FLAG,
    source="837 NM1",
    group="provider",
    owner=Owner.BILLING,
    sentence="An NPI on the claim fails its check digit: {value}.",
    risk=Risk.RISES,
    because="a number that is no NPI cannot be found by the payer",
    actionable=True,
)
def npi_invalid(asof: AsOf) -> Floats:
    """Whether an NPI on the claim fails its check digit; missing ones are not counted."""
    columns = [asof.claim(name) for name in ("billing_npi", "rendering_npi", "referring_npi", "facility_npi")]
    return np.array(
        [float(any(v is not None and not is_npi(v) for v in row)) for row in zip(*columns, strict=True)]
    )


@feature(
    unit=Unit.FLAG,
    source="837 NM1*DN",
    group="provider",
    owner=Owner.BILLING,
    sentence="The claim names a referring provider: {value}.",
)
def referring_on_claim(asof: AsOf) -> Floats:
    """Whether the claim names a referring provider."""
    return np.array([float(value is not None) for value in asof.claim("referring_npi")])


@feature(
    unit=Unit.FLAG,
    source="835 decisions",
    group="provider",
    owner=Owner.PROVIDER,
    sentence="This payer's last denial for this rendering provider himself is still unresolved: {value}.",
    risk=Risk.RISES,
    because="a provider who was not enrolled stays so until somebody enrols him",
)
def rendering_unresolved_provider(asof: AsOf) -> Floats:
    """Whether a provider denial of this rendering provider and payer stands without a payment since."""
    refused = asof.window("claims", "rendering_payer/provider", 365).latest_at()
    paid = asof.window("claims", "rendering_payer/paid", 365).latest_at()
    open_still = ~np.isnat(refused) & (np.isnat(paid) | (paid < refused))
    return open_still.astype(float)


@feature(
    unit=Unit.DAYS,
    source="837 claims as sent",
    group="provider",
    owner=Owner.PROVIDER,
    sentence="This rendering provider's first claim to anyone was sent {value} ago (at most 180 count).",
)
def rendering_days_known(asof: AsOf) -> Floats:
    """Days since this rendering provider's first claim, 180 at most; missing if there from the start."""
    return np.minimum(asof.days_known, LONG_AGO)


@feature(
    unit=Unit.DAYS,
    source="835 decisions",
    group="provider",
    owner=Owner.PROVIDER,
    sentence="This payer last denied for this rendering provider {value} ago (at most 180 count).",
)
def days_since_provider_denial(asof: AsOf) -> Floats:
    """Days since this payer last denied for this rendering provider, 180 at most; missing if never."""
    last = asof.window("claims", "rendering_payer/provider", None).latest_at()
    return days_ago(last.astype("datetime64[D]"), asof.batch.t)


PROVIDER: tuple[Feature, ...] = (
    *PROVIDER_RATES,
    npi_invalid,
    referring_on_claim,
    rendering_unresolved_provider,
    rendering_days_known,
    days_since_provider_denial,
)
