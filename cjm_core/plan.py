"""What is to be done with a file: which column is what. Proposed by the program, corrected by the person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

KINDS = ("events", "surveys", "both", "neither")


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
