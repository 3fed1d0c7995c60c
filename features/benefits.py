"""Benefits that end: visits of a kind used in a calendar year, and how payers answered so many."""

from features.asof import AsOf
from features.feature import Feature, Floats, Owner, Rate, Unit, feature, rated, rates, shared
from features.now import Now
from features.visits import visits_this_year

VISIT_RATES: tuple[Feature, ...] = rates(
    "payer_visits_maximum_rate",
    Rate("lines", ("all", "payer_branch", "payer_branch_visits"), "benefit_maximum", strength=4.0),
    windows=(730,),
    template=rated(
        meaning="Share of this payer's lines after as many such visits of the year, benefit used up,",
        sentence="After as many such visits of the year, this payer denied {value}, benefit used up, {span}.",
        group="not_covered",
        owner=Owner.FRONT_DESK,
        source="837 as sent; 835 decisions",
        because="a benefit that was used up after so many visits is used up again",
        share_of="not_covered",
    ),
)


FIRST_VISITS: tuple[Feature, ...] = (
    shared(
        "payer_service_visits_not_covered_now",
        Now(
            "lines",
            ("all", "payer", "payer_branch", "payer_service", "payer_service_visits"),
            ("not_covered",),
        ).share("not_covered"),
        rated(
            meaning="Share of this payer's last lines of the service after as many visits not covered.",
            sentence="This payer has not covered {value} of such services after as many visits of the year.",
            group="not_covered",
            owner=Owner.FRONT_DESK,
            source="837 as sent; 835 decisions",
            because="a service that is not covered from the first visit on is not covered now",
            share_of="not_covered",
        ),
    ),
)


@feature(
    unit=Unit.COUNT,
    source="837 claims as sent",
    group="not_covered",
    owner=Owner.FRONT_DESK,
    sentence="{value} visits of such a kind were sent for this patient in the year of service.",
)
def visits_of_the_year(asof: AsOf) -> Floats:
    """Claims with the same branch of services sent for the patient in the year of service, at most."""
    sent = asof.once("visits", lambda: visits_this_year(asof.parts, asof.before("sent_lines")))
    return asof.per_line(sent.astype(float), "max")


BENEFITS: tuple[Feature, ...] = (*VISIT_RATES, *FIRST_VISITS, visits_of_the_year)
