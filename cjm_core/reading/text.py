"""A delimited text file as a table: quickly where it is large and regular, else line by line with every repair."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TextIO

import pyarrow as pa

from cjm_core.errors import BadInput
from cjm_core.plan import Table
from cjm_core.reading import assemble, delimited, drawn, encodings, kinds, large
from cjm_core.reading.mend import Dialect, Notes

_FEW = 2  # NUL bytes that any text may have

Progress = Callable[[str, float], None]


def read_text(path: Path, name: str, encoding: str | None, progress: Progress | None) -> Table:
    """Read a text file; `name` is what it is called in sentences.

    Raises BadInput. An exception raised by `progress` ends the reading.
    """
    ruled = drawn.may_be_ruled(kinds.opening(path, name))
    if path.stat().st_size >= large.LARGE and not ruled and (table := large.read_regular(path, name, encoding, assembled, progress)):
        return table
    found = delimited.survey(path, encoding)
    wide = found.encoding.startswith(("utf-16", "utf-32"))
    doubt = f"Some characters of {name} cannot be read as {found.encoding}; they are shown as \ufffd."
    warnings = (*((encodings.said(name, found.encoding),) if found.guessed else ()), *(() if found.readable else (doubt,)))
    lines = delimited.sample_lines(path, found.encoding)
    _check_text(name, found, "".join(lines), wide)
    columns = drawn.ruled_columns(lines) if ruled else None
    dialect = Dialect(" ") if columns else delimited.sniff(lines)
    try:
        with delimited.open_text(path, found.encoding) as file:
            watch = partial(_report, file, found.size, progress) if progress else None
            if columns:
                read = _gathered(drawn.ruled_rows(file, columns, name, notes := Notes()), notes, watch)
            else:
                read = assembled(file, dialect, nul=found.nul_share > 0 and not wide, watch=watch)
    except (UnicodeError, pa.ArrowException):
        raise BadInput(f"{name} cannot be read as {found.encoding}; choose another encoding.") from None
    return Table(
        name, None, tuple(read.cells.column_names), read.cells, read.lines, found.sha256, found.encoding.removesuffix("-sig"),
        dialect.delimiter, read.header_lines, read.notes.all(), (*warnings, *read.warnings),
    )


@dataclass(frozen=True)
class Assembled:
    """What became of a text: its cells, each row's line, and what was done on the way."""

    cells: pa.Table
    lines: pa.Array
    header_lines: int
    notes: Notes
    warnings: tuple[str, ...]


def assembled(file: TextIO, dialect: Dialect, nul: bool = False, watch: Callable[[int], None] | None = None) -> Assembled:
    """Read an open text line by line, repairing and noting; `watch` is told the line reached."""
    notes = Notes()
    if dialect.whole:
        notes.add(1, "each line stands in quotation marks as a whole; they were taken off")
    return _gathered(_after_sep(delimited.rows_of(file, dialect, notes, nul=nul), dialect, notes), notes, watch)


def _gathered(rows: Iterator[assemble.Row], notes: Notes, watch: Callable[[int], None] | None) -> Assembled:
    cells, lines, header_lines, warnings = assemble.assemble(rows, notes, watch)
    return Assembled(cells, lines, header_lines, notes, warnings)


def _report(file: TextIO, size: int, progress: Progress, _line: int) -> None:
    progress("read", min(1.0, file.buffer.tell() / max(size, 1)))


def _check_text(name: str, found: delimited.Bytes, sample: str, wide: bool) -> None:
    """Refuse what only looks like text: many control characters, or a workbook's name on something else."""
    control = sum(1 for sign in sample[:20_000] if sign < " " and sign not in "\t\r\n\x0b\x0c")
    if control > max(4, 0.01 * len(sample[:20_000])) or (found.nul_share > max(0.001, found.padding, _FEW / max(found.size, 1)) and not wide):
        raise BadInput(f"{name} is a binary file, not a table; {kinds.SAVE}.")
    named_workbook = Path(name).suffix.lower() in kinds.WORKBOOK_ENDINGS
    lines = [line for line in sample.splitlines()[:200] if line.strip()]
    tabular = any(sum(mark in line for line in lines) > 0.7 * len(lines) for mark in delimited.DELIMITERS)
    marked = any(mark in sample for mark in delimited.DELIMITERS)
    if named_workbook and found.size and not (tabular and found.readable if found.encoding == "cp1252" else marked):
        raise BadInput(f"{name} is not a spreadsheet although its name says so, or it is damaged; {kinds.SAVE}.")


def _after_sep(rows: Iterator[assemble.Row], dialect: Dialect, notes: Notes) -> Iterator[assemble.Row]:
    """Leave out the line `sep=;` with which Excel names the delimiter."""
    for line, cells in rows:
        if line == 1 and [cell.lower() for cell in cells] in (["sep=", ""], [f"sep={dialect.delimiter}"]):
            notes.add(1, "names the delimiter")
        else:
            yield line, cells
