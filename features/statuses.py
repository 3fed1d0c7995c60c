"""Early signals: what payers have refused lately, by reason, and what they rejected at the door."""

from features.feature import Feature, Owner, Rate, rated, rates

_OWNERS: dict[str, Owner] = {
    "eligibility": Owner.FRONT_DESK,
    "authorization": Owner.AUTHORIZATION,
    "necessity": Owner.PROVIDER,
    "coding": Owner.CODING,
    "bundling": Owner.CODING,
    "missing": Owner.BILLING,
    "coordination": Owner.FRONT_DESK,
    "not_covered": Owner.FRONT_DESK,
    "records": Owner.PROVIDER,
    "provider": Owner.PROVIDER,
}
"""Reason families watched for each payer, and who can do something about them."""


def _reason_rate(family: str, owner: Owner) -> tuple[Feature, ...]:
    words = family.replace("_", " ")
    return rates(
        f"payer_{family}_rate",
        Rate("claims", ("all", "payer"), family, beside=tuple(_OWNERS)),
        windows=(30,),
        template=rated(
            meaning=f"Share of this payer's decided claims that were denied for {words}.",
            sentence=f"This payer denied {{value}} of claims for {words} {{span}}.",
            group=family,
            owner=owner,
        ),
    )


REASON_RATES: tuple[Feature, ...] = tuple(
    one for family, owner in _OWNERS.items() for one in _reason_rate(family, owner)
)

STATUSES: tuple[Feature, ...] = (
    *REASON_RATES,
    *rates(
        "payer_rejection_rate",
        Rate("statuses", ("all", "payer"), "rejected"),
        windows=(30,),
        template=rated(
            meaning="Share of this payer's claim statuses that were rejections.",
            sentence="This payer rejected {value} of claims before deciding on them {span}.",
            group="early signals",
            owner=Owner.BILLING,
            source="277CA STC01",
        ),
    ),
    *rates(
        "billing_payer_rejection_rate",
        Rate("statuses", ("all", "billing", "billing_payer"), "rejected"),
        windows=(90,),
        template=rated(
            meaning="Share of this billing provider's claim statuses from this payer that were rejections.",
            sentence="This payer rejected {value} of this billing provider's claims {span}.",
            group="early signals",
            owner=Owner.BILLING,
            source="277CA STC01",
            because="what made claims of this provider be rejected may stand in this claim too",
        ),
    ),
)
