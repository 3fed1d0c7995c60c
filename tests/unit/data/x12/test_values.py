from datetime import date, datetime, timedelta

import pytest

from data.x12 import values


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("145.5", 14550),
        ("145.50", 14550),
        ("-1.27", -127),
        (".5", 50),
        ("100", 10000),
        ("0", 0),
        ("7.", 700),
        ("10.000", 1000),
        ("1.005", None),
        ("1,000", None),
        ("12A", None),
        ("-", None),
        (".", None),
        ("--1", None),
        ("1.2.3", None),
        ("٣", None),
        ("9" * 16, None),
    ],
)
def test_money_is_exact_cents_or_missing(text, cents):
    assert values.cents(text) == cents


@pytest.mark.parametrize(
    ("text", "number"), [("1.5", 1.5), ("-2", -2.0), ("x", None), ("1e5", None), ("nan", None)]
)
def test_a_quantity_is_plain_digits_or_missing(text, number):
    assert values.quantity(text) == number


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20240229", date(2024, 2, 29)),
        ("202603021530", date(2026, 3, 2)),
        ("20230229", None),
        ("2026030", None),
        ("00000101", None),
        ("", None),
    ],
)
def test_a_day_is_a_real_day_or_missing(text, day):
    assert values.day(text) == day


def test_an_isa_date_of_eight_digits_is_read_as_well_as_one_of_six():
    assert values.short_day("260302") == values.short_day("20260302") == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "minutes"), [("0915", 555), ("091559", 555), ("2460", None), ("9", None), ("", None)]
)
def test_a_time_needs_at_least_hours_and_minutes(text, minutes):
    since = values.time_of_day(text)
    assert (since // timedelta(minutes=1) if since is not None else None) == minutes


def at(text):
    return datetime.fromisoformat(text)


def test_a_date_without_a_time_starts_its_day_as_t_and_ends_it_as_availability():
    day = date(2026, 3, 2)
    assert values.moment(day, "") == at("2026-03-02")
    assert values.availability(day, "") == at("2026-03-02T23:59:59.999999")
    assert values.moment(day, "0915") == values.availability(day, "0915") == at("2026-03-02T09:15")


@pytest.mark.parametrize(
    ("text", "code"), [("450", "0450"), ("450.00", "0450"), ("0300", "0300"), ("", ""), ("A1", "A1")]
)
def test_a_revenue_code_has_four_digits(text, code):
    assert values.revenue_code(text) == code


def test_codes_are_joined_by_one_space_and_none_is_missing():
    assert values.joined(["25", "", "5 9"]) == "25 59"
    assert values.joined(["", ""]) is None
