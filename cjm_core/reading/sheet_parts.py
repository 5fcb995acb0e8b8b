"""What a workbook's own parts tell beside its cells: how much it unpacks to, where its filled cells end, which of them are errors."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

from cjm_core.reading.limits import MOST_GRID, check_grid, check_unpacked

_BLOCK = 1 << 20
_LONGEST_TAG = 4096  # bytes; a cell with its error value is shorter
_MOST_ERRORS = 100_000
_ERROR = re.compile(rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"[^<>]*?t="e"[^<>]*>(?:<(?:\w+:)?f[^<>]*(?:/>|>[^<>]*</(?:\w+:)?f>))?<(?:\w+:)?v>(#[^<]{1,20})<')
_UNSAVED = re.compile(  # a formula without its result, as programs write it that do not calculate; t="str": the result is an empty text
    rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"(?![^<>]*t="str")[^<>]*><(?:\w+:)?f[^<>]*>[^<>]*</(?:\w+:)?f>(?:<(?:\w+:)?v ?/>|<v></v>)?</(?:\w+:)?c>'
)
_MAYBE_UNSAVED = (b"</f><v/>", b"</f><v />", b"</f><v></v>", b"</f></c>")
NO_RESULT = "holds a formula whose result is not saved, and is read as empty"
_FILLED = re.compile(rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"[^<>/]*>')
_FILLED_FAR = re.compile(rb' r="[A-Z]{3}\d+"[^<>/]*>')
_REPEATED = re.compile(rb'<table:table-row[^<>]*?number-rows-repeated="(\d{4,9})"[^<>/]*>')
_ODS_CELL = re.compile(rb'<table:table-cell(?=[^<>]*office:value-type=)(?:[^<>]*?number-columns-repeated="(\d{1,9})")?[^<>]*>')
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError, RuntimeError)
_TAG = rb"<(?:\w+:)?%s\s([^>]*)>"


def check_size(path: Path, name: str) -> None:
    """Refuse a workbook that says of itself that it unpacks, or repeats its rows, to more than is read."""
    try:
        with zipfile.ZipFile(path) as archive:
            check_unpacked(name, sum(part.file_size for part in archive.infolist()), path.stat().st_size)
            if "content.xml" in archive.namelist():
                with closing(_blocks(archive, "content.xml")) as blocks:
                    _check_repeats(name, blocks)
    except _DAMAGE:
        return  # .xls is no archive; a damaged archive is refused by the reader


def _check_repeats(name: str, blocks: Iterable[bytes]) -> None:
    """Refuse an ODS file with a filled row that is repeated until it fills the memory; programs repeat only empty ones so often."""
    for block in blocks:
        for row in _REPEATED.finditer(block):
            cells = block[row.end() : row.end() + _LONGEST_TAG].partition(b"</table:table-row>")[0]
            widths = [int(width or 1) for width in _ODS_CELL.findall(cells)]
            check_grid(name, "a sheet", int(row.group(1)), sum(widths))


def errors_of(path: Path, name: str, sheets: list[str], sheet: str) -> list[tuple[int, str]]:
    """(row, sentence) for every error cell, and every formula without a result, on a sheet of an XLSX file; the reader gives them as empty.

    Raises BadInput where the filled cells of the sheet lie too far apart. Other kinds of workbook say nothing.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            part = _part_of(archive, sheets.index(sheet))
            if part is None:
                return []
            found, rows, far = _looked_through(_blocks(archive, part))
            if rows * (16_384 if far else 702) > MOST_GRID:
                check_grid(name, f"the sheet “{sheet}”", *_corner(_blocks(archive, part)))
            return found
    except _DAMAGE:
        return []  # what is damaged is said by the reader


def _part_of(archive: zipfile.ZipFile, place: int) -> str | None:
    """The name of the part that holds the sheet: the workbook lists its sheets, its relations say where they are."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return None
    tags = re.findall(_TAG % b"sheet", archive.read("xl/workbook.xml"))
    wanted = _attribute(tags[place], rb"\w+:id") if place < len(tags) else None
    for tag in re.findall(_TAG % b"Relationship", archive.read("xl/_rels/workbook.xml.rels")):
        if wanted and _attribute(tag, b"Id") == wanted:
            target = unescape(_attribute(tag, b"Target") or "").lstrip("/")
            return next((part for part in (target, f"xl/{target}") if part in names), None)
    return None


def _attribute(tag: bytes, name: bytes) -> str | None:
    found = re.search(rb"(?:^|\s)" + name + rb"\s*=\s*[\"']([^\"']*)[\"']", tag)
    return found.group(1).decode(errors="replace") if found else None


def _blocks(archive: zipfile.ZipFile, part: str) -> Generator[bytes, None, None]:
    """The part's bytes; each block begins with the end of the one before, so that no tag is missed."""
    rest = b""
    with archive.open(part) as file:
        while block := file.read(_BLOCK):
            yield rest + block
            rest = block[-_LONGEST_TAG:]


def _looked_through(blocks: Iterator[bytes]) -> tuple[list[tuple[int, str]], int, bool]:
    """The error cells, the last row, and whether a cell beyond column ZZ is filled."""
    found: dict[tuple[bytes, bytes], bytes] = {}
    rows, far = 0, False
    for block in blocks:
        if b't="e"' in block and len(found) < _MOST_ERRORS:
            found |= {(column, row): value for column, row, value in _ERROR.findall(block)}
        if b"</f>" in block and any(mark in block for mark in _MAYBE_UNSAVED) and len(found) < _MOST_ERRORS:
            found |= dict.fromkeys(_UNSAVED.findall(block), b"")
        far = far or _FILLED_FAR.search(block) is not None
        last = re.search(rb' r="(\d{1,9})"', block[block.rfind(b"row r=") :][:200])
        rows = max(rows, int(last.group(1)) if last and b"row r=" in block else rows)
    said = {cell: f"holds the error {unescape(value.decode())} and is read as empty" if value else NO_RESULT for cell, value in found.items()}
    return [(int(row), f"{column.decode()}{row.decode()} {what}") for (column, row), what in said.items()], rows, far


def _corner(blocks: Iterator[bytes]) -> tuple[int, int]:
    """Rows and columns up to the last filled cell."""
    rows, columns = 0, 0
    for block in blocks:
        cells = _FILLED.findall(block)
        rows = max([rows, *(int(row) for _, row in cells[-1:])])
        columns = max([columns, *(_number_of(column) for column in {column for column, _ in cells})])
    return rows, columns


def _number_of(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number
