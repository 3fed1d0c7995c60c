"""Rolling origins: what could have been learned at a moment, and what came after it.

The gap is built in: a row is known only once it was decided *and* its cohort was mature at the origin
(`Rows.known_at`). What is answered and not mature stands apart: counted once each, quick payments would be
learned from before the slow denials of their days (`models.known` says what is made of them).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.examples import Rows

NEWEST_SHARE = 0.2
"""Share of the labelled rows, newest by submission, on which a recipe is judged."""


@dataclass(frozen=True, slots=True)
class Split:
    """Places of the rows known and tested on; every test row is at or after `origin`.

    `answered` are those known, and those decided before the origin on days not mature by then: a model says
    which it learns from (`models.known`). Invariant: no chain (`Rows.group`) has rows on both sides.
    """

    origin: np.datetime64
    train: NDArray[np.int64]
    test: NDArray[np.int64]
    answered: NDArray[np.int64]


def newest_split(rows: Rows, share: float = NEWEST_SHARE) -> Split:
    """The newest share of the rows against everything known before the first of them."""
    return split_at(rows, _moment(rows, 1.0 - share))


def rolling_splits(rows: Rows, folds: int, share: float = NEWEST_SHARE) -> list[Split]:
    """As many origins as folds, oldest first, each tested up to the next.

    All tests together are the newest `share * folds` of the rows, at most 60 %.
    """
    width = min(share, 0.6 / folds)
    cuts = [1.0 - width * (folds - fold) for fold in range(folds + 1)]
    origins = [_moment(rows, cut) for cut in cuts[:-1]]
    ends = [*origins[1:], None]
    return [split_at(rows, origin, end) for origin, end in zip(origins, ends, strict=True)]


def split_at(rows: Rows, origin: np.datetime64, end: np.datetime64 | None = None) -> Split:
    """Rows from the origin on (before `end`) against what was known before it, chains kept whole."""
    test = rows.at >= origin
    if end is not None:
        test &= rows.at < end
    apart = ~np.isin(rows.group.astype(str), rows.group[test].astype(str))
    known, decided = (apart & (moments < origin) for moments in (rows.known_at, rows.answered_at))
    return Split(origin, np.flatnonzero(known), np.flatnonzero(test), np.flatnonzero(decided))


def _moment(rows: Rows, cut: float) -> np.datetime64:
    order = np.sort(rows.at)
    return order[min(int(len(order) * cut), len(order) - 1)]
