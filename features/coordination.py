"""Coordination of benefits: signs that another payer should have been billed first."""

import numpy as np

from features.asof import AsOf
from features.claim_facts import patient_age
from features.feature import Feature, Floats, Owner, Rate, Unit, feature, rated, rates

SELF = "18"
"""SBR02: the patient is the subscriber."""


@feature(
    unit=Unit.COUNT,
    source="837 loop 2320",
    group="coordination",
    owner=Owner.FRONT_DESK,
    sentence="The claim names {value} other payers.",
)
def other_payer_count(asof: AsOf) -> Floats:
    """How many other payers the claim names."""
    return np.bincount(asof.batch.other_payers["row"], minlength=len(asof)).astype(float)


@feature(
    unit=Unit.YEARS,
    source="837 DMG02",
    group="coordination",
    owner=Owner.FRONT_DESK,
    sentence="The patient is {value} old.",
)
def patient_age_years(asof: AsOf) -> Floats:
    """Age of the patient on the first day of service."""
    return patient_age(asof.batch)


@feature(
    unit=Unit.FLAG,
    source="837 SBR02 or PAT01",
    group="coordination",
    owner=Owner.FRONT_DESK,
    sentence="The patient is the subscriber: {value}.",
)
def patient_is_subscriber(asof: AsOf) -> Floats:
    """Whether the patient is the subscriber; missing when the claim does not say."""
    values = asof.claim("relationship")
    return np.array([np.nan if value is None else float(value == SELF) for value in values])


@feature(
    unit=Unit.FLAG,
    source="837 CLM11 and DTP*439",
    group="coordination",
    owner=Owner.FRONT_DESK,
    sentence="The claim speaks of an accident: {value}.",
)
def accident_on_claim(asof: AsOf) -> Floats:
    """Whether the claim names an accident or its date: another insurer may owe."""
    named = np.array([value is not None for value in asof.claim("accident_kind")], dtype=bool)
    return (named | ~np.isnat(asof.claim("accident_on"))).astype(float)


COORDINATION: tuple[Feature, ...] = (
    other_payer_count,
    patient_age_years,
    patient_is_subscriber,
    accident_on_claim,
    *rates(
        "member_other_payer_rate",
        Rate("claims", ("all", "payer", "member_payer"), "other_payer", strength=3.0),
        windows=(365,),
        template=rated(
            meaning="Share of this member's claims that this payer denied because another one comes first.",
            sentence="This payer denied {value} of this member's claims for another payer {span}.",
            group="coordination",
            owner=Owner.FRONT_DESK,
        ),
    ),
    *rates(
        "payer_accident_rate",
        Rate("claims", ("all", "accident", "payer_accident"), "accident", strength=4.0),
        windows=(365,),
        template=rated(
            meaning="Share of this payer's claims with such an accident, or none, denied for an accident.",
            sentence="This payer denied {value} of claims like this about an accident {span}.",
            group="coordination",
            owner=Owner.FRONT_DESK,
            because="a payer that asked about such accidents asks again",
            share_of="coordination",
        ),
    ),
)
