"""What is to be done with a file: which column is what. Proposed by the program, corrected by the person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

KINDS = ("events", "surveys", "both", "links", "reported", "neither")  # links: one customer under several ids; reported: summed already


@dataclass(frozen=True)
class Skip:
    """One repair or one line left out while reading: `line` counts from 1 in the file."""

    line: int
    reason: str


@dataclass(frozen=True)
class Table:
    """A file's table exactly as read, before anything is understood.

    `cells` has one text column per name in `columns` (empty cells are null); `lines` gives each row's line in the file.
    """

    file: str
    sheet: str | None
    columns: tuple[str, ...]
    cells: pa.Table
    lines: pa.Array
    sha256: str
    encoding: str | None = None
    delimiter: str | None = None
    header_lines: int = 1
    skipped: tuple[Skip, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """One survey question found in one column; `touchpoint` None means the row's own touchpoint or the whole relationship."""

    question: str
    column: str
    touchpoint: str | None = None


@dataclass(frozen=True)
class Moment:
    """One more event in every row (ordered, paid, picked up): at the time in `column`, at `touchpoint`. An empty cell is no event."""

    column: str
    touchpoint: str


@dataclass(frozen=True)
class RowRule:
    """Rows that do not count: their cell in `column` is one of `values` (trimmed, lower case; "" = empty), or none of them (`only`).

    `reason` is counted in the report and follows a row in a sentence: 'is a preview', 'was never finished'.
    """

    column: str
    values: tuple[str, ...]
    reason: str
    only: bool = False  # the rows with these values are the ones that count


@dataclass(frozen=True)
class Summed:
    """A table of numbers that somebody added up before (grade `reported`): one row per month, touchpoint or both.

    The numbers stand in `value`, in the columns of `periods` (column -> '2025-06'), in those of `touchpoints` (column -> its touchpoint),
    or in columns that `measures` names. `measures` maps such a column, or a cell of `measure_column`, to its measure and unit; `measure`
    and `unit` are those of every number without. A measure is a KPI's name or a name of one's own.
    """

    measure: str
    unit: str  # share (0..1), percent (a share written as 0..100), points, score, money, number, seconds
    measure_column: str | None = None  # several measures in one table: the column that names them
    touchpoint: str | None = None
    period: str | None = None
    value: str | None = None
    n: str | None = None
    low: str | None = None
    high: str | None = None
    periods: dict[str, str] = field(default_factory=dict)
    measures: dict[str, tuple[str, str]] = field(default_factory=dict)
    touchpoints: dict[str, str] = field(default_factory=dict)
    counts: dict[str, str] = field(default_factory=dict)  # column of numbers -> the column of its n, where not all have the same
    span: str | None = None  # the period of every row, where neither a column nor the header names one

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that it reads. Where a column names the measures, `measures` has its cells and not columns."""
        single = (self.measure_column, self.touchpoint, self.period, self.value, self.n, self.low, self.high)
        measures = () if self.measure_column else self.measures
        return (*filter(None, single), *self.periods, *measures, *self.touchpoints, *self.counts.values())


@dataclass(frozen=True)
class Mapping:
    """What each column of one file is. Columns not named here become dimensions under their file names."""

    kind: str
    fields: dict[str, str] = field(default_factory=dict)  # FIELD -> column
    constants: dict[str, str] = field(default_factory=dict)  # FIELD -> text for every row
    answers: tuple[Answer, ...] = ()
    scales: dict[str, tuple[float, float]] = field(default_factory=dict)  # question -> (min, max)
    directions: dict[str, str] = field(default_factory=dict)  # question -> "higher" | "lower" is good
    day_first: bool | None = None  # 03/04/2025: None = decided by the whole column
    ignored: tuple[str, ...] = ()  # columns that are left out altogether
    moments: tuple[Moment, ...] = ()  # further events of a row, beside the one of `event_time`, if any
    left_out: tuple[RowRule, ...] = ()  # rows that do not count, the first rule that fits gives the reason
    once: tuple[str, ...] = ()  # of several rows with equal filled cells in these columns only the last counts
    pairs: str | None = None  # column that says start or complete: a start whose end follows is not counted again
    codes: dict[str, dict[str, str]] = field(default_factory=dict)  # column -> cell (trimmed, lower case) -> its meaning; "" = no answer
    titles: dict[str, str] = field(default_factory=dict)  # column -> name of its dimension
    renames: dict[str, str] = field(default_factory=dict)  # touchpoint in the file -> touchpoint it is counted as
    hashed: tuple[str, ...] = ()  # columns whose cells are replaced by keyed pseudonyms (METRICS §8)
    mask: bool = False  # e-mails, phones, cards and the like in comments are masked before anything is stored
    zone: str | None = None  # times without a zone are local to this zone; None = UTC
    year: int | None = None  # the year of dates that carry none
    clock: str | None = None  # column with the time of day that belongs to the day in `event_time` (or `answered_at`)
    link_days: float | None = None  # answers without a touchpoint belong to the customer's last one within so many days
    summed: Summed | None = None  # of a table of kind `reported`
    preset: str | None = None  # the preset that this mapping comes from, for the report


@dataclass(frozen=True)
class Source:
    """One table and what is to be done with it."""

    table: Table
    mapping: Mapping


@dataclass(frozen=True)
class FileReport:
    """What became of one file: `rows_read == rows_loaded + sum(rejected.values())`, always."""

    file: str
    kind: str
    rows_read: int
    rows_loaded: int
    rejected: dict[str, int]
    mapping: dict[str, object]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportReport:
    """What an import did."""

    dataset: str
    fingerprint: str
    files: tuple[FileReport, ...]
