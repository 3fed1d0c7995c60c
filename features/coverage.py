"""Coverage as last checked: is the member covered on the day of service, and by whom first."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.asof import AsOf
from features.feature import Feature, Floats, Owner, Risk, Unit, feature
from features.ledger import Ints
from features.parts import days_between, served_on

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CoverageMatch:
    """Per claim (n), what the coverage source told before T of its member.

    `on_file` is a span with the billed payer; `active` one that covers the day of service. `ended_on` is the
    last covered day of spans that ended before it (NaT unless all did), `starts_on` the first day of a later
    one. `first_elsewhere` marks days on which another payer is first in order; `plan` is the plan type of the
    span that covers the day.
    """

    fed: Flags
    on_file: Flags
    active: Flags
    ended_on: NDArray[np.datetime64]
    starts_later: Flags
    elsewhere: Flags
    first_elsewhere: Flags
    verified_on: NDArray[np.datetime64]
    plan: Objects


def coverage_match(asof: AsOf) -> CoverageMatch:
    """The match of the batch's claims, made once per view."""
    return asof.once("coverage match", lambda: matched(asof.batch, asof.knowledge.coverages))


def told_plan(coverages: Told) -> Teller:
    """The part `plan`: the plan type of each claim's coverage as told before its T."""
    return lambda parts: matched(parts.batch, coverages).plan


def matched(batch: ClaimBatch, told: Told) -> CoverageMatch:
    """What a coverage source told of a batch's members."""
    claim, record = told.known(batch.claims["member_id"], batch.t)
    held = {name: values[record] for name, values in told.columns.items()}
    day = served_on(batch)[claim]
    same = np.asarray(held["payer_id"] == batch.claims["payer_id"][claim], dtype=bool)
    begun, ended = held["effective_on"] <= day, held["terminated_on"] < day
    covers = begun & ~ended
    n = len(batch)
    active = _any(n, claim, same & covers)
    first = held["payer_order"] == 1
    return CoverageMatch(
        fed=told.fed(batch.t),
        on_file=_any(n, claim, same),
        active=active,
        ended_on=np.where(active, np.datetime64("NaT"), _last(n, claim, held["terminated_on"], same & ended)),
        starts_later=_any(n, claim, same & (held["effective_on"] > day)) & ~active,
        elsewhere=_any(n, claim, ~same & covers),
        first_elsewhere=_any(n, claim, covers & np.where(same, held["payer_order"] > 1, first))
        & ~_any(n, claim, same & covers & first),
        plan=_plan(n, claim, held["plan_type"], same & covers),
        verified_on=_last(n, claim, held["verified_on"], same),
    )


def _plan(size: int, rows: Ints, plans: Objects, flags: Flags) -> Objects:
    out = np.full(size, None, dtype=object)
    out[rows[flags]] = plans[flags]
    return out


def _any(size: int, rows: Ints, flags: Flags) -> Flags:
    out = np.zeros(size, dtype=bool)
    out[rows[flags]] = True
    return out


def _last(size: int, rows: Ints, days: NDArray[np.datetime64], flags: Flags) -> NDArray[np.datetime64]:
    """The latest day per row among those flagged; NaT without any."""
    lowest = np.iinfo(np.int64).min
    out = np.full(size, lowest)
    kept = flags & ~np.isnat(days)
    np.maximum.at(out, rows[kept], days[kept].astype("datetime64[D]").astype(np.int64))
    return out.astype("datetime64[D]")  # int64's least value is NaT


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
    match = coverage_match(asof)
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
    match = coverage_match(asof)
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
    return days_between(coverage_match(asof).ended_on, day)


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
    match = coverage_match(asof)
    return np.where(match.on_file, match.starts_later.astype(float), np.nan)


@feature(
    unit=Unit.DAYS,
    source="coverages (271 or CSV)",
    group="eligibility",
    owner=Owner.FRONT_DESK,
    sentence="The coverage was last verified {value} before the service.",
)
def days_since_coverage_verified(asof: AsOf) -> Floats:
    """Days from the last check of the coverage to the service; missing when no check is on file."""
    return days_between(coverage_match(asof).verified_on, served_on(asof.batch))


@feature(
    unit=Unit.FLAG,
    source="coverages (271 or CSV)",
    group="coordination",
    owner=Owner.FRONT_DESK,
    sentence="Another payer covers this member on the day of service: {value}.",
)
def other_coverage_active(asof: AsOf) -> Floats:
    """Whether another payer's coverage on file includes the service; missing when none was fed."""
    match = coverage_match(asof)
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
    match = coverage_match(asof)
    return np.where(match.fed, match.first_elsewhere.astype(float), np.nan)


COVERAGE: tuple[Feature, ...] = (
    coverage_on_file,
    coverage_active,
    days_after_coverage_end,
    coverage_starts_later,
    days_since_coverage_verified,
    other_coverage_active,
    other_payer_first,
)
