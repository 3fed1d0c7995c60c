from datetime import timedelta

import pytest

from tests.unit.features.asked import LATER, History, missing
from tests.unit.features.practice import START

SERVED = "2026-04-12"
"""Day of service of a claim sent at LATER."""


@pytest.mark.parametrize(
    ("terminated_on", "active", "after"),
    [(None, 1, None), (SERVED, 1, None), ("2026-04-11", 0, 1)],  # the last day is included
)
def test_coverage_runs_to_the_end_of_its_last_day(terminated_on, active, after):
    held = History().coverage(terminated_on=terminated_on).claim(9)
    assert held.value(9, "coverage_active") == active
    days = held.value(9, "days_after_coverage_end")
    assert missing(days) if after is None else days == after


@pytest.mark.parametrize(("effective_on", "active"), [(SERVED, 1), ("2026-04-13", 0)])
def test_coverage_runs_from_the_start_of_its_first_day(effective_on, active):
    held = History().coverage(effective_on=effective_on).claim(9)
    assert held.value(9, "coverage_active") == active
    assert held.value(9, "coverage_starts_later") == 1 - active


def test_a_source_never_fed_gives_missing_features():
    held = History().claim(9)
    for name in ("coverage_on_file", "coverage_active", "other_coverage_active", "other_payer_first"):
        assert missing(held.value(9, name)), name


def test_a_termination_told_after_t_is_not_known():
    late = History().coverage().coverage(terminated_on="2026-02-01", available_at=LATER).claim(9)
    assert late.value(9, "coverage_active") == 1
    early = History().coverage().coverage(terminated_on="2026-02-01", available_at=LATER - timedelta(days=1))
    assert early.claim(9).value(9, "coverage_active") == 0


def test_a_member_the_source_does_not_know_is_not_on_file():
    held = History().coverage(member_id="M2").claim(9)
    assert held.value(9, "coverage_on_file") == 0
    assert missing(held.value(9, "coverage_active"))


def test_a_payer_second_in_order_is_not_first():
    assert History().coverage(payer_order=2).claim(9).value(9, "other_payer_first") == 1
    both = History().coverage(payer_order=2).coverage(payer_id="PAY2").claim(9)
    assert both.value(9, "other_payer_first") == 1
    assert both.value(9, "other_coverage_active") == 1
    assert (
        History().coverage().coverage(payer_id="PAY2", payer_order=2).claim(9).value(9, "other_payer_first")
        == 0
    )


def test_a_coverage_told_to_be_inactive_covers_no_day_that_its_dates_do_not_name():
    assert History().coverage(status="inactive").claim(9).value(9, "coverage_active") == 0
    dated = History().coverage(status="inactive", terminated_on=SERVED).claim(9)
    assert dated.value(9, "coverage_active") == 1
    assert History().coverage(status="active").claim(9).value(9, "coverage_active") == 1


def test_claims_of_the_same_person_under_another_member_id_are_counted():
    held = History().claim(1, START, member_id="M7").claim(2, START, member_id="M1")
    held.claim(3, START, member_id="M7", patient_birth_on="1980-05-02")
    held.claim(4, START, member_id="M7", patient_sex="M").claim(5, START, member_id="M7", payer_id="PAY2")
    held.claim(6, START, member_id="M1", patient_birth_on="2011-05-01")  # a child under the same number
    held.claim(8, member_id="M8", patient_birth_on="2001-01-01").claim(9, member_id="M1")
    assert [held.value(number, "same_person_other_member_id") for number in (8, 9)] == [0, 1]
    assert [held.value(number, "member_payer_sent") for number in (8, 9)] == [0, 2]


def test_a_coverage_told_after_the_denial_is_news_and_one_before_it_is_not():
    denied_at = START + timedelta(days=20, hours=1)
    old = History().coverage().decided(1, "27").claim(9)
    new = History().coverage(available_at=denied_at + timedelta(hours=1)).decided(1, "27").claim(9)
    name = "coverage_told_since_denial"
    assert [held.value(9, name) for held in (old, new)] == [0, 1]
    assert missing(History().coverage().decided(1, "50").claim(9).value(9, name))


def test_an_end_once_told_is_remembered_when_the_coverage_is_told_to_go_on():
    held = History().coverage(terminated_on="2026-02-01").coverage(available_at=START + timedelta(days=9))
    held.claim(8, START + timedelta(days=27)).claim(9)  # served on 2026-01-29, before the end that was told
    assert [held.value(number, "coverage_active") for number in (8, 9)] == [1, 1]
    assert [held.value(number, "coverage_once_ended") for number in (8, 9)] == [0, 1]


def test_an_end_not_told_yet_or_of_another_payer_is_none():
    late = History().coverage().coverage(terminated_on="2026-02-01", available_at=LATER).claim(9)
    assert late.value(9, "coverage_once_ended") == 0
    other = History().coverage().coverage(payer_id="PAY2", terminated_on="2026-02-01").claim(9)
    assert other.value(9, "coverage_once_ended") == 0
    assert missing(History().coverage(member_id="M2").claim(9).value(9, "coverage_once_ended"))


def test_a_member_who_left_and_joined_the_same_payer_again_was_never_told_to_have_ended():
    held = History().coverage(terminated_on="2026-01-02").coverage(effective_on="2026-01-15").claim(9)
    assert held.value(9, "coverage_active") == 1
    assert held.value(9, "coverage_once_ended") == 0
