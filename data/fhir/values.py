"""What FHIR's numbers, dates and moments mean to us; None when unreadable."""

import re
from datetime import date, datetime
from decimal import Decimal

from data.clocks import day_end, day_start, naive_utc

_DAY_LENGTH = 10
_MOST_DIGITS = 15
_LAST_YEAR = 9998  # the end of a later day is no moment
_CENT_NOISE = Decimal("0.0001")
_DATE_TIME = re.compile(
    r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?", re.ASCII
)


def number(held: object) -> Decimal | None:
    """A JSON number, or a string that holds one, of at most 15 digits on either side of the point."""
    if isinstance(held, bool) or not isinstance(held, int | Decimal | str):
        return None
    try:
        value = Decimal(held)
    except ArithmeticError:
        return None
    if not value.is_finite() or abs(value.adjusted()) >= _MOST_DIGITS:
        return None
    return value


def cents(dollars: Decimal) -> int | None:
    """Whole cents; a noise of binary floats (704.1999999999999) is seen through, parts of a cent are not."""
    exact = dollars * 100
    whole = exact.to_integral_value()
    return int(whole) if abs(exact - whole) <= _CENT_NOISE else None


def day(text: str) -> date | None:
    """The calendar day of a full date or dateTime, as written; a year or month alone is none."""
    found = _DATE_TIME.fullmatch(text)
    try:
        value = date.fromisoformat(text[:_DAY_LENGTH]) if found else None
    except ValueError:
        return None
    return value if value and value.year <= _LAST_YEAR else None


def start(text: str) -> datetime | None:
    """A date or dateTime as a T: a bare date is the start of its day."""
    on = day(text)
    return None if on is None else day_start(on) if len(text) == _DAY_LENGTH else _moment(text)


def availability(text: str) -> datetime | None:
    """A date or dateTime as an availability: a bare date is the end of its day."""
    on = day(text)
    return None if on is None else day_end(on) if len(text) == _DAY_LENGTH else _moment(text)


def _moment(text: str) -> datetime | None:
    try:
        return naive_utc(datetime.fromisoformat(text))
    except ValueError:
        return None
