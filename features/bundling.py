"""Services that payers take as part of another: of the same claim, or of an earlier operation."""

import numpy as np

from features.asof import AsOf
from features.feature import Feature, Floats, Owner, Rate, Unit, feature, rated, rates, shared
from features.now import Now
from features.operations import days_since_operation
from features.sections import VISIT, section

COMPANION_RATES: tuple[Feature, ...] = rates(
    "companion_bundling_rate",
    Rate("companions", ("all", "service", "couple", "payer_couple"), "combination", strength=3.0),
    windows=(365,),
    template=rated(
        meaning="Share of lines beside such another line denied as bundled, the worst pair of lines.",
        sentence="A line beside such another one was denied as bundled in {value} {span}.",
        group="bundling",
        owner=Owner.CODING,
        because="pairs of services that were bundled before are bundled again",
        share_of="bundling",
    ),
)

COMPANIONS: tuple[Feature, ...] = (
    shared(
        "companion_modifier_now",
        Now("companions", ("all", "service", "couple", "payer_couple"), ("modifier",)).share("modifier"),
        rated(
            meaning="Share of this payer's last lines beside such another line denied for the modifier.",
            sentence="This payer has denied {value} of such lines beside such another one for the modifier.",
            group="coding",
            owner=Owner.CODING,
            because="a pair of services that wants a modifier wants it again",
            share_of="coding",
        ),
    ),
)

AFTER_RATES: tuple[Feature, ...] = rates(
    "after_operation_bundling_rate",
    Rate("lines", ("all", "family", "family_after", "payer_family_after"), "global_days", strength=5.0),
    windows=(730,),
    template=rated(
        meaning="Share of such lines, as many days after an operation, denied as bundled, the worst line.",
        sentence="Such a service, as many days after an operation, was denied as bundled in {value} {span}.",
        group="bundling",
        owner=Owner.CODING,
        because="services that were taken as part of an operation are so again",
        share_of="bundling",
    ),
)


def _since_operation(asof: AsOf) -> Floats:
    return asof.once("since operation", lambda: days_since_operation(asof.parts, asof.before("sent_lines")))


@feature(
    unit=Unit.DAYS,
    source="837 claims as sent; CPT sections",
    group="bundling",
    owner=Owner.CODING,
    sentence="The same provider operated on this patient {value} before.",
)
def days_after_operation(asof: AsOf) -> Floats:
    """Days since the last operation by the same provider for this patient, the fewest; else missing."""
    return asof.per_line(_since_operation(asof), "min")


@feature(
    unit=Unit.FLAG,
    source="837 SV101; CPT sections",
    group="bundling",
    owner=Owner.CODING,
    sentence="A visit stands on the claim: {value}.",
)
def visit_on_claim(asof: AsOf) -> Floats:
    """Whether some line is an evaluation and management visit."""
    return asof.any_line(
        np.array([section(code) == VISIT for code in asof.line("procedure_code")], dtype=bool)
    )


BUNDLING: tuple[Feature, ...] = (
    *COMPANION_RATES,
    *COMPANIONS,
    *AFTER_RATES,
    days_after_operation,
    visit_on_claim,
)
