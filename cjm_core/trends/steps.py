"""Which steps of a calendar the data fill, and the last whole one: what a target "a month" is held against on every screen."""

from __future__ import annotations

from datetime import datetime, timedelta

from cjm_core import calendar
from cjm_core.calendar import Period
from cjm_core.estimate import Estimate

WHOLE, RUNNING, CUT = "whole", "running", "cut"  # CUT: the data begin inside the period
_MOMENT = timedelta(microseconds=1)
Span = tuple[datetime, datetime]


def state(start: datetime, end: datetime, covered: Span, every: str) -> str:
    """Whether data `[first, just after the last)` fill a step: from its first day to its last. The last day itself may be running."""
    if calendar.floor(covered[0], "day") > start:
        return CUT
    last_day = calendar.floor(covered[1] - _MOMENT, "day")
    return RUNNING if (start >= last_day if every == "day" else calendar.after(last_day, "day") < end) else WHOLE


def last_whole(start: datetime, end: datetime, covered: Span, every: str) -> Period | None:
    """The last whole step of the data within the days of `[start, end)`; None without one."""
    first = calendar.floor(max(start, covered[0]), "day")
    last_day = calendar.floor(min(end, covered[1]) - _MOMENT, "day")
    at = calendar.floor(calendar.after(last_day, "day"), every)
    begins = calendar.after(at, every, -1)
    if state(begins, at, covered, every) == RUNNING:
        begins, at = calendar.after(begins, every, -1), begins
    return Period(calendar.key(begins, every), begins, at) if begins >= first else None


def none_whole(every: str) -> Estimate:
    """What is measured where there is no whole step."""
    return Estimate(None, 0, None, None, "undefined", f"no whole {every} lies in this period", None)
