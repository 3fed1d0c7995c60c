"""What of a claim people change between a score and its submission, as one hash per claim."""

import hashlib
from collections.abc import Iterator

from data.batch import ClaimBatch
from data.frames import Columns

_OF_CLAIM = (
    *("payer_id", "member_id", "frequency_code", "billing_npi", "rendering_npi", "referring_npi"),
    *("facility_npi", "place_of_service", "bill_type", "from_on", "through_on", "diagnoses"),
    *("total_charge_cents", "prior_authorization", "referral_number", "original_reference", "attachments"),
)
_OF_LINE = ("procedure_code", "modifiers", "revenue_code", "units", "charge_cents", "diagnosis_pointers")


def said_keys(batch: ClaimBatch) -> list[str]:
    """One hash per claim: equal while nothing that decides about payment was changed, whatever the file."""
    lines: list[list[object]] = [[] for _ in range(len(batch))]
    for row, said in zip(batch.lines["row"].tolist(), _said(batch.lines, _OF_LINE), strict=True):
        lines[row].append(said)
    claims = _said(batch.claims, _OF_CLAIM)
    return [
        hashlib.sha256(repr((claim, held)).encode("utf-8", "surrogatepass")).hexdigest()
        for claim, held in zip(claims, lines, strict=True)
    ]


def _said(columns: Columns, names: tuple[str, ...]) -> Iterator[tuple[object, ...]]:
    return zip(*(columns[name].tolist() for name in names), strict=True)
