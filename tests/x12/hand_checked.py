"""What people read in the sample files with their own eyes, segment by segment; no reader filled this in.

Money is in cents. A line is (procedure, modifiers, revenue code, cents, units, diagnosis pointers). Of
another payer's decision an adjustment is (line, group, CARC, cents), line 0 being the claim.
"""

from datetime import date
from typing import Any, Final

Claim = dict[str, Any]


def _line(
    procedure: str | None,
    cents: int,
    units: float = 1.0,
    pointers: str | None = None,
    modifiers: str | None = None,
    revenue: str | None = None,
) -> tuple[Any, ...]:
    return procedure, modifiers, revenue, cents, units, pointers


_WILL: Claim = {
    "claim_id": "125WILL",
    "total_charge_cents": 14550,
    "payer_id": "C12345",
    "payer_name": "MEDICARE PART B MARYLAND",
    "filing_indicator": "MB",
    "responsibility": "P",
    "member_id": "123456789A",
    "billing_npi": "1234567890",
    "place_of_service": "11",
    "frequency_code": "1",
    "diagnoses": "7215",
    "from_on": date(2005, 2, 15),
    "lines": [_line("98940", 14550, pointers="1")],
}

_FOUR_LINES: Final = [
    _line("99213", 4000, pointers="1"),
    _line("87070", 1500, pointers="1"),
    _line("99214", 3500, pointers="2"),
    _line("86663", 1000, pointers="2"),
]

_KILDARE_LINES: Final = [
    _line("99213", 4300, pointers="1 2 3 4"),
    _line("90782", 1500, pointers="1 2"),
    _line("J3301", 2104, pointers="1 2"),
]

CLAIMS: Final[dict[str, list[Claim]]] = {
    "institutional-claim.837i": [
        {
            "claim_id": "756048Q",
            "kind": "institutional",
            "total_charge_cents": 8993,
            "payer_id": "00435",
            "payer_name": "MEDICARE B",
            "filing_indicator": "MB",
            "member_id": "030005074A",
            "relationship": "18",
            "billing_npi": "9876540809",
            "billing_tax_id": "567891234",
            "rendering_npi": None,
            "bill_type": "141",
            "diagnoses": "3669 4019 79431",
            "occurrence_codes": "A1 A2 B1 B2",
            "value_codes": "A2",
            "condition_codes": "09",
            "from_on": date(1996, 9, 11),
            "lines": [_line("85025", 1339, revenue="0305"), _line("93005", 7654, 3.0, revenue="0730")],
            "others": [("S", "1135", "STATE TEACHERS", None)],
        }
    ],
    "out-of-network-repriced-claim.837i": [
        {
            "claim_id": "W392-49141",
            "kind": "institutional",
            "total_charge_cents": 1484,
            "payer_id": "0012",
            "payer_name": "CONSERVATIVE INSURANCE",
            "filing_indicator": "CI",
            "member_id": "34902390F",
            "group_number": "34561W",
            "billing_npi": "1122334455",
            "rendering_npi": "2244224455",
            "bill_type": "131",
            "diagnoses": "53081",
            "admission_on": date(2005, 6, 17),
            "from_on": date(2005, 6, 17),
            "through_on": date(2005, 6, 17),
            "lines": [_line("82270", 1484, revenue="0301")],
        }
    ],
    "ppo-repriced-claim.837i": [
        {
            "claim_id": "456DFH43",
            "total_charge_cents": 23750,
            "payer_id": "7452723",
            "payer_name": "LOCAL INSURANCE COMPANY",
            "member_id": "345U8423H",
            "group_number": "46522567AW",
            "relationship": "19",
            "patient_birth_on": date(1998, 8, 20),
            "billing_npi": "1257234346",
            "rendering_npi": "5544332211",
            "bill_type": "131",
            "diagnoses": "38181 38900",
            "occurrence_codes": "11",
            "lines": [_line("92557", 17800, revenue="0471"), _line("92567", 5950, revenue="0471")],
            "others": [("S", "534524", "OTHER COVERAGE COMPANY", None)],
        }
    ],
    "two-claims-single-provider.837i": [
        {
            "claim_id": "756048Q",
            "total_charge_cents": 8995,
            "payer_id": "99999",
            "payer_name": "TRICARE",
            "filing_indicator": "CH",
            "member_id": "030005074",
            "billing_npi": "1234567890",
            "rendering_npi": "1122334455",
            "bill_type": "131",
            "diagnoses": "3669 4019 79431",
            "lines": [_line("85025", 1339, revenue="0305"), _line("93005", 7656, 3.0, revenue="0730")],
        },
        {
            "claim_id": "756049Q",
            "total_charge_cents": 5000,
            "payer_id": "99999",
            "payer_name": "TRICARE",
            "member_id": "123405074",
            "billing_npi": "1234567890",
            "rendering_npi": "9999999999",
            "rendering_taxonomy": "363LP0200N",
            "bill_type": "131",
            "diagnoses": "30000",
            "from_on": date(2005, 4, 1),
            "lines": [_line("85087", 5000, revenue="0300")],
        },
    ],
    "demo.ambulance.example5.837": [
        {
            "claim_id": "051068",
            "kind": "professional",
            "total_charge_cents": 76650,
            "payer_id": "123245",
            "payer_name": "MEDICARE PART B",
            "member_id": "012345678A",
            "billing_npi": "2366554859",
            "billing_taxonomy": "3416L0300X",
            "place_of_service": "41",
            "frequency_code": "1",
            "accident_kind": "OA",
            "accident_on": date(2005, 2, 8),
            "diagnoses": "8628 E8888 9592 8540",
            "transport_reason": "A",
            "transport_miles": 21.0,
            "lines": [
                _line("A0427", 70000, pointers="1 2 3 4", modifiers="RH"),
                _line("A0425", 820, 21.0, pointers="1 2 3 4", modifiers="RH"),
                _line("A0422", 4600, pointers="1 2 3 4", modifiers="RH"),
                _line("A0382", 1230, pointers="1 2 3 4", modifiers="RH"),
            ],
        }
    ],
    "demo.autoaccident.837": [
        {
            "claim_id": "900000032",
            "total_charge_cents": 18500,
            "payer_id": "999888777",
            "payer_name": "HEISMAN INSURANCE COMPANY",
            "filing_indicator": "AM",
            "member_id": "B99977791G",
            "relationship": "21",
            "billing_npi": "1253695747",
            "rendering_npi": "2366552595",
            "rendering_taxonomy": "208D00000X",
            "facility_npi": "1235767887",
            "place_of_service": "11",
            "accident_kind": "AA",
            "accident_on": date(2005, 10, 31),
            "diagnoses": "8540",
            "lines": [_line("99201", 15000, pointers="1"), _line("26010", 3500, pointers="1")],
        }
    ],
    "demo.cob.2ndary.example4.837": [_WILL],
    "demo.example6.837": [_WILL],
    "demo.cob.example3.A.837": [
        {
            "claim_id": "26407789",
            "total_charge_cents": 7904,
            "responsibility": "P",
            "payer_id": "999996666",
            "payer_name": "KEY INSURANCE COMPANY",
            "member_id": "111223333",
            "relationship": "19",
            "billing_npi": "1999996666",
            "rendering_npi": "1999996666",
            "facility_npi": "1581234567",
            "diagnoses": "4779 2724 2780 53081",
            "lines": _KILDARE_LINES,
            "others": [("S", None, None, None)],
        }
    ],
    "demo.cob.example3.B.837": [
        {
            "claim_id": "26407789",
            "total_charge_cents": 7904,
            "responsibility": "S",
            "payer_id": "567890",
            "payer_name": "GREAT PRAIRIES HEALTH",
            "member_id": "222334444",
            "diagnoses": "4779 2724 2780 53081",
            "lines": _KILDARE_LINES,
            "others": [("P", "999996666", "KEY INSURANCE COMPANY", 3915)],
            "other_owes": 3689,
            "other_lines": [(1, "99213", 4000), (2, "90782", 1500), (3, "J3301", 2104)],
            "other_adjustments": [(0, "PR", "1", 2189), (0, "PR", "2", 1500), (1, "CO", "42", 300)],
        }
    ],
    "demo.cob.example4.837": [
        {
            "claim_id": "101KEN6055",
            "total_charge_cents": 12000,
            "responsibility": "S",
            "payer_id": "10234",
            "payer_name": "MEDICARE",
            "filing_indicator": "MB",
            "plan_name": "MEDICARE",
            "member_id": "102200221B1",
            "billing_npi": "0100000009",
            "rendering_npi": "9090909090",
            "referring_npi": None,
            "diagnoses": "71516 71906",
            "lines": [_line("99203", 12000, pointers="1 2", modifiers="25")],
            "others": [("P", "59999", "COMMERCE", 8000)],
            "other_lines": [(1, "99203", 8000)],
            "other_adjustments": [(1, "CO", "42", 2500), (1, "PR", "2", 1500)],
        }
    ],
    "demo.drug.example10.1.837": [
        {
            "claim_id": "CLMNO12345",
            "total_charge_cents": 10337,
            "payer_id": "PLANID12345",
            "payer_name": "R&R Health Plan",
            "group_number": "GRP01020102",
            "member_id": "MBRID12345",
            "billing_npi": "1234567893",
            "rendering_npi": "1122333341",
            "place_of_service": "11",
            "diagnoses": "03591",
            "lines": [_line("90782", 5000, pointers="1"), _line("J1550", 5337, pointers="1")],
            "drugs": [None, ("00026063512", 10.0, "ML")],
        }
    ],
    "demo.drug.example10.3.837": [
        {
            "claim_id": "CLMNO12345",
            "total_charge_cents": 223293,
            "payer_id": "PLANID12345",
            "member_id": "MBRID01234",
            "billing_npi": "1234567893",
            "place_of_service": "12",
            "diagnoses": "4659",
            "from_on": date(2004, 2, 1),
            "through_on": date(2004, 2, 7),
            "lines": [
                _line("S9500", 140000, 7.0, "1"),
                _line("J0696", 68250, 56.0, "1"),
                _line("J7051", 1512, 28.0, "1"),
                _line("J3490", 6769, 7.0, "1"),
                _line("J3490", 5712, 14.0, "1"),
                _line("J3490", 1050, 7.0, "1"),
            ],
            "drugs": [
                None,
                ("00004196501", 7.0, "UN"),
                ("63323024910", 14.0, "UN"),
                ("00338004938", 7.0, "UN"),
                ("08290033010", 14.0, "UN"),
                ("08290038005", 7.0, "UN"),
            ],
            "ordering": ["1112223338"] * 6,
        }
    ],
    "demo.example1.837": [
        {
            "claim_id": "26463774",
            "total_charge_cents": 10000,
            "payer_id": "999996666",
            "payer_name": "KEY INSURANCE COMPANY",
            "group_number": "2222-SJ",
            "member_id": "JS00111223333",
            "relationship": "19",
            "patient_sex": "M",
            "patient_birth_on": date(1973, 5, 1),
            "billing_npi": "1912301953",
            "billing_tax_id": "587654321",
            "billing_taxonomy": "203BF0100Y",
            "diagnoses": "0340 V7389",
            "from_on": date(2006, 10, 3),
            "through_on": date(2006, 10, 10),
            "lines": _FOUR_LINES,
        }
    ],
    "demo.example11.837": [
        {
            "claim_id": "ABC123-RI",
            "total_charge_cents": 2875,
            "payer_id": "12345",
            "payer_name": "EXTRA HEALTHY INSURANCE",
            "group_number": "123XYZ",
            "member_id": "00124A089",
            "billing_npi": "1234567890",
            "referring_npi": "9988776655",
            "rendering_npi": "1122334455",
            "facility_npi": None,
            "diagnoses": "496 25000",
            "lines": [
                _line("E0570", 2500, pointers="1 2", modifiers="RR"),
                _line("A7003", 375, pointers="1", modifiers="NU"),
            ],
        }
    ],
    "demo.example12.837": [
        {
            "claim_id": "TS234H3",
            "total_charge_cents": 25271,
            "payer_id": "00123",
            "payer_name": "CONSERVATIVE INSURANCE",
            "group_number": "232AA",
            "member_id": "57976235C",
            "relationship": "19",
            "billing_npi": "1122334455",
            "rendering_npi": "1112223336",
            "place_of_service": "23",
            "diagnoses": "9951",
            "lines": [_line("99284", 25271, pointers="1")],
            "others": [("S", "95645", "SECONDARY INSURANCE COMPANY", None)],
        }
    ],
    "demo.example2.837": [],
    "demo.example8.837": [
        {
            "claim_id": "SMI123",
            "total_charge_cents": 7500,
            "payer_id": "99999",
            "payer_name": "DMERC CARRIER",
            "filing_indicator": "MB",
            "member_id": "987654321A",
            "billing_npi": "7778889999",
            "place_of_service": "12",
            "diagnoses": "436 3449",
            "lines": [_line("K0001", 7500, pointers="1 2", modifiers="RR KH BR")],
            "ordering": ["1111155555"],
        }
    ],
    "demo.example9.837": [
        {
            "claim_id": "153829140",
            "total_charge_cents": 82700,
            "payer_id": "05440",
            "payer_name": "ABC PAYER",
            "member_id": "123456789A",
            "billing_npi": "2366554859",
            "rendering_npi": "5678912345",
            "place_of_service": "22",
            "diagnoses": "36616",
            "lines": [_line("00142", 82700, 61.0, "1", "QK QS P1")],
        }
    ],
    "institutional.837": [
        {
            "claim_id": "756048Q",
            "kind": "institutional",
            "total_charge_cents": 8993,
            "payer_id": "00435",
            "payer_name": "MEDICARE B",
            "member_id": "030005074A",
            "bill_type": "141",
            "diagnoses": "3669 4019 79431",
            "occurrence_codes": "A1 A2 B1 B2",
            "value_codes": "A2",
            "condition_codes": "09",
            "lines": [_line("85025", 1339, revenue="0305"), _line("93005", 7654, 3.0, revenue="0730")],
            "others": [("S", "1135", "STATE TEACHERS", None)],
        }
    ],
    "institutional-ppo-repriced.837": [
        {
            "claim_id": "72255589",
            "kind": "institutional",
            "total_charge_cents": 259369,
            "payer_id": "66783JJT",
            "payer_name": "KEY INSURANCE COMPANY",
            "filing_indicator": "CI",
            "member_id": "32762113503",
            "relationship": "01",
            "bill_type": "111",
            "diagnoses": "64303",
            "admission_on": date(1996, 12, 22),
            "from_on": date(1996, 12, 22),
            "through_on": date(1996, 12, 24),
            "patient_status": "01",
            "lines": [
                _line(None, 80200, 2.0, revenue="0120"),
                _line(None, 35449, revenue="0250"),
                _line(None, 94968, revenue="0258"),
                _line(None, 11202, revenue="0270"),
                _line(None, 37550, revenue="0300"),
            ],
        }
    ],
    "homeowners.837": [
        {
            "claim_id": "67129",
            "total_charge_cents": 45000,
            "payer_id": "123456789",
            "payer_name": "LAST CHANCE INSURANCE COMPANY",
            "filing_indicator": "LI",
            "member_id": "970925824",
            "relationship": "41",
            "bill_type": "131",
            "diagnoses": "9223 8472",
            "lines": [
                _line("98765", 7500, revenue="0450"),
                _line("72110", 15000, revenue="0320"),
                _line("99282", 22500, revenue="0360"),
            ],
        }
    ],
    "workers-compensation.837": [
        {
            "claim_id": "67188",
            "total_charge_cents": 35000,
            "payer_id": "345345345",
            "payer_name": "BASKET & ROBERTS INSURANCE COMPANY",
            "filing_indicator": "WC",
            "member_id": "WC962222L",
            "relationship": "20",
            "bill_type": "131",
            "diagnoses": "81602 3540",
            "lines": [
                _line("98765", 10000, revenue="0450"),
                _line("73140", 5000, revenue="0320"),
                _line("99283", 20000, revenue="0360"),
            ],
        }
    ],
    "coordination-of-benefits.837": [
        {
            "claim_id": "26407789",
            "kind": "professional",
            "total_charge_cents": 7904,
            "payer_id": "999996666",
            "payer_name": "KEY INSURANCE COMPANY",
            "member_id": "111223333",
            "relationship": "19",
            "billing_tax_id": "587654321",
            "place_of_service": "11",
            "frequency_code": "1",
            "diagnoses": "4779 2724 2780 53081",
            "lines": _KILDARE_LINES,
            "others": [],
        }
    ],
    "patient-is-dependent.837": [
        {
            "claim_id": "26463774",
            "total_charge_cents": 10000,
            "payer_id": "999996666",
            "group_number": "2222-SJ",
            "member_id": "11223333",
            "relationship": "19",
            "billing_tax_id": "587654321",
            "diagnoses": "0340 V7389",
            "lines": [
                _line("99213", 4000, pointers="1"),
                _line("87072", 1500, pointers="1"),
                _line("99214", 3500, pointers="2"),
                _line("86663", 1000, pointers="2"),
            ],
        }
    ],
}
"""By file. `drugs` (NDC, units, unit) and `ordering` NPIs stand in the order of the lines."""

ENCOUNTERS: Final = {"demo.example2.837": 1}
"""Files with claims that were reported (BHT06 RP) and are set aside, and how many."""

REMITS: Final[dict[str, list[Claim]]] = {
    "cob-contractural-adjustment.835": [
        {
            "claim_id": "0001000055",
            "status_code": "2",
            "charge_cents": 54100,
            "paid_cents": 3400,
            "patient_responsibility_cents": None,
            "filing_indicator": "12",
            "payer_claim_number": "50650619501",
            "payer_id": "1566339911",
            "payer_name": "YOUR TAX DOLLARS AT WORK",
            "member_id": "987654321",
            "paid_on": date(2005, 3, 18),
            "from_on": date(2005, 2, 2),
            "trace_number": "0063158ABC",
            "lines": [("55669", 54100, 3400, 1.0, 55000)],
            "adjustments": [(1, "OA", "23", 51600), (1, "OA", "94", -900)],
        }
    ],
    "managed-care.835": [
        {
            "claim_id": "5554555444",
            "status_code": "1",
            "charge_cents": 80000,
            "paid_cents": 45000,
            "patient_responsibility_cents": 30000,
            "payer_claim_number": "94060555410000",
            "payer_id": "1935665544",
            "payer_name": "RUSHMORE LIFE",
            "payee_npi": "5544667733",
            "payee_tax_id": "777667755",
            "member_id": "33344555510",
            "paid_on": date(2002, 3, 14),  # BPR16 is no date, so the set's DTM*405
            "lines": [("99211", 80000, 50000, 1.0, None)],  # no SVC05: one unit, by the guide
            "adjustments": [(0, "CO", "A2", 5000), (1, "PR", "1", 30000)],
        },
        {
            "claim_id": "8765432112",
            "status_code": "1",
            "charge_cents": 120000,
            "paid_cents": 49500,
            "patient_responsibility_cents": 60000,
            "payer_claim_number": "94077799230000",
            "payee_npi": "5544667733",
            "member_id": "44455666610",
            "lines": [("93555", 120000, 55000, 1.0, None)],
            "adjustments": [(0, "CO", "A2", 5500), (1, "PR", "1", 60000), (1, "CO", "45", 5000)],
        },
    ],
    "medicare-part-a.835": [
        {
            "claim_id": "666123",
            "status_code": "1",
            "charge_cents": 21136697,
            "paid_cents": 13801840,
            "patient_responsibility_cents": None,
            "filing_indicator": "MA",
            "payer_claim_number": "1999999444444",
            "facility_code": "11",
            "frequency_code": "1",
            "payer_id": "999",
            "payer_name": "INSURANCE COMPANY OF TIMBUCKTU",
            "payee_npi": "6543210903",
            "member_id": "666666666A",
            "paid_on": date(2002, 9, 13),
            "from_on": date(2002, 8, 16),
            "through_on": date(2002, 8, 24),
            "lines": [],
            "adjustments": [(0, "CO", "45", 7334857)],
            "rarcs": [],
        },
        {
            "claim_id": "777777",
            "status_code": "1",
            "charge_cents": 1500000,
            "paid_cents": 1198033,
            "filing_indicator": "MB",
            "payer_claim_number": "1999999444445",
            "facility_code": "13",
            "member_id": "996669999B",
            "from_on": date(2002, 5, 12),
            "lines": [],
            "adjustments": [(0, "CO", "45", 301967)],
            "rarcs": ["MA02"],
        },
    ],
    "secondary-payment.835": [
        {
            "claim_id": "L0004828311",
            "status_code": "2",
            "charge_cents": 1032364,
            "paid_cents": 91200,
            "patient_responsibility_cents": None,
            "payer_claim_number": "05090256390",
            "payer_id": "1559123456",
            "payer_name": "YOUR TAX DOLLARS AT WORK",
            "payee_npi": None,
            "payee_tax_id": "599944521",
            "allowed_cents": 91200,
            "member_id": "XXX123456789",
            "paid_on": date(2005, 4, 12),
            "lines": [],
            "adjustments": [(0, "OA", "23", 941164)],
        },
        {
            "claim_id": "0001000053",
            "status_code": "2",
            "charge_cents": 75150,
            "paid_cents": 31000,
            "patient_responsibility_cents": 22000,
            "payer_claim_number": "05630626430",
            "member_id": "456789123",
            "lines": [("12345", 16650, 3000, 1.0, 15000), ("66543", 58500, 28000, 1.0, 50000)],
            "adjustments": [
                (1, "OA", "23", 13650),
                (2, "PR", "1", 15000),
                (2, "PR", "2", 7000),
                (2, "CO", "42", 8500),
            ],
        },
    ],
    "tertiary-payment.835": [
        {
            "claim_id": "0001000054",
            "status_code": "3",
            "charge_cents": 176650,
            "paid_cents": 18750,
            "payer_claim_number": "50580155533",
            "payer_id": "1559123456",
            "member_id": "789123456",
            "from_on": date(2005, 1, 20),
            # SVC*HC*24599.00*1766.50*187.50: the procedure's parts stand as elements of their own.
            "lines": [("24599", 176650, 18750, 1.0, 170000)],
            "adjustments": [(1, "OA", "23", 157900)],
        }
    ],
    "835_mult_loops.txt": [
        {
            "claim_id": "2005555A",
            "status_code": "4",
            "charge_cents": 91539,
            "paid_cents": 0,
            "patient_responsibility_cents": None,
            "filing_indicator": "MC",
            "payer_claim_number": "4276512332",
            "payer_id": "1386000134",
            "payer_name": "PAYER",
            "payee_tax_id": "444313000",
            "member_id": "00001612",
            "paid_on": date(2004, 10, 28),
            "lines": [
                ("T1005", 50004, 0, 68.0, None),
                ("T1005", 12780, 0, 16.0, None),
                ("T1005", 28755, 0, 36.0, None),
            ],
            "adjustments": [(1, "CO", "16", 50004), (2, "OA", "A7", 12780), (3, "OA", "A7", 28755)],
            "rarcs": ["N14", "N14", "N14"],
        }
    ],
}
"""By file. A line is (procedure, charged, paid, units, allowed); an adjustment (line, group, CARC, cents)."""

WITHHELD: Final = {"medicare-part-a.835": [("CV", "CP", -127)]}
"""PLB pairs by file: reason, reference, cents."""
