"""JSON: one object on each line, objects one after another, or an array of objects; each object is a row."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa

from cjm_core.errors import BadInput
from cjm_core.reading import delimited
from cjm_core.reading.cells import cell_text, without_empty
from cjm_core.reading.limits import check_cell, check_columns
from cjm_core.reading.mend import Notes
from cjm_core.reading.spill import Spill

_CHUNK = 20_000  # rows turned into columns at once
_PIECE = 1 << 20  # characters
_LONGEST = 64 << 20  # characters of one object
_DEEPEST = 50  # levels of objects in objects

Item = tuple[int, Any]


def _whole(digits: str) -> int | Decimal:
    return int(digits) if len(digits) < 19 else Decimal(digits)


_DECODER = json.JSONDecoder(parse_float=Decimal, parse_int=_whole, parse_constant=lambda _: None)


def read_records(
    path: Path, name: str, encoding: str, notes: Notes, watch: Callable[[TextIO], None] | None = None
) -> tuple[pa.Table, pa.Array]:
    """(text cells, the line each object starts on); columns are the union of the keys in the order they first come.

    An object in an object gives the column `outer.inner`, a list its JSON text; numbers are kept as they are written.
    """
    with delimited.open_text(path, encoding) as file:
        items = _items(file, name, notes)
        columns: dict[str, None] = {}
        kept = Spill()
        kept.add(pa.table({}), pa.array([], pa.int64()))
        rows = (row for row in _rows(items, name, notes))
        while chunk := list(itertools.islice(rows, _CHUNK)):
            for _, cells in chunk:
                columns.update(dict.fromkeys(cells))
            check_columns(len(columns), name)
            kept.add(_table([cells for _, cells in chunk], list(columns)), pa.array([line for line, _ in chunk], pa.int64()))
            if watch:
                watch(file)
    if not kept.rows and notes.entries:
        raise BadInput(f"{name} holds no JSON objects; a table has one object for each row.")
    cells, lines = kept.whole()
    return cells, lines


def _table(rows: list[dict[str, str]], columns: list[str]) -> pa.Table:
    return pa.table({name: without_empty(pa.array([row.get(name) for row in rows], pa.string())) for name in columns})


def _rows(items: Iterator[Item], name: str, notes: Notes) -> Iterator[tuple[int, dict[str, str]]]:
    for line, found in items:
        if not isinstance(found, dict):
            notes.add(line, "is no JSON object, so it was left out")
        elif not (cells := _flat(found)) or not any(cells.values()):
            notes.add(line, "an object without any value was left out")
        else:
            check_cell(max(map(len, cells.values())), name, line)
            yield line, cells


def _flat(found: dict[str, Any], before: str = "", depth: int = 0) -> dict[str, str]:
    """Keys of objects in objects joined by a dot; a key that comes twice keeps its first value."""
    cells: dict[str, str] = {}
    for key, value in found.items():
        name = _name(f"{before}{key}")
        if isinstance(value, dict) and value and depth < _DEEPEST:
            for inner, text in _flat(value, f"{name}.", depth + 1).items():
                cells.setdefault(inner, text)
        else:
            cells.setdefault(name, _sound(cell_text(value)))
    return cells


def _name(key: str) -> str:
    return _sound(key) if key.strip() else "no name"


def _sound(text: str) -> str:
    """Half characters, which JSON can write but no file can hold, as U+FFFD."""
    return text.encode("utf-8", "replace").decode() if any("\ud800" <= sign <= "\udfff" for sign in text) else text


def _items(file: TextIO, name: str, notes: Notes) -> Iterator[Item]:
    """(line, value) of each object: line by line where every line is one, else one value after another."""
    first = next((line for line in iter(lambda: file.readline(_PIECE), "") if line.strip()), "")
    file.seek(0)
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        yield from _one_by_one(file, name)
    else:
        yield from _one_by_one(file, name) if first.lstrip("\ufeff \t").startswith("[") else _by_line(file, notes)


def _by_line(file: TextIO, notes: Notes) -> Iterator[Item]:
    for number, line in enumerate(file, 1):
        text = line.strip("\ufeff \t\r\n\0")
        if not text:
            notes.add(number, "blank line")
            continue
        try:
            yield number, _DECODER.decode(text)
        except (ValueError, RecursionError):
            notes.add(number, "cannot be read as JSON, so it was left out")


def _one_by_one(file: TextIO, name: str) -> Iterator[Item]:
    text, line, place, in_list = "", 1, 0, False
    while True:
        start = _next_start(text, place, in_list)
        line, place = line + text.count("\n", place, start), start
        if place < len(text) and text[place] == "[" and not in_list:
            in_list, place = True, place + 1
            continue
        try:
            found, end = _DECODER.raw_decode(text, place)
            if end == len(text) and (more := file.read(_PIECE)):  # a number may go on
                text, place = text[place:] + more, 0
                continue
        except (ValueError, RecursionError):
            more = file.read(_PIECE)
            if more and len(text) - place < _LONGEST:
                text, place = text[place:] + more, 0
                continue
            if text[place:].strip():
                raise BadInput(f"{name} cannot be read as JSON from line {line:,} on; check that it is whole.") from None
            return
        yield line, found
        line, place = line + text.count("\n", place, end), end


def _next_start(text: str, place: int, in_list: bool) -> int:
    """Where the next value starts: behind blanks, commas and, in a list, its closing bracket."""
    skipped = "\ufeff \t\r\n,]" if in_list else "\ufeff \t\r\n,"
    while place < len(text) and text[place] in skipped:
        place += 1
    return place
