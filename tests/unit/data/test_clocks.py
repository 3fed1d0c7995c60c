from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from data.clocks import day_end, day_start, naive_utc, parse_as_of, parse_available


def test_a_bare_date_is_the_start_of_its_day_as_a_t_and_the_end_as_an_availability() -> None:
    assert parse_as_of("2026-03-01") == datetime(2026, 3, 1)  # noqa: DTZ001 - naive UTC throughout
    assert parse_available("2026-03-01") == datetime(2026, 3, 1, 23, 59, 59, 999999)  # noqa: DTZ001


def test_what_is_available_on_a_day_is_unknown_at_that_days_t_and_known_at_the_nexts() -> None:
    day = date(2026, 3, 1)

    assert not day_end(day) < day_start(day)
    assert day_end(day) < day_start(day + timedelta(days=1))


def test_a_moment_with_a_zone_is_told_in_utc() -> None:
    east = timezone(timedelta(hours=2))

    assert naive_utc(datetime(2026, 3, 1, 1, tzinfo=east)) == datetime(2026, 2, 28, 23)  # noqa: DTZ001
    assert parse_as_of("2026-03-01T01:00:00+02:00") == datetime(2026, 2, 28, 23)  # noqa: DTZ001


def test_a_moment_that_utc_cannot_hold_is_a_value_error() -> None:
    first = datetime.min.replace(tzinfo=UTC).astimezone(UTC)

    with pytest.raises(ValueError, match="out of range"):
        naive_utc(first.replace(tzinfo=timezone(timedelta(hours=14))))
