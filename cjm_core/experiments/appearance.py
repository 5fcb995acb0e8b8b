"""Where the two groups appear: their dates, their customers, and who is in both."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from cjm_core import calendar
from cjm_core.calendar import Period
from cjm_core.dataset import Dataset
from cjm_core.experiments.model import Appearance
from cjm_core.periods import covered
from cjm_core.scope import Scope

_SIDES = ("side_a", "side_b")
PART_OF_THE_DATA = 14  # days; convention: a column that is filled on all days but these is filled throughout
BEFORE_AT_LEAST = 28  # days; convention: four whole weeks


def appearance(
    data: Dataset, scope: Scope, split: str, groups: tuple[str, str], periods: tuple[Period, Period] | None = None
) -> Appearance:
    """First and last time, and customers of each group and of both, over all dates of the scope's population."""
    events = data.has_events if periods else data.dimension(split).in_events
    table, time = ("scoped_events", "event_time") if events else ("scoped_surveys", "answered_at")
    in_a, in_b = _belongs(time, periods) if periods else [f"{data.dimension(split).column} = ${name}" for name in _SIDES]
    found = data.query(
        f"""SELECT min(first) AS first, max(last) AS last, count(customer_key) FILTER (in_a) AS a, count(customer_key) FILTER (in_b) AS b,
                   count(customer_key) FILTER (in_a AND in_b) AS both_groups
            FROM (SELECT customer_key, min({time}) AS first, max({time}) AS last, bool_or({in_a}) AS in_a, bool_or({in_b}) AS in_b
                  FROM {table} WHERE {in_a} OR {in_b} GROUP BY customer_key)""",
        scope.within(None, None),
        **(_bounds(periods) if periods else dict(zip(_SIDES, groups, strict=True))),
    ).iloc[0]
    first, last = (None if pd.isna(found[name]) else found[name].to_pydatetime() for name in ("first", "last"))
    return Appearance(first, last, (int(found["a"]), int(found["b"])), int(found["both_groups"]))


def _belongs(time: str, periods: tuple[Period, Period]) -> list[str]:
    """SQL that says whether a row lies in the first, and in the second period."""
    return [f"({time} >= ${name}_start AND {time} < ${name}_end)" for name in _SIDES]


def _bounds(periods: tuple[Period, Period]) -> dict[str, datetime]:
    sides = list(zip(_SIDES, periods, strict=True))
    return {f"{name}_start": period.start for name, period in sides} | {f"{name}_end": period.end for name, period in sides}


def own_dates(data: Dataset, found: Appearance) -> tuple[datetime, datetime] | None:
    """From the first to the last day on which A or B appears, where that is only a part of the data; as an experiment's variant does."""
    whole = covered(data)
    if whole is None or found.first is None or found.last is None:
        return None
    start, end = calendar.floor(found.first, "day"), calendar.after(calendar.floor(found.last, "day"), "day")
    left_out = max(_days(whole[0], start), 0) + max(_days(end, whole[1]), 0)
    return (start, end) if left_out >= PART_OF_THE_DATA else None


def before(data: Dataset, found: Appearance) -> tuple[datetime, datetime] | None:
    """As long a time before A or B first appeared as they then did, at least four weeks, as far as the data reach; None where they reach
    less."""
    whole = covered(data)
    if whole is None or found.first is None or found.last is None:
        return None
    start = calendar.floor(found.first, "day")
    days = max(_days(start, found.last) + 1, BEFORE_AT_LEAST)
    earliest = max(calendar.after(start, "day", -days), calendar.floor(whole[0], "day"))
    return (earliest, start) if _days(earliest, start) >= BEFORE_AT_LEAST else None


def _days(start: datetime, end: datetime) -> int:
    """From one date of the reporting zone to another; the day on which clocks change is one too."""
    return (calendar.local(end).date() - calendar.local(start).date()).days
