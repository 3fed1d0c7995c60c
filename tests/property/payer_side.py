"""Random answers of payers, as their writers take them."""

from hypothesis import strategies as st

from data.codes import code_rows
from data.records import RemitRecord
from data.tables import (
    ADJUSTMENTS,
    COVERAGES,
    PROVIDER_ADJUSTMENTS,
    REMARKS,
    REMIT_LINES,
    REMITS,
    STATUSES,
)
from data.x12.writer import Payment
from tests.property.test_x12 import CENTS, CODE, DAYS, NPI, PROVENANCE, WORDS, rows, spans

OURS = {*PROVENANCE, "acknowledgement_key", "coverage_key"} - {
    *("interchange_control", "group_control", "set_control"),
}
NUMBERS = WORDS.filter(lambda word: word != "0")
"""A claim number; a single zero stands for none in an 835."""
CONTROL = st.from_regex(r"[0-9]{4,9}", fullmatch=True)
VERDICTS = {"A": "accepted", "E": "with_errors", "R": "rejected", "M": "rejected"}


def content(row):
    """A row without our own names of where it came from."""
    return {name: value for name, value in row.items() if name not in OURS}


@st.composite
def remits(draw, payment, words=NUMBERS):
    leave = ("payer_id", "payer_name", "payee_npi", "payee_tax_id", "paid_on", "trace_number", "claim_id")
    remit = {**draw(spans(draw(rows(REMITS, leave=leave)))), "claim_id": draw(words)}
    needed = ("units", "submitted_units")
    lines = draw(st.lists(rows(REMIT_LINES, leave=("remit_line",), need=needed), max_size=3))
    for place, line in enumerate(lines, start=1):
        draw(spans(line))
        line["remit_line"] = place
        if "procedure_code" not in line:
            line.pop("modifiers", None)
        if "submitted_procedure" not in line:
            line.pop("submitted_modifiers", None)
    dated = [line for line in lines if "from_on" in line]
    if "from_on" not in remit and dated:
        remit["from_on"] = min(line["from_on"] for line in dated)
        remit["through_on"] = max(line["through_on"] for line in dated)
    levels = st.integers(0, len(lines))
    adjustments = draw(leveled(levels, rows(ADJUSTMENTS, leave=("remit_line", "ordinal"), need=("carc",))))
    remarks = draw(leveled(levels, rows(REMARKS, leave=("remit_line", "ordinal"), need=("rarc",))))
    return RemitRecord({**remit, **payment}, lines, adjustments, remarks)


@st.composite
def leveled(draw, levels, row):
    """Rows of the claim (0) and its lines, numbered within each, in file order."""
    found = []
    for level in sorted(draw(st.lists(levels, max_size=9))):
        ordinal = sum(other["remit_line"] == level for other in found) + 1
        found.append({**draw(row), "remit_line": level, "ordinal": ordinal})
    return found


@st.composite
def payments(draw):
    names = {"payer_id": WORDS, "payer_name": WORDS, "payee_npi": NPI, "payee_tax_id": WORDS}
    header = {name: draw(value) for name, value in names.items()}
    header |= {"trace_number": draw(WORDS), "paid_on": draw(DAYS)}
    records = draw(st.lists(remits(header), min_size=1, max_size=3))
    leave = ("payer_id", "provider_id", "trace_number")
    withheld = draw(st.lists(rows(PROVIDER_ADJUSTMENTS, leave=leave, need=("reason_code",)), max_size=8))
    shared = {"provider_id": draw(NPI), **{name: header[name] for name in ("payer_id", "trace_number")}}
    adjustments = [{**row, **shared} for row in withheld]
    return Payment(**header, remits=records, provider_adjustments=adjustments)


@st.composite
def claim_statuses(draw):
    """What is said of one claim: of the whole, then of lines in order; at least one of the two."""
    shared = draw(
        st.fixed_dictionaries(
            {"claim_id": WORDS},
            optional={"payer_claim_number": WORDS, "from_on": DAYS, "charge_cents": CENTS},
        )
    )
    leave = (
        *shared,
        "payer_claim_number",
        "from_on",
        "charge_cents",
        "line",
        "line_control",
        "procedure_code",
    )
    told = rows(STATUSES, leave=leave, need=("category",))
    whole = draw(st.lists(told, max_size=2))
    lines = draw(st.lists(st.lists(told, min_size=1, max_size=2), min_size=0 if whole else 1, max_size=2))
    of_line = st.fixed_dictionaries({}, optional={"line_control": WORDS, "procedure_code": CODE})
    found = [{**row, **shared} for row in whole]
    if not whole:
        shared.pop("charge_cents", None)  # it stands beside what is said of the whole claim
    for place, statuses in enumerate(lines, start=1):
        line = {**draw(of_line), "line": place}
        found += [{**row, **shared, **line} for row in statuses]
    return found


@st.composite
def acknowledged_groups(draw):
    """The rows of one group answered: its sets, then its own."""
    group = draw(CONTROL)
    sets = []
    for control in draw(st.lists(CONTROL, max_size=3)):
        places = st.tuples(st.sampled_from(["NM1", "HI", "SV1"]), st.sampled_from(["3", "8"])).map(".".join)
        reasons = [*dict.fromkeys(draw(st.lists(places, max_size=3)))]
        reasons += [f"{reasons[-1].split('.')[0]}-{n}.7" for n in range(draw(st.integers(0, 2))) if reasons]
        reasons += draw(st.lists(st.sampled_from(["5", "I5"]), max_size=5))
        sets.append(acknowledgement(draw, group, reasons) | {"set_control": control})
    return [*sets, acknowledgement(draw, group, draw(st.lists(st.sampled_from("12345"), max_size=5)))]


def acknowledgement(draw, group, reasons):
    code = draw(st.sampled_from(sorted(VERDICTS)))
    row = {"kind": "999", "group_control": group, "code": code, "verdict": VERDICTS[code]}
    return {**row, "reasons": " ".join(reasons)} if reasons else row


@st.composite
def coverages(draw):
    plans = sorted({row["plan_type"] for row in code_rows("insurance_types")})
    leave = ("coverage_key", "plan_type", "status", "payer_order", "verified_on", "payer_name")
    row = draw(rows(COVERAGES, leave=leave, need=("member_id", "payer_id", "effective_on")))
    row |= {"status": draw(st.sampled_from(["active", "inactive"])), "verified_on": draw(DAYS)}
    row["payer_name"] = draw(WORDS)
    if draw(st.booleans()):
        row["plan_type"] = draw(st.sampled_from(plans))
    return row
