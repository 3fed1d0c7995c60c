"""Simulated rows with a known truth, for tests of fitting."""

from dataclasses import replace

import numpy as np

from data.codes import FAMILIES
from models.calibrate import sigmoid
from models.examples import Rows
from models.hazards import NOT_FAILED
from models.spec import ModelSpec, Settings

SPEC = ModelSpec(
    name="denial",
    features=("signal", "payer_code", "noise"),
    directions=(1, 0, 0),
    categorical=("payer_code",),
    settings=Settings(max_trees=40, patience=10, feature_fraction=1.0),
)


def simulated(n: int = 3000, seed: int = 3) -> Rows:
    """Claims whose log-odds are a table plus a rising signal and one bad payer."""
    draw = np.random.default_rng(seed)
    signal = draw.normal(size=n)
    payer = draw.integers(0, 5, n).astype(np.float64)
    noise = np.where(draw.random(n) < 0.2, np.nan, draw.normal(size=n))
    offset = draw.normal(-2.0, 0.7, n)
    label = draw.random(n) < sigmoid(offset + signal + 1.5 * (payer == 2))
    at = np.datetime64("2025-01-01", "us") + (np.arange(n) * 5000).astype("timedelta64[s]")
    group = np.arange(n).astype(str).astype(object)
    return Rows(
        np.column_stack([signal, payer, noise]), offset, label, at, at + np.timedelta64(30, "D"), group
    )


def reasoned(rows: Rows) -> Rows:
    """The rows with reasons: the bad payer's failures are for coding, others authorization, some timely."""
    coding, authorization, timely = (FAMILIES.index(name) for name in ("coding", "authorization", "timely"))
    told = np.where(rows.x[:, 1] == 2, coding, authorization)
    told = np.where(np.arange(len(rows)) % 60 == 0, timely, told)
    return replace(rows, reason=np.where(rows.label, told, NOT_FAILED))
