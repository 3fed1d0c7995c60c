"""Building a world's state, step by step, each with random numbers of its own.

A step's numbers come from (seed, step, panel), so that changing one step leaves the dice of others alone.
"""

from dataclasses import replace

import numpy as np

from data.synthetic.arrays import day_number
from data.synthetic.catalog import catalog
from data.synthetic.claim_arrays import kept as kept_claims
from data.synthetic.claim_arrays import lines_of, taken
from data.synthetic.desk import register
from data.synthetic.encounters import make_claims
from data.synthetic.office import Office
from data.synthetic.paperwork import rows_of_papers, write_papers
from data.synthetic.patients import make_people
from data.synthetic.payers import make_payers
from data.synthetic.policy import NO_FIXES, Fixes
from data.synthetic.providers import make_billers, make_providers
from data.synthetic.sending import held_back, with_duplicates
from data.synthetic.settings import Settings
from data.synthetic.state import Practice, World, first_number

STEPS = (
    "providers",
    "payers",
    "patients",
    "encounters",
    "desk",
    "paperwork",
    "duplicates",
    "answers",
    "corrections",
    "appeals",
    "takebacks",
    "tuning",
    "reprocessing",
)

_USUAL_CLAIMS = 100_000
"""A practice with more claims than this has more providers and groups, as many claims each."""


def dice(seed: int, step: str, panel: int = 0) -> np.random.Generator:
    """The random numbers of one step."""
    return np.random.default_rng([seed, STEPS.index(step), panel])


def make_practice(settings: Settings, claims: int, seed: int) -> Practice:
    """Providers and payers for a practice of so many claims."""
    held, grown = catalog(), _grown(settings, claims)
    billers = make_billers(grown, dice(seed, "providers"))
    providers = make_providers(held, grown, billers, dice(seed, "providers").spawn(1)[0])
    payers = make_payers(held, grown, providers, dice(seed, "payers"))
    return Practice(grown, held, payers, providers, billers, seed)


def _grown(settings: Settings, claims: int) -> Settings:
    times = max(1.0, claims / _USUAL_CLAIMS)
    practice = replace(
        settings.practice,
        providers_per_specialty=settings.practice.providers_per_specialty * times,
        professional_groups=round(settings.practice.professional_groups * times**0.5),
        facilities=round(settings.practice.facilities * times**0.5),
    )
    return replace(settings, practice=practice)


def build_world(practice: Practice, panel: int, size: int, fixes: Fixes = NO_FIXES) -> World:
    """A panel with about `size` claims ready to be sent, in order of service day, duplicates last."""
    settings, held, payers = practice.settings, practice.catalog, practice.payers
    providers, first = practice.providers, first_number(panel)

    def rng(step: str) -> np.random.Generator:
        return dice(practice.seed, step, panel)

    households = max(30, round(size / settings.patients.claims_per_household))
    people = make_people(settings, held, payers, households, first, rng("patients"))
    claims, lines = make_claims(
        settings, held, people, providers, practice.billers, size, first, rng("encounters")
    )
    claims = held_back(settings, claims)
    registration, knowledge = register(settings, people, claims, fixes, rng("desk"))
    office = Office(settings, held, payers, providers, people, claims, lines, registration, fixes)
    papers, on_file = write_papers(office, rng("paperwork"))
    world = World(
        settings, held, payers, providers, practice.billers, practice.seed, panel,
        people, claims, lines, registration, knowledge, papers, on_file, len(claims),
    )  # fmt: skip
    return _as_sent(_with_duplicates(world, rng("duplicates")), fixes)


def _with_duplicates(world: World, rng: np.random.Generator) -> World:
    claims, lines, rows = with_duplicates(world.settings, world.claims, world.lines, rng)
    at, _ = lines_of(world.lines, rows)
    papers, registration = rows_of_papers(world.papers, rows, at), taken(world.registration, rows)
    return replace(
        world, claims=claims, lines=lines, registration=registration, papers=papers, places=len(rows)
    )


def _as_sent(world: World, fixes: Fixes) -> World:
    """Without what never left (covered by nobody here, duplicates held back) or left before the period."""
    claims, sent = world.claims, world.registration.billable.copy()
    twice = claims.duplicate_of >= 0
    sent &= ~(twice & fixes.of("duplicate", claims.serial))
    sent &= claims.submit >= day_number(world.settings.start)
    sent[twice] &= sent[claims.duplicate_of[twice]]
    rows = np.flatnonzero(sent)
    at, _ = lines_of(world.lines, rows)
    papers = rows_of_papers(world.papers, rows, at)
    claims, lines = kept_claims(claims, world.lines, rows)
    return replace(
        world, claims=claims, lines=lines, registration=taken(world.registration, rows), papers=papers
    )
