"""Authorizations: does the number on the claim fit, and does one lie on file unused."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.frames import Columns
from features.asof import AsOf
from features.claim_facts import authorization_numbers, line_served_on, referral_numbers
from features.feature import Feature, Floats, Owner, Risk, Unit, feature
from features.ledger import Ints, Objects

APPROVED = "approved"
"""Status of an authorization that may be used (`data.tables.AUTHORIZATIONS`)."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class AuthorizationMatch:
    """Per line (m), how its authorization stands against what is on file.

    `on_file` says whether the line's own number was told before T; the flags after it speak of lines with
    one. `units_left` is granted less used before and here (missing without a fitting grant). `unused`
    marks lines without a number for which an approved authorization lies on file.
    """

    fed: Flags
    numbered: Flags
    on_file: Flags
    not_approved: Flags
    outside_dates: Flags
    other_service: Flags
    other_member: Flags
    units_left: Floats
    unused: Flags


def authorization_match(asof: AsOf) -> AuthorizationMatch:
    """The match of the batch's lines, made once per view."""
    return asof.once("authorization match", lambda: _matched(asof))


def _matched(asof: AsOf) -> AuthorizationMatch:
    told = asof.knowledge.authorization_numbers
    numbers = authorization_numbers(asof.batch)
    numbered = np.array([bool(number) for number in numbers], dtype=bool)
    t = asof.batch.t[asof.row]
    line, record = told.known(numbers, t)
    size = len(numbers)
    held = told.columns
    member = asof.claim("member_id")[asof.row[line]]
    return AuthorizationMatch(
        fed=told.fed(t),
        numbered=numbered,
        on_file=_marked(size, line, np.ones(len(line), dtype=bool)),
        not_approved=_marked(size, line, held["status"][record] != APPROVED),
        outside_dates=_marked(size, line, ~_covers(asof, told.columns, line, record)),
        other_service=_marked(size, line, ~_fits_service(asof, held["procedure_code"], line, record)),
        other_member=_marked(size, line, held["member_id"][record] != member),
        units_left=_units_left(asof, held["units"], line, record),
        unused=np.array([number is not None for number in number_on_file(asof)], dtype=bool) & ~numbered,
    )


def _marked(size: int, line: Ints, flags: NDArray[np.bool_]) -> Flags:
    out = np.zeros(size, dtype=bool)
    out[line] = flags
    return out


def _covers(asof: AsOf, columns: Columns, line: Ints, record: Ints) -> Flags:
    """Whether the record's dates cover the line's day; open ends and unknown days count as covered."""
    day = line_served_on(asof.batch)[line]
    start, end = columns["valid_from_on"][record], columns["valid_to_on"][record]
    return np.asarray(~(day < start) & ~(day > end))


def _fits_service(asof: AsOf, procedures: Objects, line: Ints, record: Ints) -> Flags:
    wanted = procedures[record]
    any_service = np.array([value is None for value in wanted], dtype=bool)
    return np.asarray(any_service | (wanted == asof.line("procedure_code")[line]), dtype=bool)


def _units_left(asof: AsOf, granted: Floats, line: Ints, record: Ints) -> Floats:
    """Units granted less those sent before T under the number and service, and less this claim's own."""
    out = np.full(len(asof.row), np.nan)
    if not len(line):
        return out
    before = asof.total("sent_lines", "authorization", "milli_units", None)[line] / 1000.0
    fits = _fits_service(asof, asof.knowledge.authorization_numbers.columns["procedure_code"], line, record)
    out[line] = np.where(fits, granted[record] - before - _units_here(asof)[line], np.nan)
    return out


def _units_here(asof: AsOf) -> Floats:
    """Units that the line's own claim sends under the line's number and service."""
    units = np.nan_to_num(asof.line("units"))
    keys = asof.parts.key("line", "authorization").tolist()
    sums: dict[tuple[int, str | None], float] = {}
    places = list(zip(asof.row.tolist(), keys, strict=True))
    for place, value in zip(places, units.tolist(), strict=True):
        sums[place] = sums.get(place, 0.0) + value
    return np.array([sums[place] for place in places], dtype=np.float64)


def number_on_file(asof: AsOf) -> Objects:
    """Per line, an approved authorization on file for its member, payer, service and day; None without."""
    told = asof.knowledge.authorizations
    member = asof.claim("member_id")[asof.row]
    line, record = told.known(member, asof.batch.t[asof.row])
    held = told.columns
    fits = (
        (held["status"][record] == APPROVED)
        & (held["payer_id"][record] == asof.claim("payer_id")[asof.row[line]])
        & _fits_service(asof, held["procedure_code"], line, record)
        & _covers(asof, held, line, record)
    )
    fits = fits.astype(bool)
    out = np.full(len(asof.row), None, dtype=object)
    out[line[fits]] = held["authorization_number"][record[fits]]
    return out


def _where_on_file(asof: AsOf, flags: Flags) -> Floats:
    """1 where some line with a number on file has the flag, 0 where none has; else missing."""
    match = authorization_match(asof)
    return asof.per_line(np.where(match.on_file, flags.astype(float), np.nan), "max")


def _where_fed(asof: AsOf, fits: Flags) -> Floats:
    match = authorization_match(asof)
    return asof.per_line(np.where(match.fed, fits.astype(float), np.nan), "max")


@feature(
    unit=Unit.FLAG,
    source="837 REF*G1",
    group="authorization",
    owner=Owner.AUTHORIZATION,
    sentence="The claim carries an authorization number: {value}.",
    actionable=True,
)
def authorization_on_claim(asof: AsOf) -> Floats:
    """Whether the claim or one of its lines carries an authorization number."""
    return asof.any_line(authorization_match(asof).numbered)


@feature(
    unit=Unit.FLAG,
    source="837 REF*9F",
    group="authorization",
    owner=Owner.AUTHORIZATION,
    sentence="The claim carries a referral number: {value}.",
    actionable=True,
)
def referral_on_claim(asof: AsOf) -> Floats:
    """Whether the claim or one of its lines carries a referral number."""
    return asof.any_line(np.array([bool(value) for value in referral_numbers(asof.batch)], dtype=bool))


@feature(
    unit=Unit.FLAG,
    source="authorizations (278 or CSV)",
    group="authorization",
    owner=Owner.AUTHORIZATION,
    sentence="The authorization number on the claim is not among those on file: {value}.",
)
def authorization_unknown(asof: AsOf) -> Floats:
    """Whether a number on the claim was never told of by the fed source; missing when none was fed."""
    match = authorization_match(asof)
    return _where_fed(asof, match.numbered & ~match.on_file)


@feature(
    unit=Unit.FLAG,
    source="authorizations (278 or CSV)",
    group="authorization",
    owner=Owner.AUTHORIZATION,
    sentence="The authorization on the claim is not approved: {value}.",
    risk=Risk.RISES,
    because="a pending, denied or cancelled authorization authorizes nothing",
)
def authorization_not_approved(asof: AsOf) -> Floats:
    """Whether the authorization on the claim is not approved; missing when none of its numbers is on file."""
    return _where_on_file(asof, authorization_match(asof).not_approved)


@feature(
    unit=Unit.FLAG,
    source="authorizations (278 or CSV)",
    group="authorization",
    owner=Owner.AUTHORIZATION,
    sentence="The day of service lies outside the authorization's dates: {value}.",
    risk=Risk.RISES,
    because="an authorization covers its own dates only",
)
def authorization_outside_dates(asof: AsOf) -> Floats:
    """Whether a line's day lies outside its authorization's dates; missing when none is on file."""
    return _where_on_file(asof, authorization_match(asof).outside_dates)


@feature(
    unit=Unit.FLAG,
    source="authorizations (278 or CSV)",
    group="authorization",
    owner=Owner.AUTHORIZATION,
    sentence="The authorization on the claim is for another service: {value}.",
)
def authorization_other_service(asof: AsOf) -> Floats:
    """Whether a line's authorization was granted for another service; missing when none is on file."""
    return _where_on_file(asof, authorization_match(asof).other_service)


@feature(
    unit=Unit.FLAG,
    source="authorizations (278 or CSV)",
    group="authorization",
    owner=Owner.AUTHORIZATION,
    sentence="No line fits the authorization it carries: {value}.",
    risk=Risk.RISES,
    because="a number that fits no line authorizes none",
)
def authorization_fits_nothing(asof: AsOf) -> Floats:
    """Whether every line with a number on file differs from it in service or member; missing without one."""
    match = authorization_match(asof)
    wrong = (match.other_service | match.other_member).astype(float)
    return asof.per_line(np.where(match.on_file, wrong, np.nan), "min")


@feature(
    unit=Unit.FLAG,
    source="authorizations (278 or CSV); 837 as sent",
    group="authorization",
    owner=Owner.AUTHORIZATION,
    sentence="The units exceed what the authorization still grants: {value}.",
    risk=Risk.RISES,
    because="units beyond those granted are not authorized",
)
def authorization_units_over(asof: AsOf) -> Floats:
    """Whether units sent before and here exceed those granted; missing without a grant of units on file."""
    left = authorization_match(asof).units_left
    return asof.per_line(np.where(np.isnan(left), np.nan, (left < 0).astype(float)), "max")


@feature(
    unit=Unit.FLAG,
    source="authorizations (278 or CSV)",
    group="authorization",
    owner=Owner.AUTHORIZATION,
    sentence="A fitting approved authorization is on file but not on the claim: {value}.",
    actionable=True,
)
def authorization_left_off(asof: AsOf) -> Floats:
    """Whether an approved authorization on file fits a line without a number; missing when never fed."""
    return _where_fed(asof, authorization_match(asof).unused)


AUTHORIZATION: tuple[Feature, ...] = (
    authorization_on_claim,
    referral_on_claim,
    authorization_unknown,
    authorization_not_approved,
    authorization_outside_dates,
    authorization_other_service,
    authorization_fits_nothing,
    authorization_units_over,
    authorization_left_off,
)
