"""Bodies shown in the OpenAPI document; tests hold each of them against its own schema."""

from typing import Any

CLAIM: dict[str, Any] = {
    "claim_id": "EXAMPLE-1",
    "kind": "professional",
    "frequency_code": "1",
    "responsibility": "P",
    "payer_id": "60054",
    "payer_name": "EXAMPLE HEALTH PLAN",
    "filing_indicator": "CI",
    "member_id": "EXAMPLE-MEMBER",
    "relationship": "18",
    "patient_birth_on": "1980-04-12",
    "patient_sex": "F",
    "billing_npi": "1234567893",
    "rendering_npi": "1234567893",
    "place_of_service": "11",
    "from_on": "2026-02-02",
    "through_on": "2026-02-02",
    "diagnoses": ["M545", "E119"],
    "total_charge": 210.0,
    "submitted_at": "2026-02-04T14:30:00Z",
    "lines": [
        {
            "procedure_code": "99213",
            "procedure_qualifier": "HC",
            "modifiers": ["25"],
            "units": 1,
            "charge": 130.0,
            "diagnosis_pointers": ["1"],
            "from_on": "2026-02-02",
            "through_on": "2026-02-02",
        },
        {
            "procedure_code": "97110",
            "procedure_qualifier": "HC",
            "units": 2,
            "charge": 80.0,
            "diagnosis_pointers": ["1", "2"],
            "from_on": "2026-02-02",
            "through_on": "2026-02-02",
        },
    ],
}

SCORE_CLAIMS: dict[str, Any] = {"claims": [CLAIM], "precision_threshold": 0.6}
SCORE_APPEALS: dict[str, Any] = {"claim_ids": ["EXAMPLE-1"]}
FEEDBACK: dict[str, Any] = {
    "claim_id": "EXAMPLE-1",
    "verdict": "score_wrong",
    "reason": "The authorization was on file before the visit.",
}

AN_837 = (
    "ISA*00*          *00*          *ZZ*EXAMPLESENDER  *ZZ*EXAMPLEPAYER   *260204*1430"
    "*^*00501*000000001*0*T*:~"
    "GS*HC*EXAMPLESENDER*EXAMPLEPAYER*20260204*1430*1*X*005010X222A1~"
    "ST*837*0001*005010X222A1~BHT*0019*00*1*20260204*1430*CH~"
    "NM1*41*2*EXAMPLE CLINIC*****46*EXAMPLESENDER~PER*IC*OFFICE*TE*5550100~"
    "NM1*40*2*EXAMPLE HEALTH PLAN*****46*60054~"
    "HL*1**20*1~NM1*85*2*EXAMPLE CLINIC*****XX*1234567893~N3*1 EXAMPLE ST~N4*ANYTOWN*OH*43001~"
    "REF*EI*000000000~"
    "HL*2*1*22*0~SBR*P*18*******CI~NM1*IL*1*PATIENT*EXAMPLE****MI*EXAMPLEMEMBER~"
    "N3*1 EXAMPLE ST~N4*ANYTOWN*OH*43001~DMG*D8*19800412*F~"
    "NM1*PR*2*EXAMPLE HEALTH PLAN*****PI*60054~"
    "CLM*EXAMPLE-1*210***11:B:1*Y*A*Y*Y~HI*ABK:M545*ABF:E119~"
    "LX*1~SV1*HC:99213:25*130*UN*1***1~DTP*472*D8*20260202~"
    "LX*2~SV1*HC:97110*80*UN*2***1:2~DTP*472*D8*20260202~"
    "SE*26*0001~GE*1*1~IEA*1*000000001~"
)
"""A made-up 837P of one claim; every name and number in it is an example."""
