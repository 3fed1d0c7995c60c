"""The two clocks: when a thing happened and when we could know it.

Availability decides what a score may read: an event counts for a moment T only when
`available_at < T`, strictly. A date without a time counts at the end of its day as an availability,
and at its start as a T or `--as-of`, so that nothing of the day itself leaks.
"""

from datetime import UTC, date, datetime, time


def now() -> datetime:
    """This moment, naive UTC, to the second."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def day_start(day: date) -> datetime:
    """The first moment of a day: what a date means as a T or `--as-of`."""
    return datetime.combine(day, time.min)


def day_end(day: date) -> datetime:
    """The last moment of a day, to the microsecond: what a date means as an availability."""
    return datetime.combine(day, time.max)


def naive_utc(moment: datetime) -> datetime:
    """A moment with or without zone as naive UTC; without a zone it is taken as UTC.

    Raises: ValueError when UTC has no such moment (the first or last day there is).
    """
    try:
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except OverflowError as error:
        raise ValueError("the moment is out of range") from error


def parse_as_of(text: str) -> datetime:
    """`2026-03-01` or an ISO moment, as a T: a bare date is the start of its day.

    Raises: ValueError when it is neither.
    """
    return day_start(date.fromisoformat(text)) if len(text) == 10 else naive_utc(datetime.fromisoformat(text))  # noqa: PLR2004 - YYYY-MM-DD


def parse_available(text: str) -> datetime:
    """`2026-03-01` or an ISO moment, as an availability: a bare date is the end of its day.

    Raises: ValueError when it is neither.
    """
    return day_end(date.fromisoformat(text)) if len(text) == 10 else naive_utc(datetime.fromisoformat(text))  # noqa: PLR2004 - YYYY-MM-DD
