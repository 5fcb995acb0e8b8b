"""JSON: one object on each line, objects one after another, or an array of objects; each object is a row.

What programs answer wraps the rows: `{"data": [{…}, {…}], "page": 1}`. A table may also be written as lists of cells.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Iterator
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
_WRAPPED = 2  # levels of objects around a list of rows
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
        alone = not name.lower().endswith((".ndjson", ".jsonl")) and file.read(_PIECE).lstrip("\ufeff \t\r\n").startswith("{")
        file.seek(0)
        items = _items(file, name, notes)
        columns: dict[str, None] = {}
        kept = Spill()
        kept.add(pa.table({}), pa.array([], pa.int64()))
        rows = _rows(_unwrapped(items, notes) if alone else _as_objects(items, None), name, notes)
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


def _unwrapped(items: Iterator[Item], notes: Notes) -> Iterator[Item]:
    """The items; of a single object around one list the entries of that list, and lists of cells as objects."""
    first = list(itertools.islice(items, 2))
    if len(first) == 1 and isinstance(first[0][1], dict):
        lists = list(_lists_in(first[0][1]))
        if len(lists) == 1:
            (path, entries, names), line = lists[0], first[0][0]
            notes.add(line, f"the rows are the list “{path}”, counted from 1; what stands around it is left out")
            yield from _as_objects(enumerate(entries, 1), names)
            return
    yield from _as_objects(itertools.chain(first, items), None)


def _lists_in(found: dict[str, Any], before: str = "", depth: int = 0) -> Iterator[tuple[str, list[Any], list[Any] | None]]:
    """(path, entries, names of columns) of each list that can be a table: several objects, or several lists of cells beside their names."""
    width = {len(entry) if isinstance(entry, list) else -1 for value in found.values() if isinstance(value, list) for entry in value}
    named = [value for value in found.values() if isinstance(value, list) and {len(value)} == width - {-1} and _are_names(value)]
    for key, value in found.items():
        path = f"{before}{key}"
        if isinstance(value, dict) and depth < _WRAPPED:
            yield from _lists_in(value, f"{path}.", depth + 1)
        elif isinstance(value, list) and len(value) > 1 and all(isinstance(entry, dict) and entry for entry in value):
            yield path, value, None
        elif isinstance(value, list) and len(value) > 1 and len(named) == 1 and all(isinstance(entry, list) for entry in value):
            yield path, value, named[0]


def _are_names(cells: list[Any]) -> bool:
    return len(cells) > 1 and all(isinstance(cell, str) and cell.strip() for cell in cells) and len(set(cells)) == len(cells)


def _as_objects(items: Iterable[Item], names: list[Any] | None) -> Iterator[Item]:
    """Lists of cells as objects; without names for them the first list is the header."""
    for line, found in items:
        if names is None and isinstance(found, list) and _are_names(found):
            names = found
        elif names is not None and isinstance(found, list) and len(found) == len(names):
            yield line, dict(zip(names, found, strict=True))
        else:
            yield line, found


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
