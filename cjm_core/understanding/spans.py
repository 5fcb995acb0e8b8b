"""Which days a text such as 'Jan 2025', 'Q1/25', '2025-W05' or '2025' stands for: the periods of tables that were summed before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cjm_core.reading.dates import MONTHS
from cjm_core.understanding.profile import normal

_MONTHS = tuple(tuple(map(normal, names.split())) for names in MONTHS.values())
_YEAR = r"(?:'|’)?(\d{4}|\d{2})"
_MONTH_YEAR = re.compile(rf"([^\W\d_]{{3,10}})\.?[\s,./_–-]*{_YEAR}")
_YEAR_MONTH = re.compile(r"(\d{4})[\s,./_-]*([^\W\d_]{3,10})\.?")
_MONTHS_YEAR = re.compile(rf"([^\W\d_]{{3,10}})\.?\s*(?:-|–|to|bis|a|tot)\s*([^\W\d_]{{3,10}})\.?[\s,./-]*{_YEAR}")
_NUMBER_MONTH = re.compile(r"(\d{4})(?:[-/.]|M)(\d{1,2})|(\d{1,2})[-/.](\d{4})|(\d{4})(\d{2})")
_PART = re.compile(rf"([QTKH])\s?([1-4])[\s,./_-]*{_YEAR}|(\d{{4}})[\s,./_-]*([QTKH])\s?([1-4])|([1-4])\s?([QH])[\s,./_-]*{_YEAR}", re.IGNORECASE)
_WEEK_WORD = r"(?:W|KW|CW|WK|Week|Woche|Semaine|Semana)"
_WEEK = re.compile(rf"{_WEEK_WORD}\s?(\d{{1,2}})[\s,./_-]*(\d{{4}})|(\d{{4}})[\s,./_-]*{_WEEK_WORD}\s?(\d{{1,2}})", re.IGNORECASE)
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: 0?0:00(?::00)?)?")
_BARE_MONTH = re.compile(r"--(\d{2})")


@dataclass(frozen=True)
class Span:
    """The days from `start` up to `end`, itself left out. `grain`: day, week, month, quarter, half, year or months (several)."""

    start: date
    end: date
    grain: str

    @property
    def key(self) -> str:
        """'2025-06-01', '2025-W23', '2025-06', '2025-Q2', '2025-H1', '2025' or, for several months, '2025-01/2025-03'."""
        first, last = self.start, self.end - timedelta(days=1)
        iso = first.isocalendar()
        return {
            "day": first.isoformat(), "week": f"{iso.year}-W{iso.week:02}", "month": f"{first:%Y-%m}",
            "quarter": f"{first.year}-Q{(first.month + 2) // 3}", "half": f"{first.year}-H{(first.month + 5) // 6}", "year": str(first.year),
        }.get(self.grain, f"{first:%Y-%m}/{last:%Y-%m}")  # fmt: skip


def month_named(word: str) -> int | None:
    """1 to 12 for a month's name or its beginning (three letters or more) in seven languages; None where that fits none or several."""
    plain = normal(word)
    if len(plain) < 3 or " " in plain:
        return None
    exact = [at for at, names in enumerate(_MONTHS, start=1) if plain in names]
    fitting = exact or [at for at, names in enumerate(_MONTHS, start=1) if any(name.startswith(plain) for name in names)]
    return fitting[0] if len(fitting) == 1 else None


def span_of(text: str, year: int | None = None, day_first: bool | None = None) -> Span | None:
    """The period that a text names as a whole, or None. `year` is that of months without one; such a month alone is '--01' to '--12'."""
    plain = " ".join(text.split())
    for reading in (_part, _week, _months, _number_month, _only_year):
        found = reading(plain)
        if found:
            return found
    return _without_year(plain, year) or _one_day(plain, day_first)


def month_alone(text: str) -> int | None:
    """The month that a text names without any year: 'Jan', 'März', '--03'."""
    bare = _BARE_MONTH.fullmatch(text.strip())
    found = int(bare[1]) if bare else month_named(text.strip().rstrip("."))
    return found if found and found <= 12 else None


def spans_of(texts: Sequence[str], year: int | None = None, day_first: bool | None = None) -> list[Span | None]:
    """The periods of a whole column or header. Days that are all the first, or all the last, of a month stand for that month."""
    orders = (day_first,) if day_first is not None else (True, False)
    read = [[span_of(text, year, order) for text in texts] for order in orders]
    best = next((spans for spans in read if _months_by_day(spans)), max(read, key=lambda spans: sum(span is not None for span in spans)))
    if not _months_by_day(best):
        return best
    return [_months_from(span.start.year, span.start.month, 1, "month") if span and span.grain == "day" else span for span in best]


def of_key(key: str) -> Span | None:
    """The period of a `Span.key`."""
    first, _, last = key.partition("/")
    if not last:
        return span_of(key)
    ends = span_of(first), span_of(last)
    return Span(ends[0].start, ends[1].end, "months") if ends[0] and ends[1] and ends[0].start < ends[1].end else None


def key_of_days(start: date, end: date) -> str:
    """The `Span.key` of these days, the last left out: of the longest calendar period they are, else 'first/last'."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if start.day == end.day == 1:
        whole = (start.month - 1) % months == 0
        return Span(start, end, {1: "month", 3: "quarter", 6: "half", 12: "year"}.get(months, "months") if whole else "months").key
    days = (end - start).days
    if days == 1 or (days == 7 and start.weekday() == 0):
        return Span(start, end, "day" if days == 1 else "week").key
    return f"{start.isoformat()}/{(end - timedelta(days=1)).isoformat()}"


def _months_by_day(spans: Sequence[Span | None]) -> bool:
    """Whether there are only days, all the first or all the last of different months."""
    days = [span.start for span in spans if span is not None and span.grain == "day"]
    months = {(day.year, day.month) for day in days}
    edges = all(day.day == 1 for day in days) or all((day + timedelta(days=1)).day == 1 for day in days)
    return len(months) > 1 and edges and all(span is None or span.grain == "day" for span in spans)


def _part(text: str) -> Span | None:
    """Quarters (Q, T, K) and halves (H)."""
    match = _PART.fullmatch(text)
    if not match:
        return None
    orders = ((1, 2, 3), (5, 6, 4), (8, 7, 9))  # Q1 2025, 2025 Q1, 1Q25
    letter, number, year = next((match[a], match[b], match[c]) for a, b, c in orders if match[a])
    months, grain = (6, "half") if letter.upper() == "H" else (3, "quarter")
    return _months_from(_year(year), (int(number) - 1) * months + 1, months, grain)


def _week(text: str) -> Span | None:
    match = _WEEK.fullmatch(text)
    if not match:
        return None
    year, week = int(match[2] or match[3]), int(match[1] or match[4])
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    return Span(monday, monday + timedelta(days=7), "week") if _sane(year) else None


def _months(text: str) -> Span | None:
    """A named month, or several, with the year."""
    several = _MONTHS_YEAR.fullmatch(text)
    if several and (first := month_named(several[1])) and (last := month_named(several[2])) and first < last:
        return _months_from(_year(several[3]), first, last - first + 1, "months")
    match, other = _MONTH_YEAR.fullmatch(text), _YEAR_MONTH.fullmatch(text)
    word, year = (match[1], match[2]) if match else (other[2], other[1]) if other else ("", "")
    month = month_named(word) if word else None
    return _months_from(_year(year), month, 1, "month") if month else None


def _number_month(text: str) -> Span | None:
    match = _NUMBER_MONTH.fullmatch(text)
    if not match:
        return None
    year, month = next((first, second) for first, second in ((match[1], match[2]), (match[4], match[3]), (match[5], match[6])) if first)
    return _months_from(int(year), int(month), 1, "month")


def _only_year(text: str) -> Span | None:
    return _months_from(int(text), 1, 12, "year") if re.fullmatch(r"\d{4}", text) else None


def _without_year(text: str, year: int | None) -> Span | None:
    month = month_alone(text) if year is not None else None
    return _months_from(year, month, 1, "month") if month and year is not None else None


def _one_day(text: str, day_first: bool | None) -> Span | None:
    iso, other = _ISO_DAY.fullmatch(text), _DAY.fullmatch(text)
    if not (iso or other):
        return None
    parts = [int(part) for part in (iso or other).groups()]  # type: ignore[union-attr]
    year, month, day = parts if iso else (parts[2], parts[0], parts[1]) if day_first is False else (parts[2], parts[1], parts[0])
    try:
        first = date(year, month, day)
    except ValueError:
        return None
    return Span(first, first + timedelta(days=1), "day") if _sane(year) else None


def _months_from(year: int, month: int, count: int, grain: str) -> Span | None:
    if not (_sane(year) and 1 <= month <= 12 and month + count <= 13):
        return None
    after = month + count - 1
    return Span(date(year, month, 1), date(year + after // 12, after % 12 + 1, 1), grain)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _sane(year: int) -> bool:
    """A year that business figures are about."""
    return 1950 <= year < 2100
