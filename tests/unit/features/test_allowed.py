"""What a payer allows: its schedule by day of service and as known before T, else what is usual."""

from datetime import timedelta

import pytest

from features.allowed import usual_allowed
from tests.unit.features.asked import LATER, History
from tests.unit.features.practice import START

ONE = {"charge_cents": 20_000}


def allowed(held: History, number: int = 9) -> tuple[float, str]:
    view = held.asof(number)
    cents, basis = usual_allowed(view.batch, view.knowledge)
    return cents[0], basis[0]


def test_the_schedule_comes_before_what_is_usual_and_counts_per_unit():
    held = History()
    for number in range(1, 5):
        held.decided(number)
    held.claim(8).fee(40, available_at=LATER).claim(9, LATER + timedelta(days=1), [{**ONE, "units": 3.0}])
    assert allowed(held, 8)[1] == "payer_procedure_modifier"
    assert allowed(held) == (12_000, "fee_schedule")


@pytest.mark.parametrize(
    ("served", "dollars"),
    [("2026-01-01", 40), ("2026-02-28", 40), ("2026-03-01", 55), ("2025-12-31", None)],
)
def test_the_row_in_force_on_the_day_of_service_counts(served: str, dollars: int | None):
    held = History().fee(40, terminated_on="2026-02-28").fee(55, effective_on="2026-03-01")
    held.claim(9, lines=[ONE], from_on=served, through_on=served)
    assert allowed(held) == ((20_000, "charge") if dollars is None else (dollars * 100, "fee_schedule"))


def test_a_row_that_became_effective_later_ends_one_left_open():
    held = History().fee(55, effective_on="2026-03-01").fee(40).claim(9, lines=[ONE])
    assert allowed(held) == (5_500, "fee_schedule")


@pytest.mark.parametrize(
    ("after", "basis"), [(timedelta(microseconds=-1), "fee_schedule"), (timedelta(0), "charge")]
)
def test_only_what_was_told_strictly_before_t_is_known(after: timedelta, basis: str):
    assert allowed(History().fee(40, available_at=LATER + after).claim(9))[1] == basis


def test_a_row_told_again_supersedes_what_it_said_before():
    held = History().fee(40).fee(45, available_at=START + timedelta(days=9))
    held.claim(8, START + timedelta(days=9), [ONE]).claim(9, lines=[ONE])
    assert (allowed(held, 8)[0], allowed(held)[0]) == (4_000, 4_500)


@pytest.mark.parametrize(
    ("modifiers", "dollars"),
    [(None, 40), ("26", 15), ("59", 40), ("59 26", 15), ("26 59", 12), ("TC 26", 15)],
)
def test_a_row_for_the_lines_modifiers_goes_before_the_row_for_all(modifiers: str | None, dollars: int):
    held = History().fee(40).fee(15, modifier="26").fee(12, modifier="26 59")
    held.claim(9, lines=[{**ONE, "modifiers": modifiers}])
    assert allowed(held) == (dollars * 100, "fee_schedule")


def test_a_row_for_another_modifier_payer_or_procedure_says_nothing():
    held = History().fee(40, modifier="26").fee(41, payer_id="PAY2").fee(42, procedure_code="73721")
    assert allowed(held.claim(9, lines=[ONE])) == (20_000, "charge")


def test_no_more_than_the_charge_is_expected_and_unknown_units_are_not_one():
    held = History().fee(400).claim(8, lines=[{"units": None}]).claim(9, lines=[ONE])
    assert allowed(held) == (20_000, "fee_schedule")
    assert allowed(held, 8)[1] == "charge"


def test_a_claim_is_known_by_its_weakest_line():
    held = History().fee(40).claim(9, lines=[ONE, {"procedure_code": "73721", "charge_cents": 700}])
    assert allowed(held) == (4_700, "charge")
