from datetime import date

import numpy as np

from workflow.calendar import business_day_or_before, business_days


def _days(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[D]")


def test_a_day_rolls_back_over_weekends_and_federal_holidays_never_forward() -> None:
    asked = _days("2026-03-04", "2026-03-07", "2026-03-08", "2026-01-01", "2026-07-03", "2026-01-19")
    # 2026-07-04 is a Saturday, observed on Friday the 3rd; 2026-01-19 is Martin Luther King Jr. Day.
    expected = _days("2026-03-04", "2026-03-06", "2026-03-06", "2025-12-31", "2026-07-02", "2026-01-16")
    assert (business_day_or_before(asked) == expected).all()


def test_a_missing_day_stays_missing() -> None:
    found = business_day_or_before(_days("NaT", "2026-03-07"))
    assert np.isnat(found[0])
    assert found[1] == np.datetime64("2026-03-06")


def test_business_days_hold_both_ends_and_leave_holidays_out() -> None:
    found = business_days(date(2026, 12, 24), date(2026, 12, 28))
    assert found.tolist() == [date(2026, 12, 24), date(2026, 12, 28)]


def test_there_are_no_business_days_before_the_first() -> None:
    assert len(business_days(date(2026, 3, 4), date(2026, 3, 3))) == 0
