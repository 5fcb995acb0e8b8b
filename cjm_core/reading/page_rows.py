"""The rows of one table on a web page while its tags go by: cells over several columns or rows, rows and cells that are never ended."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cjm_core.reading.limits import check_cell, check_columns
from cjm_core.reading.markup import EDGE, Found
from cjm_core.reading.merged import Merge, Row

_WIDEST, _TALLEST = 1_000, 65_534  # columns and rows of one cell, as in browsers
_BLANKS = re.compile(r"\s+")


@dataclass
class OpenTable:
    """A table that has not ended yet: its open row and cell, and the columns that cells further up still cover, for how many rows."""

    place: int
    found: Found
    name: str  # of the file
    ready: list[tuple[int, Row]]
    line: int = 0
    row: list[str] | None = None
    cell: list[str] | None = None
    length: int = 0
    span: tuple[int, int] = (1, 1)
    covered: dict[int, int] = field(default_factory=dict)

    def start_row(self) -> None:
        """A row begins, and ends the one before it."""
        self.end_row()
        self.row = []

    def start_cell(self, told: dict[str, str | None]) -> None:
        """A cell begins, and ends the one before it."""
        self.end_cell()
        self.row = [] if self.row is None else self.row
        self.cell, self.length = [], 0
        self.span = _number(told.get("colspan"), _WIDEST), _number(told.get("rowspan"), _TALLEST)

    def add(self, text: str) -> None:
        """Text in the open cell, as a page shows it: only a tag breaks a line."""
        self._add(_BLANKS.sub(" ", text))

    def add_break(self) -> None:
        """A line ends in the open cell."""
        self._add("\n")

    def _add(self, text: str) -> None:
        if self.cell is not None:
            self.length += len(text)
            check_cell(self.length, self.name, self.line + 1)
            self.cell.append(text)

    def end_cell(self) -> None:
        """The open cell ends; it stands in the first column that no cell further up covers."""
        if self.cell is None or self.row is None:
            return
        self._skip_covered(self.row)
        first, (columns, rows) = len(self.row), self.span
        parts = (" ".join(part.split()) for part in "".join(self.cell).split("\n"))
        self.row += ["\n".join(filter(None, parts))] + [""] * (columns - 1)
        check_columns(len(self.row), self.name)
        if rows > 1:
            self.covered |= dict.fromkeys(range(first, first + columns), rows)
        if rows > 1 or (columns > 1 and self.line < EDGE):
            self.found.merges.append(Merge(self.line + 1, self.line + rows, first, first + columns - 1))
        self.cell = None

    def end_row(self) -> None:
        """The open row ends and is ready."""
        self.end_cell()
        if self.row is None:
            return
        self._skip_covered(self.row)
        self.line += 1
        self.covered = {place: rows - 1 for place, rows in self.covered.items() if rows > 1}
        self.ready.append((self.place, (self.line, list(self.row))))
        self.row = None

    def _skip_covered(self, row: list[str]) -> None:
        while len(row) in self.covered:
            row.append("")


def _number(text: str | None, most: int) -> int:
    digits = (text or "").strip()
    return min(max(int(digits), 1), most) if digits.isdecimal() and len(digits) < 10 else 1
