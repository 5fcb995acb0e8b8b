"""When rows come in: per source the rows of each quarter of an hour, its days, and the gaps between them. One scan per table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pandas as pd

from cjm_core.calendar import floor, local, midnight
from cjm_core.dataset import Dataset

LONG = 200  # days from which a picture shows weeks
FIRST = datetime(1990, 1, 1)  # no shop had events before; 1970-01-01 and 1899-12-31 are a computer's zero
AHEAD = timedelta(days=1)  # times without a zone may be ahead of UTC by up to 14 hours
_FEWEST_DAYS = 20  # with rows, before a day without any says something
_SHORTEST_GAP = 3  # days
_OFTEN = 3  # a gap is so many times longer than what is usual between two days with rows

# No zone is off by less than a quarter of an hour, so that buckets can be moved into the reporting zone without reading the rows again.
_BUCKETS = """
SELECT '{what}' AS what, source, bucket, count(*) AS rows, count(*) FILTER (moment = bucket) AS on_bucket
FROM (SELECT source, {time} AS moment, time_bucket(INTERVAL 15 MINUTE, {time}) AS bucket FROM {table} WHERE {time} IS NOT NULL) GROUP BY ALL"""


@dataclass(frozen=True)
class Gap:
    """Days without a row of a source, although usually there are some; both ends are such days."""

    source: int
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, eq=False)
class Coverage:
    """`buckets`: what (events or answers), source, bucket (naive UTC), rows, on_bucket. `days`: source, day, rows, of local days.

    Days that cannot be right, before 1990 or after the import, are in `buckets` only: they would stretch pictures and gaps to nothing.
    """

    buckets: pd.DataFrame
    days: pd.DataFrame
    gaps: tuple[Gap, ...]

    @property
    def every(self) -> str:
        """The step of a picture: day, or week where the days would be too many."""
        if self.days.empty:
            return "day"
        return "week" if (self.days["day"].max() - self.days["day"].min()).days > LONG else "day"

    def steps(self) -> pd.DataFrame:
        """source, start (a date), rows: by day, or by the first days of the weeks."""
        if self.every == "day":
            return self.days.rename(columns={"day": "start"})
        starts = [local(floor(midnight(day), "week")).date() for day in self.days["day"]]
        return self.days.assign(start=starts).groupby(["source", "start"], as_index=False).agg({"rows": "sum"})


def measure_coverage(data: Dataset) -> Coverage:
    """Rows over time by source. The answers of one row of a file stand together, so that they are counted once."""
    answered = (
        "(SELECT source, answered_at FROM (SELECT source, answered_at, file_order IS DISTINCT FROM lag(file_order) OVER () AS opens FROM surveys)"
        " WHERE opens)"
    )
    buckets = data.query(
        _BUCKETS.format(what="events", time="event_time", table="events")
        + " UNION ALL " + _BUCKETS.format(what="answers", time="answered_at", table=answered)
    )  # fmt: skip
    made = instant_of(data.info["created_at"]) + AHEAD
    days = _days(buckets[(buckets["bucket"] >= FIRST) & (buckets["bucket"] <= made)])
    gaps = [gap for source in sources_of(days) for gap in gaps_of(source, list(days.loc[days["source"] == source, "day"]))]
    return Coverage(buckets, days, tuple(sorted(gaps, key=lambda gap: (-gap.days, gap.source, gap.first))))


def _days(buckets: pd.DataFrame) -> pd.DataFrame:
    """A file with events and answers in one row is counted once: by its events where it has any."""
    counted = buckets.sort_values("what", ascending=False)
    main = counted.groupby("source")["what"].transform("first") if len(counted) else counted["what"]
    own = counted[counted["what"] == main]
    days = own.assign(day=[local(moment.to_pydatetime()).date() for moment in own["bucket"]])
    return days.groupby(["source", "day"], as_index=False).agg({"rows": "sum"}).sort_values(["source", "day"], ignore_index=True)


def sources_of(days: pd.DataFrame) -> list[int]:
    """The files that have rows on these days."""
    return sorted(map(int, days["source"].unique().tolist()))


def gaps_of(source: int, days: list[date]) -> list[Gap]:
    """Runs without rows that are much longer than usual between these days, which are sorted and distinct."""
    if len(days) < _FEWEST_DAYS:
        return []
    steps = [(later - earlier).days for earlier, later in pairwise(days)]
    usual = sorted(steps)[len(steps) * 9 // 10]
    longest = max(_SHORTEST_GAP, _OFTEN * usual)
    return [Gap(source, day + timedelta(days=1), day + timedelta(days=step - 1)) for day, step in zip(days, steps, strict=False) if step > longest]


def instant_of(text: str) -> datetime:
    """A stored time as naive UTC."""
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def after(coverage: Coverage, source: int, moment: datetime) -> int:
    """Rows of a source that begin in a later quarter of an hour than this moment."""
    own = coverage.buckets[coverage.buckets["source"] == source]
    return int(own.loc[own["bucket"] > moment, "rows"].sum())
