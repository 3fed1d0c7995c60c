"""Why a score is to be taken with care, by what was known before T."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from data.batch import batch_of_records
from features.knowledge import Knowledge
from features.support import REASONS, Support, support
from tests.unit.features.asked import LATER, History
from tests.unit.features.practice import events_from

RECENT = LATER - timedelta(days=10)


def practice(decided: int = 40, at=RECENT) -> History:
    held = History()
    for number in range(1, decided):
        held.decided(number, at=at)
    return held


def told(held: History, number: int) -> Support:
    view = held.asof(number)
    return support(view.batch, view.knowledge)


def reasons(held: History, number: int = 90) -> tuple[str, ...]:
    return told(held, number).reasons[0]


def test_what_was_seen_often_has_no_reason_for_care():
    found = told(practice().claim(90), 90)
    assert (found.reasons, found.low_support.tolist()) == (((),), [False])
    assert (found.payer_decisions.tolist(), found.payer_procedure_decisions.tolist()) == ([39], [39])
    assert found.allowed_basis.tolist() == ["payer_procedure_modifier"]


def test_an_unseen_payer_procedure_or_diagnosis_is_said():
    held = practice().claim(90, payer_id="PAY9").claim(91, lines=[{}, {"procedure_code": "73721"}])
    held.claim(92, diagnoses="Z9989").claim(93, diagnoses="M545 Z9989", lines=[{"diagnosis_pointers": "1 2"}])
    held.claim(94, diagnoses="M549").claim(95, diagnoses="M545 Z9989")
    assert reasons(held, 90) == ("unseen_payer", "unseen_procedure")
    assert reasons(held, 91) == ("unseen_procedure",)
    assert reasons(held, 92) == reasons(held, 93) == ("unseen_diagnosis",)
    assert reasons(held, 94) == reasons(held, 95) == ()  # of a known category; pointed to by no line


def test_few_decisions_are_said_of_payer_and_procedure():
    assert reasons(practice(20).claim(90)) == ("few_payer_decisions",)
    held = practice()
    for number in range(50, 53):
        held.decided(number, at=RECENT, lines=[{"procedure_code": "73721"}])
    assert reasons(held.claim(90, lines=[{"procedure_code": "73721"}])) == ("few_procedure_decisions",)


def test_a_service_last_decided_years_ago_is_known_but_little():
    late = LATER + timedelta(days=800)
    held = practice().decided(60, at=late - timedelta(days=3), payer_id="PAY2").claim(90, late, late=3)
    assert reasons(held) == ("few_payer_decisions", "few_procedure_decisions")


@pytest.mark.parametrize(("days", "stale"), [(21, False), (22, True)])
def test_three_weeks_without_an_answer_are_said(days: int, stale: bool):
    held = practice(at=LATER - timedelta(days=days)).claim(90)
    assert ("stale_feed" in reasons(held)) == stale


def test_an_answer_that_came_after_t_makes_no_feed_fresh():
    held = practice(at=LATER - timedelta(days=60)).decided(70, at=LATER + timedelta(days=1)).claim(90)
    assert "stale_feed" in reasons(held)


def test_claims_alone_make_no_feed_of_answers_fresh():
    held = practice(at=LATER - timedelta(days=60)).claim(80, LATER - timedelta(days=1)).claim(90)
    assert "stale_feed" in reasons(held)


def test_before_any_decision_nothing_is_stale_but_nothing_is_known():
    found = reasons(History().claim(90))
    assert "before_data" in found
    assert "stale_feed" not in found


def test_claims_of_another_kind_or_without_lines_are_said():
    held = practice().claim(90, responsibility="S").claim(91)
    held.rows["lines"].pop()
    assert reasons(held, 90) == ("not_original_primary",)
    assert "no_lines" in reasons(held, 91)


def test_an_empty_batch_has_support_too():
    nothing = batch_of_records([])
    found = support(replace(nothing, t=np.empty(0, "datetime64[us]")), Knowledge.build(events_from({})))
    assert (found.reasons, len(found.low_support)) == ((), 0)


def test_reasons_are_told_in_one_order():
    held = practice(5).claim(90, lines=[{"procedure_code": "73721"}], diagnoses="Z9989")
    assert list(reasons(held)) == [code for code in REASONS if code in reasons(held)]
