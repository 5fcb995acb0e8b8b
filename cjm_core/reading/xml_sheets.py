"""The worksheets of an XML Spreadsheet 2003, as many programs save a list under the name .xls or .xml."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from cjm_core.errors import BadInput
from cjm_core.reading.kinds import SAVE
from cjm_core.reading.limits import LONGEST_CELL, check_cell, check_columns
from cjm_core.reading.markup import EDGE, Found
from cjm_core.reading.merged import Merge, Row
from cjm_core.reading.workbooks import damaged

_MOST_ROWS = 1_048_576  # of a sheet
_MOST_BLANK = 100  # rows between two others; further ones say nothing new
_NO_DAY = (dt.date(1899, 12, 30), dt.date(1899, 12, 31))  # on which a time stands that has no day


def rows_of(pieces: Iterator[str], name: str, tables: list[Found]) -> Iterator[tuple[int, Row]]:
    """(which sheet, row) for every row as it ends, blank ones too; `tables` grows by each sheet. Raises BadInput for damaged XML."""
    book = _Book(name, tables)
    fed = 0
    try:
        for piece in pieces:
            text = (piece.lstrip("\ufeff \t\r\n") if not fed else piece).encode("utf-8", "replace")
            fed += len(text)
            book.parser.Parse(text, False)
            if fed - book.parser.CurrentByteIndex > 4 * LONGEST_CELL:
                raise damaged(name)  # a tag that never ends
            yield from book.ready
            book.ready.clear()
        book.parser.Parse(b"", True)
    except expat.ExpatError:
        raise damaged(name) from None
    yield from book.ready


def every(tables: list[Found], name: str) -> list[Found]:
    """All worksheets are sheets, as in other workbooks."""
    return tables


class _Book:
    def __init__(self, name: str, tables: list[Found]) -> None:
        self.name, self.tables = name, tables
        self.ready: list[tuple[int, Row]] = []  # rows that have ended
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse
        self._path: list[str] = []
        self._line = 0
        self._row: list[Any] = []
        self._across = self._span = 0  # columns that the open cell covers beside its own; rows without cells that follow
        self._type = ""
        self._texts: list[str] | None = None  # of what is being read
        self._length = 0

    def _refuse(self, *_: object) -> None:
        raise BadInput(f"{self.name} begins with a DOCTYPE, which no spreadsheet has, and is not read; {SAVE}.")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        told = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if tag == "Worksheet":
            self.tables.append(Found(told.get("Name", "")))
            self._line = 0
        elif tag == "Row" and self.tables:
            self._start_row(self._number(told, "Index", self._line + 1), self._number(told, "Span", 0))
        elif tag == "Cell" and self.tables:
            self._start_cell(told)
        elif tag == "Visible" or (tag == "Data" and self._path[-1:] == ["Cell"]):  # a comment has data too
            self._type, self._texts, self._length = told.get("Type", "String"), [], 0
        self._path.append(tag)

    def _end(self, _: str) -> None:
        tag = self._path.pop()
        text = "".join(self._texts or ())
        if tag == "Data" and self._path[-1:] == ["Cell"]:
            self._row[-1] = self._value(text)
        elif tag == "Visible" and self._path[-1:] == ["WorksheetOptions"] and self.tables:
            self.tables[-1].hidden = text.strip() != "SheetVisible"
        elif tag == "Cell" and self.tables:
            self._row += [""] * self._across
            check_columns(len(self._row), self.name)
        elif tag == "Row" and self.tables:
            self.ready.append((len(self.tables) - 1, (self._line, self._row)))
            self._line += self._span
        if tag in ("Data", "Visible"):
            self._texts = None

    def _text(self, text: str) -> None:
        if self._texts is not None:
            self._length += len(text)
            check_cell(self._length, self.name, self._line)
            self._texts.append(text)

    def _number(self, told: dict[str, str], key: str, default: int) -> int:
        digits = told.get(key, str(default)).strip()
        if not digits.isdecimal() or len(digits) > 9 or int(digits) > _MOST_ROWS:
            raise damaged(self.name)
        return int(digits)

    def _start_row(self, line: int, span: int) -> None:
        self.ready += [(len(self.tables) - 1, (blank, [])) for blank in range(self._line + 1, line)[:_MOST_BLANK]]
        self._line, self._row, self._span = max(line, self._line + 1), [], span

    def _start_cell(self, told: dict[str, str]) -> None:
        first = max(self._number(told, "Index", len(self._row) + 1) - 1, len(self._row))
        check_columns(first + 1, self.name)
        self._row += [""] * (first + 1 - len(self._row))
        self._across, down = self._number(told, "MergeAcross", 0), self._number(told, "MergeDown", 0)
        if down or (self._across and self._line <= EDGE):
            self.tables[-1].merges.append(Merge(self._line, self._line + down, first, first + self._across))

    def _value(self, text: str) -> Any:
        """A cell as it is in other workbooks."""
        try:
            match self._type:
                case "Number":
                    return float(text)
                case "Boolean":
                    return text.strip() == "1"
                case "DateTime":
                    return _moment(dt.datetime.fromisoformat(text.strip()))
                case "Error":
                    cell = f"{_letters(len(self._row))}{self._line}"
                    self.tables[-1].errors.add(self._line, f"{cell} holds the error {text[:20]} and is read as empty")
                    return ""
        except ValueError:
            pass
        return text


def _moment(moment: dt.datetime) -> dt.datetime | dt.date | dt.time:
    if moment.date() in _NO_DAY:
        return moment.time()
    return moment.date() if moment.time() == dt.time() else moment


def _letters(column: int) -> str:
    return (_letters((column - 1) // 26) if column > 26 else "") + chr(65 + (column - 1) % 26)
