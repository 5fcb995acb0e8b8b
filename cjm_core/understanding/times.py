"""What a column of dates leaves open: the year, and whether day or month comes first."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime

import pyarrow.compute as pc

from cjm_core.plan import Table
from cjm_core.reading.dates import Form, forms, rules_for, split_zone
from cjm_core.understanding.profile import sample

_TEXTS = 5_000
_BACK = 12  # years: the calendar of a year comes again after 6 or 11
_FILE_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]|$)")
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


def _read(table: Table, column: str) -> list[tuple[str, tuple[Form, ...]]]:
    """Different texts of a column's sample, each with the forms in which it can be read."""
    texts = [text.strip() for text in pc.unique(sample(table.cells).column(column)).to_pylist() if text and text.strip()][:_TEXTS]
    iso = [text for text in texts if _ISO.match(text)]  # nothing is open there
    _, plain = rules_for(other := [text for text in texts if not _ISO.match(text)])
    found = [(text, forms(split_zone(clean)[0])) for text, clean in zip(other, plain, strict=True)]
    return [*((text, (Form("%Y-%m-%d"),)) for text in iso), *found]


def _day_of(text: str, found: tuple[Form, ...]) -> tuple[int, int] | None:
    """(month, day) of a date that has no year and one form."""
    if len(found) != 1 or found[0].year:
        return None
    _, (plain,) = rules_for([text])
    try:
        when = datetime.strptime(f"{split_zone(plain)[0]} 2000", f"{found[0].pattern} %Y")
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
