"""Every code a reader can give for something odd, refused or put aside, in words for people."""

WARNINGS = {
    "component_separator_mismatch": "Composites use another separator than ISA16 declares; they were read.",
    "empty_interchange": "The file has an envelope but no transaction set.",
    "group_count_mismatch": "IEA01 does not agree with the number of groups found.",
    "hl_parent_mismatch": "A level names another parent than it stands under; its place was followed.",
    "icd9_diagnosis": "Diagnoses are marked as ICD-9.",
    "line_kind_mismatch": "Service lines are of another kind than the transaction set says.",
    "line_without_service": "An LX has no SV1 or SV2 behind it.",
    "missing_ge": "A group does not end with GE.",
    "missing_iea": "An interchange does not end with IEA.",
    "missing_se": "A transaction set does not end with SE.",
    "segment_count_mismatch": "SE01 does not agree with the number of segments found.",
    "set_count_mismatch": "GE01 does not agree with the number of transaction sets found.",
    "transaction_not_read": "The transaction set was recognised, but nothing is taken from its kind.",
    "transaction_without_claims": "The transaction set holds no claim.",
    "unreadable_amount": "An amount cannot be read; it is missing.",
    "unreadable_date": "A date cannot be read; it is missing.",
    "unreadable_envelope_date": "The date of an ISA or GS cannot be read.",
    "unreadable_quantity": "A quantity cannot be read; it is missing.",
    "version_4010": "The version is 4010, not 5010; it was read as far as the two agree.",
    "version_unknown": "The version is neither 5010 nor 4010; it was read as 5010.",
}
"""Odd but readable: what they stand on was kept."""

QUARANTINE = {
    "missing_claim_number": "A claim has no number (CLM01; CLP01 and CLP07).",
    "missing_dates": "No envelope says when the claim was sent, and no --received-at was given.",
    "missing_status": "An acknowledged claim has no STC.",
    "no_service_lines": "A claim has no service line.",
    "truncated": "The file breaks off inside the claim.",
    "unreadable_charge": "The claim's total charge (CLM02) cannot be read.",
    "unreadable_status": "The status category of an STC is missing.",
}
"""Why a claim could not be kept."""

SET_ASIDE = {
    "dental": "A dental claim.",
    "encounter": "An encounter reported (BHT06 RP), not a claim for payment.",
    "predetermination": "A request for an estimate, not a claim for payment.",
}
"""Recognised, but not ours to learn from."""
