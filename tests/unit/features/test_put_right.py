"""What is put right is on the allow-list, field by field; the finding goes, and nothing else is touched."""

from functools import cache

import numpy as np
import pytest

from data import tables
from data.batch import ClaimBatch
from data.tables import Kind
from features.asof import AsOf
from features.catalog import DENIAL_FEATURES
from features.date_audit import same
from features.knowledge import Knowledge
from features.matrix import denial_matrix
from features.put_right import ALLOWED_FIELDS, SUPPLIED, TEMPLATES, put_right, taken
from features.scrub import CODING_REVIEW, PROVIDER_QUERY, RULES, findings
from tests.unit.features.asked import History
from tests.unit.features.practice import NPIS, batch_of, random_practice

PAYMENT = {
    "claims": {
        *("diagnoses", "present_on_admission", "admitting_diagnosis", "drg", "bill_type", "place_of_service"),
        *("from_on", "through_on", "admission_on", "onset_on", "accident_on", "admission_type"),
        *("total_charge_cents", "frequency_code", "occurrence_codes", "value_codes", "condition_codes"),
    },
    "lines": {
        *("procedure_code", "modifiers", "revenue_code", "units", "charge_cents", "diagnosis_pointers"),
        *("from_on", "through_on", "place_of_service"),
    },
}
"""Codes, modifiers, diagnoses, units, dates, place and charges: what decides what is paid."""

TABLES = {"claims": tables.CLAIMS, "lines": tables.LINES, "other_payers": tables.OTHER_PAYERS}


def usual(carried: dict, line: dict | None = None) -> History:
    """A payer that pays claims which all carry something, and claim 9 without it."""
    held = History()
    for number in range(1, 30):
        held.decided(number, lines=[line or {}], **carried)
    return held.claim(9_000)


def authorized(**wrong) -> History:
    """Claim 9000 carries A1, which does not hold; A2, which fits, is on file."""
    held = History().authorization(**wrong).authorization(authorization_number="A2")
    return held.claim(9_000, prior_authorization="A1")


@cache
def cases() -> dict[str, History]:
    return {
        "missing_member_id": History().claim(9_000, member_id=None),
        "missing_billing_npi": History().claim(1).decided(2).claim(9_000, billing_npi=None),
        "invalid_npi": History().claim(9_000, referring_npi="1234567890"),
        "coverage_ended": History().coverage(terminated_on="2026-02-01").claim(9_000),
        "coverage_not_begun": History().coverage(effective_on="2026-06-01").claim(9_000),
        "other_payer_first": History().coverage(payer_order=2).claim(9_000),
        "authorization_left_off": History().authorization().claim(9_000),
        "authorization_not_approved": authorized(status="cancelled"),
        "authorization_outside_dates": authorized(valid_to_on="2026-02-01"),
        "authorization_of_other_member": authorized(member_id="M7"),
        "authorization_units_exceeded": authorized(units=0.5),
        "drug_code_usual_but_absent": usual({}, {"ndc": "00009003101"}),
        "attachment_usual_but_absent": usual({"attachments": "B4"}),
        "referring_usual_but_absent": usual({"referring_npi": NPIS[2]}),
        "clia_usual_but_absent": usual({"clia_number": "11D0000000"}),
        "replacement_without_reference": History().claim(9_000, frequency_code="7"),
    }


def asked(code: str) -> tuple[AsOf, AsOf]:
    """The view of the claim with the finding, and without it."""
    view = cases()[code].asof(9_000)
    return view, put_right(view, [(0, (code,))]).view


def changed(one: ClaimBatch, other: ClaimBatch) -> set[str]:
    """Columns that differ, as table.column."""
    found = set()
    for name in TABLES:
        before, after = getattr(one, name), getattr(other, name)
        assert before.keys() == after.keys()
        found |= {f"{name}.{column}" for column in before if not same(before[column], after[column])}
    return found


def codes(view: AsOf) -> list[str]:
    return [one.code for one in findings(view.batch, view.knowledge, asof=view)[0]]


def test_every_template_has_a_case_and_a_finding_somebody_can_act_on():
    rules = {rule.code: rule for rule in RULES}
    assert {*cases()} == {*TEMPLATES}
    assert all(rules[code].actionable and not rules[code].review for code in TEMPLATES)


@pytest.mark.parametrize("code", TEMPLATES)
def test_each_finding_is_gone_and_only_allowed_fields_are_filled(code: str):
    before, after = asked(code)
    assert code in codes(before)
    assert TEMPLATES[code].reads or code not in codes(after)
    assert changed(before.batch, after.batch) == {*TEMPLATES[code].fields}
    assert (before.batch.t == after.batch.t).all()


def test_the_allow_list_holds_nothing_that_decides_what_is_paid():
    for name in ALLOWED_FIELDS:
        table, _, column = name.partition(".")
        assert column not in PAYMENT[table]
        assert TABLES[table][column].kind not in (Kind.DATE, Kind.TIME, Kind.CENTS, Kind.NUMBER)
    assert {name for one in TEMPLATES.values() for name in one.fields} <= ALLOWED_FIELDS
    for table, columns in PAYMENT.items():
        assert columns <= {*TABLES[table].names}


@pytest.mark.parametrize("code", TEMPLATES)
@pytest.mark.parametrize("seed", [1, 2])
def test_no_template_touches_any_other_field_of_any_claim(code: str, seed: int):
    events = random_practice(60, seed=seed)
    view = AsOf(batch_of(events), Knowledge.build(events))
    after = put_right(view, [(row, (code,)) for row in range(len(view))]).view
    assert changed(view.batch, after.batch) <= {*TEMPLATES[code].fields}
    for table, columns in PAYMENT.items():
        for column in columns:
            assert same(getattr(view.batch, table)[column], getattr(after.batch, table)[column]), column


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_what_decides_a_payment_is_for_a_review_or_a_query_and_has_no_template(rule):
    decides = ("HI", "SV1", "SV2", "LX", "DTP", "CL1", "CLM05")
    if rule.review:
        assert rule.review in (CODING_REVIEW, PROVIDER_QUERY)
        assert rule.review in rule.message
        assert not rule.actionable
        assert rule.code not in TEMPLATES
    elif rule.segment.startswith(decides):
        assert rule.code == "filing_limit_passed"  # a fact about the day of sending
        assert rule.code not in TEMPLATES


def test_a_number_is_filled_only_from_what_is_on_file():
    _, after = asked("authorization_left_off")
    assert after.line("prior_authorization").tolist() == ["A1"]
    for code in ("authorization_not_approved", "authorization_units_exceeded"):
        assert asked(code)[1].line("prior_authorization").tolist() == ["A2"]
    alone = History().authorization(status="cancelled").claim(9, prior_authorization="A1").asof(9)
    right = put_right(alone, [(0, ("authorization_not_approved",))]).view
    assert changed(alone.batch, right.batch) == set()
    assert "authorization_not_approved" in codes(right)


def test_what_nobody_has_on_file_is_said_to_be_supplied_and_nothing_else():
    assert asked("missing_member_id")[1].claim("member_id").tolist() == [SUPPLIED]
    assert asked("missing_billing_npi")[1].claim("billing_npi").tolist() == [NPIS[0]]
    assert asked("drug_code_usual_but_absent")[1].line("ndc").tolist() == [SUPPLIED]


def test_verified_coverage_moves_features_of_coverage_alone():
    for code in ("coverage_ended", "coverage_not_begun", "other_payer_first"):
        before, after = asked(code)
        told = zip(DENIAL_FEATURES, *(matrix(view)[0] for view in (before, after)), strict=True)
        moved = {one.source for one, old, new in told if old != new and not (np.isnan(old) and np.isnan(new))}
        assert moved <= {"coverages (271 or CSV)"}
        assert moved


def matrix(view: AsOf) -> np.ndarray:
    return denial_matrix(view.batch, view.knowledge, asof=view)


def test_claims_taken_again_and_again_read_the_same_to_the_bit():
    events = random_practice(80, seed=4)
    view = AsOf(batch_of(events), Knowledge.build(events))
    rows = np.array([5, 5, 70, 0, 5])
    again = AsOf(taken(view.batch, rows), view.knowledge)
    assert matrix(again).tobytes() == matrix(view)[rows].tobytes()
