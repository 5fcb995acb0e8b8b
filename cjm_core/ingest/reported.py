"""Numbers that somebody summed before, as rows of the table `reported`. Nothing that is measured ever reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, time, timedelta

import duckdb

from cjm_core.errors import BadInput
from cjm_core.plan import FileReport, Mapping, Summed, Table
from cjm_core.understanding.figures import Figure, decimal_comma, figure, is_blank
from cjm_core.understanding.profile import normal
from cjm_core.understanding.spans import Span, month_alone, of_key, spans_of
from cjm_core.understanding.summed import MOST_ROWS, year_of
from cjm_core.understanding.summed_words import MEASURES, THE_WHOLE

# `period_start` and `period_end` (left out) are midnights of the calendar, not instants: January stays January in every time zone.
COLUMNS = (
    "source INTEGER, measure VARCHAR, unit VARCHAR, touchpoint VARCHAR, period_start TIMESTAMP, period_end TIMESTAMP, value DOUBLE, n BIGINT,"
    " low DOUBLE, high DOUBLE, line BIGINT"
)
_RANGES = {"nps": (-100.0, 100.0)}
_UNITS = ("share", "percent", "points", "score", "money", "number", "seconds")
_MOST = 20 * MOST_ROWS

Number = tuple[str, str, str | None, datetime, datetime, float, int | None, float | None, float | None, int]


@dataclass(frozen=True)
class Reject:
    """A row that gave no number at all, and the cell that is at fault."""

    line: int
    column: str
    value: str | None
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What became of a summed table: rows of the file = `loaded` + the sum of `rejected`. `numbers` are rows of `reported` without source."""

    numbers: tuple[Number, ...]
    loaded: int
    rejected: dict[str, int]
    rejects: tuple[Reject, ...]
    warnings: tuple[str, ...]


def create(con: duckdb.DuckDBPyConnection) -> None:
    """The table of reported numbers, empty."""
    con.execute(f"CREATE TABLE reported ({COLUMNS})")


def insert(con: duckdb.DuckDBPyConnection, source: int, table: Table, mapping: Mapping) -> FileReport:
    """Load one summed table, and note the rows left out. Raises BadInput when the mapping cannot work."""
    found = outcome(table, mapping)
    if found.numbers:
        con.executemany(f"INSERT INTO reported VALUES ({', '.join('?' * 11)})", [[source, *number] for number in found.numbers])
    left = [[source, table.file, reject.line, reject.column, reject.value, reject.reason] for reject in found.rejects]
    if left:
        con.executemany("INSERT INTO rejects VALUES (?, ?, ?, ?, ?, ?)", left)
    return _report(table, mapping, found)


def check(table: Table, mapping: Mapping) -> FileReport:
    """What would become of the table, without storing anything. Raises BadInput when the mapping cannot work."""
    return _report(table, mapping, outcome(table, mapping))


def _report(table: Table, mapping: Mapping, found: Outcome) -> FileReport:
    said = {name: part for name, part in asdict(mapping.summed).items() if part} if mapping.summed else {}
    warnings = (*table.warnings, *found.warnings)
    return FileReport(table.file, mapping.kind, table.cells.num_rows, found.loaded, found.rejected, {"summed": said}, warnings)


def facts(con: duckdb.DuckDBPyConnection) -> dict[str, object]:
    """What `dataset_info` says about these numbers: how many, and from when to when (in calendar days)."""
    count, first, end = con.execute("SELECT count(*), min(period_start), max(period_end) FROM reported").fetchall()[0]
    return {"count_reported": count, "reported_from": first, "reported_to": end - timedelta(microseconds=1) if end else None}


def outcome(table: Table, mapping: Mapping) -> Outcome:
    """What these rows give, without storing anything. Raises BadInput when the mapping cannot work."""
    summed = mapping.summed
    if summed is None:
        raise BadInput(f"{table.file} is to be read as numbers summed before, but nothing says which column holds them.")
    _refuse_impossible(table, summed)
    reading = _Reading(table, mapping, summed)
    for at in range(table.cells.num_rows):
        reading.read(at)
    return reading.outcome()


def _refuse_impossible(table: Table, summed: Summed) -> None:
    if table.cells.num_rows > _MOST:
        raise BadInput(f"{table.file} has {table.cells.num_rows:,} rows; a table of summed numbers has at most {_MOST:,}. Is it events or answers?")
    measures = [] if summed.measure_column else [*summed.measures]
    missing = [name for name in summed.columns if name not in table.columns]
    if missing:
        raise BadInput(f"{table.file} has no column {missing[0]!r}. It has: {', '.join(table.columns)}.")
    if not (summed.value or summed.periods or measures or summed.touchpoints):
        raise BadInput(f"{table.file}: say which column holds the summed numbers.")
    if not (summed.period or summed.periods or summed.span):
        raise BadInput(f"{table.file}: say which column holds the month, or which month the numbers are about.")
    units = [unit for unit in (summed.unit, *(unit for _, unit in summed.measures.values())) if unit]
    strange = [unit for unit in units if unit not in _UNITS]
    if strange or not units:
        raise BadInput(f"{table.file}: {strange[0] if strange else 'nothing'!r} is no unit. Units are: {', '.join(_UNITS)}.")


@dataclass
class _Reading:
    """One pass over a table, row by row."""

    table: Table
    mapping: Mapping
    summed: Summed
    numbers: list[Number] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    seen: set[tuple[str, str | None, datetime, datetime]] = field(default_factory=set)
    left: Counter[str] = field(default_factory=Counter)  # cells of loaded rows that hold nothing that can be used

    def __post_init__(self) -> None:
        names = self.table.columns
        self.cells = {name: self.table.cells.column(name).to_pylist() for name in names}
        self.comma = decimal_comma(cell for name in names for cell in self.cells[name])
        self.lines = self.table.lines.to_pylist()
        self.year = self.mapping.year or year_of(self.table)
        self.spans = self._spans()

    def _spans(self) -> list[Span | None]:
        """The period of each row, where a column names it; otherwise that of all."""
        if self.summed.period:
            texts = [(cell or "").strip() for cell in self.cells[self.summed.period]]
            return spans_of(texts, self.year, self.mapping.day_first)
        whole = of_key(self.summed.span) if self.summed.span else None
        return [whole] * self.table.cells.num_rows

    def read(self, at: int) -> None:
        """Take the numbers of one row, or note why there is none."""
        faults: list[Reject] = []
        taken = 0
        for place, measure, unit, touchpoint, span in self._places(at):
            fault = self._take(at, place, measure, unit, touchpoint, span)
            faults += [fault] if fault else []
            taken += fault is None
        if not taken:
            real = [fault for fault in faults if fault.value is not None and fault.value.strip()]
            self.rejects.append((real or faults or [Reject(self.lines[at], "", None, "holds no number")])[0])
        else:
            self.left.update(fault.reason for fault in faults if not is_blank(fault.value))

    def _places(self, at: int) -> Iterator[tuple[str, str, str, str | None, Span | None]]:
        """(column, measure, unit, touchpoint, period) of every number that this row should hold."""
        summed = self.summed
        touchpoint = self._touchpoint(self._cell(summed.touchpoint, at))
        measure, unit = summed.measure, summed.unit
        if summed.measure_column:
            said = self._cell(summed.measure_column, at) or ""
            measure, unit = summed.measures.get(said, (said, summed.unit or "number"))
        if summed.periods:
            for column, key in summed.periods.items():
                yield column, measure, unit, touchpoint, self._period_of(key)
        elif summed.value:
            yield summed.value, measure, unit, touchpoint, self.spans[at]
        elif summed.touchpoints:
            for column, name in summed.touchpoints.items():
                yield column, measure, unit, self._touchpoint(name), self.spans[at]
        else:
            for column, (measure, unit) in summed.measures.items():
                yield column, measure, unit, touchpoint, self.spans[at]

    def _period_of(self, key: str) -> Span | None:
        month = month_alone(key)
        return of_key(f"{self.year}-{month:02}") if month and self.year else of_key(key)

    def _touchpoint(self, text: str | None) -> str | None:
        """The touchpoint of a number; None where it is about all of them."""
        if text is None or normal(text) in THE_WHOLE:
            return None
        return self.mapping.renames.get(text, text)

    def _cell(self, column: str | None, at: int) -> str | None:
        return ((self.cells[column][at] or "").strip() or None) if column else None

    def _take(self, at: int, place: str, measure: str, unit: str, touchpoint: str | None, span: Span | None) -> Reject | None:
        """Keep one number, or say why it cannot be kept."""
        cell, line = self._cell(place, at), self.lines[at]
        if not measure:
            return Reject(line, self.summed.measure_column or place, None, "the measure is empty")
        if span is None:
            return self._no_period(at, place)
        read = figure(cell, self.comma)
        if read is None:
            return Reject(line, place, cell, "the number is empty" if is_blank(cell) else "the number cannot be read")
        value = _scaled(read, unit)
        stored = "share" if unit == "percent" else unit
        low, high = _range(measure, stored)
        if not low <= value <= high:
            return Reject(line, place, cell, f"the number lies outside {_ends(low, high, stored)}")
        start, end = (datetime.combine(day, time()) for day in (span.start, span.end))
        if (measure, touchpoint, start, end) in self.seen:
            return Reject(line, place, cell, "repeats the measure, touchpoint and period of an earlier row")
        self.seen.add((measure, touchpoint, start, end))
        ends = self._interval(at, unit, value)
        self.numbers.append((measure, stored, touchpoint, start, end, value, self._count(at, place), *ends, line))
        return None

    def _no_period(self, at: int, place: str) -> Reject:
        column = self.summed.period or place
        text = self._cell(self.summed.period, at) if self.summed.period else place
        if text is None:
            return Reject(self.lines[at], column, None, "the period is empty")
        lacks = month_alone(text) or month_alone(self.summed.periods.get(place, ""))
        return Reject(self.lines[at], column, text, "the month has no year: say which year" if lacks else "the period cannot be read")

    def _count(self, at: int, place: str) -> int | None:
        """How many answers or customers the number rests on; None where that is not known."""
        column = self.summed.counts.get(place, self.summed.n)
        cell = self._cell(column, at)
        read = figure(cell, self.comma)
        if read is not None and read.number > 0 and read.number == int(read.number):
            return int(read.number)
        if not is_blank(cell):
            self.left["the count is no whole number above 0"] += 1
        return None

    def _interval(self, at: int, unit: str, value: float) -> tuple[float | None, float | None]:
        """The interval that the table itself gives, where it holds the value."""
        read = [figure(self._cell(column, at), self.comma) for column in (self.summed.low, self.summed.high)]
        low, high = (_scaled(end, unit) if end else None for end in read)
        if low is None or high is None:
            return None, None
        if not low <= value <= high:
            self.left["the interval does not hold its own value"] += 1
            return None, None
        return low, high

    def outcome(self) -> Outcome:
        """What was found, counted. Raises BadInput where not one number can be used."""
        rejected = Counter(reject.reason for reject in self.rejects)
        if not self.numbers:
            why = f": {rejected.most_common(1)[0][0]}" if rejected else ""
            raise BadInput(f"{self.table.file} holds no summed number that can be used{why}.")
        warnings = [f"{_cells(count)} left empty in rows that were loaded: {reason}." for reason, count in sorted(self.left.items())]
        return Outcome(
            tuple(self.numbers), self.table.cells.num_rows - len(self.rejects), dict(sorted(rejected.items())), tuple(self.rejects), tuple(warnings)
        )


def _scaled(read: Figure, unit: str) -> float:
    """Shares as 0..1, whether they are written as 45 %, 45 or 0.45."""
    return read.number / 100 if unit == "percent" or (unit == "share" and read.percent) else read.number


def _range(measure: str, unit: str) -> tuple[float, float]:
    """What a number of a known KPI can be at all; a measure of one's own may be anything."""
    if measure not in MEASURES:
        return float("-inf"), float("inf")
    return _RANGES.get(measure, (0.0, 1.0) if unit == "share" else (float("-inf"), float("inf")))


def _cells(count: int) -> str:
    return "1 cell was" if count == 1 else f"{count:,} cells were"


def _ends(low: float, high: float, unit: str) -> str:
    return f"{low * 100:g} to {high * 100:g} %" if unit == "share" else f"{low:g} to {high:g}"
