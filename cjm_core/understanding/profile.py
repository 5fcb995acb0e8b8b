"""What a column's values look like, from a sample: the evidence behind a proposal."""

from __future__ import annotations

import math
import re
import unicodedata
import weakref
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from cjm_core.reading.values import as_number, kind_of
from cjm_core.schema import MISSING_CODES

SAMPLE_ROWS = 5_000  # from the start, and as many spread over the rest
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}(?::\d{2})?(?:$|[^\d.])|\d ?[ap]\.?m", re.IGNORECASE)
_MIDNIGHT = re.compile(r"(?<!\d)0?0[:.]00(?:[:.]00(?:\.0+)?)?(?!\d)|12:00(?::00)? ?a", re.IGNORECASE)
_DIGITS = re.compile(r"\d{5,19}(?:[.,]\d+)?", re.ASCII)
_FROM_1990, _TO_2050 = 631_152_000, 2_524_608_000
_SERIALS = (32_874, 54_789)  # 1990 to 2049 as Excel counts days
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")


@dataclass(frozen=True)
class Profile:
    """One column in a sample of the rows; shares are 0..1 of the filled cells, missing codes like N/A not counted as filled."""

    filled: int
    rows: int
    distinct: int
    dates: float
    numbers: float
    texts: float
    counts: dict[int, int]  # the whole numbers that occur, with how often each
    whole: float  # share of whole numbers
    length: float  # mean number of characters
    words: float  # share of cells with three words or more
    stamps: float = 0.0  # share of bare numbers that would be dates: 20250301, Excel's 45321, seconds or milliseconds since 1970
    packed: float = 0.0  # share of days written without separators: 20250301
    times: float = 0.0  # share of times of day: 09:30
    clocks: float = 0.0  # share of dates that have a time of day other than midnight

    @property
    def fill(self) -> float:
        """Share of the rows in which the column is filled."""
        return self.filled / max(self.rows, 1)

    def within(self, low: float, high: float) -> float:
        """Share of the filled cells that are whole numbers from low to high, both included."""
        return sum(count for number, count in self.counts.items() if low <= number <= high) / max(self.filled, 1)


@lru_cache(maxsize=32_768)  # the headers of a table, asked for again and again
def normal(name: str) -> str:
    """A header as plain words: 'CustomerID', 'customer_id' and 'Customer-Id' all become 'customer id'."""
    words = re.sub(r"(?<=[a-zäöü0-9])(?=[A-ZÄÖÜ][a-zäöü])|(?<=[a-zäöü])(?=[A-Z])", " ", name)
    plain = unicodedata.normalize("NFKD", words.casefold().replace("ß", "ss"))
    return " ".join(re.findall(r"[^\W_]+", "".join(mark for mark in plain if not unicodedata.combining(mark))))


def sample(cells: pa.Table) -> pa.Table:
    """The first 5,000 rows and 5,000 spread over the others: understanding never reads a whole large file."""
    rows = cells.num_rows
    if rows <= 2 * SAMPLE_ROWS:
        return cells
    step = (rows - SAMPLE_ROWS) / SAMPLE_ROWS
    return cells.take(pa.array([*range(SAMPLE_ROWS), *(SAMPLE_ROWS + int(place * step) for place in range(SAMPLE_ROWS))]))


def profiles(cells: pa.Table, columns: Iterable[str] | None = None) -> dict[str, Profile]:
    """The profile of these columns (None: of all), from the sample. It is kept as long as the table, because several readers ask for it."""
    known, names = _profiles_of(cells), list(cells.column_names if columns is None else columns)
    if any(name not in known for name in names):
        part = sample(cells)
        known |= {name: _profile(part.column(name), part.num_rows) for name in names if name not in known}
    return {name: known[name] for name in names}


def _profiles_of(cells: pa.Table) -> dict[str, Profile]:
    """What is known of this very table; a table cannot be changed, and what is known of it goes with it."""
    key = id(cells)
    if key not in _KNOWN or _KNOWN[key][0]() is not cells:
        _KNOWN[key] = weakref.ref(cells, lambda _: _KNOWN.pop(key, None)), {}
    return _KNOWN[key][1]


_KNOWN: dict[int, tuple[weakref.ref[pa.Table], dict[str, Profile]]] = {}


def _profile(column: pa.ChunkedArray, rows: int) -> Profile:
    values: Counter[str] = Counter()
    for entry in pc.value_counts(column).to_pylist():
        text = (entry["values"] or "").strip()
        if text and text.lower() not in MISSING_CODES:
            values[text] += entry["counts"]
    filled = values.total()
    kinds: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    numbers: Counter[int] = Counter()
    for text, count in values.items():
        kind = kind_of(text)
        kinds[kind if kind != "date" or _plausible(text) else "time" if _CLOCK.search(text) else "text"] += count
        extra.update(dict.fromkeys(_time_like(text, kind), count))
        number = as_number(text) if kind == "number" else None
        if number is not None and math.isfinite(number) and abs(number) < 1e9 and number == int(number):
            numbers[int(number)] += count
    share = 1 / max(filled, 1)
    length = sum(len(text) * count for text, count in values.items()) * share
    words = sum(count for text, count in values.items() if text.count(" ") >= 2) * share
    texts = (kinds["text"] + kinds["time"]) * share
    counts, whole = dict(numbers.most_common(200)), numbers.total() * share
    return Profile(filled, rows, len(values), kinds["date"] * share, kinds["number"] * share, texts, counts, whole, length, words,
                   extra["stamp"] * share, extra["packed"] * share, kinds["time"] * share, extra["clock"] * share)  # fmt: skip


def _time_like(text: str, kind: str) -> list[str]:
    """What a cell tells of times: a clock in a date; a bare number that would be a moment of 1990 to 2050."""
    if kind == "date":
        return ["clock"] if _CLOCK.search(text) and not _MIDNIGHT.search(text) else []
    if kind != "number" or not _DIGITS.fullmatch(text):
        return []
    number = float(text.replace(",", "."))
    if 19_900_101 <= number <= 20_501_231 and len(text) == 8:
        fits = 1 <= int(text[4:6]) <= 12 and 1 <= int(text[6:]) <= 31
        return ["stamp", "packed"] if fits else []
    epoch = any(_FROM_1990 * unit <= number <= _TO_2050 * unit for unit in (1, 1_000, 1_000_000, 1_000_000_000))
    return ["stamp"] if epoch or _SERIALS[0] <= number <= _SERIALS[1] else []


def _plausible(text: str) -> bool:
    """A date of our time: 12/31/1899 is a time of day that lost its date."""
    years = [int(year) for year in _YEAR.findall(text)]
    return not years or any(1950 <= year <= 2100 for year in years)
