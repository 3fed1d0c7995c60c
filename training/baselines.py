"""What a model must be better than: base rate, rate table alone, rules alone, LightGBM on raw 837 fields."""

from typing import Any

import lightgbm
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.batch import ClaimBatch
from models.calibrate import FloatArray, sigmoid
from models.examples import Rows
from models.grow import binned, threads_for
from training.split import Split

_CODES: tuple[str, ...] = (
    "kind",
    "responsibility",
    "payer_id",
    "filing_indicator",
    "relationship",
    "patient_sex",
    "billing_npi",
    "rendering_npi",
    "referring_npi",
    "facility_npi",
    "place_of_service",
    "bill_type",
    "admission_type",
    "drg",
    "accident_kind",
    "assignment",
)
"""Claim columns label-encoded as they stand."""
_LINE_CODES: tuple[str, ...] = ("procedure_code", "modifiers", "revenue_code", "place_of_service")
"""Columns of the first line, label-encoded as they stand."""
_PRESENT: tuple[str, ...] = (
    "prior_authorization",
    "referral_number",
    "original_reference",
    "attachments",
    "clia_number",
)
"""Claim columns of which only the presence is used."""


_FINDINGS = 2
"""Claims with so many findings or more are alike to the rules."""
_STRENGTH = 20.0
"""Claims' worth of the base rate that the rate of claims with as many findings starts from."""


def baseline_risks(
    rows: Rows, raw: pd.DataFrame, findings: NDArray[np.int64], split: Split, *, table: FloatArray
) -> dict[str, FloatArray]:
    """Risks of the split's test rows by baseline: `base_rate`, `table`, `rules`, `raw_lightgbm`.

    `findings` is how many findings the scrubber has on each row, `table` the rate table's log-odds.
    """
    rate = float(rows.label[split.train].mean())
    return {
        "base_rate": np.full(len(split.test), rate),
        "table": sigmoid(table[split.test]),
        "rules": _rules(findings, rows.label, split),
        "raw_lightgbm": _raw_lightgbm(raw, rows.label, split),
    }


def _rules(findings: NDArray[np.int64], label: NDArray[np.bool_], split: Split) -> FloatArray:
    # A scrubber alone: the rate at which claims with none, one or more findings have failed so far.
    found = np.minimum(findings, _FINDINGS)
    before = found[split.train]
    failed = np.bincount(before, label[split.train], minlength=_FINDINGS + 1)
    seen = np.bincount(before, minlength=_FINDINGS + 1)
    rates = (failed + _STRENGTH * label[split.train].mean()) / (seen + _STRENGTH)
    return np.asarray(rates[found[split.test]])


def raw_fields(batch: ClaimBatch) -> pd.DataFrame:
    """The claims' own 837 fields, label-encoded, one row per claim: what one would try first.

    Categories are pandas categoricals; missing is missing.
    """
    claims, first = batch.claims, _first_lines(batch)
    held: dict[str, Any] = {name: pd.Categorical(claims[name]) for name in _CODES}
    held |= {f"line_{name}": pd.Categorical(_at(batch.lines[name], first)) for name in _LINE_CODES}
    held["diagnosis"] = pd.Categorical(
        [None if d is None else d.split()[0] for d in claims["diagnoses"].tolist()]
    )
    held |= {
        f"has_{name}": np.array([v is not None for v in claims[name].tolist()], float) for name in _PRESENT
    }
    held["total_charge"] = claims["total_charge_cents"] / 100.0
    held["lines"] = np.bincount(batch.lines["row"], minlength=len(batch)).astype(np.float64)
    held["units"] = np.bincount(batch.lines["row"], np.nan_to_num(batch.lines["units"]), minlength=len(batch))
    held["age"] = _days(claims["from_on"], claims["patient_birth_on"]) / 365.25
    held["days_to_submit"] = _days(batch.t, claims["through_on"])
    return pd.DataFrame(held)


def _raw_lightgbm(raw: pd.DataFrame, label: NDArray[np.bool_], split: Split) -> FloatArray:
    settings = {
        "objective": "binary",
        "seed": 7,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": threads_for(len(split.train)),
        "verbosity": -1,
    }
    train = binned(raw.iloc[split.train], settings, label=label[split.train].astype(np.float64))
    booster = lightgbm.train(settings, train, num_boost_round=100)
    tested = raw.iloc[split.test]
    return np.asarray(booster.predict(tested, num_threads=threads_for(len(tested))))


def _first_lines(batch: ClaimBatch) -> NDArray[np.int64]:
    # Place of each claim's first line; -1 without lines.
    places = np.searchsorted(batch.lines["row"], np.arange(len(batch)), side="left")
    has = np.bincount(batch.lines["row"], minlength=len(batch)) > 0
    return np.where(has, places, -1)


def _at(values: NDArray[Any], places: NDArray[np.int64]) -> list[Any]:
    return [None if place < 0 else values[place] for place in places.tolist()]


def _days(later: NDArray[np.datetime64], earlier: NDArray[np.datetime64]) -> FloatArray:
    gap = later.astype("datetime64[D]") - earlier.astype("datetime64[D]")
    return np.where(np.isnat(gap), np.nan, gap.astype(np.int64).astype(np.float64))
