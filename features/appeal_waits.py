"""How long payers took to decide appeals: medians as known at a moment."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.key_index import Objects

Floats = NDArray[np.float64]
Moments = NDArray[np.datetime64]

FEWEST = 8
"""Decisions from which on a key's own median is believed."""


class Waits:
    """Waits of decided appeals by key; each counts strictly after its decision."""

    def __init__(self, filed: Moments, decided: Moments, keys: Mapping[str, Objects]) -> None:
        self._at = decided
        self._days = (decided - filed) / np.timedelta64(1, "D")
        self._rows = {
            name: pd.Series(np.arange(len(values))).groupby(values).indices for name, values in keys.items()
        }

    def put_medians(self, out: Floats, name: str, values: Objects, t: Moments) -> None:
        """Writes the median wait under each value's key before t, where there are enough to tell."""
        asked, first = np.unique(t, return_inverse=True)
        codes, different = pd.factorize(values)
        for code, moment in np.unique(np.column_stack([codes, first]), axis=0).tolist():
            if code < 0:
                continue
            rows = self._rows[name].get(different[code], np.empty(0, dtype=np.int64))
            days = self._days[rows[self._at[rows] < asked[moment]]]
            if len(days) >= FEWEST:
                out[(codes == code) & (first == moment)] = np.median(days)
