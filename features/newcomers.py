"""Newcomers: rendering providers first seen after the records began, perhaps not yet enrolled everywhere."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.claim_facts import days_between
from features.ledger import Before, Objects
from features.parts import Parts, Teller

_BEGINNING = np.timedelta64(60, "D")
"""Whoever is first seen so soon after the practice's first claim is no newcomer: the records begin there."""

_EDGES = np.array([30, 60, 90, 120])
"""Edges of the bands of days known; after the last nobody is a newcomer."""


def days_known(parts: Parts, before: Before) -> NDArray[np.float64]:
    """Days since each rendering provider's first claim to anyone; missing if he was there from the start.

    `before` are the claims sent, as each claim sees them.
    """
    t, rendering = parts.batch.t, parts.key("claim", "rendering")
    seen = before.under("rendering", rendering).window(None).first_seen()
    first = np.where(np.isnat(seen), t, seen)
    began = before.under("all", parts.key("claim", "all")).window(None).first_seen()
    joined = (first - began >= _BEGINNING) & pd.notna(rendering)
    return np.where(joined, days_between(first.astype("datetime64[D]"), t), np.nan)


def told_new(known: Callable[[], NDArray[np.float64]]) -> Teller:
    """The part `new`: the band of days a newcomer is `known`; None for everybody else."""

    def tell(_: Parts) -> Objects:
        bands = np.searchsorted(_EDGES, known(), "right").tolist()
        out = np.empty(len(bands), dtype=object)
        out[:] = [str(band) if band < len(_EDGES) else None for band in bands]
        return out

    return tell
