"""What the text between separators means: money, quantities, days and moments; None when unreadable."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from data.clocks import day_end, day_start

_MOST_DIGITS = 15
_CENT_DIGITS = 2
_DAY_DIGITS = 8
_MINUTE_DIGITS = 4
_SHORT_DAY_DIGITS = 6
_REVENUE_DIGITS = 4
_CACHED = 1 << 14


@lru_cache(maxsize=_CACHED)
def cents(text: str) -> int | None:
    """Dollars as X12 writes them (`145.5`, `-1.27`, `.5`) in cents; parts of a cent are unreadable."""
    digits = text.removeprefix("-")
    whole, _, part = digits.partition(".")
    part = part.rstrip("0") if len(part) > _CENT_DIGITS else part
    figures = whole + part
    readable = figures.isascii() and figures.isdigit() and len(part) <= _CENT_DIGITS
    if not readable or len(figures) > _MOST_DIGITS:
        return None
    value = int(whole or "0") * 100 + int(f"{part:0<2}")
    return -value if digits != text else value


@lru_cache(maxsize=_CACHED)
def quantity(text: str) -> float | None:
    """A count or measure with an optional decimal point."""
    figures = text.removeprefix("-").replace(".", "", 1)
    readable = figures.isascii() and figures.isdigit() and len(figures) <= _MOST_DIGITS
    return float(text) if readable else None


@lru_cache(maxsize=_CACHED)
def day(text: str) -> date | None:
    """CCYYMMDD, with or without a time behind it."""
    digits = text[:_DAY_DIGITS]
    if len(digits) != _DAY_DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def short_day(text: str) -> date | None:
    """ISA09's YYMMDD, of this century; CCYYMMDD, a common mistake there, is read too."""
    return day(f"20{text}" if len(text) == _SHORT_DAY_DIGITS else text)


def time_of_day(text: str) -> timedelta | None:
    """HHMM, HHMMSS or HHMMSSDD since midnight; parts of a second are dropped."""
    if not (text.isascii() and text.isdigit() and len(text) >= _MINUTE_DIGITS):
        return None
    hours, minutes, seconds = int(text[:2]), int(text[2:4]), int(text[4:6] or "0")
    if hours > 23 or minutes > 59 or seconds > 59:  # noqa: PLR2004 - a clock
        return None
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def moment(on: date | None, clock: str) -> datetime | None:
    """A day and a time as a T: without a readable time, the start of the day."""
    return day_start(on) + (time_of_day(clock) or timedelta()) if on else None


def availability(on: date | None, clock: str) -> datetime | None:
    """A day and a time as an availability: without a readable time, the end of the day."""
    if on is None:
        return None
    since = time_of_day(clock)
    return day_end(on) if since is None else day_start(on) + since


def revenue_code(text: str) -> str:
    """Four digits: some senders drop the leading zero or treat it as an amount (`450`, `450.00`)."""
    code = text.removesuffix(".00")
    return code.zfill(_REVENUE_DIGITS) if code.isdigit() else code


def joined(codes: list[str]) -> str | None:
    """Codes of a CODES column: one space between, none inside; None when there are none."""
    return " ".join([code.replace(" ", "") for code in codes if code]) or None
