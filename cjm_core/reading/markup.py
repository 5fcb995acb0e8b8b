"""Tables that programs write as a web page or as XML, mostly under the name .xls: which there are, and the table in one of them.

The file is gone through twice, once to see its tables and once for the rows of one of them, so that it never lies in memory whole.
"""

from __future__ import annotations

import codecs
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from cjm_core.errors import BadInput
from cjm_core.reading import assemble, delimited, encodings
from cjm_core.reading.limits import check_columns, check_grid
from cjm_core.reading.mend import Notes
from cjm_core.reading.merged import Merge, Row, fill_down, join_header, tall_merges
from cjm_core.reading.workbooks import Sheet, as_text, no_sheet, without_edges

EDGE = 400  # rows at the top that are looked at for a header of merged cells
_PIECE = 1 << 16  # characters given to a parser at once
_DECLARED = re.compile(rb"(?i)(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)")


@dataclass(eq=False)
class Found:
    """One table of a file, filled while its rows go by. `around`: the table in a cell of which it stands."""

    name: str = ""
    around: Found | None = None
    rows: int = 0
    columns: int = 0
    filled_rows: int = 0
    filled_columns: set[int] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)
    errors: Notes = field(default_factory=Notes)
    hidden: bool = False
    cut: bool = False  # the file ends within it
    form: bool = False  # asks for a password

    def grow(self, row: Row, name: str) -> None:
        """Take note of a row of the file called `name`; refuse a table that is too large."""
        self.rows, self.columns = row[0], max(self.columns, len(row[1]))
        check_columns(self.columns, name)
        check_grid(name, f"the table “{self.name}”" if self.name else "a table", self.rows, self.columns)
        self.filled_rows += any(cell != "" for cell in row[1])
        if len(self.filled_columns) < 2:
            self.filled_columns |= {place for place, cell in enumerate(row[1]) if cell != ""}


# Given the text in pieces, the file's name and an empty list that is to grow by its tables: (which table, row), as they end.
Parse = Callable[[Iterator[str], str, list[Found]], Iterator[tuple[int, Row]]]
Choose = Callable[[list[Found], str], list[Found]]


class Markup:
    """An open file of tables, called `name` in sentences; read as a `Workbook` is. `choose` leaves out what is no table and may refuse."""

    def __init__(self, path: Path, name: str, encoding: str | None, parse: Parse, choose: Choose) -> None:
        self.path, self.name, self._parse = path, name, parse
        self.text = _as_declared(path, delimited.survey(path, encoding), encoding)
        self.encoding: str | None = self.text.encoding.removesuffix("-sig")
        self._tables: list[Found] = []
        for place, row in parse(self._pieces(None), name, self._tables):
            self._tables[place].grow(row, name)
        self._named: dict[str, Found] = {}
        again: Counter[str] = Counter()
        for number, table in enumerate(choose(self._tables, name), 1):
            label = table.name or f"Table {number}"
            again[label] += 1
            self._named[f"{label} ({again[label]})" if label in self._named else label] = table
        self.sheets = list(self._named)

    def chosen(self, sheet: str | None) -> str | None:
        """The table asked for, or the first that is not empty, a hidden one only where no other is; None when all are empty."""
        if sheet is not None and sheet not in self.sheets:
            raise no_sheet(self.name, sheet, self.sheets)
        shown_first = sorted(self.sheets, key=lambda label: self._named[label].hidden)
        return sheet or next((label for label in shown_first if self._named[label].filled_rows), None)

    def others(self, sheet: str) -> list[str]:
        """The other tables that a person sees and that are not empty."""
        return [label for label, table in self._named.items() if label != sheet and table.filled_rows and not table.hidden]

    def read(self, sheet: str, watch: Callable[[float], None] | None = None) -> Sheet:
        """One table; a row's line is its number in the table. `watch` is told the share that is done."""
        table = self._named[sheet]
        notes = replace(table.errors, entries=[*table.errors.entries])
        rows = self._rows(table, watch)
        top = list(itertools.islice(rows, EDGE))
        head, depth = join_header(top, table.merges)
        tall = tall_merges(table.merges, {line for line, _ in head}, EDGE)
        whole = as_text(fill_down(itertools.chain(head, rows), tall, notes), self.name)
        cells, lines, header_lines, warnings = assemble.assemble(whole, notes)
        warnings = (*self._doubts(table), *warnings)
        return without_edges(Sheet(cells, lines, header_lines + depth - 1 if header_lines else 0, notes, warnings))

    def _doubts(self, table: Found) -> Iterator[str]:
        if self.text.guessed:
            yield encodings.said(self.name, self.text.encoding)
        if not self.text.readable:
            yield f"Some characters of {self.name} cannot be read as {self.encoding}; they are shown as \ufffd."
        if table.cut:
            yield f"{self.name} ends in the middle of the table; if rows are missing, save or download it again."

    def _rows(self, table: Found, watch: Callable[[float], None] | None) -> Iterator[Row]:
        wanted = self._tables.index(table)
        for place, (line, cells) in self._parse(self._pieces(watch), self.name, []):
            if place == wanted:
                yield line, cells + [""] * (table.columns - len(cells))

    def _pieces(self, watch: Callable[[float], None] | None) -> Iterator[str]:
        with delimited.open_text(self.path, self.text.encoding) as file:
            while piece := file.read(_PIECE):
                if watch:
                    watch(min(1.0, file.buffer.tell() / max(self.text.size, 1)))
                yield piece


def _as_declared(path: Path, found: delimited.Bytes, encoding: str | None) -> delimited.Bytes:
    """In the encoding that the file names, where its bytes do not show one; a page that says Latin-1 is in CP1252."""
    with path.open("rb") as file:
        declared = _DECLARED.search(file.read(4096))
    if encoding or not declared or not (found.guessed or found.encoding == "cp1252"):
        return found
    try:
        name = codecs.lookup(declared.group(1).decode()).name
        again = delimited.survey(path, "cp1252" if name in ("iso8859-1", "ascii") else name)
    except (LookupError, BadInput):
        return found
    return again if again.readable else found
