"""The rows a model may learn from, told in numbers: how many, of which days, and how they divide."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.examples import Rows
from training.figures import percent

PERSONAL = ("age band", "sex")
"""Slices that speak of persons."""


@dataclass(frozen=True, slots=True)
class Learned:
    """The rows a model may learn from: how many, of which days, and how they divide."""

    rows: int
    failures: int
    first: datetime
    last: datetime
    shares: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """All of it in one sentence."""
        return (
            f"{self.rows:,} rows, {percent(self.failures / self.rows)} of them positive, from "
            f"{self.first:%Y-%m-%d} to "
            f"{self.last:%Y-%m-%d}."
        )


def learned(rows: Rows, by: Mapping[str, NDArray[Any]]) -> Learned:
    """What labelled rows are, by the slices' values; only age and sex are told."""
    first, last = (at.astype("datetime64[us]").astype(datetime) for at in (rows.at.min(), rows.at.max()))
    shares = {name: _shares(by[name]) for name in PERSONAL if name in by}
    return Learned(len(rows), int(rows.label.sum()), first, last, shares)


def _shares(values: NDArray[Any]) -> dict[str, float]:
    names, counts = np.unique([str(value or "missing") for value in values.tolist()], return_counts=True)
    return {str(name): float(n / len(values)) for name, n in zip(names, counts, strict=True)}
