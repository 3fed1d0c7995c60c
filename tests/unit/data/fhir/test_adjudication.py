"""Amounts by category and reasons with or without amounts become adjustments, each dollar once."""

import pytest

from data.codes import code_rows, period
from tests.unit.data.fhir.made import adjudicated, amount, read_document, reason, told

C4BB = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBAdjudication"


def grouped(code, value, group):
    system = "https://x12.org/codes/claim-adjustment-group-codes"
    return reason(code, value) | {"category": {"coding": [{"system": system, "code": group}]}}


@pytest.mark.parametrize(
    ("adjudications", "expected"),
    [
        # 100 = 80 allowed + 20; of the 80 the patient owes 10 + 14 and 56 were paid.
        (
            [
                *(amount("eligible", 80), amount("deductible", 10)),
                *(amount("coinsurance", 14, C4BB), amount("benefit", 56)),
            ],
            [("PR", "1", 1000), ("PR", "2", 1400), ("CO", "45", 2000)],
        ),
        ([amount("copay", 25), amount("benefit", 75)], [("PR", "3", 2500)]),
        # A denial priced first: 80 would have been allowed, so the reason takes 80 and the contract 20.
        (
            [amount("eligible", 80), amount("benefit", 0), reason("197")],
            [("CO", "45", 2000), (None, "197", 8000)],
        ),
        # Nothing allowed is no price when a reason says why.
        ([amount("eligible", 0), amount("benefit", 0), reason("197")], [(None, "197", 10000)]),
        # Nothing allowed and no reason at all: CO-45 for the full charge.
        ([amount("eligible", 0), amount("benefit", 0)], [("CO", "45", 10000)]),
        ([amount("noncovered", 30, C4BB), amount("benefit", 70)], [(None, "96", 3000)]),
        ([amount("noncovered", 30, C4BB), amount("benefit", 70), reason("50")], [(None, "50", 3000)]),
        # Reasons with their amounts say all; the same told by category is not counted again.
        (
            [
                *(amount("eligible", 80), amount("coinsurance", 16, C4BB), amount("benefit", 64)),
                *(grouped("45", 20, "CO"), grouped("2", 16, "PR")),
            ],
            [("CO", "45", 2000), ("PR", "2", 1600)],
        ),
        (
            [amount("noncovered", 100, C4BB), amount("benefit", 0), grouped("197", 100, "CO")],
            [("CO", "197", 10000)],
        ),
        ([amount("discount", 40, C4BB), amount("eligible", 60), amount("benefit", 60)], [("CO", "45", 4000)]),
        ([amount("benefit", 100), amount("deductible", 0)], []),
        # Without a payment what is told is taken, and no more.
        ([amount("deductible", 10), reason("16")], [("PR", "1", 1000), (None, "16", None)]),
        ([reason("CO-97"), amount("benefit", 0)], [("CO", "97", 10000)]),
    ],
)  # fmt: skip
def test_adjustments_of_a_line_of_a_hundred_dollars(adjudications, expected):
    outcome = read_document(adjudicated(*adjudications))
    assert told(outcome) == [(1, *row) for row in expected]
    assert "adjudication_unbalanced" not in {code for code, _ in outcome.warnings}


def test_of_several_reasons_without_amounts_the_first_takes_what_is_left():
    outcome = read_document(adjudicated(amount("benefit", 40), reason("16"), reason("197")))
    assert told(outcome) == [(1, None, "16", 6000), (1, None, "197", None)]
    assert ("reason_without_amount", 1) in outcome.warnings


def test_an_amount_that_does_not_fit_is_left_out_and_said():
    outcome = read_document(adjudicated(amount("benefit", 60), amount("deductible", 50)))
    assert told(outcome) == []
    assert ("adjudication_unbalanced", 1) in outcome.warnings


def test_a_reason_from_elsewhere_is_left_out_and_said():
    strange = reason("0", system="payer-reasons")
    outcome = read_document(adjudicated(amount("benefit", 100), strange))
    assert told(outcome) == []
    assert ("unknown_reason_system", 1) in outcome.warnings


def test_remark_codes_are_remarks_and_group_codes_alone_belong_to_the_reason():
    group = reason("PR", system="claim-adjustment-group-codes")
    outcome = read_document(
        adjudicated(
            amount("benefit", 0), reason("27"), reason("N30", system="remittance-advice-remark-codes"), group
        )
    )
    assert told(outcome) == [(1, "PR", "27", 10000)]
    assert outcome.remits[0].remarks == [{"remit_line": 1, "ordinal": 1, "rarc": "N30"}]


def test_amounts_of_the_whole_claim_stand_at_claim_level_unless_the_lines_say_them():
    totals = [amount("submitted", 100), amount("deductible", 12), amount("benefit", 88)]
    at_claim = read_document(adjudicated(total=totals))
    assert told(at_claim) == [(0, "PR", "1", 1200)]
    by_line = read_document(adjudicated(amount("deductible", 12), amount("benefit", 88), total=totals))
    assert told(by_line) == [(1, "PR", "1", 1200)]


def test_the_members_liability_is_what_the_patient_owes():
    totals = [amount("submitted", 100), amount("benefit", 70), amount("memberliability", 30, C4BB)]
    assert read_document(adjudicated(total=totals)).remits[0].remit["patient_responsibility_cents"] == 3000


def test_units_allowed_are_the_units_of_the_remit_line():
    units = {"category": {"coding": [{"code": "allowedunits"}]}, "value": 3}
    line = read_document(adjudicated(units)).remits[0].lines[0]
    assert line["units"] == 3.0


@pytest.mark.parametrize("paid", ["benefit", "paidtoprovider"])
def test_what_provider_or_patient_were_paid_is_paid(paid):
    parts = [amount(paid, 60), amount("paidtopatient", 5, C4BB)] if paid != "benefit" else [amount(paid, 65)]
    assert read_document(adjudicated(*parts)).remits[0].lines[0]["paid_cents"] == 6500


def test_every_row_of_the_code_table_has_a_source_a_period_and_one_meaning():
    held = code_rows("fhir_codes")
    assert all(row["source"] and row["means"] and period(row) for row in held)
    keys = [(row["list"], row["code"].lower()) for row in held]
    assert len(set(keys)) == len(keys)
