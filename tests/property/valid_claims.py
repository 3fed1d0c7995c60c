"""Claims as the 5010 guides of their kind allow them, with all that the guide has a place for."""

from datetime import date, timedelta

from hypothesis import strategies as st

from data.records import ClaimRecord

NAME = st.from_regex(r"[A-Z][A-Z0-9]{1,11}", fullmatch=True)
NPI = st.from_regex(r"1[0-9]{9}", fullmatch=True)
DAY = st.dates(date(2025, 1, 1), date(2026, 2, 28))
CENTS = st.integers(1, 10**7)
UNITS = st.integers(1, 99).map(float)
TAXONOMY = st.sampled_from(["207Q00000X", "363LP0200N", "261QM1300X"])
MODIFIERS = st.lists(st.sampled_from(["25", "59", "GP", "LT"]), min_size=1, max_size=4, unique=True).map(
    " ".join
)
PROCEDURE = st.sampled_from(["99213", "80053", "J1550", "A0427"])
DIAGNOSES = st.lists(
    st.sampled_from(["E119", "I10", "J4550", "M5416", "R0789"]), min_size=1, max_size=5, unique=True
)
CARC = st.sampled_from(["1", "2", "45", "97", "197"])
COUNT = st.integers(1, 3)


@st.composite
def claims(draw, kind):
    """A claim as the guide of its kind allows it, with all that the guide has a place for."""
    lines = [{**draw(service(kind)), "line": place} for place in range(1, draw(COUNT) + 1)]
    others = [draw(other_payer(place)) for place in range(1, draw(st.integers(0, 2)) + 1)]
    decisions = [
        draw(decision(kind, line["line"], place, other["payer_id"]))
        for line in lines
        for place, other in enumerate(others, start=1)
    ]
    places = [(0, other["ordinal"]) for other in others]
    places += [(row["line"], row["ordinal"]) for row in decisions]
    claim = {**draw(header(kind)), "total_charge_cents": sum(line["charge_cents"] for line in lines)}
    claim["diagnoses"] = " ".join(draw(DIAGNOSES))
    claim |= draw(professional() if kind == "professional" else institutional(claim["diagnoses"].split()))
    codes = draw(institutional_codes()) if kind == "institutional" else []
    return ClaimRecord(claim, lines, others, decisions, draw(adjustments(places)), codes)


def header(kind):
    needed = {
        "claim_id": NAME,
        "kind": st.just(kind),
        "frequency_code": st.sampled_from(["1", "7"]),
        "responsibility": st.sampled_from(["P", "S"]),
        "payer_id": NAME,
        "payer_name": NAME,
        "filing_indicator": st.sampled_from(["MB", "MC", "CI", "BL", "HM", "16"]),
        "member_id": NAME,
        "relationship": st.sampled_from(["18", "19", "01", "G8"]),
        "patient_birth_on": st.dates(date(1930, 1, 1), date(2024, 12, 31)),
        "patient_sex": st.sampled_from("FMU"),
        "billing_npi": NPI,
        "billing_tax_id": st.from_regex(r"[1-9][0-9]{8}", fullmatch=True),
        "assignment": st.sampled_from("AC"),
        "benefits_assigned": st.sampled_from("YNW"),
    }
    optional = {
        "group_number": NAME,
        "billing_taxonomy": TAXONOMY,
        "referring_npi": NPI,
        "facility_npi": NPI,
        "delay_reason": st.sampled_from(["1", "3", "11"]),
        "contract_type": st.sampled_from(["01", "05", "09"]),
        "authorization_exception": st.sampled_from("123"),
        "prior_authorization": NAME,
        "referral_number": NAME,
        "original_reference": NAME,
        "attachments": st.lists(st.sampled_from(["OZ", "B4"]), min_size=1, max_size=2).map(" ".join),
        "note_codes": st.just("ADD"),
    }
    return st.fixed_dictionaries(needed, optional=optional)


def professional():
    optional = {
        "onset_on": DAY,
        "accident_on": DAY,
        "accident_kind": st.sampled_from(["AA", "EM", "OA"]),
        "patient_paid_cents": CENTS,
        "clia_number": NAME,
        "certifications": st.sampled_from(["07.04 07.06", "07.12", "75.IH", "ZZ.AV 07.01"]),
        "supervising_npi": NPI,
        "rendering_npi": NPI,
    }
    needed = {"place_of_service": st.sampled_from(["11", "21", "41"])}
    return st.fixed_dictionaries(needed, optional=optional).flatmap(with_transport)


def with_transport(row):
    """An ambulance's reason and miles come together."""
    both = st.tuples(st.sampled_from("ABC"), st.integers(1, 500).map(float))
    return st.none().map(lambda _: row) | both.map(
        lambda told: {**row, "transport_reason": told[0], "transport_miles": told[1]}
    )


@st.composite
def institutional(draw, diagnoses):
    needed = {
        "bill_type": st.sampled_from(["131", "117", "221"]),
        "admission_on": DAY,
        "admission_type": st.sampled_from("123"),
        "admission_source": st.sampled_from("14"),
        "patient_status": st.sampled_from(["01", "30"]),
        "from_on": DAY,
    }
    optional = {
        "drg": st.sampled_from(["194", "470"]),
        "admitting_diagnosis": st.just("R079"),
        "rendering_npi": NPI,
        "operating_npi": NPI,
    }
    row = draw(st.fixed_dictionaries(needed, optional=optional))
    marks = draw(st.lists(st.sampled_from("YNUW"), min_size=len(diagnoses), max_size=len(diagnoses)))
    last = row["from_on"] + timedelta(days=draw(st.integers(0, 30)))
    present = {"present_on_admission": " ".join(marks)} if draw(st.booleans()) else {}
    return {**row, "through_on": last, "frequency_code": row["bill_type"][-1], **present}


@st.composite
def institutional_codes(draw):
    """At most one segment of each kind, in the guide's order."""
    shapes = [
        ("visit_reason", ["R079", "M5416"], {}),
        ("external_cause", ["W010XXA"], {}),
        ("main_procedure", ["0DTJ4ZZ"], {"from_on": DAY}),
        ("procedure", ["0FT44ZZ", "3E0G76Z"], {"from_on": DAY}),
        ("span", ["70", "M0"], {"from_on": DAY, "through_on": DAY}),
        ("occurrence", ["11", "A1"], {"from_on": DAY}),
        ("value", ["A2", "80"], {"amount_cents": CENTS}),
        ("condition", ["09", "20"], {}),
    ]
    found = []
    for kind, choice, more in shapes:
        for code in draw(st.lists(st.sampled_from(choice), max_size=len(choice), unique=True)):
            row = {"kind": kind, "code": code, **draw(st.fixed_dictionaries(more))}
            if kind == "span":
                row["from_on"], row["through_on"] = sorted((row["from_on"], row["through_on"]))
            found.append({**row, "ordinal": len(found) + 1})
    return found


@st.composite
def service(draw, kind):
    needed = {
        "charge_cents": CENTS,
        "unit_basis": st.just("UN"),
        "units": UNITS,
        "procedure_code": PROCEDURE,
        "from_on": DAY,
        "line_control": NAME,
    }
    optional = {
        "modifiers": MODIFIERS,
        "rendering_npi": NPI,
        "referring_npi": NPI,
        "attachments": st.just("OZ"),
    }
    if kind == "professional":
        needed["diagnosis_pointers"] = st.just("1")
        optional |= dict.fromkeys(("supervising_npi", "ordering_npi", "facility_npi"), NPI)
        optional |= {"prior_authorization": NAME, "referral_number": NAME, "emergency": st.just("Y")}
    else:
        needed["revenue_code"] = st.sampled_from(["0300", "0450"])
    row = draw(st.fixed_dictionaries(needed, optional=optional))
    last = row["from_on"] + timedelta(days=draw(st.integers(0, 2)))
    drug = {"ndc": "00026063512", "ndc_units": draw(UNITS), "ndc_basis": "ML"} if draw(st.booleans()) else {}
    return {**row, **drug, "procedure_qualifier": "HC", "through_on": last}


def other_payer(ordinal):
    needed = {
        "ordinal": st.just(ordinal),
        "responsibility": st.sampled_from("PST"),
        "relationship": st.sampled_from(["18", "01"]),
        "filing_indicator": st.sampled_from(["CI", "MB"]),
        "payer_id": NAME,
        "payer_name": NAME,
        "member_id": NAME,
    }
    optional = {
        "group_number": NAME,
        "payer_claim_number": NAME,
        "paid_cents": CENTS,
        "non_covered_cents": CENTS,
        "patient_owes_cents": CENTS,
        "adjudicated_on": DAY,
    }
    return st.fixed_dictionaries(needed, optional=optional)


def decision(kind, line, ordinal, payer_id):
    needed = {
        "line": st.just(line),
        "ordinal": st.just(ordinal),
        "payer_id": st.just(payer_id),
        "paid_cents": CENTS,
        "procedure_code": PROCEDURE,
        "units": UNITS,
        "adjudicated_on": DAY,
    }
    if kind == "institutional":
        needed["revenue_code"] = st.just("0300")
    return st.fixed_dictionaries(needed, optional={"modifiers": MODIFIERS})


@st.composite
def adjustments(draw, places):
    """No group twice at one place: the guides allow five CAS there, one of each group."""
    found = []
    for line, other in places:
        groups = draw(st.lists(st.sampled_from(["CO", "OA", "PI", "PR"]), max_size=2, unique=True))
        triples = [(group, carc) for group in groups for carc in draw(st.lists(CARC, min_size=1, max_size=6))]
        for ordinal, (group, carc) in enumerate(triples, start=1):
            row = {"line": line, "other": other, "ordinal": ordinal, "group_code": group, "carc": carc}
            found.append({**row, "amount_cents": draw(CENTS)})
    return found
