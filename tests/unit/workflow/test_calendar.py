from datetime import date

import numpy as np
import pytest

from data.codes.deadline_rules import Unit
from workflow.calendar import after, business_day_or_before, business_days


def _days(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[D]")


def test_a_day_rolls_back_over_weekends_and_federal_holidays_never_forward() -> None:
    asked = _days("2026-03-04", "2026-03-07", "2026-03-08", "2026-01-01", "2026-07-03", "2026-01-19")
    # 2026-07-04 is a Saturday, observed on Friday the 3rd; 2026-01-19 is Martin Luther King Jr. Day.
    expected = _days("2026-03-04", "2026-03-06", "2026-03-06", "2025-12-31", "2026-07-02", "2026-01-16")
    assert (business_day_or_before(asked) == expected).all()


def test_a_new_years_day_on_a_saturday_is_observed_in_the_old_year() -> None:
    # 2028-01-01 is a Saturday: Friday the 31st of December 2027 is off.
    assert business_day_or_before(_days("2028-01-01")).tolist() == [date(2027, 12, 30)]
    assert business_day_or_before(_days("2027-12-31")).tolist() == [date(2027, 12, 30)]


def test_juneteenth_is_a_holiday_since_it_became_one() -> None:
    assert business_day_or_before(_days("2026-06-19", "2020-06-19")).tolist() == [
        date(2026, 6, 18),
        date(2020, 6, 19),
    ]


def test_a_missing_day_stays_missing() -> None:
    found = business_day_or_before(_days("NaT", "2026-03-07"))
    assert np.isnat(found[0])
    assert found[1] == np.datetime64("2026-03-06")
    assert all(np.isnat(after(_days("NaT"), 3, unit)[0]) for unit in Unit)


def test_business_days_hold_both_ends_and_leave_holidays_out() -> None:
    found = business_days(date(2026, 12, 24), date(2026, 12, 28))
    assert found.tolist() == [date(2026, 12, 24), date(2026, 12, 28)]


def test_there_are_no_business_days_before_the_first() -> None:
    assert len(business_days(date(2026, 3, 4), date(2026, 3, 3))) == 0


@pytest.mark.parametrize(
    ("day", "length", "unit", "end"),
    [
        ("2026-03-02", 120, Unit.DAYS, "2026-06-30"),
        ("2026-01-31", 1, Unit.MONTHS, "2026-02-28"),
        ("2028-01-31", 1, Unit.MONTHS, "2028-02-29"),
        ("2028-02-29", 12, Unit.MONTHS, "2029-02-28"),
        ("2026-12-15", 12, Unit.MONTHS, "2027-12-15"),
        ("2026-03-02", 5, Unit.BUSINESS_DAYS, "2026-03-09"),
        # From a Saturday the first business day is Monday, the fifth is Friday.
        ("2026-03-07", 5, Unit.BUSINESS_DAYS, "2026-03-13"),
        # Friday the 3rd of July is a holiday observed.
        ("2026-07-01", 2, Unit.BUSINESS_DAYS, "2026-07-06"),
    ],
)
def test_a_limit_ends_on_the_day_one_counts_to(day: str, length: int, unit: Unit, end: str) -> None:
    assert after(_days(day), length, unit).astype(str).tolist() == [end]
