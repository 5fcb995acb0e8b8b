"""The tables on a web page, as many programs save a list: under the name .html, or .xls."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from cjm_core.reading.kinds import no_page
from cjm_core.reading.limits import LONGEST_CELL
from cjm_core.reading.markup import Found
from cjm_core.reading.merged import Row
from cjm_core.reading.page_rows import OpenTable

_DEEPEST = 30  # tables in cells of tables
_CODE = ("script", "style")
_BREAKS = ("br", "p", "div", "li")


def rows_of(pieces: Iterator[str], name: str, tables: list[Found]) -> Iterator[tuple[int, Row]]:
    """(which table, row) for every row of every table as it ends; a table in a cell is a table of its own. `tables` grows by each."""
    page = _Page(name, tables)
    try:
        for piece in pieces:
            page.feed(piece)
            if page.cdata_elem in _CODE:
                page.rawdata = page.rawdata[-20:]  # code is not read; only its end is waited for
            if len(page.rawdata) > LONGEST_CELL:
                raise no_page(name)  # a tag that never ends
            yield from page.ready
            page.ready.clear()
    except AssertionError:  # a declaration that the parser does not know
        raise no_page(name) from None
    page.end()
    yield from page.ready


def real(tables: list[Found], name: str) -> list[Found]:
    """The tables with more than one filled row and column; not those that ask for a password, and not those that are layout around others."""
    found = [table for table in tables if table.filled_rows > 1 and len(table.filled_columns) > 1 and not table.form]
    layout: set[int] = set()
    for table in found:
        around = table.around
        while around:
            layout |= {id(around)} if around.rows <= table.rows else set()
            around = around.around
    kept = [table for table in found if id(table) not in layout]
    if not kept:
        raise no_page(name)
    return kept


class _Page(HTMLParser):
    def __init__(self, name: str, tables: list[Found]) -> None:
        super().__init__()
        self.name, self.tables = name, tables
        self.ready: list[tuple[int, Row]] = []  # rows that have ended
        self._open: list[OpenTable] = []
        self._caption = False
        self._choice = False  # within a list to choose from, whose entries are not text

    def end(self) -> None:
        """The file ends here."""
        while self._open:
            self._open[-1].found.cut = True
            self._end_table()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins; a row or cell ends the one before it, whose own end many programs leave out."""
        if tag == "table":
            self._start_table()
        if not self._open:
            return
        table = self._open[-1]
        if tag in ("tr", "td", "th"):
            self._caption = self._choice = False
        if tag == "tr":
            table.start_row()
        elif tag in ("td", "th"):
            table.start_cell(dict(attrs))
        elif tag == "caption":
            self._caption = table.line == 0
        elif tag == "select":
            self._choice = True
        elif tag in _BREAKS:
            table.add_break()
        elif tag == "input" and ("type", "password") in attrs:
            for around in self._open:
                around.found.form = True

    def handle_endtag(self, tag: str) -> None:
        """A tag ends."""
        if not self._open:
            return
        table = self._open[-1]
        if tag == "table":
            self._end_table()
        elif tag == "tr":
            table.end_row()
        elif tag in ("td", "th"):
            table.end_cell()
        elif tag in ("caption", "select"):
            self._caption = self._choice = False
        elif tag in _BREAKS:
            table.add_break()

    def handle_data(self, data: str) -> None:
        """Text, of which only that in cells and captions counts."""
        if not self._open or self.cdata_elem in _CODE or self._choice:
            return
        if self._caption:
            found = self._open[-1].found
            found.name = " ".join(f"{found.name} {data[:200]}".split())[:200]
        else:
            self._open[-1].add(data)

    def _start_table(self) -> None:
        if self._open and self._open[-1].cell is None:
            self._end_table()  # no cell is open that it could stand in
        if len(self._open) == _DEEPEST:
            raise no_page(self.name)
        found = Found(around=self._open[-1].found if self._open else None)
        self._open.append(OpenTable(len(self.tables), found, self.name, self.ready))
        self.tables.append(found)

    def _end_table(self) -> None:
        self._caption = self._choice = False
        self._open.pop().end_row()
