"""Every code a reader can give for something odd, refused or put aside, in words for people."""

WARNINGS = {
    "adjustment_without_decision": "A line's CAS has no SVD before it; it was left out.",
    "adjustment_without_reason": "An amount of a CAS or PLB has no reason code; the amount was kept.",
    "batch_rejected": "A 277CA rejects a whole batch, of which it names no claims.",
    "claim_unbalanced": "A remit's charge less its adjustments is not what was paid (CLP03, CAS, CLP04).",
    "component_separator_mismatch": "Composites use another separator than ISA16 declares; they were read.",
    "claim_not_separated": "A claim stands inside another segment: a segment end is missing or is not known.",
    "composite_split": "A procedure's parts stand as elements of their own (SVC*HC*99213); they were joined.",
    "empty_interchange": "The file has an envelope but no transaction set.",
    "group_count_mismatch": "IEA01 does not agree with the number of groups found.",
    "hl_parent_mismatch": "A level names another parent than it stands under; its place was followed.",
    "icd9_diagnosis": "Diagnoses are marked as ICD-9.",
    "isa_malformed": "The ISA does not have 16 elements; its delimiters were told from what follows.",
    "latin1_text": "Some text is not UTF-8; it was read as Latin-1.",
    "level_without_hl": "A provider, subscriber or patient begins without an HL; it was read as one.",
    "line_kind_mismatch": "Service lines are of another kind than the transaction set says.",
    "line_without_service": "An LX has no SV1 or SV2 behind it.",
    "missing_ge": "A group does not end with GE.",
    "missing_iea": "An interchange does not end with IEA.",
    "missing_se": "A transaction set does not end with SE.",
    "overlong_segment": "A segment does not end within the limit; it was passed over.",
    "party_between_claims": "A payer or payee is named between claims; it holds for those behind it.",
    "payer_behind_claim": "A payer is named behind CLM, where none belongs; it is not the one billed.",
    "procedure_without_qualifier": "A procedure has no qualifier of its own (HC, NU); its length told it.",
    "rejections_not_listed": "A 277CA counts more rejected claims than it names.",
    "reported_twice": "A remit has all its adjustments twice: for the claim, and again for its lines.",
    "segment_count_mismatch": "SE01 does not agree with the number of segments found.",
    "set_count_mismatch": "GE01 does not agree with the number of transaction sets found.",
    "text_before_envelope": "Other text stands before the first ISA; it was passed over.",
    "text_behind_envelope": "Other text stands behind an interchange; it was passed over.",
    "too_many_elements": "A segment has more elements than the limit; those beyond were passed over.",
    "transaction_not_read": "The transaction set was recognised, but nothing is taken from its kind.",
    "transaction_without_claims": "The transaction set holds no claim.",
    "truncated": "The file breaks off inside a PLB, of which nothing was kept.",
    "unreadable_amount": "An amount cannot be read; it is missing.",
    "unreadable_date": "A date cannot be read; it is missing.",
    "unreadable_envelope_date": "The date of an ISA or GS cannot be read.",
    "unreadable_quantity": "A quantity cannot be read; it is missing.",
    "utf16_text": "The file is UTF-16; it was read as such.",
    "version_4010": "The version is 4010, not 5010; it was read as far as the two agree.",
    "version_unknown": "The version is neither 5010 nor 4010; it was read as 5010.",
}
"""Odd but readable: what they stand on was kept."""

ERRORS = {
    "whole_set_refused": "A transaction set holds claims, remits or other records, and none could be read.",
}
"""Told like warnings, but something is wrong with the file or with how it is read."""

QUARANTINE = {
    "claim_not_separated": "A claim stands inside another segment or other text, or swallowed another.",
    "claim_outside_set": "A claim stands outside a transaction set that holds claims.",
    "missing_claim_number": "A claim has no number (CLM01; CLP01 and CLP07).",
    "missing_dates": "No envelope says when the claim was sent, and no --received-at was given.",
    "missing_member_id": "A coverage or authorization names no member.",
    "missing_payer_id": "A coverage or authorization names no payer.",
    "missing_status": "An acknowledged claim has no STC.",
    "missing_verdict": "A 999, 997 or TA1 does not say whether what it answers was accepted.",
    "no_service_lines": "A claim has no service line.",
    "overlong_segment": "A segment of the claim does not end within the limit.",
    "too_many_elements": "A segment of the claim has more elements than the limit.",
    "too_many_lines": "A claim or remit has more service lines than the limit.",
    "too_many_rows": "A claim or remit has more adjustments, remarks or codes than the limit.",
    "too_many_segments": "A claim or remit has more segments than the limit.",
    "truncated": "The file breaks off inside the claim.",
    "unreadable_charge": "The claim's total charge (CLM02) cannot be read.",
    "unreadable_status": "The status category of an STC is missing.",
}
"""Why a claim could not be kept."""

SET_ASIDE = {
    "authorization_not_needed": "The payer says that no authorization is needed.",
    "authorization_not_told": "An authorization answer holds no decision.",
    "authorization_without_number": "A decision on an authorization has no number to know it by.",
    "coverage_not_told": "An eligibility answer says neither that the member is covered nor that not.",
    "coverage_without_start": "A coverage has no first day; the day of the question does not stand for it.",
    "dental": "A dental claim.",
    "encounter": "An encounter reported (BHT06 RP), not a claim for payment.",
    "inquirer_refused": "The payer did not answer: the provider or sender was not accepted.",
    "inquiry_dates_refused": "The payer did not answer: the dates asked about were not accepted.",
    "inquiry_refused": "The payer did not answer, for another reason.",
    "member_mismatch": "The payer did not answer: what was sent about the member does not match.",
    "member_not_found": "The payer did not answer: the member was not found.",
    "payer_unavailable": "The payer did not answer: it could not respond at that time.",
    "predetermination": "A request for an estimate, not a claim for payment.",
}
"""Recognised, but not ours to learn from."""
