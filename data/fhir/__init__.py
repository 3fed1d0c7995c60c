"""FHIR R4 in: Claim, ClaimResponse and ExplanationOfBenefit as the records of the canonical tables."""
