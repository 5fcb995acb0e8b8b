"""What a column of dates leaves open: the year, and whether day or month comes first."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date, datetime

import pyarrow.compute as pc

from cjm_core.plan import Table
from cjm_core.reading.dates import Form, forms, rules_for, split_zone
from cjm_core.understanding.kept import Kept
from cjm_core.understanding.profile import sample

Reading = tuple[str, tuple[Form, ...]]  # a text, and the forms in which it can be read
_TEXTS = 1_000  # different days, spread over the sample
_BACK = 12  # years: the calendar of a year comes again after 6 or 11
_FILE_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]|$)")
_CLOCK_BEHIND = r"([-/. ]\d{1,4})(?:T|,? )\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?[AaPp][Mm])?(?:Z| ?[+-]\d\d:?\d\d)?\s*$"
_WEEKDAY = re.compile(r"\s*([^\W\d_]{3,10})[.,]*\s")
_DAYS = {name.lower()[:3]: at for at, name in enumerate(calendar.day_name)}  # English; other languages tell no year
_DAYS |= {"die": 1, "mit": 2, "don": 3, "fre": 4, "sam": 5, "son": 6, "lun": 0, "mer": 2, "jeu": 3, "ven": 4, "dim": 6}


def lacks_year(table: Table, column: str) -> bool:
    """Whether most dates of a column carry no year, so that a person must say it (`Mapping.year`)."""
    read = [found for _, found in _read(table, column) if found]
    return 2 * sum(not any(form.year for form in found) for found in read) > len(read)


def order_open(table: Table, column: str) -> bool:
    """Whether day and month could change places in every date of a column that shows it (`Mapping.day_first` decides)."""
    read = [{form.order for form in found} for _, found in _read(table, column) if found]
    return any(orders == {"day", "month"} for orders in read) and not any(orders in ({"day"}, {"month"}) for orders in read)


def likely_year(table: Table, column: str, today: date) -> int | None:
    """The year that dates without one are from: that in the file's name, or the latest in which the weekdays fit. None where nothing tells."""
    named = {int(year) for year in _FILE_YEAR.findall(table.file)}
    if len(named) == 1:
        return named.pop()
    told = [(day, weekday) for text, found in _read(table, column) if (day := _day_of(text, found)) and (weekday := _weekday(text)) is not None]
    for year in range(today.year, today.year - _BACK, -1) if told else ():
        days = [(_in_year(year, *day), weekday) for day, weekday in told]
        if all(when and when <= today and when.weekday() == weekday for when, weekday in days):
            return year
    return None


def readings(texts: Sequence[str]) -> list[Reading]:
    """How each text can be read as a day or a moment, its zone left aside."""
    plain = [split_zone(clean)[0] for clean in rules_for(list(texts))[1]]
    return [(clean, forms(clean)) for clean in plain]


_KNOWN = Kept[list[Reading]]()


def _read(table: Table, column: str) -> list[Reading]:
    """Different days of a column's sample, as they are written, each with the forms in which it can be read; read once for every table."""
    known = _KNOWN.of(table.cells)
    if column not in known:
        cells = pc.unique(sample(table.cells).column(column))
        days = pc.unique(pc.utf8_trim_whitespace(pc.replace_substring_regex(cells, _CLOCK_BEHIND, r"\1"))).to_pylist()
        days = [day for day in days if day]
        texts = days[:: -(-len(days) // _TEXTS) or 1]
        other = [text for text in texts if not _ISO.match(text)]  # nothing is open in the rest
        iso: list[Reading] = [(text, (Form("%Y-%m-%d"),)) for text in texts if _ISO.match(text)]
        found = readings(other) if other else []
        known[column] = [*iso, *((text, read) for text, (_, read) in zip(other, found, strict=True))]
    return known[column]


def _day_of(text: str, found: tuple[Form, ...]) -> tuple[int, int] | None:
    """(month, day) of a date that has no year and one form."""
    if len(found) != 1 or found[0].year:
        return None
    ((plain, _),) = readings([text])
    try:
        when = datetime.strptime(f"{plain} 2000", f"{found[0].pattern} %Y")
    except ValueError:
        return None
    return when.month, when.day


def _weekday(text: str) -> int | None:
    found = _WEEKDAY.match(text.lower())
    return _DAYS.get(found.group(1)[:3]) if found else None


def _in_year(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
