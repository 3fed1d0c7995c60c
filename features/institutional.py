"""Facts of institutional claims; missing on professional ones, save the kind itself."""

import numpy as np

from features.asof import AsOf
from features.feature import Feature, Floats, Owner, Rate, Unit, feature, rated, rates
from features.timing import INSTITUTIONAL


def _institutional(asof: AsOf, values: Floats) -> Floats:
    return np.where(asof.claim("kind") == INSTITUTIONAL, values, np.nan)


@feature(
    unit=Unit.FLAG,
    source="837 ST03",
    group="institutional",
    owner=Owner.BILLING,
    sentence="The claim is institutional: {value}.",
)
def is_institutional(asof: AsOf) -> Floats:
    """Whether the claim is institutional (837I)."""
    return np.asarray(asof.claim("kind") == INSTITUTIONAL).astype(float)


@feature(
    unit=Unit.SHARE,
    source="837I HI",
    group="institutional",
    owner=Owner.CODING,
    sentence="{value} of the diagnoses say whether they were present on admission.",
)
def present_on_admission_share(asof: AsOf) -> Floats:
    """Share of an institutional claim's diagnoses that say whether they were present on admission."""
    told = zip(asof.claim("present_on_admission"), asof.claim("diagnoses"), strict=True)
    share = [
        sum(value != "-" for value in (said or "").split()) / len(held.split()) if held else np.nan
        for said, held in told
    ]
    return _institutional(asof, np.array(share))


@feature(
    unit=Unit.COUNT,
    source="837I CL1, DTP*435",
    group="institutional",
    owner=Owner.FRONT_DESK,
    sentence="{value} facts of the admission are missing.",
)
def admission_facts_missing(asof: AsOf) -> Floats:
    """How many of admission type, source and patient status an institutional claim lacks."""
    columns = [asof.claim(name) for name in ("admission_type", "admission_source", "patient_status")]
    lacking = [float(sum(value is None for value in row)) for row in zip(*columns, strict=True)]
    return _institutional(asof, np.array(lacking))


@feature(
    unit=Unit.COUNT,
    source="837I HI*BG, BH, BE",
    group="institutional",
    owner=Owner.BILLING,
    sentence="The claim has {value} condition, occurrence and value codes.",
)
def billing_code_count(asof: AsOf) -> Floats:
    """How many condition, occurrence and value codes an institutional claim has."""
    columns = [asof.claim(name) for name in ("condition_codes", "occurrence_codes", "value_codes")]
    counts = [float(sum(len((value or "").split()) for value in row)) for row in zip(*columns, strict=True)]
    return _institutional(asof, np.array(counts))


INSTITUTIONS: tuple[Feature, ...] = (
    is_institutional,
    present_on_admission_share,
    admission_facts_missing,
    billing_code_count,
    *rates(
        "payer_bill_type_denial_rate",
        Rate("claims", ("all", "payer", "payer_bill"), "failed"),
        windows=(365,),
        template=rated(
            meaning="Share of this payer's claims of this type of bill that were denied.",
            sentence="This payer denied {value} of claims of this type of bill {span}.",
            group="institutional",
            owner=Owner.BILLING,
        ),
    ),
    *rates(
        "payer_drg_denial_rate",
        Rate("claims", ("all", "payer", "payer_drg"), "failed", strength=10.0),
        windows=(365,),
        template=rated(
            meaning="Share of this payer's claims of this DRG that were denied.",
            sentence="This payer denied {value} of claims of this DRG {span}.",
            group="institutional",
            owner=Owner.CODING,
        ),
    ),
    *rates(
        "payer_revenue_denial_rate",
        Rate("lines", ("all", "payer", "payer_revenue"), "denied"),
        windows=(365,),
        template=rated(
            meaning="Share of this payer's lines with this revenue code denied, the worst line.",
            sentence="This payer denied {value} of lines with such a revenue code {span}.",
            group="institutional",
            owner=Owner.CODING,
        ),
    ),
)
