"""Payers and their dated policies: what each asks for, refuses, and how fast and how it answers."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from data.synthetic.arrays import NEVER, Bools, Floats, Ints, Texts, day_number
from data.synthetic.catalog import VAGUE, Catalog
from data.synthetic.payer_profiles import PROFILES, Profile
from data.synthetic.providers import REFERRED, Providers
from data.synthetic.settings import Settings

GATEKEPT = ("HMO", "POS", "EPO")
"""Plan types that ask for referrals."""

FIELDS = ("referring", "clia", "ndc", "onset", "admission")
"""Data that a payer may insist on."""

_AUTHORIZED = ("imaging_advanced", "surgery_major", "drug", "sleep", "dme", "cardio", "therapy", "behavioral",
    "endoscopy", "surgery_minor")  # fmt: skip
_EXEMPT_DRUGS = ("J1885", "J3301")
_SUPPORTED = ("lab", "imaging_plain", "imaging_advanced", "cardio", "ultrasound", "therapy", "surgery_minor",
    "endoscopy", "drug", "sleep")  # fmt: skip
_FREE_OF_PAIRS = ("drug", "packaged", "room", "em_office", "em_ed", "em_hospital", "vaccine")
_ADOPTION = 0.85
"""Share of payers that take over a rule of the common rule book (ours)."""
_LIMITED = {
    "therapy": (20, 40),
    "behavioral": (18, 40),
    "preventive": (1, 2),
    "eye": (2, 4),
    "surgery_minor": (4, 8),
}


@dataclass(frozen=True, slots=True)
class Payers:
    """P payers. A policy is the first day it is in force, NEVER where there is none.

    K procedures, D diagnoses, F families, R rendering providers.
    """

    profiles: tuple[Profile, ...]
    force: dict[str, Floats]
    """By cause: probability of a denial when the policy is broken, per payer."""
    noise: Floats
    lag: Floats
    timely: Ints
    joins: Ints
    authorization: Ints
    """P x K."""
    referral: Bools
    """P."""
    supports: Ints
    """P x K x D: from when the diagnosis no longer supports the procedure."""
    modifier: Ints
    """P x K."""
    pair: Ints
    """P x K x K: from when the second is bundled into the first."""
    global_days: Bools
    required: Bools
    """P x FIELDS."""
    telehealth_refused: Ints
    """P: from when care at a distance is refused; no feature is made for this rule."""
    excluded: Ints
    """P x K."""
    limit: Ints
    """P x F visits per member and calendar year."""
    records_over_cents: Ints
    review: Ints
    """P x R: prepayment review of a provider; no feature is made for this rule."""
    enrolled: Ints
    """P x R."""
    prices_first: Bools
    reverses: Bools
    acknowledges: Bools
    allowed: Floats
    """P x K: what is allowed, over the public fee."""
    leniency: Floats
    """Log-odds of giving in to an appeal."""

    def __len__(self) -> int:
        return len(self.profiles)

    def texts(self, name: str) -> Texts:
        """One attribute of the profiles as an array."""
        return np.array([getattr(profile, name) for profile in self.profiles], dtype=object)


class _Policies:
    """Draws dated rules for P payers; stricter payers have more of them."""

    def __init__(self, settings: Settings, profiles: tuple[Profile, ...], rng: np.random.Generator) -> None:
        self.rng, self.settings, self.size = rng, settings, len(profiles)
        self.strict = np.array([profile.strictness for profile in profiles])
        self.days = day_number(settings.start), day_number(settings.end)

    def dated(self, chance: float | Floats, *shape: int) -> Ints:
        """P x shape: the day a rule begins, mostly long ago, some within the period, else NEVER."""
        rng, (start, end) = self.rng, self.days
        size = (self.size, *shape)
        odds = np.minimum(0.95, chance * self.strict.reshape(-1, *[1] * len(shape)))
        late = rng.random(size) < self.settings.drift.late_rules
        begins = np.where(late, rng.integers(start + 90, end - 120, size), start - 1000)
        return np.where(rng.random(size) < odds, begins, NEVER)

    def shared(self, chance: float | Floats, *shape: int) -> Ints:
        """P x shape: rules of a common rule book, each taken over by most payers on the day it appears."""
        rng, (start, end) = self.rng, self.days
        late = rng.random(shape) < self.settings.drift.late_rules / 2
        begins = np.where(late, rng.integers(start + 90, end - 120, shape), start - 1000)
        begins = np.where(rng.random(shape) < chance, begins, NEVER)
        adopts = rng.random((self.size, *shape)) < np.minimum(0.97, _ADOPTION * self.strict**0.3).reshape(
            -1, *[1] * len(shape)
        )
        return np.where(adopts, begins, NEVER)

    def force(self, low: float, high: float) -> Floats:
        return np.minimum(0.97, self.rng.uniform(low, high, self.size))


def make_payers(
    catalog: Catalog, settings: Settings, providers: Providers, rng: np.random.Generator
) -> Payers:
    """The scenario's payers with their policies drawn."""
    profiles = PROFILES[: settings.payers]
    draw, rules = _Policies(settings, profiles, rng), settings.rules
    size, codes = len(profiles), len(catalog.codes)
    return Payers(
        profiles,
        _forces(draw),
        rules.noise * draw.strict * rng.uniform(0.6, 1.4, size),
        np.array([profile.lag for profile in profiles], dtype=float),
        np.array([profile.timely for profile in profiles]),
        _joining_days(draw, profiles),
        _authorization(draw, catalog),
        rng.random(size) < rules.referral,
        _supports(draw, catalog),
        draw.shared(rules.modifier, codes),
        _pairs(draw, catalog),
        rng.random(size) < 0.8,  # noqa: PLR2004 - most payers know global periods
        rng.random((size, len(FIELDS))) < rules.required_field,
        draw.dated(0.14),
        np.where(
            catalog.of_family("packaged", "room", "em_office", "em_ed", "em_hospital"),
            NEVER,
            draw.dated(rules.excluded * catalog.rareness, codes),
        ),
        _limits(draw, catalog),
        _records_over(draw),
        draw.dated(rules.reviewed_providers, len(providers)),
        _enrolment(draw, providers),
        rng.random(size) < 0.3,  # noqa: PLR2004 - ours
        rng.random(size) < 0.6,  # noqa: PLR2004 - ours
        np.array([profile.kind in ("medicare", "medicaid") for profile in profiles]),
        np.array([p.fee for p in profiles])[:, None] * rng.uniform(0.85, 1.15, (size, codes)),
        rng.normal(0, 0.5, size),
    )


def _forces(draw: _Policies) -> dict[str, Floats]:
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
        "records": draw.force(0.3, 0.6),
    }


def _joining_days(draw: _Policies, profiles: tuple[Profile, ...]) -> Ints:
    joins = np.full(len(profiles), -NEVER)
    commercial = [at for at, profile in enumerate(profiles) if profile.kind == "commercial"]
    if draw.settings.drift.joining_payer:
        joins[commercial[1]] = sum(draw.days) // 2
    return joins


def _authorization(draw: _Policies, catalog: Catalog) -> Ints:
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


def _supports(draw: _Policies, catalog: Catalog) -> Ints:
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


def _pairs(draw: _Policies, catalog: Catalog) -> Ints:
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


def _limits(draw: _Policies, catalog: Catalog) -> Ints:
    limit = np.full((draw.size, len(catalog.families)), NEVER)
    for family, (low, high) in _LIMITED.items():
        has = draw.rng.random(draw.size) < draw.settings.rules.limit
        limit[:, catalog.families.index(family)] = np.where(
            has, draw.rng.integers(low, high, draw.size), NEVER
        )
    return limit


def _records_over(draw: _Policies) -> Ints:
    """Cents above which a payer reads the records; one large payer at least does."""
    asks = draw.rng.random(draw.size) < draw.settings.rules.records_amount * draw.strict
    asks[draw.rng.integers(2, min(6, draw.size))] |= draw.settings.rules.records_amount > 0
    return np.where(asks, draw.rng.integers(25, 80, draw.size) * 10_000, NEVER * 100)


def _enrolment(draw: _Policies, providers: Providers) -> Ints:
    rng, size = draw.rng, (draw.size, len(providers))
    waiting = rng.integers(15, 75, size)
    newcomer = providers.joined > draw.days[0]
    late = np.where(newcomer, providers.joined + waiting, -NEVER)
    never = rng.random(size) < draw.settings.rules.unenrolled
    some_payer = rng.integers(0, min(6, draw.size))
    someone = rng.permutation(np.flatnonzero(~_mainstays(providers)))[:1]
    never[some_payer, someone] = True
    return np.where(never & ~_mainstays(providers), NEVER, late)


def _mainstays(providers: Providers) -> Bools:
    """The first provider of each specialty: there from the start and enrolled everywhere."""
    return np.append(True, providers.specialty[1:] != providers.specialty[:-1])


def wants_referral(payers: Payers, specialty: Texts) -> Bools:
    """P x len(specialty): payers that want a referral to these specialties from members of gatekept plans."""
    return payers.referral[:, None] & np.isin(specialty, REFERRED)[None, :]
