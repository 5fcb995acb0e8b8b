"""Spreadsheet files (XLSX, XLSM, XLSB, XLS, ODS): their sheets, and the table on one of them."""

from __future__ import annotations

import functools
import gc
import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import python_calamine as calamine

from cjm_core.errors import BadInput
from cjm_core.reading import assemble, sheet_parts
from cjm_core.reading.cells import cell_text, longest, text_column
from cjm_core.reading.limits import LONGEST_CELL, check_cell
from cjm_core.reading.mend import Notes
from cjm_core.reading.merged import Merge, fill_down, join_header, tall_merges
from cjm_core.reading.spill import Spill

_CHUNK = 20_000  # rows turned into text at once
_EDGE = 400  # rows at the top and at the end that are read row by row: the header, and totals and footnotes
_SMALL = 2_000_000  # bytes of a file whose other sheets are quickly looked into
_SURE = 200  # rows below the titles that are looked at to find the header

Row = tuple[int, list[Any]]
Found = tuple[pa.Table, pa.Array, int, tuple[str, ...]]


@dataclass(frozen=True)
class Sheet:
    """The table on one sheet, as text."""

    cells: pa.Table
    lines: pa.Array
    header_lines: int
    notes: Notes
    warnings: tuple[str, ...]


class Workbook:
    """An open spreadsheet file, called `name` in sentences. The library's failures, and its panics, come out as BadInput."""

    encoding: str | None = None  # it says itself how its texts are written

    def __init__(self, path: Path, name: str | None = None) -> None:
        self.path, self.name = path, name or path.name
        sheet_parts.check_size(path, self.name)
        try:
            self.book = _opened(path)
            self.sheets = list(self.book.sheet_names)
            self.hidden = {sheet.name for sheet in self.book.sheets_metadata if sheet.visible != calamine.SheetVisibleEnum.Visible}
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            raise self._refusal(error) from None
        self._page: calamine.CalamineSheet | None = None
        self._errors: list[tuple[int, str]] = []

    def _refusal(self, error: BaseException) -> BadInput:
        if isinstance(error, calamine.PasswordError) or "password" in str(error).lower():
            return BadInput(f"{self.name} is protected by a password; save it without one and try again.")
        return damaged(self.name)

    def chosen(self, sheet: str | None) -> str | None:
        """The sheet asked for, or the first that is not empty, a hidden one only where no other is; None when all are empty."""
        if sheet is not None:
            if sheet not in self.sheets:
                raise no_sheet(self.name, sheet, self.sheets)
            return sheet
        shown_first = sorted(self.sheets, key=lambda name: name in self.hidden)
        return next((name for name in shown_first if any(cell != "" for _, row in self._rows(name) for cell in row)), None)

    def others(self, sheet: str) -> list[str]:
        """The other sheets that a person sees; of a small file only those with something in them."""
        others = [name for name in self.sheets if name != sheet and name not in self.hidden]
        small = self.path.stat().st_size < _SMALL
        return [name for name in others if not small or any(cell != "" for _, row in self._rows(name) for cell in row)]

    def read(self, sheet: str, watch: Callable[[float], None] | None = None) -> Sheet:
        """The table on a sheet; a row's line is its row number there. `watch` is told the share that is done."""
        with _undisturbed():
            return self._read(sheet, watch)

    def _read(self, sheet: str, watch: Callable[[float], None] | None) -> Sheet:
        top = list(itertools.islice(self._rows(sheet), _EDGE))
        merges = self._merges()
        head, depth = join_header(top, merges)
        tall = tall_merges(merges, {line for line, _ in head}, _EDGE)
        notes, end = Notes(), self._page.end if self._page else None
        found = _quickly(head, self._plain_rows(), (end or (0, 0))[0] + 1, notes, watch) if len(top) == _EDGE and not tall else None
        if found is None:
            notes = Notes()
            rows = fill_down(itertools.chain(head, itertools.islice(self._rows(sheet), _EDGE, None)), tall, notes)
            found = assemble.assemble(as_text(rows, self.name), notes)
        for line, reason in self._errors:
            notes.add(line, reason)
        cells, lines, header_lines, warnings = found
        if unsaved := sum(reason.endswith(sheet_parts.NO_RESULT) for _, reason in self._errors):
            what = "1 cell holds a formula" if unsaved == 1 else f"{unsaved:,} cells hold formulas"
            warnings = (*warnings, f"{what} without a saved result; open the file in a spreadsheet program, save it and load it again.")
        return without_edges(Sheet(cells, lines, header_lines + depth - 1 if header_lines else 0, notes, warnings))

    def _rows(self, sheet: str) -> Iterator[Row]:
        """(row number in the sheet, cells); empty columns before the first and behind the last filled one are left out."""
        try:
            if self._page is None or self._page.name != sheet:
                self._errors = sheet_parts.errors_of(self.path, self.name, self.sheets, sheet)  # refuses what the reader would die of
                self._page = self.book.get_sheet_by_name(sheet)
        except (KeyboardInterrupt, SystemExit, BadInput):
            raise
        except BaseException as error:
            raise self._refusal(error) from None
        yield from enumerate(self._plain_rows(), 1)

    def _plain_rows(self) -> Iterator[list[Any]]:
        """The rows of the sheet that was opened last, from row 1 on."""
        return iter(self._page.iter_rows() if self._page and self._page.end is not None else ())

    def _merges(self) -> list[Merge]:
        """The merged cells of the sheet that was opened last, columns counted from its first filled one."""
        page = self._page
        left = page.start[1] if page and page.start else 0
        ranges = (page.merged_cell_ranges if page else None) or []
        return [Merge(top + 1, bottom + 1, first - left, last - left) for (top, first), (bottom, last) in ranges]


def _opened(path: Path) -> calamine.CalamineWorkbook:
    """The workbook by its own bytes where its name says another kind: an .xlsx that somebody named .xls."""
    try:
        return calamine.CalamineWorkbook.from_path(str(path))
    except (KeyboardInterrupt, SystemExit, calamine.PasswordError):
        raise
    except BaseException as error:
        try:
            with path.open("rb") as file:
                return calamine.CalamineWorkbook.from_filelike(file)
        except calamine.CalamineError:
            raise error from None


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without the garbage collector, which would look through a million cells again and again and find that none is garbage."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def damaged(name: str) -> BadInput:
    """The refusal of a workbook that cannot be opened."""
    return BadInput(f"{name} is damaged or cut off; open it in a spreadsheet program and save it again.")


def no_sheet(name: str, sheet: str, sheets: list[str]) -> BadInput:
    """The refusal of a sheet that a file does not have."""
    return BadInput(f"{name} has no sheet “{sheet}”; its sheets are: {', '.join(sheets) or 'none'}.")


def as_text(rows: Iterable[Row], name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of the file called `name` with their cells as text; a cell that is too long is refused."""
    for line, cells in rows:
        texts = [cell_text(cell) for cell in cells]
        if (longest := max(map(len, texts), default=0)) > LONGEST_CELL:
            check_cell(longest, name, line)
        yield line, texts


def _quickly(head: list[Row], rows: Iterator[list[Any]], height: int, notes: Notes, watch: Callable[[float], None] | None) -> Found | None:
    """The table column by column, or None where a row below the header is blank or the end is not like the rest."""
    cells, lines, header_lines, warnings = assemble.assemble(as_text(head, ""), notes)
    names = cells.column_names
    if len(lines) < _SURE or len(names) != len(head[0][1]) or any(note.line > lines[0].as_py() for note in notes.all()):
        return None
    line, kept = lines[0].as_py(), Spill()
    last: list[list[Any]] = []
    rows = itertools.islice(rows, line - 1, None)
    while chunk := list(itertools.islice(rows, _CHUNK)):
        table = pa.table([text_column(column) for column in zip(*chunk, strict=True)], names=names)
        if _has_odd_row(table) or any(longest(column) > LONGEST_CELL for column in table.columns):
            return None
        kept.add(table, pa.array(np.arange(line, line + len(chunk), dtype=np.int64)))
        line += len(chunk)
        last = [*last, *chunk][-_EDGE:]
        if watch:
            watch(line / (height + 1))
    end = list(enumerate(last, line - len(last)))
    ending = assemble.assemble(as_text([(0, list(names)), *end] if header_lines else end, ""), odd := Notes())
    if odd.all() or ending[1].to_pylist() != [place for place, _ in end]:
        return None
    return *kept.whole(), header_lines, warnings


def _has_odd_row(cells: pa.Table) -> bool:
    """A blank row, or one that may be the header again."""
    if pc.any(pc.is_in(cells.column(0), pa.array(cells.column_names, pa.string()))).as_py():
        return True
    if not all(column.null_count for column in cells.columns):
        return False
    empty = functools.reduce(pc.and_, [pc.is_null(column) for column in cells.columns])
    return bool(pc.any(empty).as_py())


def without_edges(sheet: Sheet) -> Sheet:
    """Leave out columns without a name and without a cell that stand before the first or behind the last real one."""
    names = sheet.cells.column_names
    nameless = {name: f"Column {place} has no name; it is called “{name}”." for place, name in enumerate(names, 1)}
    bare = [nameless[name] in sheet.warnings and sheet.cells.column(name).null_count == sheet.cells.num_rows for name in names]
    if all(bare) or not (bare[0] or bare[-1]):
        return sheet
    first, last = bare.index(False), len(bare) - bare[::-1].index(False)
    gone = {nameless[name] for name in (*names[:first], *names[last:])}
    warnings = tuple(warning for warning in sheet.warnings if warning not in gone)
    return replace(sheet, cells=sheet.cells.select(names[first:last]), warnings=warnings)
