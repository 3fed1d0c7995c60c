"""What a payer has begun to do: answers counted from its first such denial on."""

from datetime import timedelta

import pytest

from tests.unit.features.asked import LATER, History
from tests.unit.features.practice import NPIS

THERAPY, EXERCISE, SCAN = ({"procedure_code": code} for code in ("97110", "97112", "72148"))
CODING = "payer_service_coding_since"
LACKING = "authorization_absence_denied_since"


def answered(held: History, days_ago: int, carc: str | None = None, **values) -> History:
    number = len(held.rows["claims"]) + 1
    return held.decided(number, carc, at=LATER - timedelta(days=days_ago), **values)


def begun() -> History:
    """Therapy long paid, then denied twice of three."""
    held = History()
    for days_ago in range(60, 40, -2):
        answered(held, days_ago, lines=[THERAPY])
    answered(held, 12, "4", lines=[THERAPY])
    answered(held, 10, lines=[THERAPY])
    return answered(held, 8, "4", lines=[THERAPY])


def test_only_answers_since_the_first_denial_count() -> None:
    branch = 2 / (3 + 1)
    assert begun().claim(90, lines=[THERAPY]).value(90, CODING) == pytest.approx((2 + branch) / (3 + 1))


def test_a_sibling_that_goes_on_being_paid_counts_from_the_first_denial_of_its_branch() -> None:
    held = answered(answered(begun(), 20, lines=[EXERCISE]), 6, lines=[EXERCISE])
    branch = 2 / (4 + 1)  # the sibling's later answer is the branch's too
    assert held.claim(90, lines=[EXERCISE]).value(90, CODING) == pytest.approx((0 + branch) / (1 + 1))


def test_a_provider_refused_by_one_payer_is_doubted_by_others_until_they_pay() -> None:
    held = History()
    answered(held, 30, payer_id="PAY2")
    for days_ago in (20, 18):
        answered(held, days_ago, "B7")
    answered(held, 10, payer_id="PAY2")
    held.claim(90).claim(91, payer_id="PAY2").claim(92, payer_id="PAY3").claim(93, rendering_npi=NPIS[0])
    anyone = 2 / (3 + 1)
    values = [held.value(number, "rendering_payer_provider_since") for number in (90, 91, 92, 93)]
    assert values == pytest.approx([(2 + anyone) / (2 + 1), (0 + anyone) / (1 + 1), anyone, 0])


def test_what_was_never_denied_is_0_even_without_any_answer() -> None:
    held = begun().claim(90, lines=[SCAN]).claim(91, lines=[THERAPY], payer_id="PAY2")
    assert [held.value(number, CODING) for number in (90, 91)] == [0, 0]


def test_a_first_denial_of_more_than_a_year_ago_begins_nothing() -> None:
    held = answered(answered(History(), 400, "4", lines=[THERAPY]), 390, lines=[THERAPY])
    assert held.claim(90, lines=[THERAPY]).value(90, CODING) == 0


def test_an_answer_at_the_moment_itself_begins_nothing() -> None:
    assert answered(History(), 0, "4", lines=[THERAPY]).claim(90, lines=[THERAPY]).value(90, CODING) == 0


def test_a_claims_own_denial_begins_nothing_for_it() -> None:
    held = answered(History(), 9, lines=[THERAPY])
    answered(held, 8, "4", lines=[THERAPY])
    held.claim(90, claim_id="C2", lines=[THERAPY], frequency_code="7", original_reference="P2")
    held.claim(91, lines=[THERAPY])
    assert held.value(90, CODING) == 0
    assert held.value(91, CODING) == pytest.approx((1 + 1 / 2) / (1 + 1))


def test_of_what_lacks_something_only_such_lines_count() -> None:
    held = answered(answered(History(), 12, "197"), 10, prior_authorization="A1")
    held.claim(90, prior_authorization="A9").claim(91)
    assert held.value(90, LACKING) == 0
    assert held.value(91, LACKING) == pytest.approx((1 + 1 / 2) / (1 + 1))
