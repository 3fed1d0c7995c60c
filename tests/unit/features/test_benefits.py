"""Visits of a calendar year, counted by claims, and how payers answered as many of them."""

from datetime import timedelta

import numpy as np
import pytest

from data.batch import batch_of_frames
from features.parts import Parts
from features.visits import first_of_branch
from tests.unit.features.asked import LATER, History, missing
from tests.unit.features.practice import START

THERAPY, EXERCISE, VISIT = ({"procedure_code": code} for code in ("97110", "97112", "99213"))
VISITS = "visits_of_the_year"
RATE = "payer_visits_maximum_rate_730d"


def visited(held: History, number: int, **values) -> History:
    """A claim for therapy sent `number` hours after START."""
    return held.claim(number, START + timedelta(hours=number), **{"lines": [THERAPY], **values})


def test_claims_are_counted_and_not_lines() -> None:
    held = visited(History(), 1, lines=[THERAPY, EXERCISE, THERAPY])
    visited(held, 2).claim(9, lines=[THERAPY])
    assert held.value(9, VISITS) == 2


def test_the_first_line_of_each_branch_of_a_claim_is_its_visit() -> None:
    held = visited(History(), 1, lines=[THERAPY, VISIT, EXERCISE, VISIT, {"procedure_code": None}])
    visited(held, 2, lines=[EXERCISE])
    events, _ = held.known
    parts = Parts(batch_of_frames(events.claims, events.lines, events.other_payers))
    assert first_of_branch(parts).tolist() == [1, 1, 0, 0, 1, 1]


def test_the_branch_with_the_most_visits_counts() -> None:
    held = visited(visited(History(), 1), 2)
    visited(held, 3, lines=[VISIT]).claim(8, lines=[VISIT]).claim(9, lines=[VISIT, EXERCISE])
    assert [held.value(number, VISITS) for number in (8, 9)] == [1, 2]


@pytest.mark.parametrize(
    "other",
    [
        {"member_id": "M2"},
        {"patient_birth_on": "2011-05-01"},
        {"from_on": "2025-12-31", "through_on": "2025-12-31"},
        {"frequency_code": "8"},
        {"lines": [VISIT]},
    ],
)
def test_others_other_years_other_kinds_and_voids_do_not_count(other: dict) -> None:
    held = visited(visited(History(), 1), 2, **other).claim(9, lines=[THERAPY])
    assert held.value(9, VISITS) == 1


def test_only_what_was_sent_strictly_before_counts() -> None:
    held = visited(History(), 1).claim(2, LATER - timedelta(microseconds=1), lines=[THERAPY])
    held.claim(3, LATER, lines=[THERAPY]).claim(4, LATER + timedelta(days=1), lines=[THERAPY])
    held.claim(9, lines=[THERAPY])
    assert held.value(9, VISITS) == 2


def test_a_line_belongs_to_the_year_of_its_service_whenever_it_was_sent() -> None:
    last = {"from_on": "2025-12-30", "through_on": "2025-12-30"}
    held = visited(visited(History(), 1, **last), 2).claim(8, lines=[THERAPY], **last)
    assert held.claim(9, lines=[THERAPY]).value(8, VISITS) == held.value(9, VISITS) == 1


def test_a_claim_without_lines_has_no_visits() -> None:
    held = visited(History(), 1).claim(9)
    held.rows["lines"] = held.rows["lines"][:1]
    assert missing(held.value(9, VISITS))


@pytest.mark.parametrize(("before", "band"), [(0, "0"), (1, "1"), (3, "3"), (4, "4"), (5, "4"), (6, "5")])
def test_bands_of_visits(before: int, band: str) -> None:
    held = History().claim(9, lines=[THERAPY])
    for number in range(20, 20 + before):
        visited(held, number)
    assert held.asof(9).parts.part("line", "visits").tolist() == [band]


def test_the_rate_after_as_many_visits_by_hand() -> None:
    held = History()
    for member in ("A", "B"):  # the first visit was paid, the second one was no longer covered
        shift = 1 if member == "A" else 3
        held.decided(shift, member_id=member, lines=[THERAPY])
        held.decided(shift + 1, "119", member_id=member, lines=[THERAPY])
    held.decided(5, member_id="C", lines=[VISIT])
    visited(held, 6, member_id="D").claim(8, member_id="D", lines=[THERAPY])
    held.claim(9, member_id="E", lines=[THERAPY])
    everyone = 2 / 5
    therapy = (2 + 4 * everyone) / (4 + 4)
    assert held.value(8, RATE) == pytest.approx((2 + 4 * therapy) / (2 + 4))  # after one visit
    assert held.value(9, RATE) == pytest.approx((0 + 4 * therapy) / (2 + 4))  # after none


def test_the_rate_is_missing_without_any_decision() -> None:
    assert np.isnan(History().claim(9, lines=[THERAPY]).value(9, RATE))
