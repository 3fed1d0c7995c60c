"""Coverage as last checked: is the member covered on the day of service, and by whom first."""

import numpy as np

from features.asof import AsOf
from features.claim_facts import days_ago, days_between, served_on
from features.feature import Feature, Floats, Owner, Risk, Unit, feature


@feature(
    unit=Unit.FLAG,
    source="coverages (271 or CSV)",
    group="eligibility",
    owner=Owner.FRONT_DESK,
    sentence="A coverage of this member with this payer is on file: {value}.",
    risk=Risk.FALLS,
    because="a member the payer was never seen to cover may not be its member",
)
def coverage_on_file(asof: AsOf) -> Floats:
    """Whether any coverage of the member with the billed payer is on file; missing when none was fed."""
    match = asof.coverage_match
    return np.where(match.fed, match.on_file.astype(float), np.nan)


@feature(
    unit=Unit.FLAG,
    source="coverages (271 or CSV)",
    group="eligibility",
    owner=Owner.FRONT_DESK,
    sentence="As last checked, the coverage includes the day of service: {value}.",
    risk=Risk.FALLS,
    because="services outside the coverage are not paid",
)
def coverage_active(asof: AsOf) -> Floats:
    """Whether a coverage on file includes the first day of service; missing when none is on file."""
    match = asof.coverage_match
    return np.where(match.on_file, match.active.astype(float), np.nan)


@feature(
    unit=Unit.DAYS,
    source="coverages (271 or CSV)",
    group="eligibility",
    owner=Owner.FRONT_DESK,
    sentence="The coverage ended {value} before the service, as last checked.",
)
def days_after_coverage_end(asof: AsOf) -> Floats:
    """Days from the last covered day to the service; missing unless the coverage on file had ended."""
    day = served_on(asof.batch)
    return days_between(asof.coverage_match.ended_on, day)


@feature(
    unit=Unit.FLAG,
    source="coverages (271 or CSV)",
    group="eligibility",
    owner=Owner.FRONT_DESK,
    sentence="The coverage was once told to have ended before the service: {value}.",
    risk=Risk.RISES,
    because="where the coverage source contradicts itself, the end it once told may hold",
)
def coverage_once_ended(asof: AsOf) -> Floats:
    """Whether an earlier telling let the span that covers the service end before it; missing without any."""
    match = asof.coverage_match
    return np.where(match.on_file, match.once_ended.astype(float), np.nan)


@feature(
    unit=Unit.FLAG,
    source="coverages (271 or CSV)",
    group="eligibility",
    owner=Owner.FRONT_DESK,
    sentence="The coverage on file begins only after the day of service: {value}.",
    risk=Risk.RISES,
    because="services before the coverage are not paid",
)
def coverage_starts_later(asof: AsOf) -> Floats:
    """Whether the coverage on file begins after the service; missing when none is on file."""
    match = asof.coverage_match
    return np.where(match.on_file, match.starts_later.astype(float), np.nan)


@feature(
    unit=Unit.DAYS,
    source="coverages (271 or CSV)",
    group="eligibility",
    owner=Owner.FRONT_DESK,
    sentence="The coverage was last verified {value} before the service (at most 180 count).",
)
def days_since_coverage_verified(asof: AsOf) -> Floats:
    """Days from the last check of the coverage to the service, 180 at most; missing without a check."""
    return days_ago(asof.coverage_match.verified_on, served_on(asof.batch))


@feature(
    unit=Unit.FLAG,
    source="coverages (271 or CSV)",
    group="coordination",
    owner=Owner.FRONT_DESK,
    sentence="Another payer covers this member on the day of service: {value}.",
)
def other_coverage_active(asof: AsOf) -> Floats:
    """Whether another payer's coverage on file includes the service; missing when none was fed."""
    match = asof.coverage_match
    return np.where(match.fed, match.elsewhere.astype(float), np.nan)


@feature(
    unit=Unit.FLAG,
    source="coverages (271 or CSV)",
    group="coordination",
    owner=Owner.FRONT_DESK,
    sentence="Another payer is first in order on the day of service: {value}.",
    risk=Risk.RISES,
    because="a payer that is not first waits for the one that is",
)
def other_payer_first(asof: AsOf) -> Floats:
    """Whether another payer is first in order on the day of service; missing when none was fed."""
    match = asof.coverage_match
    return np.where(match.fed, match.first_elsewhere.astype(float), np.nan)


@feature(
    unit=Unit.COUNT,
    source="837 claims as sent",
    group="eligibility",
    owner=Owner.FRONT_DESK,
    sentence="This payer got {value} claims for the same birth date and sex under another member id.",
)
def same_person_other_member_id(asof: AsOf) -> Floats:
    """Claims sent to this payer for the same birth date and sex under another member id (a typing error).

    Missing where the claim lacks one of them.
    """
    everyone = asof.window("sent", "person_payer", None).count
    others = (everyone - asof.window("sent", "person_member", None).count).astype(float)
    others[asof.key("sent", "person_member") == None] = np.nan  # noqa: E711 - elementwise
    return others


@feature(
    unit=Unit.COUNT,
    source="837 claims as sent",
    group="eligibility",
    owner=Owner.FRONT_DESK,
    sentence="{value} claims were sent to this payer under this member id.",
)
def member_payer_sent(asof: AsOf) -> Floats:
    """How many claims were sent to this payer under the member id."""
    return asof.window("sent", "member_payer", None).count.astype(float)


@feature(
    unit=Unit.FLAG,
    source="coverages (271 or CSV); 835 decisions",
    group="eligibility",
    owner=Owner.FRONT_DESK,
    sentence="The coverage was asked for again after the last eligibility denial: {value}.",
)
def coverage_told_since_denial(asof: AsOf) -> Floats:
    """Whether the coverage was told of after the member's last eligibility denial; missing without one."""
    denied = asof.window("claims", "member_payer/eligibility", None).latest_at()
    since = asof.coverage_match.told_at > denied
    return np.where(np.isnat(denied), np.nan, since.astype(float))


COVERAGE: tuple[Feature, ...] = (
    coverage_told_since_denial,
    same_person_other_member_id,
    member_payer_sent,
    coverage_on_file,
    coverage_active,
    coverage_once_ended,
    days_after_coverage_end,
    coverage_starts_later,
    days_since_coverage_verified,
    other_coverage_active,
    other_payer_first,
)
