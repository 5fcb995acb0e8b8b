"""What a column's values look like, from a sample: the evidence behind a proposal."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from cjm_core.reading.dates import dated_if_named
from cjm_core.reading.values import as_number, kind_of
from cjm_core.schema import MISSING_CODES
from cjm_core.understanding.kept import Kept

SAMPLE_ROWS = 5_000  # from the start, and as many spread over the rest
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}(?::\d{2})?(?:$|[^\d.])|\d ?[ap]\.?m", re.IGNORECASE)
_MIDNIGHT = re.compile(r"(?<!\d)0?0[:.]00(?:[:.]00(?:\.0+)?)?(?!\d)|12:00(?::00)? ?a", re.IGNORECASE)
_DIGITS = re.compile(r"\d{5,19}(?:[.,]\d+)?", re.ASCII)
_FROM_1990, _TO_2050 = 631_152_000, 2_524_608_000
_LONGEST = 60  # characters of a date
_SERIALS = (32_874, 54_789)  # 1990 to 2049 as Excel counts days
_NO_DATE = re.compile(r"0000-00-00.*|00[./]00[./]0000.*|9999-12-31.*|31[./]12[./]9999.*|12/31/9999.*")  # as databases write "none yet" and "never"
NOBODY = frozenset(("anonymous", "anonym", "anonyme", "anonymer", "anonimo", "anónimo", "anoniem"))
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_PACKED = re.compile(r"\D?(\d{4})\d{4}[Tt]\d{4}(?!\d)")  # 20250301T1000; 20250301-1000 is as often an order's number


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
    stamps: float = 0.0  # share of what is a date where the header says so: 20250301, Excel's 45321, seconds since 1970, 13.06., 2024Q1
    packed: float = 0.0  # share of days written without separators: 20250301
    times: float = 0.0  # share of times of day: 09:30
    clocks: float = 0.0  # share of dates that have a time of day other than midnight
    nobody: float = 0.0  # share of words for a customer who is not known

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


def words_of(text: str) -> frozenset[str]:
    """A list of plain words, as headers are compared with."""
    return frozenset(text.split())


def sample(cells: pa.Table) -> pa.Table:
    """The first 5,000 rows and 5,000 spread over the others: understanding never reads a whole large file."""
    rows = cells.num_rows
    if rows <= 2 * SAMPLE_ROWS:
        return cells
    step = (rows - SAMPLE_ROWS) / SAMPLE_ROWS
    return cells.take(pa.array([*range(SAMPLE_ROWS), *(SAMPLE_ROWS + int(place * step) for place in range(SAMPLE_ROWS))]))


_KNOWN = Kept[Profile]()


def profiles(cells: pa.Table, columns: Iterable[str] | None = None) -> dict[str, Profile]:
    """The profile of these columns (None: of all), from the sample. It is kept as long as the table, because several readers ask for it."""
    known, names = _KNOWN.of(cells), list(cells.column_names if columns is None else columns)
    if any(name not in known for name in names):
        part = sample(cells)
        known |= {name: _profile(part.column(name), part.num_rows) for name in names if name not in known}
    return {name: known[name] for name in names}


def pairs(first: pa.ChunkedArray, second: pa.ChunkedArray) -> pa.Table:
    """The different pairs of cells that stand in one row of two columns, as columns `first` and `second`."""
    return pa.table({"first": first, "second": second}).group_by(["first", "second"]).aggregate([])


def _profile(column: pa.ChunkedArray, rows: int) -> Profile:
    values: Counter[str] = Counter()
    for entry in pc.value_counts(column).to_pylist():
        text = (entry["values"] or "").strip()
        if text and text.lower() not in MISSING_CODES and not _NO_DATE.fullmatch(text):
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
                   extra["stamp"] * share, extra["packed"] * share, kinds["time"] * share, extra["clock"] * share,
                   sum(count for text, count in values.items() if text.lower() in NOBODY) * share)  # fmt: skip


def _time_like(text: str, kind: str) -> list[str]:
    """What a cell tells of times: a clock in a date; a bare number that would be a moment of 1990 to 2050."""
    if kind == "date":
        return ["clock"] if _CLOCK.search(text) and not _MIDNIGHT.search(text) else []
    if kind == "text":
        return ["stamp"] if len(text) <= _LONGEST and any(map(str.isdigit, text)) and dated_if_named(text) else []
    if kind != "number" or not _DIGITS.fullmatch(text):
        return []
    number = float(text.replace(",", "."))
    if len(text) in (8, 14) and text.isdigit() and 1990 <= int(text[:4]) <= 2050:
        fits = 1 <= int(text[4:6]) <= 12 and 1 <= int(text[6:8]) <= 31 and int(text[8:10] or 0) < 24
        return (["stamp", "packed"] if len(text) == 8 else ["stamp"]) if fits else []  # order numbers begin with a moment, too
    epoch = any(_FROM_1990 * unit <= number <= _TO_2050 * unit for unit in (1, 1_000, 1_000_000, 1_000_000_000))
    return ["stamp"] if epoch or _SERIALS[0] <= number <= _SERIALS[1] else []


def _plausible(text: str) -> bool:
    """A date of our time: 12/31/1899 is a time of day that lost its date."""
    packed = _PACKED.match(text)
    years = [int(year) for year in ([packed.group(1)] if packed else _YEAR.findall(text))]
    return not years or any(1950 <= year <= 2100 for year in years)
