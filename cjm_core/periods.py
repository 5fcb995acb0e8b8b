"""Which period a screen shows, and what it is compared with."""

from __future__ import annotations

from datetime import datetime

from cjm_core import calendar
from cjm_core.dataset import Dataset

FEW_FOR_A_PERIOD = 200  # customers or responses; convention
SPARSE, SPARSE_SHARE = 30, 0.2  # of them in a period that says nothing: so few, or so small a part of all while they are few; convention
_LOOKED_AT = 100_000  # rows that suffice to see that there are more than a few
MONTHS = {"3m": 3, "6m": 6, "12m": 12}


def covered(data: Dataset) -> tuple[datetime, datetime] | None:
    """From the first to just after the last date of events and answers; of reported numbers where there is nothing else; else None."""
    spans = [span for span in (data.first_and_end("events"), data.first_and_end("answers")) if span]
    return (min(span[0] for span in spans), max(span[1] for span in spans)) if spans else data.first_and_end("reported")


def covered_of(data: Dataset, unit: str) -> tuple[datetime, datetime] | None:
    """The same for what a number is made of: answers where its unit is a `response`, events for all others."""
    return data.first_and_end("answers" if unit == "response" else "events")


def choices(data: Dataset) -> list[str]:
    """The periods that these data can fill: whole months that leave something before them, the later half, all, or own dates."""
    span = covered(data)
    if span is None:
        return ["all"]
    end = calendar.last_whole_month(span[1])
    fitting = [name for name, months in MONTHS.items() if calendar.months_before(end, months) >= calendar.floor(span[0], "month")]
    return [*fitting, "half", "all", "custom"]


def default(data: Dataset) -> str:
    """The last six full months, or the later half of what there is, so that there is something to compare with.

    A handful of customers is shown whole: whoever drops 25 answers asks first where the other 10 are.
    """
    possible = choices(data)
    span = covered(data)
    everybody = max(data.count_of("customers"), data.count_of("responses"))
    if everybody < FEW_FOR_A_PERIOD:
        return "all"
    reaches = "6m" in possible and span and calendar.months_before(calendar.last_whole_month(span[1]), 12) >= calendar.floor(span[0], "month")
    usual = "6m" if reaches else "half" if "half" in possible else "all"
    return "all" if _sparse(data, usual, everybody) else usual


def _sparse(data: Dataset, name: str, everybody: int) -> bool:
    """Whether this period holds so little that it would hide what there is: a long file with a few rows a month."""
    chosen = bounds(data, name)
    if chosen is None:
        return False
    there = max(_people(data, table, key, time, chosen) for table, key, time in _CARRIERS)
    return there < min(SPARSE, everybody) or (there < FEW_FOR_A_PERIOD and there < SPARSE_SHARE * everybody)


_CARRIERS = (("events", "customer_key", "event_time"), ("surveys", "response_key", "answered_at"))


def _people(data: Dataset, table: str, key: str, time: str, chosen: tuple[datetime, datetime]) -> int:
    """Customers or responses in the period; of very many, those in the first rows."""
    rows = f"SELECT {key} FROM {table} WHERE {time} >= $first AND {time} < $until LIMIT {_LOOKED_AT}"
    return int(data.query(f"SELECT count(DISTINCT {key}) AS n FROM ({rows})", first=chosen[0], until=chosen[1])["n"].iloc[0])


def bounds(data: Dataset, name: str) -> tuple[datetime, datetime] | None:
    """`[start, end)` of a named period; None for all of the data."""
    span = covered(data)
    if span is None or name in ("all", "custom"):
        return None
    if name in MONTHS:
        end = calendar.last_whole_month(span[1])
        return calendar.months_before(end, MONTHS[name]), end
    # The first midnight after the middle, so that the half before is at least as long and can be compared with.
    middle = span[0] + (span[1] - span[0]) / 2
    start = calendar.after(calendar.floor(middle, "day"), "day")
    return (start if start < span[1] else calendar.floor(middle, "day")), span[1]


def default_basis(data: Dataset, start: datetime | None, end: datetime | None) -> str:
    """The same period last year where these data reach it, because most numbers have a season; otherwise the period before."""
    return "year" if compared(data, start, end, "year") else "before"


def compared(data: Dataset, start: datetime | None, end: datetime | None, basis: str) -> tuple[datetime, datetime] | None:
    """The period that `[start, end)` is compared with: `before`, or `year` for the same a year earlier; None where data do not reach."""
    if start is None or end is None or basis == "target":
        return None
    return before(data, start, end) if basis == "before" else _year_before(data, start, end)


def _year_before(data: Dataset, start: datetime, end: datetime) -> tuple[datetime, datetime] | None:
    earlier = calendar.year_before(start), calendar.year_before(end)
    return earlier if _reaches(data, start, end, earlier[0]) and earlier[1] <= start else None


def before(data: Dataset, start: datetime, end: datetime) -> tuple[datetime, datetime] | None:
    """The period just before, of equal length (in months where both ends are firsts of a month); None if the data do not reach it."""
    earlier = calendar.months_before(start, calendar.months_between(start, end)) if _whole_months(start, end) else start - (end - start)
    return (earlier, start) if _reaches(data, start, end, earlier) else None


def _whole_months(start: datetime, end: datetime) -> bool:
    return start == calendar.floor(start, "month") and end == calendar.floor(end, "month")


def _reaches(data: Dataset, start: datetime, end: datetime, earlier: datetime) -> bool:
    """Whether the data begin by then: on that day, or in that month where whole months are compared."""
    span = covered(data)
    return span is not None and earlier >= calendar.floor(span[0], "month" if _whole_months(start, end) else "day")
