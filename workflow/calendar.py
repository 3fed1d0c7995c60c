"""Business days: neither a weekend nor a US federal holiday."""

from datetime import date
from functools import cache
from typing import Any

import holidays
import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.datetime64]
"""datetime64[D]; NaT where missing."""


@cache
def _calendar(first_year: int, last_year: int) -> np.busdaycalendar:
    held = holidays.country_holidays("US", years=range(first_year, last_year + 1))
    return np.busdaycalendar(holidays=sorted(np.datetime64(day, "D") for day in held))


def business_day_or_before(days: Days) -> Days:
    """Each day itself when it is a business day, else the last one before it: never later."""
    out = days.astype("datetime64[D]").copy()
    known = ~np.isnat(out)
    if known.any():
        out[known] = np.busday_offset(out[known], 0, roll="backward", busdaycal=_covering(out[known]))
    return out


def business_days(first: date, last: date) -> Days:
    """The business days from `first` to `last`, both included, in order."""
    start, count = np.datetime64(first, "D"), max((last - first).days + 1, 0)
    days: Days = start + np.arange(count).astype("timedelta64[D]")
    return days[np.is_busday(days, busdaycal=_covering(days))] if len(days) else days


def _covering(days: NDArray[Any]) -> np.busdaycalendar:
    # A year more before: rolling back from New Year's Day must know the year it rolls into.
    years = days.astype("datetime64[Y]").astype(np.int64) + 1970
    return _calendar(int(years.min()) - 1, int(years.max()))
