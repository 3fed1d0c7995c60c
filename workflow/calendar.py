"""Days that count: business days, neither a weekend nor a US federal holiday, and limits counted in them."""

from datetime import date
from functools import cache
from typing import Any, Final

import holidays
import numpy as np
from numpy.typing import NDArray

from data.codes.deadline_rules import Unit

Days = NDArray[np.datetime64]
"""datetime64[D]; NaT where missing."""

_ONE_DAY: Final = np.timedelta64(1, "D")
_LEEWAY_YEARS: Final = 2
"""Holidays are known for as many years past the last day asked about as a limit may reach."""


@cache
def _calendar(first_year: int, last_year: int) -> np.busdaycalendar:
    held = holidays.country_holidays("US", years=range(first_year, last_year + 1))
    return np.busdaycalendar(holidays=sorted(np.datetime64(day, "D") for day in held))


def business_day_or_before(days: Days) -> Days:
    """Each day itself when it is a business day, else the last one before it: never later."""
    return after(days, 0, Unit.BUSINESS_DAYS)


def business_days(first: date, last: date) -> Days:
    """The business days from `first` to `last`, both included, in order."""
    start, count = np.datetime64(first, "D"), max((last - first).days + 1, 0)
    days: Days = start + np.arange(count).astype("timedelta64[D]")
    return days[np.is_busday(days, busdaycal=_covering(days))] if len(days) else days


def after(days: Days, length: int, unit: Unit) -> Days:
    """The day that is `length` of a unit after each day; NaT stays NaT.

    A month ends on the day of the same number, or on its last: one month after January 31 is February 28.
    Business days are counted after the day itself, or the last business day before it.
    """
    days = days.astype("datetime64[D]")
    if unit is Unit.DAYS:
        return days + length * _ONE_DAY
    return _after_months(days, length) if unit is Unit.MONTHS else _after_business_days(days, length)


def _after_months(days: Days, length: int) -> Days:
    month = days.astype("datetime64[M]")
    ends = (month + length + 1).astype("datetime64[D]") - _ONE_DAY
    same_number = (month + length).astype("datetime64[D]") + (days - month.astype("datetime64[D]"))
    out: Days = np.minimum(same_number, ends)
    return out


def _after_business_days(days: Days, length: int) -> Days:
    out, known = days.copy(), ~np.isnat(days)
    if known.any():
        out[known] = np.busday_offset(days[known], length, roll="backward", busdaycal=_covering(days[known]))
    return out


def _covering(days: NDArray[Any]) -> np.busdaycalendar:
    # A year more before: rolling back from New Year's Day must know the year it rolls into.
    years = days.astype("datetime64[Y]").astype(np.int64) + 1970
    return _calendar(int(years.min()) - 1, int(years.max()) + _LEEWAY_YEARS)
