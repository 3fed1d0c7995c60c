"""What the practice wrote and asked for: authorizations, referrals, required fields, modifiers.

Each slip is a column that says what is *not* on the claim though it could be; a corrected claim puts
it back. The causes read the slips, the files show them.
"""

from dataclasses import dataclass, fields

import numpy as np

from data.synthetic.arrays import NEVER, Bools, Floats, Ints, any_in_row, pick, running_rank
from data.synthetic.catalog import Catalog
from data.synthetic.desk import Registration
from data.synthetic.encounters import Claims, Lines, taken
from data.synthetic.patients import People
from data.synthetic.payers import FIELDS, GATEKEPT, Payers, wants_referral
from data.synthetic.providers import Providers
from data.synthetic.settings import Settings

STATES = ("approved", "pending", "denied")
_LEARNING_DAYS = 75
_BY_LINE = ("authorization_wanted", "modifier_omitted", "bundled", "separated")


@dataclass(frozen=True, slots=True)
class Authorizations:
    """Authorizations on file, one row each."""

    payer: Ints
    span: Ints
    procedure: Ints
    """-1: any procedure."""
    first: Ints
    last: Ints
    units: Ints
    status: Ints
    provider: Ints
    asked: Ints
    known: Ints


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


def write_papers(
    settings: Settings,
    catalog: Catalog,
    payers: Payers,
    people: People,
    providers: Providers,
    work: tuple[Claims, Lines],
    registration: Registration,
    rng: np.random.Generator,
) -> tuple[Papers, Authorizations]:
    """All paperwork of all claims."""
    claims, lines = work
    slips = providers.slips[claims.provider]
    payer = registration.payer
    wanted, listed = _wanted_lines(catalog, payers, claims, lines, payer)
    held, short, on_file = _authorize(
        settings, catalog, payers, claims, lines, registration, (wanted, listed), rng
    )
    gatekept = np.isin(people.spans.plan[registration.span], GATEKEPT)
    wants = wants_referral(payers, providers.specialty)[payer, claims.provider] & gatekept
    omits = rng.random(len(claims)) < settings.habits.referral_omitted * slips
    bundled = _bundled(payers, claims, lines, payer)
    size = len(lines)
    wanted_line = np.zeros(size, dtype=bool)
    wanted_line[wanted[wanted >= 0]] = True
    return Papers(
        wanted_line,
        held,
        (held >= 0) & (rng.random(len(claims)) < settings.habits.authorization_number_omitted * slips),
        short,
        wants,
        np.where(wants, ~omits, rng.random(len(claims)) < 0.06),  # noqa: PLR2004 - ours: sent though not asked for
        _omitted_fields(settings, catalog, claims, lines, slips, rng),
        (lines.modifier != "") & (rng.random(size) < settings.habits.modifier_omitted * slips[lines.claim]),
        bundled,
        bundled & (rng.random(size) < settings.habits.modifier_added),
    ), on_file


def _wanted_lines(
    catalog: Catalog, payers: Payers, claims: Claims, lines: Lines, payer: Ints
) -> tuple[Ints, Ints]:
    """Per claim: the first line that its payer wants authorized; the first that any might; -1 for none."""
    asks = payers.authorization[payer[lines.claim], lines.procedure] <= claims.day[lines.claim]
    emergency = catalog.of_family("em_ed")[lines.procedure]
    spared = np.zeros(len(claims), dtype=bool)
    spared[lines.claim[emergency]] = True
    asks &= ~spared[lines.claim]
    might = any_in_row((payers.authorization < NEVER).T)[lines.procedure]
    return _first_line(claims, lines, asks), _first_line(claims, lines, might)


def _first_line(claims: Claims, lines: Lines, chosen: Bools) -> Ints:
    out = np.full(len(claims), -1)
    rows = np.flatnonzero(chosen)[::-1]  # the last written stands, so the first line wins
    out[lines.claim[rows]] = rows
    return out


def _authorize(
    settings: Settings,
    catalog: Catalog,
    payers: Payers,
    claims: Claims,
    lines: Lines,
    registration: Registration,
    subject: tuple[Ints, Ints],
    rng: np.random.Generator,
) -> tuple[Ints, Bools, Authorizations]:
    """One authorization per episode and span, where the desk asked; and how it fits each claim."""
    wanted, listed = subject
    line = np.where(wanted >= 0, wanted, listed)
    rows = np.flatnonzero(line >= 0)
    _, first, group = np.unique(
        claims.episode[rows] * len(registration.span) * 8 + registration.span[rows],
        return_index=True,
        return_inverse=True,
    )
    head = rows[first]  # claims are in order of day, so the first row of a group is its first visit
    procedure = lines.procedure[line[head]]
    asked = rng.random(len(head)) < _chance_asked(
        settings, payers, claims, registration, (head, wanted[head] >= 0, procedure)
    )
    serial = catalog.of_family("therapy", "behavioral")[procedure]
    mismatch = rng.random(len(head)) < settings.habits.authorization_mismatch
    requested = claims.day[head] - rng.integers(2, 15, len(head))
    other = (procedure + 1) % len(catalog.codes)
    on_file = Authorizations(
        registration.payer[head],
        registration.span[head],
        np.where(serial, -1, np.where(mismatch & (head % 2 == 0), other, procedure)),
        claims.day[head] - rng.integers(0, 3, len(head)),
        claims.day[head]
        + np.where(
            mismatch & (serial | (head % 2 == 1)),
            -1 + rng.integers(0, 12, len(head)) * serial,
            rng.choice([60, 90, 180], len(head)),
        ),
        np.where(serial, rng.integers(8, 24, len(head)), rng.integers(3, 9, len(head))),
        pick(rng, np.array([0.95, 0.02, 0.03]), len(head)),
        claims.provider[head],
        requested,
        requested + rng.integers(0, 6, len(head)),
    )
    number = np.where(asked, np.cumsum(asked) - 1, -1)
    place = running_rank(group, claims.day[rows])
    short = (
        (place >= on_file.units[group])
        | (claims.day[rows] > on_file.last[group])
        | (on_file.status[group] > 0)
    )
    short |= mismatch[group] & (on_file.procedure[group] == other[group])
    held, too_short = np.full(len(claims), -1), np.zeros(len(claims), dtype=bool)
    held[rows], too_short[rows] = number[group], short & asked[group]
    return held, too_short, taken(on_file, asked)


def _chance_asked(
    settings: Settings,
    payers: Payers,
    claims: Claims,
    registration: Registration,
    groups: tuple[Ints, Bools, Ints],
) -> Floats:
    """Staff ask where the payer wants it, less in a rule's first weeks; seldom where nobody wants it."""
    head, wants, procedure = groups
    age = claims.day[head] - payers.authorization[registration.payer[head], procedure]
    knows = np.where(age < _LEARNING_DAYS, 0.35, 1.0)
    return np.where(wants, settings.habits.authorization_asked * knows, 0.06)


def _omitted_fields(
    settings: Settings,
    catalog: Catalog,
    claims: Claims,
    lines: Lines,
    slips: Floats,
    rng: np.random.Generator,
) -> Bools:
    """N x FIELDS: needed by what was done, and left out."""
    institutional = np.array([visit.institutional for visit in catalog.visits])[claims.visit]
    needed = np.zeros((len(claims), len(FIELDS)), dtype=bool)
    for column, field in enumerate(FIELDS[:-1]):
        needed[lines.claim[catalog.needs[field][lines.procedure]], column] = True
    needed[institutional, :-1] = False
    needed[:, -1] = institutional
    share = settings.habits.field_omitted * slips
    return needed & (rng.random(needed.shape) < share[:, None])


def _bundled(payers: Payers, claims: Claims, lines: Lines, payer: Ints) -> Bools:
    """Lines that an earlier or later line of the same claim takes in, by the payer's pair edits."""
    hit = np.zeros(len(lines), dtype=bool)
    for step in range(1, 6):
        first, second = np.arange(len(lines) - step), np.arange(step, len(lines))
        same = lines.claim[first] == lines.claim[second]
        first, second = first[same], second[same]
        billed, day = payer[lines.claim[first]], claims.day[lines.claim[first]]
        for one, two in ((first, second), (second, first)):
            edit = payers.pair[billed, lines.procedure[one], lines.procedure[two]] <= day
            hit[two[edit]] = True
    return hit


def rows_of_papers(papers: Papers, claims: Ints, lines: Ints) -> Papers:
    """The papers of these claims and lines."""
    values = {field.name: getattr(papers, field.name) for field in fields(Papers)}
    return Papers(**{name: value[lines if name in _BY_LINE else claims] for name, value in values.items()})
