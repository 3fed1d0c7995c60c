"""Why payers deny: one function per cause, each giving a probability for every claim.

A claim escapes only when it escapes every cause: p = 1 - prod(1 - p of each) (noisy-or). `seen` says
where the practice could know of it before sending: on the claim itself, in its coverage and
authorization data, or in its history. What stands nowhere is left to chance for everyone.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from data.synthetic.arrays import NEVER, Bools, Floats, Ints, any_in_row, running_rank
from data.synthetic.payers import FIELDS
from data.synthetic.state import World

_TOP = 0.98
_NUMBER_MISSING, _SHORT = 0.6, 0.85
"""Share of a payer's force when an authorization exists but its number was left off, or it does not fit."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause over n claims and m lines; `details` names the wording in `tables/reasons.csv`."""

    chance: Floats
    seen: Bools
    details: tuple[str, ...]
    detail: Ints
    """n: index into `details`."""
    hits: Bools | None = None
    """m: lines it falls on; None is the whole claim."""


def _forced(world: World, cause: str, broken: Bools, scale: Floats | float = 1.0) -> Floats:
    """The payer's force where its policy is broken, 0 elsewhere; payers may tighten over the years."""
    tight = 1 + world.settings.drift.tightening_per_year * world.years
    return np.where(broken, np.minimum(_TOP, world.payers.force[cause][world.payer] * scale * tight), 0.0)


def _whole(world: World, chance: Floats, seen: Bools | None, *details: str) -> Cause:
    n = len(chance)
    return Cause(
        chance, np.ones(n, dtype=bool) if seen is None else seen, details, np.zeros(n, dtype=np.int64)
    )


def eligibility(world: World) -> Cause:
    """No coverage under the plan billed on the day of service, or a member id nobody knows."""
    held = world.registration
    chance = np.maximum(_forced(world, "eligibility", held.lapsed), _forced(world, "eligibility", held.typo))
    detail = np.where(held.typo, 2, np.where(held.before, 1, 0))
    return Cause(chance, held.typo | held.lapse_known, ("terminated", "before", "unknown_member"), detail)


def coordination(world: World) -> Cause:
    """Another payer should have been billed first."""
    chance = _forced(world, "coordination", world.registration.other_primary)
    return _whole(world, chance, world.registration.other_known, "other_payer")


def authorization(world: World) -> Cause:
    """The payer wants an authorization and has none that fits, or none is named on the claim."""
    papers = world.papers
    wanted = world.any_line(papers.authorization_wanted)
    none = papers.authorization < 0
    scale = np.select(
        [none, papers.authorization_short, papers.number_omitted], [1.0, _SHORT, _NUMBER_MISSING], 0.01
    )
    detail = np.select([none, papers.number_omitted & ~papers.authorization_short], [0, 0], 2)
    chance = _forced(world, "authorization", wanted, scale)
    return Cause(
        chance,
        np.ones(len(chance), dtype=bool),
        ("missing", "invalid", "exceeded"),
        detail,
        papers.authorization_wanted,
    )


def referral(world: World) -> Cause:
    """A gatekeeping plan wants a referral and none is on the claim."""
    papers = world.papers
    return _whole(
        world, _forced(world, "referral", papers.referral_wanted & ~papers.referral), None, "missing"
    )


def necessity(world: World) -> Cause:
    """The first diagnosis does not support a procedure, as this payer sees it."""
    claim = world.lines.claim
    first = world.claims.diagnoses[claim, 0]
    hits = world.payers.supports[world.payer[claim], world.lines.procedure, first] <= world.claims.day[claim]
    whole = _whole(world, _forced(world, "necessity", world.any_line(hits)), None, "pair")
    return Cause(whole.chance, whole.seen, whole.details, whole.detail, hits)


def coding(world: World) -> Cause:
    """A modifier the payer wants is missing, or care at a distance is not accepted."""
    claim, day = world.lines.claim, world.claims.day
    wants = world.payers.modifier[world.payer[claim], world.lines.procedure] <= day[claim]
    omitted = world.papers.modifier_omitted & wants
    remote = np.array([visit.place == "10" for visit in world.catalog.visits])[world.claims.visit]
    refused = remote & (world.payers.telehealth_refused[world.payer] <= day)
    chance = _forced(world, "coding", world.any_line(omitted) | refused)
    return Cause(
        chance,
        np.ones(len(chance), dtype=bool),
        ("modifier", "place"),
        refused.astype(np.int64),
        omitted | refused[claim],
    )


def bundling(world: World) -> Cause:
    """A line belongs to another one of the same day, or a visit to a recent operation."""
    pair = world.papers.bundled & ~world.papers.separated
    after = _after_operation(world) & world.payers.global_days[world.payer]
    visit = world.catalog.of_family("em_office")[world.lines.procedure] & after[world.lines.claim]
    hits = (pair | visit) & ~world.institutional[world.lines.claim]
    chance = _forced(world, "bundling", world.any_line(hits))
    return Cause(chance, np.ones(len(chance), dtype=bool), ("pair", "global"), after.astype(np.int64), hits)


def _after_operation(world: World) -> Bools:
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
    whole = _whole(world, _forced(world, "missing", any_in_row(required)), None, *FIELDS)
    return Cause(whole.chance, whole.seen, FIELDS, np.argmax(required, axis=1))


def duplicate(world: World) -> Cause:
    """The same service was already sent."""
    return _whole(world, _forced(world, "duplicate", world.claims.duplicate_of >= 0), None, "same")


def timely(world: World) -> Cause:
    """It arrives after the payer's limit."""
    lag = world.claims.submit - world.claims.day
    return _whole(world, _forced(world, "timely", lag > world.payers.timely[world.payer]), None, "late")


def not_covered(world: World) -> Cause:
    """The plan does not pay for the procedure, or the year's visits are used up."""
    lines, claims, payer = world.lines, world.claims, world.payer
    excluded = world.payers.excluded[payer[lines.claim], lines.procedure] <= claims.day[lines.claim]
    used_up = _over_limit(world)
    chance = _forced(world, "not_covered", world.any_line(excluded | used_up))
    only_limit = world.any_line(used_up) & ~world.any_line(excluded)
    return Cause(
        chance,
        np.ones(len(chance), dtype=bool),
        ("excluded", "limit"),
        only_limit.astype(np.int64),
        excluded | used_up,
    )


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
    chance = _forced(world, "records", large | reviewed)
    return Cause(
        chance, np.ones(len(chance), dtype=bool), ("amount", "review"), (reviewed & ~large).astype(np.int64)
    )


def provider(world: World) -> Cause:
    """The rendering provider is not enrolled with the payer yet."""
    waits = world.payers.enrolled[world.payer, world.claims.provider] > world.claims.day
    return _whole(world, _forced(world, "provider", waits), None, "enrolment")


def noise(world: World) -> Cause:
    """What nobody could explain: the same for all claims of a payer."""
    tight = 1 + world.settings.drift.tightening_per_year * world.years
    chance = np.minimum(0.5, world.payers.noise[world.payer] * tight)
    unspecified = (world.claims.serial % 8 == 0).astype(np.int64)
    return Cause(chance, np.ones(len(chance), dtype=bool), ("unexplained", "unspecified"), unspecified)


CAUSES: tuple[tuple[str, Callable[[World], Cause]], ...] = (
    ("missing", missing),
    ("eligibility", eligibility),
    ("duplicate", duplicate),
    ("timely", timely),
    ("provider", provider),
    ("coordination", coordination),
    ("authorization", authorization),
    ("referral", referral),
    ("not_covered", not_covered),
    ("coding", coding),
    ("bundling", bundling),
    ("records", records),
    ("necessity", necessity),
    ("noise", noise),
)
"""All causes in the order in which a payer's edits run: the first that fires words the denial."""

NAMES = tuple(name for name, _ in CAUSES)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What every cause says about every claim."""

    causes: tuple[Cause, ...]
    chances: Floats
    """n x causes, after the settings' multipliers."""

    @property
    def denied(self) -> Floats:
        """Probability of a denial per claim, all causes together."""
        return noisy_or(self.chances)

    def visible(self, payer: Ints) -> Floats:
        """The same for someone who sees only what could be seen: the rest by the payer's average."""
        parts = [
            _as_seen(cause, chance, payer) for cause, chance in zip(self.causes, self.chances.T, strict=True)
        ]
        return noisy_or(np.stack(parts, axis=1))


def noisy_or(chances: Floats) -> Floats:
    """1 - prod(1 - p) along the last axis."""
    return 1 - np.prod(1 - chances, axis=-1)


def _as_seen(cause: Cause, chance: Floats, payer: Ints) -> Floats:
    """Where evidence was in hand, or the cause hides nothing, its own chance; else the mean of the rest."""
    if cause.seen.all():
        return chance
    blind = ~cause.seen
    counts = np.maximum(1, np.bincount(payer[blind], minlength=payer.max() + 1))
    means = np.bincount(payer[blind], weights=chance[blind], minlength=payer.max() + 1) / counts
    return np.where(blind, means[payer], chance)


def judge_claims(world: World) -> Verdicts:
    """All causes over all claims of the world."""
    found = tuple(function(world) for _, function in CAUSES)
    strength = [getattr(world.settings.causes, name) for name in NAMES]
    chances = np.stack(
        [np.minimum(_TOP, s * cause.chance) for s, cause in zip(strength, found, strict=True)], axis=1
    )
    return Verdicts(found, chances)
