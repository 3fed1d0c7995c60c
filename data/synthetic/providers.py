"""Billing groups and rendering providers: identifiers, specialties, days of joining, habits."""

from dataclasses import dataclass

import numpy as np

from data.synthetic.arrays import Bools, Floats, Ints, Texts, day_number
from data.synthetic.catalog import Catalog
from data.synthetic.settings import Settings

TAXONOMIES = {
    "family": "207Q00000X",
    "orthopedics": "207X00000X",
    "therapy": "225100000X",
    "cardiology": "207RC0000X",
    "dermatology": "207N00000X",
    "gastro": "207RG0100X",
    "infusion": "207RX0202X",
    "behavioral": "101YM0800X",
    "sleep": "207RS0012X",
    "eye": "207W00000X",
    "imaging": "2085R0202X",
    "facility": "208M00000X",
}
"""Provider taxonomy of each specialty (NUCC code set)."""

REFERRED = ("orthopedics", "cardiology", "gastro", "sleep", "therapy", "dermatology", "imaging")
"""Specialties that gatekeeping plans want a referral for."""

_DOCTORS_OF_A_FACILITY = 6
_LEAST_SLIPS = 0.5
"""Nobody forgets less than half as often as others (ours)."""
_CHARGE_MASTER_DAYS = 10
"""A facility changes its charge master so much later than an office its templates (ours)."""
_GROUP_TAXONOMY, _FACILITY_TAXONOMY = "261QM1300X", "282N00000X"


@dataclass(frozen=True, slots=True)
class Billers:
    """Billing providers, professional groups first, then facilities."""

    npi: Texts
    tax_id: Texts
    taxonomy: Texts
    clia: Texts
    markup: Floats
    facility: Bools


@dataclass(frozen=True, slots=True)
class Providers:
    """Rendering (or attending) providers. Habits are multipliers around 1 of the practice's own."""

    npi: Texts
    specialty: Texts
    taxonomy: Texts
    biller: Ints
    joined: Ints
    weight: Floats
    referring_npi: Texts
    """Doctors outside who refer to this practice; not one per provider."""
    slips: Floats
    """Forgetting of fields, numbers and modifiers."""
    vague: Floats
    lateness: Floats
    discipline: Floats
    """Forgetting to ask for authorization."""
    adopts: Floats
    """Days after a code year's begin on which the provider's templates are changed."""
    documentation: Floats
    """Quality of records, 0 to 1; decides appeals and stands in no file."""

    def __len__(self) -> int:
        return len(self.npi)


def luhn_npi(body: int) -> str:
    """Nine digits with the check digit of an NPI (Luhn over 80840 and the digits)."""
    total = 24  # what the prefix 80840 adds
    for place, digit in enumerate(reversed(f"{body:09d}")):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - Luhn: digits of a two-digit product are added
    return f"{body:09d}{-total % 10}"


def _npis(rng: np.random.Generator, size: int) -> Texts:
    bodies = 100_000_000 + rng.choice(90_000_000, size=size, replace=False)
    return np.array([luhn_npi(int(body)) for body in bodies], dtype=object)


def make_billers(settings: Settings, rng: np.random.Generator) -> Billers:
    """The billing providers of a practice."""
    practice = settings.practice
    size = practice.professional_groups + practice.facilities
    facility = np.arange(size) >= practice.professional_groups
    return Billers(
        _npis(rng, size),
        np.array(
            [f"{10 + i:02d}{n:07d}" for i, n in enumerate(rng.integers(10**7, size=size))], dtype=object
        ),
        np.where(facility, _FACILITY_TAXONOMY, _GROUP_TAXONOMY).astype(object),
        np.array([f"33D{n:07d}" for n in rng.integers(10**7, size=size)], dtype=object),
        practice.markup * rng.uniform(0.9, 1.15, size) * np.where(facility, 2.2, 1.0),
        facility,
    )


def make_providers(
    catalog: Catalog, settings: Settings, billers: Billers, rng: np.random.Generator
) -> Providers:
    """At least one provider of every specialty in the catalog; newcomers join during the period."""
    names = sorted({visit.specialty for visit in catalog.visits})
    counts = np.maximum(1, rng.poisson(settings.practice.providers_per_specialty, len(names)))
    counts[names.index("facility")] = max(_DOCTORS_OF_A_FACILITY, counts[names.index("facility")])
    specialty = np.repeat(np.array(names, dtype=object), counts)
    size = len(specialty)
    groups, facilities = np.flatnonzero(~billers.facility), np.flatnonzero(billers.facility)
    in_facility = specialty == "facility"
    biller = np.where(in_facility, rng.choice(facilities, size), rng.choice(groups, size))
    start, end = day_number(settings.start), day_number(settings.end)
    first = np.concatenate([[True], specialty[1:] != specialty[:-1]])  # one of each is there from the start
    newcomer = ~first & (rng.random(size) < settings.practice.joining_providers)
    for some in (np.flatnonzero(~first)[:1], np.flatnonzero(~first & in_facility)[:1]):
        newcomer[some] |= settings.practice.joining_providers > 0
    joined = np.where(newcomer, rng.integers(start + 60, max(start + 61, end - 90), size), start - 2000)
    return Providers(
        _npis(rng, size),
        specialty,
        np.array([TAXONOMIES[name] for name in specialty], dtype=object),
        biller,
        joined,
        rng.uniform(0.5, 1.5, size),
        _npis(rng, 40),
        np.maximum(_LEAST_SLIPS, rng.gamma(2.5, 1 / 2.5, size)),
        rng.gamma(2.0, 1 / 2.0, size),
        rng.gamma(6.0, 1 / 6.0, size),
        rng.gamma(3.0, 1 / 3.0, size),
        np.where(in_facility, _CHARGE_MASTER_DAYS, 0)
        + rng.exponential(settings.drift.code_adoption_days, size),
        rng.beta(4, 2, size),
    )
