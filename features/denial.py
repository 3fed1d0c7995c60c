"""Denials as columns: what stands in the claim, what the payer answered, what is at stake."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.batch import ClaimBatch, batch_of_frames
from data.events import Events
from data.outcomes import line_outcomes
from features.allowed import CHARGE, line_allowed, usual_allowed
from features.appeal_history import Facts
from features.asof import AsOf
from features.knowledge import Knowledge
from features.ledger import Objects

Floats = NDArray[np.float64]
Moments = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class DenialBatch:
    """n denials, each to be worked at `facts.t`.

    Cents are floats, NaN is missing. `allowed_cents` is the usual allowed amount of what was denied, as known
    when the denial became available, and `allowed_basis` where it comes from.
    """

    facts: Facts
    version_key: Objects
    denied_at: Moments
    denied_cents: Floats
    charge_cents: Floats
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

    @property
    def allowed_cents(self) -> Floats:
        return self.facts.allowed_cents


def denial_batch(denials: pd.DataFrame, facts: pd.DataFrame, t: Moments | np.datetime64) -> DenialBatch:
    """Denials (rows of `data.appeals.denials`; a version may stand at several levels) to be worked at `t`.

    `facts` are `claim_facts` of these denials or more; `t` is one moment per row, or one for all.
    """
    moments = np.broadcast_to(np.asarray(t, dtype="datetime64[us]"), len(denials)).copy()
    claims = facts.loc[denials["version_key"]]
    denied = denials["denied_charge_cents"].to_numpy(dtype="float64", na_value=np.nan)
    allowed, basis = _at_stake(denied, claims)
    return DenialBatch(
        facts=Facts(
            t=moments,
            chain=_texts(denials["chain_key"]),
            payer=_texts(denials["payer_id"]),
            family=_texts(denials["family"]),
            reason=_texts(denials["carcs"]),
            procedure=_texts(claims["procedure"]),
            provider=_texts(claims["provider"]),
            level=denials["level"].to_numpy(dtype=np.int64),
            allowed_cents=allowed,
        ),
        version_key=_texts(denials["version_key"]),
        denied_at=denials["denied_at"].to_numpy(dtype="datetime64[us]"),
        denied_cents=denied,
        charge_cents=claims["charge_cents"].to_numpy(dtype=np.float64),
        allowed_basis=basis,
        groups=_texts(denials["groups"]),
        lines=claims["lines"].to_numpy(dtype=np.float64),
        submitted_at=claims["submitted_at"].to_numpy(dtype="datetime64[us]"),
        service_on=claims["service_on"].to_numpy(dtype="datetime64[D]"),
        institutional=claims["institutional"].to_numpy(dtype=np.float64),
        authorized=claims["authorized"].to_numpy(dtype=np.float64),
        filing=_texts(claims["filing"]),
    )


def claim_facts(denials: pd.DataFrame, events: Events, knowledge: Knowledge) -> pd.DataFrame:
    """One row per denied version, by `version_key`: what its claim says; prices as of its denial."""
    first_seen = denials.set_index("version_key")["denied_at"]
    claims = events.claims[events.claims["version_key"].isin(first_seen.index)]
    batch = batch_of_frames(claims, events.lines, events.other_payers)
    seen = first_seen.loc[claims["version_key"]].to_numpy(dtype="datetime64[us]")
    rendering = batch.claims["rendering_npi"]
    institutional = batch.claims["kind"] == "institutional"
    return pd.DataFrame(
        {
            **_prices(replace(batch, t=seen), events, knowledge),
            "charge_cents": batch.claims["total_charge_cents"],
            "lines": np.bincount(batch.lines["row"], minlength=len(batch)).astype(np.float64),
            "submitted_at": batch.claims["submitted_at"],
            "service_on": np.where(institutional, batch.claims["through_on"], batch.claims["from_on"]),
            "institutional": institutional.astype(np.float64),
            "filing": batch.claims["filing_indicator"],
            "authorized": (batch.claims["prior_authorization"] != None).astype(np.float64),  # noqa: E711 - elementwise
            "provider": np.where(rendering == None, batch.claims["billing_npi"], rendering),  # noqa: E711
            "procedure": _first_procedures(batch.lines, len(batch)),
        },
        index=batch.claims["version_key"],
    )


def _prices(batch: ClaimBatch, events: Events, knowledge: Knowledge) -> dict[str, NDArray[Any]]:
    """Usual allowed cents of each claim and of its denied lines (NaN when no line is known as denied)."""
    view = AsOf(batch, knowledge)
    whole, basis = usual_allowed(batch, knowledge, asof=view)
    decided = line_outcomes(events)
    named = pd.MultiIndex.from_frame(decided.loc[decided["denied"], ["version_key", "line"]])
    lines = pd.MultiIndex.from_arrays([batch.lines["version_key"], batch.lines["line"].astype(np.int64)])
    denied = lines.isin(named)
    cents = np.where(denied, line_allowed(view)[0], 0.0)
    by_line = np.bincount(batch.lines["row"], weights=cents, minlength=len(batch))
    some = np.bincount(batch.lines["row"], weights=denied, minlength=len(batch)) > 0
    return {
        "allowed_cents": whole,
        "allowed_basis": basis,
        "denied_lines_cents": np.where(some, by_line, np.nan),
    }


def _first_procedures(lines: dict[str, NDArray[Any]], n: int) -> Objects:
    """The procedure of each claim's costliest line; None when it names none."""
    out = np.full(n, None, dtype=object)
    rising = np.argsort(np.nan_to_num(lines["charge_cents"]), kind="stable")
    out[lines["row"][rising]] = lines["procedure_code"][rising]
    return out


def _at_stake(denied: Floats, claims: pd.DataFrame) -> tuple[Floats, Objects]:
    """Usual allowed amount of the denied lines; else the denied share of the claim's; else the charge."""
    charge = claims["charge_cents"].to_numpy(dtype=np.float64)
    usual = claims["allowed_cents"].to_numpy(dtype=np.float64)
    by_line = claims["denied_lines_cents"].to_numpy(dtype=np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        prorated = usual * np.clip(denied / charge, 0.0, 1.0)
    allowed = np.where(np.isfinite(by_line), by_line, prorated)
    unknown = ~np.isfinite(allowed)
    basis = claims["allowed_basis"].to_numpy(dtype=object).copy()
    basis[unknown] = CHARGE
    return np.where(unknown, denied, allowed), basis


def _texts(series: pd.Series) -> Objects:
    return series.astype("object").where(series.notna(), None).to_numpy(dtype=object)
