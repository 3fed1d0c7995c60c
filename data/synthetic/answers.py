"""What payers answer, and when: every version of every claim, its denial or payment, its correction.

A version is one sending of a claim. Round by round: claims are sent, some are rejected at the door,
the rest are decided; some of the failed ones are corrected and sent again.
"""

from dataclasses import dataclass, fields

import numpy as np

from data.synthetic.arrays import NEVER, Bools, Floats, Ints, any_in_row, business_day, day_number
from data.synthetic.build import dice
from data.synthetic.causes import NAMES, Verdicts, noisy_or
from data.synthetic.encounters import taken
from data.synthetic.state import World

CORRECTABLE = {
    "missing": 0.8,
    "coding": 0.7,
    "bundling": 0.3,
    "authorization": 0.3,
    "referral": 0.4,
    "necessity": 0.12,
    "provider": 0.15,
    "eligibility": 0.06,
    "noise": 0.15,
}
"""Chance that staff send a corrected claim after a denial for this cause (ours)."""

_FIXED, _PASSED = 0.1, 0.5
"""What is left of the cause that was mended, and of causes that the first version had already passed."""

_ROUNDS = 3


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


def answer_claims(world: World, verdicts: Verdicts, seed: int) -> Versions:
    """All versions sent by the end of the period (and the unsent originals), in rounds."""
    rng, mending = dice(seed, "answers"), dice(seed, "corrections")
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
    payer = world.payer[claim]
    fires = rng.random(chances.shape) < chances
    denied = any_in_row(fires)
    cause = np.where(denied, np.argmax(fires, axis=1), -1)
    typed_wrong = world.registration.typo[claim] & (mended < 0)
    left_out = any_in_row(world.papers.omitted[claim]) & (mended < 0)
    door = world.settings.aftermath.rejected * (1 + 60 * typed_wrong + 15 * left_out)
    rejected = rng.random(len(claim)) < door
    lag = _lags(world, payer, denied, rng)
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


def _lags(world: World, payer: Ints, denied: Bools, rng: np.random.Generator) -> Ints:
    """Days from sending to the 835: denials are slower, and some of either wait for a person."""
    size = len(payer)
    lag = rng.lognormal(np.log(world.payers.lag[payer]), 0.28, size)
    lag = np.where(denied, 1.3 * lag + rng.gamma(1.6, 4.0, size), lag)
    pended = rng.random(size) < world.settings.aftermath.pended * np.where(denied, 2.0, 1.0)
    return np.maximum(2, np.round(lag + np.where(pended, rng.integers(18, 55, size), 0))).astype(np.int64)


def _sent_again(
    world: World, before: Versions, base: int, last: int, rng: np.random.Generator
) -> tuple[Ints, Ints, Ints, Ints, Floats, Ints]:
    """Failed versions of a round that come back by `last`; `base` is the row of the round's first version."""
    size = len(before)
    chance = np.array([CORRECTABLE.get(name, 0.0) for name in NAMES]) * world.settings.aftermath.corrected
    typed_wrong = world.registration.typo[before.claim] & (before.cause == NAMES.index("eligibility"))
    willing = np.where(before.denied, chance[before.cause], 0.0)
    willing = np.select(
        [before.rejected, typed_wrong], [0.97, 0.85 * world.settings.aftermath.corrected], willing
    )
    work = np.where(before.rejected, rng.integers(2, 8, size), 4 + rng.gamma(2.0, 6.0, size).astype(np.int64))
    submit = business_day(before.answer + work)
    rows = np.flatnonzero((rng.random(size) < willing) & (submit <= last) & (before.submit <= last))
    mended = np.where(before.rejected, REJECTED, before.cause)[rows]
    return (
        before.claim[rows],
        before.version[rows] + 1,
        base + rows,
        submit[rows],
        _mended_chances(before, rows, mended),
        mended,
    )


def _mended_chances(before: Versions, rows: Ints, mended: Ints) -> Floats:
    chances = before.chances[rows].copy()
    doorway = mended == REJECTED
    chances[~doorway] *= _PASSED
    chances[~doorway, mended[~doorway]] *= _FIXED / _PASSED
    noise = NAMES.index("noise")
    chances[:, noise] = before.chances[rows, noise]
    cured = [NAMES.index("missing")]
    chances[np.ix_(doorway, cured)] *= _FIXED
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
