"""The member's own history with this payer: what was refused before and not yet put right."""

import numpy as np

from features.asof import AsOf
from features.claim_facts import days_ago, days_between
from features.feature import Feature, Floats, Owner, Rate, Risk, Unit, feature, rated, rates

_UNTIL_CHANGED = "what was refused for this member is refused again until something is put right"

MEMBER_RATES: tuple[Feature, ...] = (
    *rates(
        "member_payer_denial_rate",
        Rate("claims", ("all", "payer", "member_payer"), "failed", strength=3.0),
        windows=(365,),
        template=rated(
            meaning="Share of this member's claims decided by this payer that were denied.",
            sentence="This payer denied {value} of this member's claims {span}.",
            group="member history",
            owner=Owner.FRONT_DESK,
            because=_UNTIL_CHANGED,
        ),
    ),
    *rates(
        "member_denial_rate",
        Rate("claims", ("all", "member"), "failed", strength=5.0),
        windows=(180,),
        template=rated(
            meaning="Share of this member's decided claims, whoever paid, that were denied.",
            sentence="This member's claims were denied in {value} {span}.",
            group="member history",
            owner=Owner.FRONT_DESK,
        ),
    ),
)


def _since(asof: AsOf, key: str) -> Floats:
    """Days since the last decision under a key of the claims; missing without one."""
    last = asof.window("claims", key, None).latest_at()
    return days_between(last.astype("datetime64[D]"), asof.batch.t)


def _unresolved(asof: AsOf, family: str) -> Floats:
    """1 when the member's last denial for a family came after the last payment; missing without history."""
    refused = asof.window("claims", f"member_payer/{family}", 365).latest_at()
    paid = asof.window("claims", "member_payer/paid", 365).latest_at()
    open_still = ~np.isnat(refused) & (np.isnat(paid) | (paid < refused))
    seen = asof.window("claims", "member_payer", 365).count > 0
    return np.where(seen, open_still.astype(float), np.nan)


@feature(
    unit=Unit.FLAG,
    source="835 decisions",
    group="eligibility",
    owner=Owner.FRONT_DESK,
    sentence="This member's last eligibility denial is still unresolved: {value}.",
    risk=Risk.RISES,
    because=_UNTIL_CHANGED,
)
def member_unresolved_eligibility(asof: AsOf) -> Floats:
    """Whether an eligibility denial of this member and payer stands without a payment since."""
    return _unresolved(asof, "eligibility")


@feature(
    unit=Unit.FLAG,
    source="835 decisions",
    group="coordination",
    owner=Owner.FRONT_DESK,
    sentence="This member's last coordination-of-benefits denial is still unresolved: {value}.",
    risk=Risk.RISES,
    because=_UNTIL_CHANGED,
)
def member_unresolved_coordination(asof: AsOf) -> Floats:
    """Whether a coordination denial of this member and payer stands without a payment since."""
    return _unresolved(asof, "coordination")


@feature(
    unit=Unit.DAYS,
    source="835 decisions",
    group="eligibility",
    owner=Owner.FRONT_DESK,
    sentence="The last eligibility denial of this member was {value} ago.",
)
def days_since_eligibility_denial(asof: AsOf) -> Floats:
    """Days since this payer last denied a claim of this member for eligibility."""
    return _since(asof, "member_payer/eligibility")


@feature(
    unit=Unit.DAYS,
    source="835 decisions",
    group="member history",
    owner=Owner.FRONT_DESK,
    sentence="This payer last paid a claim of this member {value} ago.",
)
def days_since_member_paid(asof: AsOf) -> Floats:
    """Days since this payer last paid a claim of this member."""
    return _since(asof, "member_payer/paid")


@feature(
    unit=Unit.FLAG,
    source="835 decisions",
    group="member history",
    owner=Owner.BILLING,
    sentence="The last claim of this member that this payer decided was denied: {value}.",
    risk=Risk.RISES,
    because=_UNTIL_CHANGED,
)
def member_last_denied(asof: AsOf) -> Floats:
    """Whether the last claim of this member decided by this payer was denied."""
    last = asof.window("claims", "member_payer", 365).latest_at()
    failed = asof.window("claims", "member_payer/failed", 365).latest_at()
    return np.where(np.isnat(last), np.nan, (failed == last).astype(float))


@feature(
    unit=Unit.COUNT,
    source="835 decisions",
    group="member history",
    owner=Owner.BILLING,
    sentence="{value} claims of this member were decided by this payer in the last 365 days.",
)
def member_payer_decisions_365d(asof: AsOf) -> Floats:
    """How many claims of this member this payer decided in the last 365 days."""
    return asof.window("claims", "member_payer", 365).count.astype(float)


@feature(
    unit=Unit.DAYS,
    source="837 claims as sent",
    group="member history",
    owner=Owner.FRONT_DESK,
    sentence="The first claim of this member was sent {value} ago (at most 180 count).",
)
def member_days_known(asof: AsOf) -> Floats:
    """Days since the first claim of this member to anyone, 180 at most; missing for a new member."""
    first = asof.window("sent", "member", None).first_seen()
    return days_ago(first.astype("datetime64[D]"), asof.batch.t)


@feature(
    unit=Unit.COUNT,
    source="835 decisions",
    group="member history",
    owner=Owner.BILLING,
    sentence="The same service was denied to this patient {value} times in the last 365 days.",
    risk=Risk.RISES,
    because=_UNTIL_CHANGED,
)
def patient_service_denials_365d(asof: AsOf) -> Floats:
    """How often one of the claim's services was denied to this patient in the last 365 days, at most."""
    return asof.per_line(asof.total("lines", "patient_service", "denied", 365).astype(float), "max")


@feature(
    unit=Unit.COUNT,
    source="835 decisions",
    group="member history",
    owner=Owner.BILLING,
    sentence="The same service was paid for this patient {value} times in the last 365 days.",
)
def patient_service_paid_365d(asof: AsOf) -> Floats:
    """How often one of the claim's services was paid for this patient in the last 365 days, at least."""
    return asof.per_line(asof.total("lines", "patient_service", "paid", 365).astype(float), "min")


HISTORY: tuple[Feature, ...] = (
    *MEMBER_RATES,
    member_unresolved_eligibility,
    member_unresolved_coordination,
    days_since_eligibility_denial,
    days_since_member_paid,
    member_last_denied,
    member_payer_decisions_365d,
    member_days_known,
    patient_service_denials_365d,
    patient_service_paid_365d,
)
