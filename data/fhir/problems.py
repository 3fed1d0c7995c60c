"""Codes that reading FHIR adds to those of X12, in words for people."""

WARNINGS = {
    "adjudication_unbalanced": "An adjudicated amount does not fit charge and payment; it was left out.",
    "claim_number_from_id": "A claim carries no number of the practice's; the resource's id stands for it.",
    "foreign_currency": "An amount is not in US dollars; it is missing.",
    "icd9_diagnosis": "Diagnoses are marked as ICD-9.",
    "no_claim_resources": "The file holds no Claim, ClaimResponse or ExplanationOfBenefit.",
    "reason_without_amount": "Several reasons share an amount; the first of them was given it.",
    "submission_day_assumed": "Nothing says when the claim was sent; receipt or the last day was taken.",
    "unexpected_type": "A value is of another type than FHIR says; what could not be read is missing.",
    "unknown_code_system": "A code comes from a system that is not read; it was left out.",
    "unknown_reason_system": "A reason is neither a CARC nor a RARC; it was left out.",
    "unreadable_amount": "An amount cannot be read; it is missing.",
    "unreadable_date": "A date cannot be read; it is missing.",
    "unreadable_npi": "A number marked as NPI does not have ten digits; it is missing.",
    "unreadable_quantity": "A quantity cannot be read; it is missing.",
}
"""Odd but readable: what they stand on was kept."""

QUARANTINE = {
    "missing_claim_number": "A claim or response has no number and no id.",
    "missing_dates": "Nothing says when the claim or decision was available, and no --received-at was given.",
    "missing_kind": "Nothing says whether the claim is professional or institutional.",
    "unknown_resource": "The resource looks like a claim, but is none of FHIR R4.",
    "unreadable_json": "A line or entry is not a JSON object.",
}
"""Why a claim could not be kept."""

SET_ASIDE = {
    "cancelled": "A claim or decision that was cancelled.",
    "dental": "A dental claim.",
    "draft": "A draft, not a claim that was sent or a decision that was made.",
    "entered_in_error": "Entered in error.",
    "pharmacy": "A pharmacy claim.",
    "preauthorization": "A request for authorization, or its answer.",
    "predetermination": "A request for an estimate, not a claim for payment.",
    "vision": "A vision claim.",
}
"""Recognised, but not ours to learn from."""
