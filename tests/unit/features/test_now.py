"""What a payer does now: the last answers, drawn to the year's, drawn to broader keys."""

from datetime import timedelta

import pytest

from tests.unit.features.asked import LATER, History, missing

THERAPY, EXERCISE = ({"procedure_code": code} for code in ("97110", "97112"))
CODING = "payer_service_coding_now"


def year(failed: int, events: int, parent: float) -> float:
    return (failed + 3 * parent) / (events + 3)


def last(failed: int, events: int, parent: float) -> float:
    return (failed + 2 * parent) / (events + 2)


def test_the_last_twelve_lines_count_for_most_and_the_year_for_the_rest() -> None:
    held = History()
    for number in range(1, 15):
        at = LATER - timedelta(days=40 - number)
        held.decided(number, "4" if number <= 3 else None, at=at, lines=[THERAPY])
    held.claim(90, lines=[THERAPY]).claim(91, lines=[EXERCISE])
    share = 3 / 14
    for _ in ("payer", "branch", "service"):
        share = year(3, 14, share)
    assert held.value(90, CODING) == pytest.approx(last(1, 12, share))
    assert held.value(91, CODING) == pytest.approx(3 / 14)  # never answered: its branch's share


def test_without_any_answer_a_share_is_missing() -> None:
    assert missing(History().claim(9).value(9, CODING))


def test_a_claim_does_not_count_among_the_last_answers_itself() -> None:
    held = History().decided(1, at=LATER - timedelta(days=9), lines=[THERAPY])
    held.decided(2, "4", at=LATER - timedelta(days=9), lines=[THERAPY])
    again = {"frequency_code": "7", "original_reference": "P2"}
    held.claim(3, claim_id="C2", lines=[THERAPY], **again).claim(9, lines=[THERAPY])
    assert held.value(9, CODING) == pytest.approx(0.5)
    assert held.value(3, CODING) == 0


def test_an_answer_at_the_moment_itself_is_not_known() -> None:
    held = History().decided(1, at=LATER - timedelta(days=9)).decided(2, "4", at=LATER).claim(9)
    assert held.value(9, CODING) == 0


def test_of_what_lacks_something_only_such_lines_count() -> None:
    held = History().decided(1, "197").decided(2, prior_authorization="A1").decided(3, payer_id="PAY2")
    held.claim(8, prior_authorization="A9").claim(9)
    name = "authorization_absence_denied"
    share = 1 / 2  # of the lines without, whoever was billed
    for _ in ("payer", "branch", "service"):
        share = year(1, 1, share)
    assert held.value(9, name) == pytest.approx(last(1, 1, share))
    assert held.value(8, name) == 0  # it carries one


def test_the_worst_line_speaks_for_the_claim() -> None:
    held = History().decided(1, "4", lines=[THERAPY]).decided(2, lines=[EXERCISE])
    held.claim(8, lines=[THERAPY, EXERCISE]).claim(9, lines=[THERAPY])
    assert held.value(8, CODING) == held.value(9, CODING)
