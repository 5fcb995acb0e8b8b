"""Dates of a row that are no moments of their own: one time written twice, and dates that belong to the customer."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from cjm_core.plan import Table
from cjm_core.reading.dates import Form
from cjm_core.understanding.kept import Kept
from cjm_core.understanding.profile import normal, words_of
from cjm_core.understanding.times import readings

_ALIKE = 0.95  # share of rows in which two columns tell the same time: one of them is a copy
_ROWS = 5_000
_COMPARED = 1_000  # rows of which two columns tell the same times or not
_FEWEST = 5  # customers of several rows from which a date that never changes is theirs
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?")
_HOURS = 14  # zones lie that far from UTC at most
PLAIN = words_of(
    "of date time timestamp datetime datum zeit zeitpunkt uhrzeit heure fecha hora tijd tijdstip at on am um le la de du des del der die das "
    "d den von dt ts tm utc gmt local day dia jour tag dag on_date zeitstempel horodatage tstamp"
)
# How and where a time was taken: a column that says nothing else may be a copy of another.
_TAKEN = words_of("server unix epoch pretty iso client browser collector derived event record row visit session hit")
_NOTED = words_of("created create inserted recorded logged")


def without_copies(table: Table, names: Sequence[str]) -> list[str]:
    """The columns of dates without those that only repeat another one: marks of a database, the same time in another form or zone."""
    kept: list[str] = []
    for name in names:
        if not any(_copies(table, name, other) for other in kept):
            kept = [other for other in kept if not _copies(table, other, name)]
            kept.append(name)
    return kept


def finer(table: Table, names: Sequence[str], date: str) -> str:
    """The column that tells the time of day too, where `date` is a mere day and another one is the same time; else `date` itself."""
    named = [name for name in dict.fromkeys(names) if name != date and (_nameless(date) or _taken(name))]
    if not named or _clocked(_times(table, date)):
        return date
    found = (name for name in named if _clocked(_times(table, name)))
    return next((name for name in found if _alike(_times(table, date), _times(table, name), nameless=_nameless(date))), date)


def of_customer(table: Table, customer: str, name: str) -> bool:
    """Whether a date is the same in all rows of each customer with several: when they signed up, not what a row tells."""
    part = table.cells.slice(0, _ROWS)
    days: dict[str, set[str]] = defaultdict(set)
    often: Counter[str] = Counter()
    for who, when in zip(part.column(customer).to_pylist(), part.column(name).to_pylist(), strict=True):
        if who and when:
            days[who].add(when.strip())
            often[who] += 1
    several = [who for who, rows in often.items() if rows > 1]
    return len(several) >= _FEWEST and sum(len(days[who]) == 1 for who in several) >= _ALIKE * len(several)


def _copies(table: Table, name: str, other: str) -> bool:
    """Whether `name` is the mark of a database or says nothing of its own, and tells what `other` tells; names are asked before cells."""
    words, others = set(normal(name).split()), set(normal(other).split())
    plainly = bool(words & _NOTED) or words - PLAIN == others - PLAIN
    if not (plainly or _taken(name)):
        return False
    first, second = _times(table, name), _times(table, other)
    return (plainly or _clocked(second) or not _clocked(first)) and _alike(first, second, nameless=_nameless(name))


def _nameless(name: str) -> bool:
    return not set(normal(name).split()) - PLAIN


def _taken(name: str) -> bool:
    return not set(normal(name).split()) - PLAIN - _TAKEN


def _alike(first: list[datetime | None], second: list[datetime | None], *, nameless: bool) -> bool:
    """Whether two columns tell the same day, or the same moment by clocks of two zones; a `nameless` day may be one of another zone."""
    both = [(one, other) for one, other in zip(first, second, strict=True) if one and other]
    same = sum(one.date() == other.date() for one, other in both)
    if _clocked(first) and _clocked(second):
        apart = Counter((one - other) // timedelta(minutes=1) for one, other in both).most_common(2)  # two: in summer and in winter
        same = max(same, sum(often for minutes, often in apart if minutes % 30 == 0 and abs(minutes) <= 60 * _HOURS))
    elif nameless:
        zones = timedelta(hours=_HOURS)
        same = max(same, sum(-zones <= other - one < timedelta(days=1) + zones for one, other in both))
    return len(both) > 0 and same >= _ALIKE * len(both)


def _clocked(times: Sequence[datetime | None]) -> bool:
    return any(when is not None and when.time() != time() for when in times)


_KNOWN = Kept[list[datetime | None]]()


def _times(table: Table, name: str) -> list[datetime | None]:
    """The times of the first rows, read once for every table."""
    known = _KNOWN.of(table.cells)
    if name not in known:
        known[name] = _read([(text or "").strip() for text in table.cells.column(name).slice(0, _COMPARED).to_pylist()])
    return known[name]


def _read(texts: list[str]) -> list[datetime | None]:
    """The times of a column as they are written, zones left aside; good enough to compare them."""
    other = [text for text in dict.fromkeys(texts) if text and not _ISO.match(text) and not text.isdigit()]
    found = readings(other) if other else []
    votes = Counter(read[0].order for _, read in found if len(read) == 1)
    barred = "day" if votes["month"] > votes["day"] else "month"
    known = {text: _parsed(clean, [form for form in read if form.order != barred]) for text, (clean, read) in zip(other, found, strict=True)}
    return [known[text] if text in known else _simple(text) for text in texts]


def _simple(text: str) -> datetime | None:
    """ISO as it stands, 20250301, days as Excel counts them, seconds or milliseconds since 1970."""
    found = _ISO.match(text)
    try:
        if found or len(text) == 8:
            return datetime.fromisoformat(found.group() if found else text)
        number = int(text or "0")
        if 10_000 <= number <= 80_000:
            return datetime(1899, 12, 30) + timedelta(days=number)
        unit = next((unit for unit in (1, 1_000, 1_000_000) if 631_152_000 <= number / unit <= 4_102_444_800), None)
        return datetime(1970, 1, 1) + timedelta(seconds=number / unit) if unit else None
    except ValueError:
        return None


def _parsed(text: str, found: Sequence[Form]) -> datetime | None:
    for form in found:
        try:
            return datetime.strptime(text if form.year else f"{text} 2000", form.pattern if form.year else f"{form.pattern} %Y")
        except ValueError:
            continue
    return None
