"""What the practice wrote and asked for: authorizations, referrals, required fields, modifiers, codes.

Each slip is a column that says what is *not* on the claim though it could be; a corrected claim puts
it back. The causes read the slips, the files show them.
"""

from dataclasses import dataclass, fields

import numpy as np

from data.synthetic.arrays import Bools, Floats, Ints, any_in_row
from data.synthetic.authorizing import Authorizations, authorize
from data.synthetic.office import Office
from data.synthetic.payers import FIELDS, GATEKEPT, wants_referral
from data.synthetic.staff import feed_broken, slips

_BY_LINE = ("authorization_wanted", "modifier_omitted", "bundled", "separated", "old_procedure")
_LARGE_CENTS = 200_000
_LOST_IN_FEED = 0.6
"""Share of claims whose fields and numbers a broken feed loses (ours)."""
_UNASKED_REFERRAL = 0.06
"""Referrals sent though nobody asked for one (ours)."""
_MOST_LINES_APART = 6


@dataclass(frozen=True, slots=True)
class Papers:
    """Per claim (n) and per line (m)."""

    authorization_wanted: Bools
    """m: the line for which the payer wants an authorization, one per claim at most."""
    authorization: Ints
    """n: row of the authorization on file, -1 without."""
    number_omitted: Bools
    """n: on file, but its number is not on the claim."""
    authorization_short: Bools
    """n: on file, but ended, used up, for another procedure or not approved."""
    referral_wanted: Bools
    referral: Bools
    """n: a referral number is there."""
    omitted: Bools
    """n x FIELDS: the field is needed and was left out."""
    modifier_omitted: Bools
    """m"""
    bundled: Bools
    """m: a pair edit of the payer falls on this line."""
    separated: Bools
    """m: the separating modifier is on it."""
    old_procedure: Bools
    """m: the code of the year before."""
    old_diagnosis: Bools
    """n: some diagnosis is written with the code of the year before."""
    attached: Bools
    """n: the records went with it."""


def write_papers(office: Office, rng: np.random.Generator) -> tuple[Papers, Authorizations]:
    """All paperwork of all claims, put right beforehand where a fix says so."""
    claims, lines, habits = office.claims, office.lines, office.settings.habits
    careless = slips(office.settings, office.providers, claims.provider, claims.day)
    lost = feed_broken(office.settings, office.providers, claims.provider, claims.day)
    lost &= office.happens(_LOST_IN_FEED, rng)
    authorized = authorize(office, rng)
    no_number = office.happens(habits.authorization_number_omitted * careless, rng) | lost
    wants, referred = _referrals(office, careless, lost, rng)
    bundled, size = _bundled(office), len(lines)
    no_modifier = rng.random(size) < habits.modifier_omitted * careless[lines.claim]
    old_procedure, old_diagnosis = _old_codes(office)
    return Papers(
        authorization_wanted=np.isin(np.arange(size), authorized.wanted),
        authorization=authorized.held,
        number_omitted=(authorized.held >= 0) & no_number & ~office.fixed("authorization"),
        authorization_short=authorized.short,
        referral_wanted=wants,
        referral=referred,
        omitted=_omitted_fields(office, careless, lost, rng),
        modifier_omitted=(lines.modifier != "") & no_modifier & ~office.fixed("coding")[lines.claim],
        bundled=bundled,
        separated=bundled & (rng.random(size) < habits.modifier_added),
        old_procedure=old_procedure,
        old_diagnosis=old_diagnosis,
        attached=_attached(office, rng) | office.fixed("records"),
    ), authorized.on_file


def _referrals(
    office: Office, careless: Floats, lost: Bools, rng: np.random.Generator
) -> tuple[Bools, Bools]:
    """Per claim: a referral is wanted; a referral number is there."""
    payer, payers = office.registration.payer, office.payers
    gatekept = np.isin(office.people.spans.plan[office.registration.span], GATEKEPT)
    wants = wants_referral(payers, office.providers.specialty)[payer, office.claims.provider] & gatekept
    wants &= payers.referral[payer] <= office.claims.day
    omits = office.happens(office.settings.habits.referral_omitted * careless, rng) | lost
    omits &= ~office.fixed("referral")
    return wants, np.where(wants, ~omits, office.happens(_UNASKED_REFERRAL, rng))


def _old_codes(office: Office) -> tuple[Bools, Bools]:
    """Lines and claims written with codes that had ended: the provider's templates were not changed yet."""
    claims, lines = office.claims, office.lines
    behind = claims.day - np.floor(office.providers.adopts[claims.provider]).astype(np.int64)
    day, late = claims.day[lines.claim], behind[lines.claim]
    codes, diagnoses = office.catalog.code_changes, office.catalog.diagnosis_changes
    procedure = codes.due(lines.procedure, day) & ~codes.due(lines.procedure, late)
    held = claims.diagnoses
    diagnosis = diagnoses.due(held, claims.day[:, None]) & ~diagnoses.due(held, behind[:, None])
    unreviewed = ~office.fixed("coding")
    return procedure & unreviewed[lines.claim], any_in_row(diagnosis) & unreviewed


def _attached(office: Office, rng: np.random.Generator) -> Bools:
    total = np.bincount(office.lines.claim, office.lines.charge_cents, len(office.claims))
    return office.happens(office.settings.habits.records_attached, rng) & (total > _LARGE_CENTS)


def _omitted_fields(office: Office, careless: Floats, lost: Bools, rng: np.random.Generator) -> Bools:
    """N x FIELDS: needed by what was done, and left out by carelessness or lost on the way."""
    claims, lines, catalog = office.claims, office.lines, office.catalog
    institutional = np.array([visit.institutional for visit in catalog.visits])[claims.visit]
    needed = np.zeros((len(claims), len(FIELDS)), dtype=bool)
    for column, field in enumerate(FIELDS[:-1]):
        needed[lines.claim[catalog.needs[field][lines.procedure]], column] = True
    needed[institutional, :-1] = False
    needed[:, -1] = institutional
    share = office.settings.habits.field_omitted * careless
    omitted = (rng.random(needed.shape) < share[:, None]) | lost[:, None]
    return needed & omitted & ~office.fixed("missing")[:, None]


def _bundled(office: Office) -> Bools:
    """Lines that an earlier or later line of the same claim takes in, by the payer's pair edits."""
    claims, lines, payer = office.claims, office.lines, office.registration.payer
    hit = np.zeros(len(lines), dtype=bool)
    for step in range(1, _MOST_LINES_APART):
        first, second = np.arange(len(lines) - step), np.arange(step, len(lines))
        same = lines.claim[first] == lines.claim[second]
        first, second = first[same], second[same]
        billed, day = payer[lines.claim[first]], claims.day[lines.claim[first]]
        for one, two in ((first, second), (second, first)):
            edit = office.payers.pair[billed, lines.procedure[one], lines.procedure[two]] <= day
            hit[two[edit]] = True
    return hit


def rows_of_papers(papers: Papers, claims: Ints, lines: Ints) -> Papers:
    """The papers of these claims and lines."""
    values = {field.name: getattr(papers, field.name) for field in fields(Papers)}
    return Papers(**{name: value[lines if name in _BY_LINE else claims] for name, value in values.items()})
