"""Denials as columns: what stands in the claim, what the payer answered, what is at stake."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.batch import batch_of_frames
from data.events import Events
from features.allowed import usual_allowed
from features.appeal_history import Facts
from features.knowledge import Knowledge
from features.ledger import Objects

Floats = NDArray[np.float64]
Moments = NDArray[np.datetime64]

_NO_PRICE = "charge"
"""Basis of the dollars at stake when nothing is known about what this payer allows."""


@dataclass(frozen=True, slots=True)
class DenialBatch:
    """n denials, each to be worked at `facts.t`.

    Cents are floats. `allowed_cents` is the usual allowed amount of what was denied, as known when the
    denial became available, and `allowed_basis` where it comes from; NaN is missing.
    """

    facts: Facts
    version_key: Objects
    denied_at: Moments
    denied_cents: Floats
    charge_cents: Floats
    allowed_cents: Floats
    allowed_basis: Objects
    groups: Objects
    lines: Floats
    submitted_at: Moments
    service_on: Moments
    institutional: Floats
    authorized: Floats
    filing: Objects

    def __len__(self) -> int:
        return len(self.denied_at)


def denial_batch(denials: pd.DataFrame, events: Events, knowledge: Knowledge, t: Moments) -> DenialBatch:
    """Denials (rows of `data.appeals.denials`; a version may stand at several levels) to be worked at `t`.

    `t` is one moment per row, or one for all.
    """
    moments = np.broadcast_to(np.asarray(t, dtype="datetime64[us]"), len(denials)).copy()
    claims = _claim_facts(denials, events, knowledge)
    denied = denials["denied_charge_cents"].to_numpy(dtype="float64", na_value=np.nan)
    allowed, basis = _prorated(denied, claims)
    return DenialBatch(
        facts=Facts(
            t=moments,
            chain=_texts(denials["chain_key"]),
            payer=_texts(denials["payer_id"]),
            family=_texts(denials["family"]),
            reason=_texts(denials["carcs"]),
            procedure=_texts(claims["procedure"]),
            level=denials["level"].to_numpy(dtype=np.int64),
        ),
        version_key=_texts(denials["version_key"]),
        denied_at=denials["denied_at"].to_numpy(dtype="datetime64[us]"),
        denied_cents=denied,
        charge_cents=claims["charge_cents"].to_numpy(dtype=np.float64),
        allowed_cents=allowed,
        allowed_basis=basis,
        groups=_texts(denials["groups"]),
        lines=claims["lines"].to_numpy(dtype=np.float64),
        submitted_at=claims["submitted_at"].to_numpy(dtype="datetime64[us]"),
        service_on=claims["service_on"].to_numpy(dtype="datetime64[D]"),
        institutional=claims["institutional"].to_numpy(dtype=np.float64),
        authorized=claims["authorized"].to_numpy(dtype=np.float64),
        filing=_texts(claims["filing"]),
    )


def _claim_facts(denials: pd.DataFrame, events: Events, knowledge: Knowledge) -> pd.DataFrame:
    """One row per denial, in its order: what its claim version says."""
    first_seen = denials.drop_duplicates("version_key").set_index("version_key")["denied_at"]
    claims = events.claims[events.claims["version_key"].isin(first_seen.index)]
    batch = batch_of_frames(claims, events.lines, events.other_payers)
    seen = first_seen.loc[claims["version_key"]].to_numpy(dtype="datetime64[us]")
    allowed, basis = usual_allowed(replace(batch, t=seen), knowledge)
    institutional = batch.claims["kind"] == "institutional"
    held = pd.DataFrame(
        {
            "charge_cents": batch.claims["total_charge_cents"],
            "allowed_cents": allowed,
            "allowed_basis": basis,
            "lines": np.bincount(batch.lines["row"], minlength=len(batch)).astype(np.float64),
            "submitted_at": batch.claims["submitted_at"],
            "service_on": np.where(institutional, batch.claims["through_on"], batch.claims["from_on"]),
            "institutional": institutional.astype(np.float64),
            "filing": batch.claims["filing_indicator"],
            "authorized": np.array(
                [number is not None for number in batch.claims["prior_authorization"]], float
            ),
            "procedure": _first_procedures(batch.lines, len(batch)),
        },
        index=batch.claims["version_key"],
    )
    return held.loc[denials["version_key"]]


def _first_procedures(lines: dict[str, NDArray[Any]], n: int) -> Objects:
    """The procedure of each claim's costliest line; None when it names none."""
    out = np.full(n, None, dtype=object)
    rising = np.argsort(np.nan_to_num(lines["charge_cents"]), kind="stable")
    out[lines["row"][rising]] = lines["procedure_code"][rising]
    return out


def _prorated(denied: Floats, claims: pd.DataFrame) -> tuple[Floats, Objects]:
    """The denied part of each claim's usual allowed amount; what was charged when no price is known."""
    charge = claims["charge_cents"].to_numpy(dtype=np.float64)
    usual = claims["allowed_cents"].to_numpy(dtype=np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        allowed = usual * np.clip(denied / charge, 0.0, 1.0)
    unknown = ~np.isfinite(allowed)
    basis = claims["allowed_basis"].to_numpy(dtype=object).copy()
    basis[unknown] = _NO_PRICE
    return np.where(unknown, denied, allowed), basis


def _texts(series: pd.Series) -> Objects:
    return series.astype("object").where(series.notna(), None).to_numpy(dtype=object)
