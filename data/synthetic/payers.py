"""Payers and their dated policies: what each asks for, refuses, and how fast and how it answers."""

from dataclasses import dataclass

import numpy as np

from data.synthetic.arrays import NEVER, Bools, Floats, Ints, Texts
from data.synthetic.catalog import Catalog
from data.synthetic.payer_policies import (
    Policies,
    authorization_lists,
    enrolments,
    forces,
    joining_days,
    necessity_pairs,
    network_exits,
    pair_edits,
    records_limits,
    required_fields,
    reviews,
    telehealth_refusals,
    unit_limits,
    visit_limits,
)
from data.synthetic.payer_profiles import PROFILES, Profile
from data.synthetic.providers import REFERRED, Providers
from data.synthetic.settings import Settings
from data.synthetic.unwritten import Unwritten, make_unwritten

GATEKEPT = ("HMO", "POS", "EPO")
"""Plan types that ask for referrals."""

FIELDS = ("referring", "clia", "ndc", "onset", "admission")
"""Data that a payer may insist on."""


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
    referral: Ints
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
    """P: from when care at a distance is refused."""
    excluded: Ints
    """P x K."""
    limit: Ints
    """P x F visits per member and calendar year."""
    units: Ints
    """P x K: most units of a line that are taken, NEVER without a limit."""
    accident: Ints
    """P: from when injuries are asked about before anything is paid."""
    records_over_cents: Ints
    review: Ints
    """P x R: prepayment review of a provider."""
    enrolled: Ints
    """P x R."""
    network: Ints
    """P x R: from when the provider is out of the network."""
    prices_first: Bools
    reverses: Bools
    withholds_later: Bools
    """A takeback is reversed at once, its money withheld from a later payment."""
    acknowledges: Bools
    allowed: Floats
    """P x K: what is allowed, over the public fee."""
    leniency: Floats
    """Log-odds of giving in to an appeal."""
    unwritten: Unwritten

    def __len__(self) -> int:
        return len(self.profiles)

    def texts(self, name: str) -> Texts:
        """One attribute of the profiles as an array."""
        return np.array([getattr(profile, name) for profile in self.profiles], dtype=object)


def make_payers(
    catalog: Catalog, settings: Settings, providers: Providers, rng: np.random.Generator
) -> Payers:
    """The scenario's payers with their policies drawn."""
    profiles = PROFILES[: settings.payers]
    draw, rules = Policies(settings, profiles, rng), settings.rules
    size, codes = len(profiles), len(catalog.codes)
    plain = ~catalog.of_family("packaged", "room", "em_office", "em_ed", "em_hospital")
    return Payers(
        profiles=profiles,
        force=forces(draw),
        noise=rules.noise * draw.strict * rng.uniform(0.6, 1.4, size),
        lag=np.array([profile.lag for profile in profiles]),
        timely=np.array([profile.timely for profile in profiles]),
        joins=joining_days(draw, profiles),
        authorization=authorization_lists(draw, catalog),
        referral=np.where(rng.random(size) < rules.referral, draw.dated(1.0), NEVER),
        supports=necessity_pairs(draw, catalog),
        modifier=draw.shared(rules.modifier, codes),
        pair=pair_edits(draw, catalog),
        global_days=rng.random(size) < 0.8,  # noqa: PLR2004 - most payers know global periods
        required=required_fields(draw, len(FIELDS)),
        telehealth_refused=telehealth_refusals(draw),
        excluded=np.where(plain, draw.dated(rules.excluded * catalog.rareness**1.5, codes), NEVER),
        limit=visit_limits(draw, catalog),
        units=unit_limits(draw, catalog),
        accident=draw.dated(rules.accident),
        records_over_cents=records_limits(draw),
        review=reviews(draw, providers),
        enrolled=enrolments(draw, providers),
        network=network_exits(draw, providers),
        prices_first=rng.random(size) < 0.3,  # noqa: PLR2004 - ours
        reverses=rng.random(size) < 0.6,  # noqa: PLR2004 - ours
        withholds_later=rng.random(size) < 0.5,  # noqa: PLR2004 - ours
        acknowledges=np.array([profile.kind in ("medicare", "medicaid") for profile in profiles]),
        allowed=np.array([p.fee for p in profiles])[:, None] * rng.uniform(0.85, 1.15, (size, codes)),
        leniency=rng.normal(0, 0.5, size),
        unwritten=make_unwritten(catalog, settings, profiles, len(providers.referring_npi), rng.spawn(1)[0]),
    )


def wants_referral(payers: Payers, specialty: Texts) -> Bools:
    """P x len(specialty): payers that want a referral to these specialties from members of gatekept plans."""
    return np.isin(specialty, REFERRED)[None, :] & (payers.referral < NEVER)[:, None]
