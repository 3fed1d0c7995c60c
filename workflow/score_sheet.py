"""The rows that a run of `score` hands to people: one per claim, in the order of the file."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from data.batch import ClaimBatch
from models.scorer import Reason, Scores

REASONS = 3
"""How many reasons a row names."""

COLUMNS = (
    *("claim_id", "version", "payer_id", "total_charge", "expected_allowed", "denial_risk", "risk_band"),
    "expected_denied",
    *(name for k in range(1, REASONS + 1) for name in (f"reason_{k}", f"reason_{k}_probability")),
    *("findings", "low_support", "model_version"),
)
"""The contract's columns, in order."""


def score_sheet(
    batch: ClaimBatch, scores: Scores, versions: Sequence[int], model_version: str
) -> pd.DataFrame:
    """One row per claim with the contract's columns; dollars with cents; lists separated by `;`.

    With an explanation in `scores`, `shap.base` and one `shap.<name>` column each follow (log-odds that
    add up to the raw score).
    """
    sheet = pd.DataFrame(
        {
            "claim_id": batch.claims["claim_id"],
            "version": list(versions),
            "payer_id": batch.claims["payer_id"],
            "total_charge": np.round(batch.claims["total_charge_cents"]) / 100,
            "expected_allowed": np.round(scores.expected_allowed_cents) / 100,
            "denial_risk": scores.risk,
            "risk_band": scores.band,
            "expected_denied": np.round(scores.expected_denied_cents) / 100,
            **_reasons(scores.reasons),
            "findings": [";".join(finding.code for finding in found) for found in scores.findings],
            "low_support": scores.support.low_support,
            "model_version": model_version,
        }
    )[list(COLUMNS)]
    return pd.concat([sheet, _explanation(scores)], axis=1)


def _reasons(reasons: Sequence[Sequence[Reason]]) -> dict[str, list[object]]:
    columns: dict[str, list[object]] = {}
    for place in range(REASONS):
        named = [given[place] if place < len(given) else None for given in reasons]
        columns[f"reason_{place + 1}"] = [reason and reason.family for reason in named]
        columns[f"reason_{place + 1}_probability"] = [reason and reason.probability for reason in named]
    return columns


def _explanation(scores: Scores) -> pd.DataFrame:
    told = scores.explanation
    if told is None:
        return pd.DataFrame(index=range(len(scores)))
    named = {f"shap.{name}": told.contributions[:, place] for place, name in enumerate(told.names)}
    return pd.DataFrame({"shap.base": told.base, **named})
