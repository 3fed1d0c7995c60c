"""What payers answer, and when: every version of every claim, its denial or payment, its correction.

A version is one sending of a claim. Round by round: claims are sent, some are rejected at the door,
the rest are decided; some of the failed ones are corrected and sent again.
"""

from dataclasses import dataclass, fields

import numpy as np

from data.synthetic.arrays import NEVER, Bools, Floats, Ints, any_in_row, business_day, day_number
from data.synthetic.build import dice
from data.synthetic.causes import NAMES, Verdicts, noisy_or
from data.synthetic.claim_arrays import taken
from data.synthetic.csv_tables import table_rows
from data.synthetic.state import World

CORRECTABLE = {row["cause"]: float(row["corrected"]) for row in table_rows("appeals")}
"""Chance that staff send a corrected claim after a denial for this cause (ours)."""

_FIXED, _PASSED = 0.1, 0.5
"""What is left of the cause that was mended, and of causes that the first version had already passed."""

_ROUNDS = 3
_LAG_SPREAD = 0.28
"""Spread of the logarithm of a payer's days (ours)."""


@dataclass(frozen=True, slots=True)
class Versions:
    """v versions, in rounds; `previous` is a row, -1 for originals."""

    claim: Ints
    version: Ints
    previous: Ints
    submit: Ints
    chances: Floats
    """v x causes."""
    p_denied: Floats
    p_visible: Floats
    denied: Bools
    """As drawn; says nothing of a rejected version, which nobody decides."""
    cause: Ints
    """Index of the cause that words the denial, -1 when not denied."""
    mended: Ints
    """Index of the cause that this version mends, -1 for none; `REJECTED` after a rejection."""
    rejected: Bools
    answer: Ints
    """Day of the 835 (of the 277CA when rejected)."""

    def __len__(self) -> int:
        return len(self.claim)


REJECTED = len(NAMES)
"""In `mended`: whatever the door had found."""

AT_THE_DOOR = ("missing", "eligibility")
"""Causes of which a rejection tells: fields left out, and a member id that nobody knows."""


def answer_claims(world: World, verdicts: Verdicts) -> Versions:
    """All versions sent by the end of the period (and the unsent originals), in rounds.

    Every claim has dice of its own in every round, so that what happens to one leaves the others alone.
    """
    rng, mending = (dice(world.seed, step, world.panel) for step in ("answers", "corrections"))
    last = day_number(world.settings.end)
    n = len(world.claims)
    visible = verdicts.visible(world.payer)
    none = np.full(n, -1)
    rounds = [
        _decided(world, (np.arange(n), none + 2, none, world.claims.submit, verdicts.chances, none), rng)
    ]
    rounds[0].p_visible[:] = visible
    for _ in range(_ROUNDS - 1):
        base = sum(len(earlier) for earlier in rounds[:-1])
        again = _sent_again(world, rounds[-1], base, last, mending)
        if not len(again[0]):
            break
        rounds.append(_decided(world, again, rng))
    return Versions(*(np.concatenate([getattr(r, f.name) for r in rounds]) for f in fields(Versions)))


def _decided(
    world: World, sent: tuple[Ints, Ints, Ints, Ints, Floats, Ints], rng: np.random.Generator
) -> Versions:
    claim, version, previous, submit, chances, mended = sent
    payer, place = world.payer[claim], world.place[claim]
    fires = rng.random((world.places, chances.shape[1]))[place] < chances
    denied = any_in_row(fires)
    cause = np.where(denied, np.argmax(fires, axis=1), -1)
    typed_wrong = world.registration.typo[claim] & (mended < 0)
    left_out = any_in_row(world.papers.omitted[claim]) & (mended < 0)
    door = world.settings.aftermath.rejected * (1 + 60 * typed_wrong + 15 * left_out)
    rejected = rng.random(world.places)[place] < door
    lag = _lags(world, (payer, place), denied, rng)
    answer = business_day(submit + np.where(rejected, 1, lag))
    p_denied = noisy_or(chances)
    return Versions(
        claim,
        version,
        previous,
        submit,
        chances,
        p_denied,
        p_denied.copy(),
        denied,
        cause,
        mended,
        rejected,
        answer,
    )


def _lags(world: World, which: tuple[Ints, Ints], denied: Bools, rng: np.random.Generator) -> Ints:
    """Days from sending to the 835: denials are slower, and some of either wait for a person."""
    (payer, place), size = which, world.places
    lag = world.payers.lag[payer] * np.exp(_LAG_SPREAD * rng.standard_normal(size)[place])
    lag = np.where(denied, 1.2 * lag + rng.gamma(1.6, 3.0, size)[place], lag)
    pended = rng.random(size)[place] < world.settings.aftermath.pended * np.where(denied, 2.0, 1.0)
    wait = np.where(pended, rng.integers(18, 55, size)[place], 0)
    return np.maximum(2, np.round(lag + wait)).astype(np.int64)


def _sent_again(
    world: World, before: Versions, base: int, last: int, rng: np.random.Generator
) -> tuple[Ints, Ints, Ints, Ints, Floats, Ints]:
    """Failed versions of a round that come back by `last`; `base` is the row of the round's first version."""
    size, place = world.places, world.place[before.claim]
    chance = np.array([CORRECTABLE.get(name, 0.0) for name in NAMES]) * world.settings.aftermath.corrected
    typed_wrong = world.registration.typo[before.claim] & (before.cause == NAMES.index("eligibility"))
    willing = np.where(before.denied, chance[before.cause], 0.0)
    willing = np.select(
        [before.rejected, typed_wrong], [0.97, 0.85 * world.settings.aftermath.corrected], willing
    )
    slow = 4 + rng.gamma(2.0, 6.0, size)[place].astype(np.int64)
    work = np.where(before.rejected, rng.integers(2, 8, size)[place], slow)
    submit = business_day(before.answer + work)
    rows = np.flatnonzero((rng.random(size)[place] < willing) & (submit <= last) & (before.submit <= last))
    mended = np.where(before.rejected, REJECTED, before.cause)[rows]
    return (
        before.claim[rows],
        before.version[rows] + 1,
        base + rows,
        submit[rows],
        _mended_chances(world, before, rows, mended),
        mended,
    )


def _mended_chances(world: World, before: Versions, rows: Ints, mended: Ints) -> Floats:
    chances = before.chances[rows].copy()
    doorway = mended == REJECTED
    chances[~doorway] *= _PASSED
    chances[~doorway, mended[~doorway]] *= _FIXED / _PASSED
    noise = NAMES.index("noise")
    chances[:, noise] = before.chances[rows, noise]
    chances[doorway, NAMES.index("missing")] *= _FIXED
    typed_wrong = doorway & world.registration.typo[before.claim[rows]]
    chances[typed_wrong, NAMES.index("eligibility")] *= _FIXED
    return chances


def cut_to(versions: Versions, household: Ints, size: int) -> Versions:
    """Exactly `size` versions: whole households while they fit, then the earliest of the next one.

    `household` is per claim. Fewer are returned when there are fewer.
    """
    of = household[versions.claim]
    through = np.cumsum(np.bincount(of))
    whole = int(np.searchsorted(through, size, side="right"))
    kept = of < whole
    rest = np.flatnonzero(of == whole)
    early = rest[np.lexsort((rest, versions.submit[rest]))][: size - int(kept.sum())]
    kept[early] = True
    rows = np.flatnonzero(kept)
    place = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1)
    cut = taken(versions, rows)
    cut.previous[:] = place[cut.previous]
    return cut


def followed(versions: Versions) -> Bools:
    """Which versions have a later one."""
    out = np.zeros(len(versions), dtype=bool)
    out[versions.previous[versions.previous >= 0]] = True
    return out


def shown(world: World, versions: Versions) -> Bools:
    """Which versions' answers are written: sent and answered by the end of the period."""
    last = day_number(world.settings.end)
    return (versions.submit <= last) & (versions.answer <= last) & (versions.answer < NEVER)
