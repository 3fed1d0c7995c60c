"""When claims leave: some wait on the biller's desk at the end, some leave twice by mistake."""

import numpy as np

from data.synthetic.arrays import Ints, business_day, day_number
from data.synthetic.claim_arrays import Claims, Lines, kept
from data.synthetic.settings import Settings

_LEAST_UNSENT, _UNSENT_DAYS = 235, 3


def held_back(settings: Settings, claims: Claims) -> Claims:
    """The last claims wait on the biller's desk and are to go out on the business days after the period."""
    end = day_number(settings.end)
    told = int((claims.submit >= day_number(settings.start)).sum())
    waiting = max(_LEAST_UNSENT, round(settings.next_share * told))
    order = np.lexsort((np.arange(len(claims)), claims.submit))
    late = order[len(claims) - min(told // 4, waiting) :]
    place = np.arange(len(late)) * _UNSENT_DAYS // max(1, len(late))
    claims.submit[late] = business_day(np.full(len(late), end + 1)) + place
    claims.submit[late] = business_day(claims.submit[late])
    early = order[: len(claims) - len(late)]
    claims.submit[early] = np.minimum(claims.submit[early], end)
    return claims


def with_duplicates(
    settings: Settings, claims: Claims, lines: Lines, rng: np.random.Generator
) -> tuple[Claims, Lines, Ints]:
    """The claims and, after them, those sent again by mistake; the third is the row each one stems from."""
    n = len(claims)
    later = business_day(claims.submit + rng.integers(4, 45, n))
    twice = np.flatnonzero(
        (rng.random(n) < settings.habits.duplicate_share) & (later <= day_number(settings.end))
    )
    rows = np.concatenate([np.arange(n), twice])
    all_claims, all_lines = kept(claims, lines, rows)
    all_claims.duplicate_of[n:] = twice
    all_claims.submit[n:] = later[twice]
    all_claims.serial[n:] = claims.serial[:n].max(initial=0) + 1 + np.arange(len(twice))
    return all_claims, all_lines, rows
