"""The readers against numbers that people read in the sample files with their own eyes."""

from pathlib import Path

import pytest

from tests.unit.data.x12.made import read
from tests.x12.hand_checked import CLAIMS, ENCOUNTERS, REMITS, WITHHELD

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "x12"
FILES = {
    path.name: path for path in sorted(SAMPLES.rglob("*")) if path.suffix in {".837", ".837i", ".835", ".txt"}
}
LINE = ("procedure_code", "modifiers", "revenue_code", "charge_cents", "units", "diagnosis_pointers")
OTHER = ("responsibility", "payer_id", "payer_name", "paid_cents")
DRUG = ("ndc", "ndc_units", "ndc_basis")
REMIT_LINE = ("procedure_code", "charge_cents", "paid_cents", "units", "allowed_cents")

pytestmark = pytest.mark.skipif(not FILES, reason="the shared samples are not beside this checkout")


def sample(name):
    return read(FILES[name].read_bytes())


def picked(rows, names):
    return [tuple(row.get(name) for name in names) for row in rows]


def header(row, said, apart):
    """The columns of a row that were checked, beside what they were checked to be."""
    names = [name for name in said if name not in apart]
    return {name: row.get(name) for name in names}, {name: said[name] for name in names}


CHECKED_CLAIMS = [(name, place) for name, claims in CLAIMS.items() for place in range(len(claims))]
CHECKED_REMITS = [(name, place) for name, remits in REMITS.items() for place in range(len(remits))]


@pytest.mark.parametrize("name", [*CLAIMS, *REMITS])
def test_a_file_holds_as_many_claims_and_remits_as_were_counted(name):
    outcome = sample(name)
    assert len(outcome.claims) == len(CLAIMS.get(name, []))
    assert len(outcome.remits) == len(REMITS.get(name, []))
    assert len(outcome.set_aside) == ENCOUNTERS.get(name, 0)


@pytest.mark.parametrize(("name", "place"), CHECKED_CLAIMS)
def test_a_claims_header_is_as_checked(name, place):
    row, said = sample(name).claims[place].claim, CLAIMS[name][place]
    apart = ("lines", "others", "other_owes", "other_lines", "other_adjustments", "drugs", "ordering")
    found, expected = header(row, said, apart)
    assert found == expected


@pytest.mark.parametrize(("name", "place"), CHECKED_CLAIMS)
def test_a_claims_lines_are_as_checked(name, place):
    record, said = sample(name).claims[place], CLAIMS[name][place]
    assert picked(record.lines, LINE) == said["lines"]
    if "drugs" in said:
        assert picked(record.lines, DRUG) == [drug or (None, None, None) for drug in said["drugs"]]
    if "ordering" in said:
        assert [line.get("ordering_npi") for line in record.lines] == said["ordering"]


@pytest.mark.parametrize(("name", "place"), CHECKED_CLAIMS)
def test_what_other_payers_decided_is_as_checked(name, place):
    record, said = sample(name).claims[place], CLAIMS[name][place]
    assert picked(record.other_payers, OTHER) == said.get("others", [])
    told = picked(record.other_lines, ("line", "procedure_code", "paid_cents"))
    assert told == said.get("other_lines", [])
    columns = ("line", "group_code", "carc", "amount_cents")
    assert picked(record.other_adjustments, columns) == said.get("other_adjustments", [])
    if "other_owes" in said:
        assert record.other_payers[0]["patient_owes_cents"] == said["other_owes"]


@pytest.mark.parametrize(("name", "place"), CHECKED_REMITS)
def test_a_remits_header_is_as_checked(name, place):
    found, expected = header(
        sample(name).remits[place].remit, REMITS[name][place], ("lines", "adjustments", "rarcs")
    )
    assert found == expected


@pytest.mark.parametrize(("name", "place"), CHECKED_REMITS)
def test_a_remits_lines_adjustments_and_remarks_are_as_checked(name, place):
    record, said = sample(name).remits[place], REMITS[name][place]
    assert picked(record.lines, REMIT_LINE) == said["lines"]
    columns = ("remit_line", "group_code", "carc", "amount_cents")
    assert picked(record.adjustments, columns) == said["adjustments"]
    assert [row["rarc"] for row in record.remarks] == said.get("rarcs", [])


@pytest.mark.parametrize("name", REMITS)
def test_what_was_withheld_from_a_payment_is_as_checked(name):
    rows = [item.adjustment for item in sample(name).withheld]
    assert picked(rows, ("reason_code", "reference", "amount_cents")) == WITHHELD.get(name, [])


@pytest.mark.parametrize("name", FILES)
def test_every_clm_and_clp_of_the_raw_text_is_accounted_for(name):
    """Counted in the text itself, by the terminator that stands behind its ISA."""
    text = FILES[name].read_bytes().decode("latin-1")
    terminator = text[105]
    segments = [segment.strip() for segment in text.split(terminator)]
    written = sum(segment.startswith((f"CLM{text[3]}", f"CLP{text[3]}")) for segment in segments)
    outcome = sample(name)
    read_or_told = [outcome.claims, outcome.remits, outcome.quarantined, outcome.set_aside]
    assert sum(len(held) for held in read_or_told) == outcome.reader.seen == written > 0


def test_the_table_checks_itself_lines_add_up_to_claims_and_adjustments_to_payments():
    for claims in CLAIMS.values():
        for claim in claims:
            assert sum(line[3] for line in claim["lines"]) == claim["total_charge_cents"]
    for remits in REMITS.values():
        for remit in remits:
            taken = sum(adjustment[3] for adjustment in remit["adjustments"])
            assert remit["charge_cents"] - taken == remit["paid_cents"]
