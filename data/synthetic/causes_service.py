"""Causes that lie in what was done and written: authorizations, codes, limits, fields, records."""

import numpy as np

from data.synthetic.arrays import NEVER, Bools, any_in_row, running_rank
from data.synthetic.cause import Cause, first_of, forced, whole
from data.synthetic.payers import FIELDS
from data.synthetic.state import World

_NUMBER_MISSING, _SHORT, _FITS = 0.6, 0.85, 0.01
"""Share of a payer's force when an authorization's number was left off, when it does not fit, or does."""
_REVIEWED, _ATTACHED = 0.6, 0.15
"""Share of its force of a reviewed provider's usual claims, and when the records came with the claim."""


def authorization(world: World) -> Cause:
    """The payer wants an authorization and has none that fits, or none is named on the claim."""
    papers = world.papers
    wanted = world.any_line(papers.authorization_wanted)
    none = papers.authorization < 0
    facts = (none, papers.authorization_short, papers.number_omitted)
    scale = np.select(facts, [1.0, _SHORT, _NUMBER_MISSING], _FITS)
    detail = np.select(facts, [0, 2, 1], 1)
    chance = forced(world, "authorization", wanted, scale)
    seen = np.ones(len(chance), dtype=bool)
    return Cause(chance, seen, ("missing", "invalid", "exceeded"), detail, papers.authorization_wanted)


def referral(world: World) -> Cause:
    """A gatekeeping plan wants a referral and none is on the claim."""
    papers = world.papers
    return whole(world, forced(world, "referral", papers.referral_wanted & ~papers.referral), "missing")


def necessity(world: World) -> Cause:
    """The first diagnosis does not support a procedure, as this payer sees it."""
    claim = world.lines.claim
    first = world.claims.diagnoses[claim, 0]
    hits = world.payers.supports[world.payer[claim], world.lines.procedure, first] <= world.claims.day[claim]
    held = whole(world, forced(world, "necessity", world.any_line(hits)), "pair")
    return Cause(held.chance, held.seen, held.details, held.detail, hits)


def coding(world: World) -> Cause:
    """A modifier left out, care at a distance not accepted, too many units, codes of the year before."""
    claim, day, papers = world.lines.claim, world.claims.day, world.papers
    payers, payer = world.payers, world.payer
    wants = payers.modifier[payer[claim], world.lines.procedure] <= day[claim]
    omitted = papers.modifier_omitted & wants
    remote = np.array([visit.place == "10" for visit in world.catalog.visits])[world.claims.visit]
    refused = remote & (payers.telehealth_refused[payer] <= day)
    many = world.lines.units > payers.units[payer[claim], world.lines.procedure]
    on_lines = (omitted, many, papers.old_procedure)
    facts = [world.any_line(hit) for hit in on_lines]
    facts = [facts[0], refused, facts[1], papers.old_diagnosis, facts[2]]
    chance = forced(world, "coding", np.any(np.stack(facts), axis=0))
    details = ("modifier", "place", "units", "old_diagnosis", "old_procedure")
    hits = np.any(np.stack(on_lines), axis=0) | (refused | papers.old_diagnosis)[claim]
    return Cause(chance, np.ones(len(day), dtype=bool), details, first_of(*facts), hits)


def bundling(world: World) -> Cause:
    """A line belongs to another one of the same day, or a visit to a recent operation."""
    pair = world.papers.bundled & ~world.papers.separated
    after = after_operation(world) & world.payers.global_days[world.payer]
    visit = world.catalog.of_family("em_office")[world.lines.procedure] & after[world.lines.claim]
    hits = (pair | visit) & ~world.institutional[world.lines.claim]
    chance = forced(world, "bundling", world.any_line(hits))
    seen = np.ones(len(chance), dtype=bool)
    return Cause(chance, seen, ("pair", "global"), world.any_line(visit).astype(np.int64), hits)


def after_operation(world: World) -> Bools:
    """Claims by the surgeon within the global days of an earlier claim of the same person."""
    claims, days = world.claims, world.catalog.global_days[world.lines.procedure]
    covers = np.zeros(len(claims), dtype=np.int64)
    np.maximum.at(covers, world.lines.claim, days)
    order = np.lexsort((claims.day, claims.person, claims.provider))
    until, out = np.where(covers > 0, claims.day + covers, -1)[order], np.zeros(len(claims), dtype=bool)
    group = np.cumsum(
        np.diff(claims.person[order] * len(world.providers) + claims.provider[order], prepend=-1) != 0
    )
    reach = (
        np.maximum.accumulate(until + group * NEVER) - group * NEVER
    )  # the furthest end so far in the group
    before = np.roll(reach, 1)
    same = np.diff(group, prepend=0) == 0
    out[order] = same & (before >= claims.day[order])
    return out & (covers == 0)


def missing(world: World) -> Cause:
    """A field that the payer insists on was left out."""
    required = world.papers.omitted & world.payers.required[world.payer]
    chance = forced(world, "missing", any_in_row(required))
    return whole(world, chance, *FIELDS, detail=np.argmax(required, axis=1))


def not_covered(world: World) -> Cause:
    """The plan does not pay for the procedure, or the year's visits are used up."""
    lines, claims, payer = world.lines, world.claims, world.payer
    excluded = world.payers.excluded[payer[lines.claim], lines.procedure] <= claims.day[lines.claim]
    used_up = _over_limit(world)
    facts = world.any_line(excluded), world.any_line(used_up)
    chance = forced(world, "not_covered", facts[0] | facts[1])
    seen = np.ones(len(chance), dtype=bool)
    return Cause(chance, seen, ("excluded", "limit"), first_of(*facts), excluded | used_up)


def _over_limit(world: World) -> Bools:
    """Lines of a family beyond the visits a member has in the calendar year."""
    lines, claims = world.lines, world.claims
    family = world.catalog.family[lines.procedure]
    limit = world.payers.limit[world.payer[lines.claim], family]
    rows = np.flatnonzero(limit < NEVER)
    claim = lines.claim[rows]
    one = np.flatnonzero(
        np.diff(claim * 64 + family[rows], prepend=-1) != 0
    )  # a claim counts once per family
    year = claims.day[claim].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    rank = running_rank(
        claims.person[claim[one]],
        world.payer[claim[one]],
        family[rows[one]],
        year[one],
        claims.day[claim[one]],
    )
    per_row = rank[np.searchsorted(one, np.arange(len(rows)), side="right") - 1]
    out = np.zeros(len(lines), dtype=bool)
    out[rows] = per_row >= limit[rows]
    return out


def records(world: World) -> Cause:
    """The payer wants to read the records: of large claims, and of providers it reviews."""
    payers, payer = world.payers, world.payer
    large = world.total_cents > payers.records_over_cents[payer]
    reviewed = payers.review[payer, world.claims.provider] <= world.claims.day
    scale = np.where(large, 1.0, _REVIEWED) * np.where(world.papers.attached, _ATTACHED, 1.0)
    chance = forced(world, "records", large | reviewed, scale)
    return whole(world, chance, "amount", "review", detail=first_of(large, reviewed))
