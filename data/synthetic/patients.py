"""Households, the people in them, and who covers them when."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from data.synthetic.arrays import NEVER, Ints, Texts, day_number, pick, ragged
from data.synthetic.catalog import Catalog
from data.synthetic.conditions import Chronic, make_chronic
from data.synthetic.payers import Payers
from data.synthetic.settings import Settings
from data.synthetic.unwritten import GROUPS, group_numbers

_SENIOR = 65
_COUPLES = 0.4


@dataclass(frozen=True, slots=True)
class Spans:
    """Coverage spans, by household and day; days between two spans of a household are uncovered."""

    household: Ints
    payer: Ints
    plan: Texts
    member_id: Texts
    group: Ints
    """Employer group under the payer."""
    group_number: Texts
    first: Ints
    last: Ints
    """Last covered day; NEVER while open."""


@dataclass(frozen=True, slots=True)
class People:
    """Persons, ordered by household, subscriber first."""

    household: Ints
    relationship: Texts
    sex: Texts
    born: Ints
    frailty: Ints
    """Weight of needing care, whole numbers."""
    chronic: Chronic
    spans: Spans
    first_span: Ints
    """Per household: index of its first span (one entry more than households)."""
    other_primary_from: Ints
    """Per household: from this day another payer is primary, NEVER mostly."""
    other_primary_known: Ints
    """Per household: day the practice learns it by asking; NEVER when only a denial tells."""
    secondary: Ints
    """Per household: payer that comes second, -1 without."""


def make_people(
    settings: Settings,
    catalog: Catalog,
    payers: Payers,
    households: int,
    first_number: int,
    rng: np.random.Generator,
) -> People:
    """Households with members, conditions and coverage over the period; member ids follow `first_number`."""
    start, end = day_number(settings.lead_in), day_number(settings.end)
    joined = pick(rng, np.array([profile.share for profile in payers.profiles]), households)
    kind = payers.texts("kind")
    senior = np.isin(kind[joined], ("medicare", "advantage"))
    extra = np.where(
        senior, rng.random(households) < _COUPLES, rng.poisson(settings.patients.dependents, households)
    )
    household, place = ragged(1 + extra.astype(np.int64))
    spans = _make_spans(settings, payers, joined, first_number, rng)
    per_household = np.searchsorted(spans.household, np.arange(households + 1))
    other, known = _other_primary(settings, households, (start, end), rng)
    second = np.where(
        rng.random(households) < settings.patients.secondary_share,
        rng.integers(0, len(payers), households),
        -1,
    )
    born = _birth_days(senior[household], place, start, rng)
    chronic = make_chronic(catalog, (start - born) / 365.25, rng.spawn(1)[0])
    return People(
        household,
        np.where(place == 0, "18", np.where((place == 1), "01", "19")).astype(object),
        np.where(rng.random(len(household)) < 0.54, "F", "M").astype(object),  # noqa: PLR2004 - ours
        born,
        rng.geometric(0.4, len(household)),
        chronic,
        spans,
        per_household,
        other,
        known,
        second,
    )


def _birth_days(senior: np.ndarray, place: Ints, start: int, rng: np.random.Generator) -> Ints:
    size = len(place)
    grown = rng.uniform(19, 63, size)
    child = rng.uniform(1, 19, size)
    age = np.where(senior, rng.uniform(_SENIOR, 90, size), np.where(place > 1, child, grown))
    return (start - age * 365.25).astype(np.int64)


def _other_primary(
    settings: Settings, households: int, days: tuple[int, int], rng: np.random.Generator
) -> tuple[Ints, Ints]:
    has = rng.random(households) < settings.patients.other_primary_share
    since = np.where(has, rng.integers(days[0] - 120, days[1], households), NEVER)
    told = rng.random(households) < settings.habits.coverage_checked
    known = np.where(has & told, since + rng.integers(5, 60, households), NEVER)
    return since, known


def _make_spans(
    settings: Settings, payers: Payers, joined: Ints, first_number: int, rng: np.random.Generator
) -> Spans:
    """Spans of each household: changes in January and at random days, some after a gap."""
    changes = _change_days(settings, payers, joined, rng)
    counts = 1 + (changes < NEVER).sum(axis=1)
    household, place = ragged(counts)
    sorted_changes = np.sort(changes, axis=1)
    begins = np.where(
        place == 0, day_number(settings.lead_in) - 400, sorted_changes[household, np.maximum(place, 1) - 1]
    )
    gap = np.where(
        rng.random(len(household)) < settings.patients.gap_share, rng.integers(14, 75, len(household)), 0
    )
    following = np.minimum(place, changes.shape[1] - 1)
    ends = np.where(place < counts[household] - 1, sorted_changes[household, following] - 1, NEVER)
    payer = _payers_over_time(payers, joined, household, place, begins, rng)
    size = len(household)
    plan = np.array([payers.profiles[p].plans[int(u * len(payers.profiles[p].plans))]
        for p, u in zip(payer, rng.random(size), strict=True)], dtype=object)  # fmt: skip
    serial = (rng.permutation(9 * size + 10_000)[:size] + 10_000 + first_number) * 97 % 10**9
    group = rng.integers(1, GROUPS, size)
    return Spans(
        household,
        payer,
        plan,
        np.array(
            [f"{payers.profiles[p].payer_id[0]}{n:09d}" for p, n in zip(payer, serial, strict=True)],
            dtype=object,
        ),
        group,
        group_numbers(payer, group),
        np.where(place == 0, begins, begins + gap),
        ends,
    )


def _change_days(settings: Settings, payers: Payers, joined: Ints, rng: np.random.Generator) -> Ints:
    """Households x (1 + Januaries): days on which coverage changes, NEVER where none."""
    start, end = day_number(settings.lead_in), day_number(settings.end)
    kind = payers.texts("kind")[joined]
    lively = np.where(np.isin(kind, ("medicare", "workers")), 0.25, 1.0)
    lively = np.where(np.isin(kind, ("medicaid", "exchange")), 1.7, lively)
    rate = settings.patients.coverage_changes_per_year * (end - start) / 365.25 * lively
    days = [np.where(rng.random(len(joined)) < rate, rng.integers(start, end, len(joined)), NEVER)]
    for year in range(settings.lead_in.year + 1, settings.end.year + 1):
        moves = rng.random(len(joined)) < settings.patients.january_changes * lively
        days.append(np.where(moves, day_number(date(year, 1, 1)), NEVER))
    return np.stack(days, axis=1)


def _payers_over_time(
    payers: Payers, joined: Ints, household: Ints, place: Ints, begins: Ints, rng: np.random.Generator
) -> Ints:
    """The payer of each span: not the one before; one not there yet gives its members to the next."""
    senior = np.isin(payers.texts("kind"), ("medicare", "advantage"))
    weights = np.array([profile.share for profile in payers.profiles])
    new = np.where(
        senior[joined[household]],
        pick(rng, weights * senior + 1e-9, len(household)),
        pick(rng, weights * ~senior + 1e-9, len(household)),
    )
    payer = np.where(place == 0, joined[household], new)
    same = (place > 0) & (payer == np.roll(payer, 1))
    payer = np.where(same, (payer + 2) % len(payers), payer)
    early = payers.joins[payer] > begins
    return np.where(early, (payer + 1) % len(payers), payer)
