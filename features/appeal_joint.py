"""Shifts in log-odds under several keys, fitted together on the outcomes known at a moment.

Each key adds what its outcomes were beyond what all the other keys expect of them, drawn to nothing by its
strength; the keys take turns until they agree. Stages fitted one after another would count a surprise that
all of them share once under each. Outcomes may be forgotten by halves as others come after them.
"""

import math
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from features.key_index import Ints, KeyIndex, Objects, Places, microseconds

Floats = NDArray[np.float64]

_TURNS = 25
_GROWTH = 0.02
"""Shifts are fitted again once so much more is known, and at each outcome while little is."""
_KEPT = 512
"""Fits kept for the next question."""
_FORGOTTEN = 8
"""Half-lives after which an outcome no longer counts at all."""


class JointShifts:
    """What n outcomes tell at any moment; each counts strictly after it was known.

    An answer depends on the outcomes before the moment alone: how many they are says which of the fits is
    asked. A denial's own earlier levels count like any others. With a `half_life`, in outcomes, each counts
    half once so many came after it; without one nothing is forgotten.
    """

    def __init__(
        self,
        at: NDArray[np.datetime64],
        won: NDArray[np.bool_],
        start: Floats,
        keys: Mapping[str, Objects],
        strengths: Mapping[str, float],
        half_life: float | None = None,
    ) -> None:
        order = np.argsort(at, kind="stable")
        self._at = microseconds(at)[order]
        self._won, self._start = won[order].astype(np.float64), start[order]
        self._index = {name: _index(keys[name][order]) for name in strengths}
        self._strengths = dict(strengths)
        self._half_life = math.inf if half_life is None else half_life
        self._cuts = _cuts(len(at), self._half_life)
        self._fit = lru_cache(maxsize=_KEPT)(self._fitted)

    def parts(self, t: NDArray[np.datetime64], keys: Mapping[str, Objects]) -> Floats:
        """The shifts of n questions, n x keys in the order of the strengths; 0 for what was never seen."""
        known = self._cuts[np.searchsorted(self._cuts, self._known(t), side="right") - 1]
        ids = [self._index[name].ids_of(keys[name]) for name in self._index]
        out = np.zeros((len(t), len(ids)))
        for cut in np.unique(known).tolist():
            rows = known == cut
            for place, shifts in enumerate(self._fit(cut)):
                out[rows, place] = shifts[ids[place][rows]]
        return out

    def _known(self, t: NDArray[np.datetime64]) -> Ints:
        return np.searchsorted(self._at, microseconds(t), side="left")

    def _fitted(self, cut: int) -> list[Floats]:
        """Per key the shifts by id from the first outcomes; the last is 0 and stands for id -1."""
        weight = weights(cut, self._half_life)
        seen = slice(cut - len(weight), cut)
        shifts = [np.zeros(len(index.ids) + 1) for index in self._index.values()]
        codes = [index.codes[seen] for index in self._index.values()]
        won, raw = self._won[seen], self._start[seen].copy()
        for _ in range(_TURNS if cut else 0):
            for held, code, strength in zip(shifts, codes, self._strengths.values(), strict=True):
                raw += _step(held, code, strength, won, raw, weight)[code]
        return shifts


def weights(n: int, half_life: float) -> Floats:
    """What each of the newest of n outcomes counts, old to new; those before them count nothing."""
    age = np.arange(min(n, _FORGOTTEN * half_life))[::-1]
    return np.asarray(0.5 ** (age / half_life))


def _step(held: Floats, code: Places, strength: float, won: Floats, raw: Floats, weight: Floats) -> Floats:
    """One step of Newton's for each shift of a key, the others held; moves `held` and gives the moves."""
    chance = 1 / (1 + np.exp(-raw))
    gained = np.bincount(code + 1, weight * (won - chance), len(held)) - strength * np.roll(held, 1)
    known = np.bincount(code + 1, weight * chance * (1 - chance), len(held)) + strength
    step = np.roll(gained / known, -1)
    step[-1] = 0.0  # rows without a value of the key
    held += step
    return step


def _index(values: Objects) -> KeyIndex:
    return KeyIndex.of(values, np.zeros(len(values), dtype=np.int64), 1)


def _cuts(n: int, half_life: float) -> Ints:
    """Numbers of outcomes after which shifts are fitted, from 0."""
    held = [0]
    while held[-1] < n:
        held.append(held[-1] + max(1, int(min(held[-1], half_life) * _GROWTH)))
    return np.array(held)
