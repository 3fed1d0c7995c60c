"""Episodes of care and the visits in them: what was done to whom, when, by whom, and for how much.

Nothing here knows payers. What is made here is what happened; `desk.py` and `paperwork.py` say what
the practice then wrote on the claim.
"""

import numpy as np

from data.synthetic.arrays import Bools, Ints, Texts, business_day, day_number, pick, ragged
from data.synthetic.catalog import VAGUE, Catalog, Visit
from data.synthetic.claim_arrays import Claims, Lines
from data.synthetic.conditions import drawn, own_primary
from data.synthetic.patients import People
from data.synthetic.providers import Billers, Providers
from data.synthetic.settings import Settings

_DIAGNOSES = 4
_OWN_SECONDARY = 0.6
"""Further diagnoses that are the person's own conditions, where there are any (ours)."""

_SEASON = np.array([1.12, 1.05, 1.06, 1.0, 1.0, 0.97, 0.9, 0.92, 1.0, 1.06, 0.98, 0.94])
"""Volume by month: winter is busy, summer is not (ours)."""


def make_visits(
    settings: Settings,
    catalog: Catalog,
    people: People,
    providers: Providers,
    size: int,
    rng: np.random.Generator,
) -> tuple[Ints, ...]:
    """About `size` visits: person, episode, visit kind, day, provider, primary diagnosis; in order of day."""
    start, end = day_number(settings.lead_in), day_number(settings.end)
    counts = _episode_counts(settings, catalog, size, end - start)
    parts: list[tuple[Ints, ...]] = []
    base = 0
    for kind, count in enumerate(counts):
        visit = catalog.visits[kind]
        parts.append(_episodes(visit, kind, catalog, people, providers, (base, int(count), start, end), rng))
        base += int(count)
    columns = tuple(np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((columns[1], columns[3]))
    return tuple(column[order] for column in columns)


def _episode_counts(settings: Settings, catalog: Catalog, size: int, days: int) -> Ints:
    """Episodes of each kind, such that visits within the period follow the weights."""
    weight = catalog.weights.copy()
    institutional = np.array([visit.institutional for visit in catalog.visits])
    share = settings.practice.institutional_share
    weight[institutional] *= share / weight[institutional].sum()
    weight[~institutional] *= (1 - share) / weight[~institutional].sum()
    visits = np.array([visit.visits for visit in catalog.visits])
    interval = np.array([visit.interval for visit in catalog.visits])
    period = day_number(settings.end) - day_number(settings.start)
    reach = (days + _lead(visits, interval)) / period
    return np.maximum(1, np.round(size * weight / visits * reach)).astype(np.int64)


def _lead(visits: np.ndarray, interval: np.ndarray) -> np.ndarray:
    """Days before the period in which episodes begin that reach into it."""
    return np.minimum(700, visits * interval)


def _episodes(
    visit: Visit,
    kind: int,
    catalog: Catalog,
    people: People,
    providers: Providers,
    span: tuple[int, int, int, int],
    rng: np.random.Generator,
) -> tuple[Ints, ...]:
    base, count, start, end = span
    eligible = np.flatnonzero(_fits(visit, people, (start + end) // 2))
    weight = people.frailty[eligible] * drawn(people.chronic, visit)[eligible]
    person = eligible[pick(rng, weight, count)]
    lead = int(_lead(np.array(visit.visits), np.array(visit.interval)))
    begin = rng.integers(start - lead, end + 1, count)
    owner, place = ragged(rng.geometric(1 / visit.visits, count))
    day = begin[owner] + np.round(place * visit.interval * rng.uniform(0.8, 1.2, len(owner))).astype(np.int64)
    day = day if visit.place in ("111", "21") or "emergency" in visit.name else business_day(day)
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    inside = (day >= start) & (day <= end) & (rng.random(len(day)) < _SEASON[month] / _SEASON.max())
    follow = next((i for i, v in enumerate(catalog.visits) if v.name == visit.follow), kind)
    provider = _choose_provider(visit.specialty, providers, begin, rng)[owner]
    own = own_primary(people.chronic, visit, person, rng)
    primary = np.array(visit.primary)[rng.integers(0, len(visit.primary), count)]
    primary = np.where(own >= 0, own, primary)[owner]
    primary = np.where(
        (place > 0) & (visit.follow == "postop_visit"), catalog.diagnoses.index("Z4789"), primary
    )
    held = (person[owner], base + owner, np.where(place == 0, kind, follow), day, provider, primary)
    return tuple(column[inside] for column in held)


def _fits(visit: Visit, people: People, at: int) -> Bools:
    age = (at - people.born) / 365.25
    fits = (age >= visit.ages[0]) & (age < visit.ages[1] + 1)
    return fits & (people.sex == visit.sex) if visit.sex else fits


def _choose_provider(specialty: str, providers: Providers, begin: Ints, rng: np.random.Generator) -> Ints:
    """A provider of the specialty who is there on the day; the first of each always is."""
    able = np.flatnonzero(providers.specialty == specialty)
    chosen = able[pick(rng, providers.weight[able], len(begin))]
    return np.where(providers.joined[chosen] <= begin, chosen, able[0])


def make_claims(
    settings: Settings,
    catalog: Catalog,
    people: People,
    providers: Providers,
    billers: Billers,
    size: int,
    first_number: int,
    rng: np.random.Generator,
) -> tuple[Claims, Lines]:
    """Visits as claims with lines, charges and days of submission; serials follow `first_number`."""
    person, episode, visit, day, provider, primary = make_visits(
        settings, catalog, people, providers, size, rng
    )
    n = len(person)
    stay = np.array([v.place == "111" for v in catalog.visits])[visit]
    through = day + np.where(stay, rng.geometric(0.25, n), 0)
    claims = Claims(
        person,
        people.household[person],
        episode,
        visit,
        provider,
        providers.biller[provider],
        day,
        through,
        _submission(settings, providers.lateness[provider], through, rng),
        _diagnoses(
            settings,
            catalog,
            visit,
            primary,
            people.chronic.diagnoses[person],
            providers.vague[provider],
            rng,
        ),
        (person * 7 + episode) % len(providers.referring_npi),
        _accidents(settings, catalog, primary, episode, rng),
        np.full(n, -1),
        first_number + np.arange(n),
    )
    return claims, _make_lines(catalog, claims, billers, rng)


def _submission(settings: Settings, lateness: np.ndarray, through: Ints, rng: np.random.Generator) -> Ints:
    """Two thirds within a fortnight of the service; a few are forgotten for months."""
    n = len(through)
    lag = np.minimum(45, 1 + rng.lognormal(np.log(7.5 * lateness), 0.8, n))
    late = rng.random(n) < settings.habits.late_share * lateness
    return business_day(through + np.ceil(lag).astype(np.int64) + np.where(late, rng.integers(50, 260, n), 0))


def _accidents(
    settings: Settings, catalog: Catalog, primary: Ints, episode: Ints, rng: np.random.Generator
) -> Ints:
    """Injuries (ICD-10-CM chapter 19) have an accident behind them, of the same kind all episode long."""
    injury = np.array([code[0] in "ST" for code in catalog.diagnoses])[primary]
    told = injury & (rng.random(len(primary)) < settings.habits.accident_told)
    kind = np.array([0, 0, 0, 1, 2])[episode % 5]  # ours: mostly other accidents
    return np.where(told, kind, -1)


def _diagnoses(
    settings: Settings,
    catalog: Catalog,
    visit: Ints,
    primary: Ints,
    own: Ints,
    vague: np.ndarray,
    rng: np.random.Generator,
) -> Ints:
    """Primary and up to three further diagnoses; a hurried provider writes a vague one first."""
    out = np.full((len(visit), _DIAGNOSES), -1)
    out[:, 0] = primary
    for kind, description in enumerate(catalog.visits):
        rows = np.flatnonzero(visit == kind)
        pool = np.array(description.secondary)
        chosen = pool[rng.integers(0, len(pool), (len(rows), _DIAGNOSES - 1))]
        chosen = np.where((rng.random(chosen.shape) < _OWN_SECONDARY) & (own[rows] >= 0), own[rows], chosen)
        chosen[rng.random(chosen.shape) < 0.55] = -1  # noqa: PLR2004 - ours
        out[rows, 1:] = chosen
    for place in range(1, _DIAGNOSES):
        seen = (out[:, :place] == out[:, place : place + 1]).any(axis=1)
        out[seen, place] = -1
    hurried = rng.random(len(visit)) < settings.habits.vague_diagnosis * vague
    codes = np.array([catalog.diagnoses.index(code) for code in VAGUE])
    out[hurried, 0] = codes[rng.integers(0, len(codes), hurried.sum())]
    rest = out[:, 1:]
    order = np.argsort(rest < 0, axis=1, kind="stable")
    out[:, 1:] = np.take_along_axis(rest, order, axis=1)
    return out


def _make_lines(catalog: Catalog, claims: Claims, billers: Billers, rng: np.random.Generator) -> Lines:
    parts: list[tuple[Ints, Ints, Texts, Ints]] = []
    for kind, visit in enumerate(catalog.visits):
        rows = np.flatnonzero(claims.visit == kind)
        for slot in visit.slots:
            had = rows[rng.random(len(rows)) < slot.chance]
            choice = rng.integers(0, len(slot.procedures), len(had))
            modifiers = np.array(slot.modifiers, dtype=object)
            parts.append(
                (had, np.array(slot.procedures)[choice], modifiers[choice], np.array(slot.units)[choice])
            )
    claim, procedure, modifier, units = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(claim, kind="stable")
    claim, procedure, units = claim[order], procedure[order], units[order]
    side = np.where((claims.episode[claim] % 2) == 0, "RT", "LT").astype(object)
    scale = billers.markup[claims.biller[claim]] * (
        1 + 0.12 * np.sin(procedure * 1.7)
    )  # a fixed charge master
    charge = np.round(catalog.fee_cents[procedure] * scale / 100).astype(np.int64) * 100 * units
    return Lines(
        claim,
        procedure,
        modifier[order],
        np.where(catalog.needs["laterality"][procedure], side, "").astype(object),
        units,
        charge,
    )
