"""Authorizations: for which lines payers want one, whether the office asked, and how it fits."""

from dataclasses import dataclass, fields

import numpy as np

from data.synthetic.arrays import NEVER, Bools, Floats, Ints, any_in_row, pick, running_rank
from data.synthetic.claim_arrays import taken
from data.synthetic.office import Office

STATES = ("approved", "pending", "denied")
_STATE_SHARES = np.array([0.95, 0.02, 0.03])
_LEARNING_DAYS, _LEARNING = 75, 0.35
"""In a rule's first days the office knows of it so often only (ours)."""
_UNASKED = 0.06
"""Asked for where the payer wants none, or none yet (ours)."""
_UNLIMITED = 99


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
class Authorized:
    """Per claim, beside what is on file."""

    wanted: Ints
    """Row of the line for which the payer wants an authorization, -1 for none."""
    held: Ints
    """Row of the authorization on file, -1 without."""
    short: Bools
    """On file, but ended, used up, for another procedure or not approved."""
    on_file: Authorizations


def authorize(office: Office, rng: np.random.Generator) -> Authorized:
    """One authorization per episode and span, where the office asked; flagged claims get their own."""
    wanted, listed = _wanted_lines(office)
    line = np.where(wanted >= 0, wanted, listed)
    rows = np.flatnonzero(line >= 0)
    span = office.registration.span
    keys = office.claims.episode[rows] * len(span) * 8 + span[rows]
    _, first, group = np.unique(keys, return_index=True, return_inverse=True)
    head = rows[first]  # claims are in order of day, so the first row of a group is its first visit
    asked, on_file, other = _requests(office, head, wanted[head] >= 0, line[head], rng)
    short = _does_not_fit(office, rows, group, on_file) | other[group]
    number = np.where(asked, np.cumsum(asked) - 1, -1)
    held, too_short = np.full(len(office.claims), -1), np.zeros(len(office.claims), dtype=bool)
    held[rows], too_short[rows] = number[group], short & asked[group]
    return _asked_again(office, Authorized(wanted, held, too_short, taken(on_file, asked)))


def _wanted_lines(office: Office) -> tuple[Ints, Ints]:
    """Per claim: the first line that its payer wants authorized; the first that any might; -1 for none."""
    claims, lines, rules = office.claims, office.lines, office.payers.authorization
    payer = office.registration.payer[lines.claim]
    asks = rules[payer, lines.procedure] <= claims.day[lines.claim]
    spared = np.zeros(len(claims), dtype=bool)
    spared[lines.claim[office.catalog.of_family("em_ed")[lines.procedure]]] = True
    might = any_in_row((rules < NEVER).T)[lines.procedure]
    return _first_line(office, asks & ~spared[lines.claim]), _first_line(office, might)


def _first_line(office: Office, chosen: Bools) -> Ints:
    out = np.full(len(office.claims), -1)
    rows = np.flatnonzero(chosen)[::-1]  # the last written stands, so the first line wins
    out[office.lines.claim[rows]] = rows
    return out


def _requests(
    office: Office, head: Ints, wants: Bools, line: Ints, rng: np.random.Generator
) -> tuple[Bools, Authorizations, Bools]:
    """Per episode, told by its first claim: asked for, what came, and whether for another code."""
    claims, n = office.claims, len(office.claims)
    procedure = office.lines.procedure[line]
    serial = office.catalog.of_family("therapy", "behavioral")[procedure]
    day = claims.day[head]
    # Every claim has dice of its own, so that a fix of one leaves the others' alone.
    asked = rng.random(n)[head] < _chance_asked(office, head, wants, procedure)
    mismatch = rng.random(n)[head] < office.settings.habits.authorization_mismatch
    other = mismatch & ~serial & (head % 2 == 0)
    brief = -1 + rng.integers(0, 12, n)[head] * serial
    usual = rng.choice([60, 90, 180], n)[head]
    requested = day - rng.integers(2, 15, n)[head]
    on_file = Authorizations(
        office.registration.payer[head],
        office.registration.span[head],
        np.where(serial, -1, np.where(other, (procedure + 1) % len(office.catalog.codes), procedure)),
        day - rng.integers(0, 3, n)[head],
        day + np.where(mismatch & ~other, brief, usual),
        np.where(serial, rng.integers(8, 24, n)[head], rng.integers(3, 9, n)[head]),
        pick(rng, _STATE_SHARES, n)[head],
        claims.provider[head],
        requested,
        requested + rng.integers(0, 6, n)[head],
    )
    return asked, on_file, other


def _chance_asked(office: Office, head: Ints, wants: Bools, procedure: Ints) -> Floats:
    """Staff ask where the payer wants it, less in a rule's first weeks; seldom where nobody wants it."""
    since = office.payers.authorization[office.registration.payer[head], procedure]
    knows = np.where(office.claims.day[head] - since < _LEARNING_DAYS, _LEARNING, 1.0)
    forgets = (1 - office.settings.habits.authorization_asked) * office.providers.discipline
    asks = 1 - np.minimum(1, forgets[office.claims.provider[head]])
    return np.where(wants, asks * knows, _UNASKED)


def _does_not_fit(office: Office, rows: Ints, group: Ints, on_file: Authorizations) -> Bools:
    """Per claim in `rows`: its episode's authorization is used up, over, or was not approved."""
    day = office.claims.day[rows]
    used_up = running_rank(group, day) >= on_file.units[group]
    return used_up | (day > on_file.last[group]) | (on_file.status[group] > 0)


def _asked_again(office: Office, found: Authorized) -> Authorized:
    """Flagged claims without one that fits get an authorization of their own, granted before they leave."""
    claims, registration, old = office.claims, office.registration, found.on_file
    lacking = (found.wanted >= 0) & ((found.held < 0) | found.short)
    rows = np.flatnonzero(office.fixed("authorization") & lacking)
    day, one = claims.day[rows], np.ones(len(rows), dtype=np.int64)
    known = np.maximum(day, claims.submit[rows] - 1)
    procedure = office.lines.procedure[found.wanted[rows]]
    fresh = Authorizations(registration.payer[rows], registration.span[rows], procedure, day,
        claims.through[rows], one * _UNLIMITED, one * 0, claims.provider[rows], day, known)  # fmt: skip
    held, short = found.held.copy(), found.short.copy()
    held[rows], short[rows] = len(old.payer) + np.arange(len(rows)), False
    names = [f.name for f in fields(Authorizations)]
    joined = [np.concatenate([getattr(old, name), getattr(fresh, name)]) for name in names]
    return Authorized(found.wanted, held, short, Authorizations(*joined))
