"""Dates and moments in requests."""

from datetime import datetime

from data.clocks import parse_as_of, parse_available
from serving.problems import BadMomentError


def as_of_asked(text: str | None, default: datetime) -> datetime:
    """The `as_of` of a request: a bare date is the start of its day.

    Raises:
        BadMomentError: it is neither a date nor a moment.
    """
    try:
        return default if text is None else parse_as_of(text)
    except ValueError as error:
        raise BadMomentError("as_of") from error


def received_at_asked(text: str | None) -> datetime | None:
    """The `received_at` of a request: a bare date is the end of its day.

    Raises:
        BadMomentError: it is neither a date nor a moment.
    """
    try:
        return None if text is None else parse_available(text)
    except ValueError as error:
        raise BadMomentError("received_at") from error
