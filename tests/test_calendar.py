"""Days, weeks, months and quarters in the reporting time zone, with the week and the fiscal year that a team has chosen."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjm_core import calendar
from cjm_core import format as fmt
from cjm_core.settings import Settings, using

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Africa/Cairo", "America/Santiago")
moments = st.datetimes(datetime(2001, 1, 1), datetime(2039, 12, 31))


def test_utc_weeks_begin_on_monday() -> None:
    assert calendar.floor(datetime(2025, 6, 1, 23, 59), "week") == datetime(2025, 5, 26)  # a Sunday
    assert calendar.key(datetime(2025, 5, 26), "week") == "2025-05-26"


@pytest.mark.parametrize(("start", "first"), [("Monday", 26), ("Sunday", 25), ("Saturday", 24)])
def test_the_week_begins_where_it_is_set(start: str, first: int) -> None:
    with using(Settings(week_start=start)):
        assert calendar.floor(datetime(2025, 5, 28, 12), "week") == datetime(2025, 5, first)


def test_a_day_in_berlin_begins_at_its_own_midnight() -> None:
    with using(Settings(time_zone="Europe/Berlin")):
        assert calendar.floor(datetime(2025, 7, 1, 23, 0), "day") == datetime(2025, 7, 1, 22)  # UTC+2: 01:00 on 2 July
        assert calendar.midnight(date(2025, 1, 1)) == datetime(2024, 12, 31, 23)
        assert calendar.key(datetime(2024, 12, 31, 23), "month") == "2025-01"
        days = calendar.grid(datetime(2025, 3, 28, 23), datetime(2025, 3, 31, 22), "day")
        assert [(p.end - p.start) / timedelta(hours=1) for p in days] == [24, 23, 24]  # the clocks go forward on 30 March 2025
        assert fmt.span(days[0].start, days[-1].end) == "29 Mar – 31 Mar 2025"


def test_days_begin_at_midnight_again_after_clocks_went_forward_at_midnight() -> None:
    with using(Settings(time_zone="Africa/Cairo")):  # 25 April 2025: the clock goes from 00:00 to 01:00
        days = calendar.grid(calendar.midnight(date(2025, 4, 24)), calendar.midnight(date(2025, 4, 28)), "day")
        assert [calendar.local(day.start).hour for day in days] == [0, 1, 0, 0]
        weeks = calendar.grid(calendar.midnight(date(2025, 4, 21)), calendar.midnight(date(2025, 5, 12)), "week")
        assert [calendar.local(week.start).hour for week in weeks] == [0, 0, 0]


def test_quarters_follow_the_fiscal_year() -> None:
    assert calendar.key(calendar.floor(datetime(2025, 5, 9), "quarter"), "quarter") == "2025-Q2"
    with using(Settings(fiscal_start=4)):
        first = calendar.floor(datetime(2025, 5, 9), "quarter")
        assert (first, calendar.key(first, "quarter")) == (datetime(2025, 4, 1), "FY2026-Q1")
        assert calendar.key(datetime(2025, 1, 1), "quarter") == "FY2025-Q4"
    with using(Settings(fiscal_start=2)):
        assert calendar.floor(datetime(2025, 1, 9), "quarter") == datetime(2024, 11, 1)


def test_a_year_before_keeps_day_and_time() -> None:
    assert calendar.year_before(datetime(2024, 2, 29, 5)) == datetime(2023, 3, 1, 5)
    with using(Settings(time_zone="America/New_York")):
        assert calendar.local(calendar.year_before(datetime(2025, 3, 10, 4))) == datetime(2024, 3, 10)


@given(moments, st.sampled_from(ZONES), st.sampled_from(("day", "week", "month", "quarter")), st.integers(1, 12))
def test_floor_is_the_nearest_beginning_on_the_clock(moment: datetime, zone: str, unit: str, fiscal: int) -> None:
    """An oracle of its own: walk back day by day on the zone's clock until a period begins."""
    with using(Settings(time_zone=zone, fiscal_start=fiscal)):
        found = calendar.floor(moment, unit)
        day = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()
        while not begins(day, unit, fiscal):
            day -= timedelta(days=1)
        assert calendar.local(found).date() == day
        assert calendar.local(found).hour <= 1  # one o'clock where clocks go forward at midnight
        assert found <= moment < calendar.after(found, unit)
        assert calendar.after(calendar.after(found, unit), unit, -1) == found


def begins(day: date, unit: str, fiscal: int) -> bool:
    if unit == "week":
        return day.weekday() == 0
    return unit == "day" or (day.day == 1 and (unit == "month" or (day.month - fiscal) % 3 == 0))
