"""Dates that cannot be right: in the future, before there was data, at midnight only; and gaps. Read from the coverage, not from the rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd

from cjm_core import format as fmt
from cjm_core.dataset import Dataset
from cjm_core.quality.coverage import AHEAD, FIRST, Coverage, after, instant_of
from cjm_core.quality.model import MOST_EXAMPLES, Finding
from cjm_core.result import records

_EVENT = "SELECT c.customer_id AS \"Customer\", e.event_time AS \"Time\", e.touchpoint::VARCHAR AS \"Touchpoint\", s.file AS \"File\","
_WHERE_IT_IS = " e.file_row AS \"Row\" FROM events e JOIN customers c USING (customer_key) JOIN sources s ON s.source = e.source"


def event_examples(data: Dataset, condition: str, **values: Any) -> pd.DataFrame:
    """Up to 50 events that meet an SQL condition on `e`: customer, time, touchpoint, file and row in it."""
    return data.query(f"{_EVENT}{_WHERE_IT_IS} WHERE {condition} ORDER BY e.event_key LIMIT {MOST_EXAMPLES}", **values)


def future(data: Dataset, coverage: Coverage, sources: pd.DataFrame) -> list[Finding]:
    """Events and answers later than the import of their file."""
    count, examples = 0, []
    for row in records(sources):
        limit = instant_of(row["imported_at"]) + AHEAD
        here = after(coverage, int(row["source"]), limit)
        if here:
            examples.append(event_examples(data, "e.source = $source AND e.event_time > $limit", source=int(row["source"]), limit=limit))
        count += here
    if not count:
        return []
    of = int(coverage.buckets["rows"].sum())
    said = f"**{fmt.plural(count, 'row')}** {_lie(count)} in the future: later than the day on which the file was brought in."
    advice = "They stretch every chart and count as the newest. Day and month may be swapped: check the order of the dates on Upload."
    return [Finding("future", "wrong", said, advice, count, of, pd.concat(examples, ignore_index=True).head(MOST_EXAMPLES))]


def ancient(data: Dataset, coverage: Coverage) -> list[Finding]:
    """Times before 1990: an empty date that became a computer's zero."""
    old = coverage.buckets[coverage.buckets["bucket"] < FIRST]
    count, of = int(old["rows"].sum()), int(coverage.buckets["rows"].sum())
    if not count:
        return []
    first = old["bucket"].min()
    said = f"**{fmt.plural(count, 'row')}** {_lie(count)} before 1990, the first on {fmt.day(first.to_pydatetime())}."
    advice = "Such dates usually stand for an empty one. They make journeys decades long: empty them in the file and import it again."
    return [Finding("ancient", "wrong", said, advice, count, of, event_examples(data, "e.event_time < $first", first=FIRST))]


def midnight(coverage: Coverage, sources: pd.DataFrame) -> list[Finding]:
    """Files of events whose every time is the same one or two of the day (two where clocks change): dates without times."""
    files = dict(zip(sources["source"], sources["file"], strict=True))
    events = coverage.buckets[coverage.buckets["what"] == "events"]
    total, found = int(events["rows"].sum()), []
    for source, group in events.groupby("source"):
        count = int(group["rows"].sum())
        if count > 1 and len(group) > 1 and count == int(group["on_bucket"].sum()) and group["bucket"].dt.time.nunique() <= 2:
            said = f"All **{fmt.count(count)}** events of {files[source]} have a date but no time of day."
            advice = "Within a day their order is that of the file, and durations are whole days. Export the time too if there is one."
            found.append(Finding("midnight", "know", said, advice, count, total))
    return found


def gaps(coverage: Coverage, sources: pd.DataFrame) -> list[Finding]:
    """The longest run of days without a row, although usually there are some."""
    if not coverage.gaps:
        return []
    files = dict(zip(sources["source"], sources["file"], strict=True))
    longest, number = coverage.gaps[0], len(coverage.gaps)
    days, of = sum(gap.days for gap in coverage.gaps), len(coverage.days) + sum(gap.days for gap in coverage.gaps)
    span = f"{fmt.day(longest.first)} to {fmt.day(longest.last)}"
    more = f", and there {'is' if number == 2 else 'are'} {fmt.plural(number - 1, 'more gap')}" if number > 1 else ""
    said = f"{files[longest.source]} has no row for **{fmt.plural(longest.days, 'day')}**, {span}{more}."
    advice = "A fall in a trend there is no fall in the business. If an export is missing, append it on Upload."
    rows = [(files[gap.source], gap.first, gap.last, gap.days) for gap in coverage.gaps[:MOST_EXAMPLES]]
    return [Finding("gap", "look", said, advice, days, of, pd.DataFrame(rows, columns=["File", "From", "To", "Days"]))]


def apart(coverage: Coverage) -> list[Finding]:
    """Events and answers that never happen in the same time."""
    spans = coverage.buckets.groupby("what")["bucket"].agg(["min", "max"])
    if len(spans) < 2 or max(spans["min"]) <= min(spans["max"]):
        return []
    words = {what: fmt.span(row["min"].to_pydatetime(), row["max"].to_pydatetime() + timedelta(minutes=15)) for what, row in spans.iterrows()}
    said = f"Events ({words['events']}) and answers ({words['answers']}) **do not overlap in time**."
    advice = "No period shows both. Bring the events or the answers of the same months."
    of = int(coverage.buckets["rows"].sum())
    return [Finding("apart", "wrong", said, advice, of, of)]


def _lie(count: int) -> str:
    return "lies" if count == 1 else "lie"
