"""Which diagnoses support which services."""

from features.asof import AsOf
from features.feature import Feature, Floats, Owner, Rate, Unit, feature, rated, rates

DIAGNOSIS_RATES: tuple[Feature, ...] = (
    *rates(
        "payer_service_first_necessity_rate",
        Rate(
            "lines",
            ("all", "service", "service_first", "payer_service_first"),
            "necessity",
            strength=4.0,
        ),
        windows=(730,),
        template=rated(
            meaning="Share of this payer's lines with this service and first diagnosis denied for necessity.",
            sentence="This payer denied {value} of such services for such a first diagnosis {span}.",
            group="necessity",
            owner=Owner.PROVIDER,
            because="a diagnosis that has not supported the service does not support it now",
            share_of="necessity",
        ),
    ),
    *rates(
        "service_diagnosis_necessity_rate",
        Rate(
            "pairs",
            ("all", "service", "service_dx3", "service_dx"),
            "necessity",
            strength=8.0,
            reduce="best_worst",
        ),
        windows=(730,),
        template=rated(
            meaning="Share of lines with this service and diagnosis denied for necessity (best diagnosis).",
            sentence="Such services for such diagnoses were denied for medical necessity in {value} {span}.",
            group="necessity",
            owner=Owner.PROVIDER,
            because="a diagnosis that has not supported the service does not support it now",
            share_of="necessity",
        ),
    ),
    *rates(
        "payer_service_diagnosis_necessity_rate",
        Rate(
            "pairs",
            ("all", "service", "service_dx3", "payer_service_dx3"),
            "necessity",
            strength=8.0,
            reduce="best_worst",
        ),
        windows=(730,),
        template=rated(
            meaning="Share of this payer's lines with this service and diagnosis group denied for necessity.",
            sentence="This payer denied {value} of such services for such diagnoses for necessity {span}.",
            group="necessity",
            owner=Owner.PROVIDER,
        ),
    ),
    *rates(
        "diagnosis_outdated_rate",
        Rate("pairs", ("all", "dx3", "dx"), "outdated_code", strength=3.0),
        windows=(75,),
        template=rated(
            meaning="Share of lines with this diagnosis that were denied as an outdated code, the worst,",
            sentence="Lines with such a diagnosis were denied as an outdated code in {value} {span}.",
            group="coding",
            owner=Owner.CODING,
            because="a code that ended is refused until it is replaced",
            share_of="coding",
        ),
    ),
    *rates(
        "payer_diagnosis_outdated_rate",
        Rate("pairs", ("all", "dx3", "dx", "payer_dx"), "outdated_code", strength=3.0),
        windows=(180,),
        template=rated(
            meaning="Share of this payer's lines with this diagnosis denied as an outdated code, the worst,",
            sentence="This payer denied {value} of lines with such a diagnosis as an outdated code {span}.",
            group="coding",
            owner=Owner.CODING,
            because="a code that ended is refused until it is replaced",
            share_of="coding",
        ),
    ),
    *rates(
        "payer_first_necessity_rate",
        Rate("lines", ("all", "payer", "payer_first"), "necessity", strength=4.0),
        windows=(730,),
        template=rated(
            meaning="Share of this payer's lines with this first diagnosis denied for necessity, the worst,",
            sentence="This payer denied {value} of lines with such a first diagnosis for necessity {span}.",
            group="necessity",
            owner=Owner.PROVIDER,
            because="a diagnosis that has not been enough is not enough now",
            share_of="necessity",
        ),
    ),
    *rates(
        "payer_service_category_necessity_rate",
        Rate(
            "lines",
            ("all", "branch", "branch_first3", "service_first3", "payer_service_first3"),
            "necessity",
            strength=3.0,
        ),
        windows=(730,),
        template=rated(
            meaning="Share of this payer's lines with this service and category of diagnosis denied so,",
            sentence="This payer denied {value} of such services for such categories of diagnosis {span}.",
            group="necessity",
            owner=Owner.PROVIDER,
            because="a diagnosis that has not supported the service does not support it now",
            share_of="necessity",
        ),
    ),
    *rates(
        "payer_branch_chapter_necessity_rate",
        Rate("lines", ("all", "branch", "branch_chapter", "payer_branch_chapter"), "necessity", strength=5.0),
        windows=(365,),
        template=rated(
            meaning="Share of this payer's lines of the kind for this chapter of diagnoses denied so,",
            sentence="This payer denied {value} of such services for such a chapter of diagnoses {span}.",
            group="necessity",
            owner=Owner.PROVIDER,
            because="a diagnosis that has not supported the service does not support it now",
            share_of="necessity",
        ),
    ),
    *rates(
        "service_diagnosis_denial_rate",
        Rate("pairs", ("all", "service", "service_dx3"), "denied", reduce="best_worst"),
        windows=(730,),
        template=rated(
            meaning="Share of lines with this service and diagnosis group that were denied (best diagnosis).",
            sentence="Such services for such diagnoses were denied in {value} {span}.",
            group="necessity",
            owner=Owner.PROVIDER,
        ),
    ),
)


@feature(
    unit=Unit.COUNT,
    source="835 decisions",
    group="necessity",
    owner=Owner.CODING,
    sentence="{value} decided lines with this service and diagnosis are known, at the least known line.",
)
def service_diagnosis_support(asof: AsOf) -> Floats:
    """Decided lines known for the claim's least known service with its best known diagnosis."""
    seen = asof.window("pairs", "service_dx3", None).count.astype(float)
    return -asof.per_claim("pairs", -seen, "best_worst")


DIAGNOSIS: tuple[Feature, ...] = (*DIAGNOSIS_RATES, service_diagnosis_support)
