"""Names for the array types of the world; a day is an int64 count of days since 1970-01-01."""

from datetime import date
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]
Texts: TypeAlias = NDArray[Any]
"""Object arrays of str or None."""

NEVER = 2**31
"""A day that does not come: a rule that is not in force, a thing not known."""


def day_number(day: date) -> int:
    """The day as a count of days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


def business_day(days: Ints) -> Ints:
    """The same day when it is a weekday, else the Monday after."""
    weekday = (days + 3) % 7
    return np.where(weekday >= 5, days + 7 - weekday, days)  # noqa: PLR2004 - Saturday and Sunday


def any_in_row(flags: Bools) -> Bools:
    """Per row of a matrix, whether any flag is set."""
    return np.asarray(flags.any(axis=1), dtype=np.bool_)


def pick(rng: np.random.Generator, weights: Floats, size: int) -> Ints:
    """`size` indices drawn with the weights given."""
    total = np.cumsum(weights)
    return np.searchsorted(total, rng.random(size) * total[-1], side="right").astype(np.int64)


def ragged(counts: Ints) -> tuple[Ints, Ints]:
    """For groups of these sizes: the group of each member and its 0-based place in the group."""
    owner = np.repeat(np.arange(len(counts)), counts)
    first = np.cumsum(counts) - counts
    return owner, np.arange(len(owner)) - first[owner]


def running_rank(*keys: Ints) -> Ints:
    """0-based place of each row among rows of equal keys, in order of the last key (ties in row order).

    Rows are equal when all keys but the last are.
    """
    order = np.lexsort(keys[::-1])
    changed = np.zeros(len(order), dtype=bool)
    if len(order):
        changed[0] = True
    for key in keys[:-1]:
        held = key[order]
        changed[1:] |= held[1:] != held[:-1]
    place = np.arange(len(order))
    first = np.maximum.accumulate(np.where(changed, place, 0))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = place - first
    return rank
