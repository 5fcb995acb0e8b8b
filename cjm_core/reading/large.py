"""The quick route for large regular text files: Arrow parses blocks of lines, which go to disk one after another.

It gives exactly what reading line by line gives, or None as soon as anything needs a second look: a row of another width, a quotation
mark inside a cell that is not written as it should be, a cell with a line end, a blank line, a character that cannot be read.
"""

from __future__ import annotations

import codecs
import hashlib
import io
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from cjm_core.plan import Table
from cjm_core.reading import delimited
from cjm_core.reading.cells import longest
from cjm_core.reading.cuts import split
from cjm_core.reading.encodings import guess
from cjm_core.reading.limits import LONGEST_CELL
from cjm_core.reading.mend import Dialect, Notes
from cjm_core.reading.spill import Spill

LARGE = 20 << 20  # bytes; smaller files are read line by line
BLOCK = 16 << 20  # bytes parsed at once
HEAD = 1 << 20  # bytes read line by line first, to find the header and to see that nothing is odd
TAIL = 64 << 10  # bytes read line by line at the end, where totals and footnotes stand
_SURE = 1_000  # rows the head must have, more than is looked at to find a header
# One byte per character where it matters: a line end and a delimiter are the same bytes as in UTF-8.
_PLAIN = {"utf-8", "utf-8-sig", "ascii", "cp1252", "iso8859-1", "iso8859-15", "cp1250", "iso8859-2"}


class _Assembled(Protocol):
    @property
    def cells(self) -> pa.Table: ...
    @property
    def lines(self) -> pa.Array: ...
    @property
    def header_lines(self) -> int: ...
    @property
    def notes(self) -> Notes: ...
    @property
    def warnings(self) -> tuple[str, ...]: ...


Slowly = Callable[[io.StringIO, Dialect], _Assembled]


@dataclass(frozen=True)
class _Way:
    """How the blocks of one file are read."""

    codec: str
    dialect: Dialect
    names: list[str]
    delimiter: bytes


class _Odd(Exception):
    """Something is not regular: the file has to be read line by line."""


def read_regular(
    path: Path, name: str, encoding: str | None, slowly: Slowly, progress: Callable[[str, float], None] | None
) -> Table | None:
    """The table of a large regular file, its cells mapped from disk; None when it must be read line by line (`slowly`)."""
    try:
        with path.open("rb") as file:
            return _read(file, path, name, encoding, slowly, progress)
    except (_Odd, UnicodeError, pa.ArrowInvalid):
        return None


def _read(
    file: IO[bytes], path: Path, name: str, encoding: str | None, slowly: Slowly, progress: Callable[[str, float], None] | None
) -> Table:
    size = path.stat().st_size
    said, way, header_lines = _opened(file, path, encoding, slowly, size)
    kept, digest, done = Spill(), hashlib.sha256(), 0
    with ThreadPoolExecutor(1) as beside:  # the fingerprint is taken while Arrow parses
        for block in _blocks(file):
            summed: Future[None] = beside.submit(digest.update, block)
            cells = _parsed(block, way, done == 0, header_lines)
            first = header_lines + 1 + kept.rows
            kept.add(cells, pa.array(np.arange(first, first + cells.num_rows, dtype=np.int64)))
            summed.result()
            done += len(block)
            if progress:
                progress("read", min(1.0, done / size))
    cells, lines = kept.whole()
    return Table(
        name, None, tuple(cells.column_names), cells, lines, digest.hexdigest(), said.removesuffix("-sig"), way.dialect.delimiter, header_lines
    )


def _opened(file: IO[bytes], path: Path, encoding: str | None, slowly: Slowly, size: int) -> tuple[str, _Way, int]:
    """The encoding's name, how to read the blocks, and the header lines; _Odd unless head and tail are regular."""
    opening = file.read(HEAD)
    said, codec = _codec(opening, encoding)
    whole = len(opening) == size
    head = (opening if whole else opening[: opening.rfind(b"\n") + 1]).decode(codec)
    dialect = delimited.sniff(delimited.sample_lines(path, said))
    special = dialect.escape or dialect.skip_blank or dialect.lenient or dialect.whole
    if dialect.quote != '"' or special or not dialect.delimiter.isascii() or "\0" in head:
        raise _Odd
    found = slowly(io.StringIO(head, newline=""), dialect)
    _must_be_regular(found, _SURE)
    if found.header_lines > 1:
        raise _Odd
    if not whole:
        file.seek(max(len(opening), size - TAIL))
        tail = file.read().partition(b"\n")[2].decode(codec)
        above = head[: HEAD // 8].rpartition("\n")[0]
        _must_be_regular(slowly(io.StringIO(f"{above}\n{tail}", newline=""), dialect), 0)
    file.seek(0)
    return said, _Way(codec, dialect, found.cells.column_names, dialect.delimiter.encode()), found.header_lines


def _codec(opening: bytes, encoding: str | None) -> tuple[str, str]:
    """The encoding as the survey of the whole file would name it, and its codec; _Odd where only the whole file can tell."""
    marked = opening.startswith(codecs.BOM_UTF8)
    if encoding is None:
        encoding = "utf-8-sig" if marked else "utf-8" if _is_utf8(opening) else guess(opening) or "cp1252"
    try:
        codec = codecs.lookup(encoding).name
    except LookupError:
        raise _Odd from None
    if codec not in _PLAIN or b"\0" in opening:
        raise _Odd
    return encoding, "utf-8-sig" if codec == "utf-8" else codec


def _is_utf8(opening: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(opening)
    except UnicodeError:
        return False
    return True


def _must_be_regular(found: _Assembled, least: int) -> None:
    rows = found.cells.num_rows
    first = found.header_lines + 1
    places = pa.array(np.arange(first, first + rows, dtype=np.int64))
    if found.notes.all() or found.warnings or rows < least or found.cells.num_columns < 2 or not found.lines.equals(places):
        raise _Odd


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    """Pieces of about 16 MB, each of whole lines."""
    rest = b""
    while piece := file.read(BLOCK):
        end = piece.rfind(b"\n") + 1
        if end:
            yield rest + piece[:end]
            rest = piece[end:]
        elif len(rest) > BLOCK:
            raise _Odd  # a line that is longer than any row
        else:
            rest += piece  # the last line, without a line end
    if rest:
        yield rest


def _parsed(block: bytes, way: _Way, first: bool, header_lines: int) -> pa.Table:
    """A block's cells under the file's own column names; _Odd unless every line is one plain row."""
    if not block.isascii():
        text = block.decode(way.codec)  # Arrow would not say where a character is cut
        block = block if way.codec == "utf-8-sig" else text.encode()
    if first:
        block = block.removeprefix(codecs.BOM_UTF8) if way.codec == "utf-8-sig" else block
        for _ in range(header_lines):
            block = block[block.index(b"\n") + 1 :]
    if block and not block.endswith(b"\n"):
        block += b"\r\n" if b"\r" in block else b"\n"
    if b"\0" in block or (b"\r" in block and not block.count(b"\r") == block.count(b"\r\n") == block.count(b"\n")):
        raise _Odd
    cells = _arrow(block, way) if block else pa.table({str(n): pa.array([], pa.string()) for n in range(len(way.names))})
    if b'"' in block and cells.num_rows != block.count(b"\n"):
        raise _Odd  # a line end inside a cell
    _check_cells(cells, way)
    _check_quotes(block, cells, way)
    return cells.rename_columns(way.names)


def _arrow(block: bytes, way: _Way) -> pa.Table:
    places = [str(place) for place in range(len(way.names))]
    return pyarrow.csv.read_csv(
        pa.BufferReader(block),
        read_options=pyarrow.csv.ReadOptions(column_names=places, block_size=4 << 20),
        parse_options=pyarrow.csv.ParseOptions(delimiter=way.dialect.delimiter, ignore_empty_lines=False),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(places, pa.string()), null_values=[""], strings_can_be_null=True, check_utf8=False
        ),
    )


def _check_cells(cells: pa.Table, way: _Way) -> None:
    """No row without any cell, no header again, no cell beyond measure."""
    if all(column.null_count for column in cells.columns):
        empty = pc.is_null(cells.column(0))
        for column in cells.columns[1:]:
            empty = pc.and_(empty, pc.is_null(column))
        if pc.any(empty).as_py():
            raise _Odd
    if pc.any(pc.is_in(cells.column(0), pa.array(way.names, pa.string()))).as_py():
        raise _Odd
    if any(longest(column) > LONGEST_CELL for column in cells.columns):
        raise _Odd


def _check_quotes(block: bytes, cells: pa.Table, way: _Way) -> None:
    """Every quotation mark stands around a cell, or twice inside one that is in quotation marks."""
    quotes = block.count(b'"')
    if not quotes:
        return
    inside = np.zeros(cells.num_rows, bool)
    for column in cells.columns:
        if any(b'"' in chunk.buffers()[2].to_pybytes() for chunk in column.chunks if chunk.buffers()[2]):
            inside |= pc.fill_null(pc.match_substring(column, '"'), False).to_numpy()
    rows = np.flatnonzero(inside)
    if len(rows):
        lines = block.split(b"\n")
        for row in rows:
            text = lines[row].decode().removesuffix("\r")
            found, clean = split(text, way.dialect.delimiter, '"')
            if not clean or [cell or None for cell in found] != [column[row].as_py() for column in cells.columns]:
                raise _Odd
        block = b"\n".join(line for line, odd in zip(lines, inside, strict=False) if not odd) + b"\n"
        quotes = block.count(b'"')
    ends = block.count(b'"' + way.delimiter) + block.count(b'"\n') + block.count(b'"\r\n')
    starts = block.count(way.delimiter + b'"') + block.count(b'\n"') + block.startswith(b'"')
    if 2 * starts != quotes or 2 * ends != quotes:
        raise _Odd
