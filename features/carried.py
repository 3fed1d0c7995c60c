"""What a payer may require of a claim, and whether its lines carry it."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from data.batch import ClaimBatch
from features.claim_facts import authorization_numbers, referral_numbers
from features.ledger import Objects

REQUIREMENTS: Mapping[str, str] = {
    "authorization": "authorization",
    "referral": "authorization",
    "modifier": "coding",
    "drug": "missing",
    "attachment": "records",
    "referring": "missing",
    "clia": "missing",
    "onset": "missing",
    "admission": "missing",
}
"""What a payer may require, and the reason family its absence is denied with."""

ABSENCE: Mapping[str, str] = {
    "authorization": "authorization_absent",
    "referral": "referral_absent",
    "modifier": "modifier",
    "drug": "drug_absent",
    "referring": "referring_absent",
    "clia": "clia_absent",
    "onset": "onset_absent",
    "admission": "admission_absent",
}
"""The point of a denial for the absence of each; an attachment's is worded like any asking for records."""


def carried(batch: ClaimBatch) -> dict[str, NDArray[np.bool_]]:
    """Per requirement, whether each line carries it (its own, or its claim's)."""
    row = batch.lines["row"]
    return {
        "authorization": _present(authorization_numbers(batch)),
        "referral": _present(referral_numbers(batch)),
        "modifier": _present(batch.lines["modifiers"]),
        "drug": _present(batch.lines["ndc"]),
        "attachment": _present(batch.claims["attachments"])[row],
        "referring": _present(batch.claims["referring_npi"])[row],
        "clia": _present(batch.claims["clia_number"])[row],
        "onset": ~np.isnat(batch.claims["onset_on"])[row],
        "admission": _present(batch.claims["admission_type"])[row],
    }


def _present(values: Objects) -> NDArray[np.bool_]:
    return np.array([bool(value) for value in values], dtype=bool)
