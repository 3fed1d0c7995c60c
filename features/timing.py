"""Time from service to submission, against the limits told and learned."""

from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from data.codes import filing_kind
from data.codes.deadline_rules import CountedFrom, DeadlineRule, deadline_rules
from features.asof import AsOf
from features.claim_facts import days_between, days_to_submission, served_on
from features.feature import Feature, Floats, Owner, Rate, Risk, Unit, feature, rated, rates

INSTITUTIONAL = "institutional"
"""`claims.kind` of an 837I."""


@cache
def filing_rules() -> tuple[DeadlineRule, ...]:
    """Verified limits counted from the day of service, the most specific first."""
    verified = (rule for rule in deadline_rules() if rule.verified)
    return tuple(rule for rule in verified if rule.counted_from is CountedFrom.SERVICE)


def filing_limits(asof: AsOf) -> Floats:
    """Days allowed from service to submission, per claim; missing where no verified rule is known."""
    claims = zip(
        asof.claim("payer_id"),
        asof.claim("filing_indicator"),
        asof.claim("kind"),
        served_on(asof.batch).tolist(),
        strict=True,
    )
    return np.array([_limit(*claim) for claim in claims], dtype=np.float64)


def _limit(payer: str | None, filing: str | None, kind: str, day: date | None) -> float:
    told = {"payer_id": payer, "filing_indicator": filing, "claim_kind": kind}
    told["filing_kind"] = filing_kind(filing)
    for rule in filing_rules():
        if day is not None and rule.when.holds(told) and rule.when.applies.covers(day):
            return float(rule.days)
    return np.nan


def days_against_limit(asof: AsOf) -> Floats:
    """Days from the day that counts to T: the first of service, the last on an institutional claim."""
    by_line = asof.claim("kind") == INSTITUTIONAL
    first = days_between(served_on(asof.batch), asof.batch.t)
    return np.where(by_line, days_to_submission(asof.batch), first)


@feature(
    unit=Unit.DAYS,
    source="837 DTP*434/472, ISA09",
    group="timely",
    owner=Owner.BILLING,
    sentence="The claim goes out {value} after the service.",
    risk=Risk.RISES,
    because="payers refuse claims past their filing limit",
)
def days_from_service(asof: AsOf) -> Floats:
    """Days from the last day of service to submission; missing without a date of service."""
    return days_to_submission(asof.batch)


@feature(
    unit=Unit.SHARE,
    source="837 dates; data/codes/deadlines.csv",
    group="timely",
    owner=Owner.BILLING,
    sentence="{value} of the filing limit is used up.",
    risk=Risk.RISES,
    because="a claim past the limit is refused",
)
def filing_limit_used(asof: AsOf) -> Floats:
    """Share of the payer's filing limit used up at submission; missing where no verified limit is known."""
    return days_against_limit(asof) / filing_limits(asof)


@feature(
    unit=Unit.DAYS,
    source="837 DTP*434",
    group="timely",
    owner=Owner.BILLING,
    sentence="The services span {value}.",
)
def service_span_days(asof: AsOf) -> Floats:
    """Days from the first to the last day of service."""
    through: NDArray[np.datetime64] = asof.claim("through_on")
    return days_between(served_on(asof.batch), through)


TIMING: tuple[Feature, ...] = (
    days_from_service,
    filing_limit_used,
    service_span_days,
    *rates(
        "payer_late_timely_rate",
        Rate("claims", ("all", "late", "payer_late"), "timely", strength=5.0),
        windows=(365,),
        template=rated(
            meaning="Share of this payer's claims sent about as late that were denied as untimely.",
            sentence="This payer denied {value} of claims sent as late as this one as untimely {span}.",
            group="timely",
            owner=Owner.BILLING,
            because="a limit that refused claims of this age refuses this one",
            share_of="timely",
        ),
    ),
)
