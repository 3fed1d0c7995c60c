"""Building a world's state, step by step, each with random numbers of its own.

A step's numbers come from (seed, step), so that changing one step leaves the dice of others alone.
"""

from dataclasses import replace

import numpy as np

from data.synthetic.catalog import catalog
from data.synthetic.desk import register
from data.synthetic.encounters import kept as kept_claims
from data.synthetic.encounters import lines_of, make_claims, taken
from data.synthetic.paperwork import rows_of_papers, write_papers
from data.synthetic.patients import make_people
from data.synthetic.payers import make_payers
from data.synthetic.providers import make_billers, make_providers
from data.synthetic.sending import held_back, with_duplicates
from data.synthetic.settings import Settings
from data.synthetic.state import World

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
)


def dice(seed: int, step: str) -> np.random.Generator:
    """The random numbers of one step."""
    return np.random.default_rng([seed, STEPS.index(step)])


def build_world(settings: Settings, size: int, seed: int) -> World:
    """A world with about `size` claims ready to be sent, in order of service day, duplicates last."""
    held = catalog()
    billers = make_billers(settings, dice(seed, "providers"))
    providers = make_providers(held, settings, billers, dice(seed, "providers").spawn(1)[0])
    payers = make_payers(held, settings, providers, dice(seed, "payers"))
    households = max(30, round(size / settings.patients.claims_per_household))
    people = make_people(settings, payers, households, dice(seed, "patients"))
    claims, lines = make_claims(settings, held, people, providers, billers, size, dice(seed, "encounters"))
    claims = held_back(settings, claims)
    registration, knowledge = register(settings, people, claims, dice(seed, "desk"))
    rows = np.flatnonzero(registration.billable)
    claims, lines = kept_claims(claims, lines, rows)
    registration = taken(registration, rows)
    papers, on_file = write_papers(
        settings, held, payers, people, providers, (claims, lines), registration, dice(seed, "paperwork")
    )
    world = World(
        settings,
        held,
        payers,
        people,
        providers,
        billers,
        claims,
        lines,
        registration,
        knowledge,
        papers,
        on_file,
    )
    return _with_duplicates(world, seed)


def _with_duplicates(world: World, seed: int) -> World:
    claims, lines, rows = with_duplicates(world.settings, world.claims, world.lines, dice(seed, "duplicates"))
    at, _ = lines_of(world.lines, rows)
    papers = rows_of_papers(world.papers, rows, at)
    return replace(
        world, claims=claims, lines=lines, registration=taken(world.registration, rows), papers=papers
    )
