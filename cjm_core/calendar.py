"""Days, weeks, months and quarters of the reporting time zone, as half-open periods between instants in UTC.

Every function takes and returns naive UTC instants; the zone, the first day of the week and the first month of the fiscal year are
those in force (`settings`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from cjm_core.settings import WEEK_STARTS, in_force

_FIRST_WEEKDAY = {"Monday": 0, "Sunday": 6, "Saturday": 5}
assert set(_FIRST_WEEKDAY) == set(WEEK_STARTS)


@dataclass(frozen=True)
class Period:
    """`[start, end)` and the key by which people and exports call it."""

    key: str
    start: datetime
    end: datetime


def local(moment: datetime) -> datetime:
    """What clocks in the reporting zone show at this instant."""
    return moment if in_force().time_zone == "UTC" else moment.replace(tzinfo=UTC).astimezone(in_force().zone).replace(tzinfo=None)


def instant(clock: datetime) -> datetime:
    """The instant at which clocks in the reporting zone show this."""
    return clock if in_force().time_zone == "UTC" else clock.replace(tzinfo=in_force().zone).astimezone(UTC).replace(tzinfo=None)


def midnight(day: date) -> datetime:
    """The instant at which this day begins."""
    return instant(datetime.combine(day, time()))


def local_sql(column: str) -> str:
    """SQL for what clocks in the reporting zone show at a UTC time; `Dataset.query` binds `$zone`."""
    return column if in_force().time_zone == "UTC" else f"timezone($zone, timezone('UTC', {column}))"


def floor_sql(column: str, unit: str) -> str:
    """SQL for what clocks showed at the beginning of the day, week or month that holds a UTC time."""
    shift = (7 - _FIRST_WEEKDAY[in_force().week_start]) % 7 if unit == "week" else 0
    if not shift:
        return f"date_trunc('{unit}', {local_sql(column)})::TIMESTAMP"
    return f"(date_trunc('week', {local_sql(column)} + INTERVAL {shift} DAY) - INTERVAL {shift} DAY)::TIMESTAMP"


def floor(moment: datetime, unit: str) -> datetime:
    """The beginning of the day, week, month or quarter (of the fiscal year) that holds this moment."""
    day = local(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "week":
        day -= timedelta(days=(day.weekday() - _FIRST_WEEKDAY[in_force().week_start]) % 7)
    elif unit != "day":
        back = 0 if unit == "month" else (day.month - in_force().fiscal_start) % 3
        day = _first_of_month(day, -back)
    return instant(day)


def after(start: datetime, unit: str, steps: int = 1) -> datetime:
    """The beginning of the period `steps` later (or earlier) than the one that begins at `start`."""
    # Where clocks change at midnight, a day begins at one o'clock; the next one does not.
    day = local(start).replace(hour=0, minute=0, second=0, microsecond=0)
    if unit in ("day", "week"):
        return instant(day + timedelta(days=steps * (1 if unit == "day" else 7)))
    return instant(_first_of_month(day, steps * (1 if unit == "month" else 3)))


def key(start: datetime, unit: str) -> str:
    """`2025-06-01` for a day, the first day of a week, `2025-06`, `2025-Q2`; `FY2026-Q1` where the fiscal year is not the calendar's."""
    day = local(start)
    if unit == "month":
        return day.strftime("%Y-%m")
    if unit != "quarter":
        return day.strftime("%Y-%m-%d")
    first = in_force().fiscal_start
    if first == 1:
        return f"{day.year}-Q{(day.month + 2) // 3}"
    ends_in = day.year + (day.month >= first)  # a fiscal year is called by the year in which it ends
    return f"FY{ends_in}-Q{(day.month - first) % 12 // 3 + 1}"


def grid(start: datetime, end: datetime, unit: str) -> list[Period]:
    """Every period that overlaps `[start, end)`, the first and the last cut to it."""
    periods = []
    at = floor(start, unit)
    while at < end:
        following = after(at, unit)
        periods.append(Period(key(at, unit), max(at, start), min(following, end)))
        at = following
    return periods


def year_before(moment: datetime) -> datetime:
    """The same day and time a year earlier; 29 February becomes 1 March, so that a period that ends before it keeps its days."""
    clock = local(moment)
    leap = (clock.month, clock.day) == (2, 29)
    return instant(clock.replace(year=clock.year - 1, month=3, day=1) if leap else clock.replace(year=clock.year - 1))


def months_before(end: datetime, count: int) -> datetime:
    """The first of the month `count` months before the month that begins at `end`."""
    return after(floor(end, "month"), "month", -count)


def months_between(start: datetime, end: datetime) -> int:
    """Whole months from one first of a month to another."""
    first, last = local(start), local(end)
    return (last.year - first.year) * 12 + last.month - first.month


def last_whole_month(end: datetime) -> datetime:
    """Where the last month that is fully covered ends. `end` is just after the last date; a month whose last day has data is whole."""
    return floor(end if end == floor(end, "day") else after(floor(end, "day"), "day"), "month")


def _first_of_month(day: datetime, months: int) -> datetime:
    at = day.year * 12 + day.month - 1 + months
    return day.replace(year=at // 12, month=at % 12 + 1, day=1)
