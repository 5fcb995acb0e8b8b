"""Days, weeks, months and quarters as half-open periods in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Period:
    """`[start, end)` and the key by which people and exports call it."""

    key: str
    start: datetime
    end: datetime


def floor(moment: datetime, unit: str) -> datetime:
    """The beginning of the day, week (Monday), month or quarter that holds this moment."""
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=day.weekday())
    first = day.replace(day=1)
    return first if unit == "month" else first.replace(month=(first.month - 1) // 3 * 3 + 1)


def after(start: datetime, unit: str, steps: int = 1) -> datetime:
    """The beginning of the period `steps` later (or earlier) than the one that begins at `start`."""
    if unit in ("day", "week"):
        return start + timedelta(days=steps * (1 if unit == "day" else 7))
    months = start.year * 12 + start.month - 1 + steps * (1 if unit == "month" else 3)
    return start.replace(year=months // 12, month=months % 12 + 1)


def key(start: datetime, unit: str) -> str:
    """`2025-06-01` for a day, the Monday of a week, `2025-06` for a month, `2025-Q2` for a quarter."""
    if unit == "month":
        return start.strftime("%Y-%m")
    return f"{start.year}-Q{(start.month + 2) // 3}" if unit == "quarter" else start.strftime("%Y-%m-%d")


def grid(start: datetime, end: datetime, unit: str) -> list[Period]:
    """Every period that overlaps `[start, end)`, the first and the last cut to it."""
    periods = []
    at = floor(start, unit)
    while at < end:
        following = after(at, unit)
        periods.append(Period(key(at, unit), max(at, start), min(following, end)))
        at = following
    return periods


def months_before(end: datetime, count: int) -> datetime:
    """The first of the month `count` months before the month that begins at `end`."""
    return after(floor(end, "month"), "month", -count)


def months_between(start: datetime, end: datetime) -> int:
    """Whole months from one first of a month to another."""
    return (end.year - start.year) * 12 + end.month - start.month


def last_whole_month(end: datetime) -> datetime:
    """Where the last month that is fully covered ends. `end` is just after the last date; a month whose last day has data is whole."""
    return floor(floor(end, "day") + timedelta(days=1), "month") if end != floor(end, "day") else floor(end, "month")
