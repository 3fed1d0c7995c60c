"""What changed lately: short windows, half open, and days since the last answer."""

from datetime import timedelta

import pytest

from tests.unit.features.asked import LATER, History, missing

JUST = timedelta(microseconds=1)
THERAPY, EXERCISE, SCAN = ({"procedure_code": code} for code in ("97110", "97112", "73721"))


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("diagnosis_outdated_rate_75d", 75),
        ("payer_branch_coding_rate_45d", 45),
        ("service_outdated_rate_60d", 60),
    ],
)
def test_a_window_holds_its_first_moment_and_ends_just_before_t(name: str, days: int) -> None:
    edge = LATER - timedelta(days=days)
    told = []
    for moment in (edge, edge - JUST, LATER - JUST, LATER):
        held = History().decided(1, at=LATER - timedelta(days=1), sent=edge - timedelta(days=60))
        held.decided(2, "181", at=moment, sent=edge - timedelta(days=60)).claim(9)
        told.append(held.value(9, name) > 0)
    assert told == [True, False, True, False]


def test_a_recent_rate_of_a_kind_of_services_by_hand() -> None:
    held = History().decided(1, "181", at=LATER - timedelta(days=3), lines=[THERAPY])
    held.decided(2, at=LATER - timedelta(days=3), lines=[EXERCISE])
    held.decided(3, at=LATER - timedelta(days=3), lines=[SCAN], payer_id="PAY2")
    held.claim(7, lines=[SCAN]).claim(8, lines=[EXERCISE]).claim(9, lines=[SCAN, THERAPY])
    payer = (1 + 3 * 1 / 3) / (2 + 3)
    kind = (1 + 3 * payer) / (2 + 3)
    name = "payer_branch_coding_rate_45d"
    assert held.value(9, name) == held.value(8, name) == pytest.approx(kind)  # the worst line
    assert held.value(7, name) == pytest.approx(payer)  # no such kind of service was answered
    assert held.value(9, "payer_branch_bundling_rate_45d") == 0


def test_without_any_decision_in_the_window_a_rate_is_missing() -> None:
    held = History().decided(1, "181", at=LATER - timedelta(days=50)).claim(9)
    assert missing(held.value(9, "payer_branch_coding_rate_45d"))
    assert not missing(held.value(9, "service_outdated_rate_60d"))


def test_days_since_a_service_was_paid_is_of_the_line_that_waits_longest() -> None:
    held = History().decided(1, at=LATER - timedelta(days=30), lines=[THERAPY])
    held.decided(2, at=LATER - timedelta(days=10), lines=[SCAN])
    held.decided(3, "181", at=LATER - timedelta(days=2), lines=[SCAN])
    held.claim(7, lines=[{"procedure_code": "99213"}]).claim(8, lines=[SCAN])
    held.claim(9, lines=[SCAN, THERAPY]).claim(10, payer_id="PAY2", lines=[SCAN])
    assert [held.value(number, "days_since_service_paid") for number in (8, 9)] == [10, 30]
    assert missing(held.value(7, "days_since_service_paid"))
    assert missing(held.value(10, "days_since_service_paid"))  # another payer's answers do not count


def test_days_since_a_service_was_denied_is_of_the_line_denied_last() -> None:
    held = History().decided(1, "181", at=LATER - timedelta(days=30), lines=[THERAPY])
    held.decided(2, "50", at=LATER - timedelta(days=10), lines=[SCAN])
    held.claim(7, lines=[EXERCISE]).claim(8, lines=[THERAPY]).claim(9, lines=[THERAPY, SCAN])
    assert [held.value(number, "days_since_service_denied") for number in (8, 9)] == [30, 10]
    assert missing(held.value(7, "days_since_service_denied"))


def test_paid_lines_of_the_rarest_service_in_ninety_days() -> None:
    held = History().decided(1, at=LATER - timedelta(days=1), lines=[THERAPY, THERAPY])
    held.decided(2, at=LATER - timedelta(days=1), lines=[SCAN])
    held.decided(3, "181", at=LATER - timedelta(days=1), lines=[SCAN])
    edge = LATER - timedelta(days=90)
    held.decided(4, at=edge, sent=edge - timedelta(days=9), lines=[SCAN])
    held.decided(5, at=edge - JUST, sent=edge - timedelta(days=9), lines=[SCAN])
    held.claim(8, lines=[THERAPY, SCAN, EXERCISE]).claim(9, lines=[SCAN])
    assert [held.value(number, "payer_service_paid_90d") for number in (8, 9)] == [0, 2]
