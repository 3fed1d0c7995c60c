"""Facts of institutional claims; missing on professional ones, save the kind itself."""

import numpy as np

from features.asof import AsOf
from features.feature import Feature, Floats, Owner, Unit, feature
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
)
