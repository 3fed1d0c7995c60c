"""Drawing payers' dated policies: lists, limits, pairs, enrolments."""

from itertools import combinations

import numpy as np

from data.synthetic.arrays import NEVER, Bools, Floats, Ints, day_number
from data.synthetic.catalog import VAGUE, Catalog
from data.synthetic.payer_profiles import PROFILES, Profile
from data.synthetic.providers import Providers
from data.synthetic.settings import Settings

_AUTHORIZED = ("imaging_advanced", "surgery_major", "drug", "sleep", "dme", "cardio", "therapy", "behavioral",
    "endoscopy", "surgery_minor")  # fmt: skip
_EXEMPT_DRUGS = ("J1885", "J3301")
_SUPPORTED = ("lab", "imaging_plain", "imaging_advanced", "cardio", "ultrasound", "therapy", "surgery_minor",
    "endoscopy", "drug", "sleep")  # fmt: skip
_LIMITS = _THOROUGH = [0, 2]
"""The two largest payers have a limit on therapy, and insist on every field."""
_REFUSES, _REFUSE = 6, 0.1
"""A commercial payer of medium size, and the share of others (ours)."""
_REVIEWS = 4
"""A large commercial payer."""
_CLOSED, _LEFT_AFTER = 3, 200
"""The largest Medicare Advantage payer, and the days into the period after which a doctor leaves it."""
_FREE_OF_PAIRS = ("drug", "packaged", "room", "em_office", "em_ed", "em_hospital", "vaccine")
_ADOPTION = 0.85
"""Share of payers that take over a rule of the common rule book (ours)."""
_LIMITED = {
    "therapy": (8, 20),
    "behavioral": (16, 36),
    "preventive": (1, 2),
    "eye": (2, 4),
    "surgery_minor": (4, 8),
}


class Policies:
    """Draws dated rules for P payers; stricter payers have more of them."""

    def __init__(self, settings: Settings, profiles: tuple[Profile, ...], rng: np.random.Generator) -> None:
        self.rng, self.settings, self.size = rng, settings, len(profiles)
        self.strict = np.array([profile.strictness for profile in profiles])
        self.days = day_number(settings.start), day_number(settings.end)

    def dated(self, chance: float | Floats, *shape: int) -> Ints:
        """P x shape: the day a rule begins, mostly long ago, some within the period, else NEVER."""
        rng, start = self.rng, self.days[0]
        size = (self.size, *shape)
        odds = np.minimum(0.95, chance * self.strict.reshape(-1, *[1] * len(shape)))
        late = rng.random(size) < self.settings.drift.late_rules
        begins = np.where(late, rng.integers(*self.inner, size), start - 1000)
        return np.where(rng.random(size) < odds, begins, NEVER)

    def shared(self, chance: float | Floats, *shape: int) -> Ints:
        """P x shape: rules of a common rule book, each taken over by most payers on the day it appears."""
        rng, start = self.rng, self.days[0]
        late = rng.random(shape) < self.settings.drift.late_rules / 2
        begins = np.where(late, rng.integers(*self.inner, shape), start - 1000)
        begins = np.where(rng.random(shape) < chance, begins, NEVER)
        adopts = rng.random((self.size, *shape)) < np.minimum(0.97, _ADOPTION * self.strict**0.3).reshape(
            -1, *[1] * len(shape)
        )
        return np.where(adopts, begins, NEVER)

    @property
    def inner(self) -> tuple[int, int]:
        """Days between which rules begin: neither in the first three months nor in the last four."""
        start, end = self.days
        first = min(start + 90, end - 1)
        return first, max(first + 1, end - 120)

    def force(self, low: float, high: float) -> Floats:
        return np.minimum(0.97, self.rng.uniform(low, high, self.size))


def forces(draw: Policies) -> dict[str, Floats]:
    """By cause: how surely each payer denies where its policy is broken; `tuning.py` scales it."""
    strong = (
        "eligibility",
        "authorization",
        "timely",
        "duplicate",
        "not_covered",
        "provider",
        "coordination",
    )
    weaker = ("referral", "necessity", "coding", "bundling", "missing")
    return {
        **{cause: draw.force(0.75, 0.97) for cause in strong},
        **{cause: draw.force(0.65, 0.95) for cause in weaker},
        "records": draw.force(0.5, 0.8),
        "unwritten": draw.force(0.6, 0.9),
    }


def joining_days(draw: Policies, profiles: tuple[Profile, ...]) -> Ints:
    """Per payer: the day it begins to have members, long ago for nearly all."""
    joins = np.full(len(profiles), -NEVER)
    commercial = [at for at, profile in enumerate(profiles) if profile.kind == "commercial"]
    if draw.settings.drift.joining_payer:
        joins[commercial[1]] = sum(draw.days) // 2
    return joins


def authorization_lists(draw: Policies, catalog: Catalog) -> Ints:
    """P x K: lists name codes, mostly of whole families; abrupt rules come for a family on one day."""
    per_family = draw.dated(draw.settings.rules.authorization, len(catalog.families))
    rare = np.isin(catalog.families, ("therapy", "behavioral", "cardio", "endoscopy", "surgery_minor"))
    per_family[:, rare & (draw.rng.random(len(rare)) < 0.3)] = NEVER  # noqa: PLR2004 - ours
    per_family[:, rare] = np.where(draw.rng.random((draw.size, rare.sum())) < 0.6, NEVER, per_family[:, rare])  # noqa: PLR2004 - ours
    if draw.settings.drift.abrupt_rules:
        payers = draw.rng.choice(draw.size, draw.settings.drift.abrupt_rules, replace=False)
        families = draw.rng.choice([catalog.families.index(name) for name in _AUTHORIZED[:6]], len(payers))
        per_family[payers, families] = sum(draw.days) // 2 + draw.rng.integers(0, 120, len(payers))
    listed = catalog.of_family(*_AUTHORIZED) & ~np.isin(catalog.codes, _EXEMPT_DRUGS)
    spared = draw.rng.random((draw.size, len(catalog.codes))) < 0.25  # noqa: PLR2004 - lists name codes, not families
    return np.where(listed & ~spared, per_family[:, catalog.family], NEVER)


def necessity_pairs(draw: Policies, catalog: Catalog) -> Ints:
    """Rules only where a visit brings procedure and diagnosis together, and for vague diagnoses."""
    rules, shape = draw.settings.rules, (len(catalog.codes), len(catalog.diagnoses))
    together = np.zeros(shape, dtype=bool)
    for visit in catalog.visits:
        for slot in visit.slots:
            together[np.ix_(slot.procedures, visit.primary)] = True
    subject = catalog.of_family(*_SUPPORTED)[:, None]
    pairs = np.where(
        together & subject, draw.shared(rules.necessity * catalog.rareness[:, None] ** 0.25, *shape), NEVER
    )
    vague = np.isin(catalog.diagnoses, VAGUE) & subject
    return np.where(vague, draw.shared(rules.vague_refused, *shape), pairs)


def pair_edits(draw: Policies, catalog: Catalog) -> Ints:
    """Rules only for procedures that some visit brings together."""
    size = len(catalog.codes)
    together = np.zeros((size, size), dtype=bool)
    for visit in catalog.visits:
        for first, second in combinations(visit.slots, 2):
            together[np.ix_(first.procedures, second.procedures)] = True
    subject = ~catalog.of_family(*_FREE_OF_PAIRS)
    together &= subject[:, None] & subject[None, :]
    return np.where(
        together, draw.shared(draw.settings.rules.pair * catalog.rareness[:, None] ** 0.25, size, size), NEVER
    )


def telehealth_refusals(draw: Policies) -> Ints:
    """P: from when care at a distance is refused; one payer always has."""
    refused = draw.dated(_REFUSE)
    refused[_REFUSES] = min(refused[_REFUSES], draw.days[0] - 1)
    return refused


def required_fields(draw: Policies, fields: int) -> Bools:
    """P x fields: which fields a payer insists on; the two largest insist on all."""
    required = draw.rng.random((draw.size, fields)) < draw.settings.rules.required_field
    required[_THOROUGH] |= draw.settings.rules.required_field > 0
    return required


def visit_limits(draw: Policies, catalog: Catalog) -> Ints:
    """P x F: visits a year, NEVER without a limit."""
    limit = np.full((draw.size, len(catalog.families)), NEVER)
    for family, (low, high) in _LIMITED.items():
        has = draw.rng.random(draw.size) < draw.settings.rules.limit
        has[_LIMITS] |= family == "therapy" and draw.settings.rules.limit > 0
        limit[:, catalog.families.index(family)] = np.where(
            has, draw.rng.integers(low, high, draw.size), NEVER
        )
    return limit


def unit_limits(draw: Policies, catalog: Catalog) -> Ints:
    """Limits at one unit less than the most that a visit ever has, so that the busiest lines exceed them."""
    most = np.ones(len(catalog.codes), dtype=np.int64)
    for visit in catalog.visits:
        for slot in visit.slots:
            np.maximum.at(most, list(slot.procedures), list(slot.units))
    has = draw.dated(draw.settings.rules.units, len(catalog.codes)) < NEVER
    several = (most > 1) & ~catalog.of_family("room")
    return np.where(has & several, most - 1, NEVER)


def records_limits(draw: Policies) -> Ints:
    """Cents above which a payer reads the records; one large payer at least does."""
    odds = draw.settings.rules.records_amount * draw.strict
    asks = np.zeros(draw.size, dtype=bool)
    shares = np.array([profile.share for profile in PROFILES[: draw.size]]) * odds
    if odds.any():
        chosen = round(float(odds.sum()))
        asks[draw.rng.choice(draw.size, chosen, replace=False, p=shares / shares.sum())] = True
    return np.where(asks, draw.rng.integers(25, 80, draw.size) * 10_000, NEVER * 100)


def enrolments(draw: Policies, providers: Providers) -> Ints:
    """P x R: newcomers wait for weeks, and somebody waits for ever."""
    rng, size = draw.rng, (draw.size, len(providers))
    waiting = rng.integers(15, 75, size)
    newcomer = providers.joined > draw.days[0]
    late = np.where(newcomer, providers.joined + waiting, -NEVER)
    never = rng.random(size) < draw.settings.rules.unenrolled
    some_payer = rng.integers(0, min(6, draw.size))
    someone = rng.permutation(np.flatnonzero(~mainstays(providers)))[:1]
    never[some_payer, someone] = True
    return np.where(never & ~mainstays(providers), NEVER, late)


def reviews(draw: Policies, providers: Providers) -> Ints:
    """Whom each payer reviews before payment; one doctor in a facility always is."""
    reviewed = draw.dated(draw.settings.rules.reviewed_providers, len(providers))
    if draw.settings.rules.reviewed_providers:
        reviewed[_REVIEWS, np.flatnonzero(providers.specialty == "facility")[1:2]] = draw.days[0]
    return reviewed


def network_exits(draw: Policies, providers: Providers) -> Ints:
    """Who left whose network when; one doctor in an office and one in a facility left a closed plan's."""
    left = draw.dated(draw.settings.rules.left_network, len(providers))
    movable, inside = ~mainstays(providers), providers.specialty == "facility"
    for some in (np.flatnonzero(movable & ~inside)[:1], np.flatnonzero(movable & inside)[-1:]):
        left[_CLOSED, some] = draw.days[0] + _LEFT_AFTER if draw.settings.rules.left_network else NEVER
    return np.where(movable, left, NEVER)


def mainstays(providers: Providers) -> Bools:
    """The first provider of each specialty: there from the start and enrolled everywhere."""
    return np.append(True, providers.specialty[1:] != providers.specialty[:-1])
