"""The files that people put into the inbox: searched for a customer who is forgotten, and left as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from cjm_core.errors import BadInput
from cjm_core.keeping import traces
from cjm_core.plan import Table
from cjm_core.reading.read import read_table, sheet_names
from cjm_core.understanding.profile import normal
from cjm_core.understanding.synonyms import HEADERS


@dataclass(frozen=True)
class Found:
    """Sentences about the files that still name the customer, and about those that could not be searched; how many were looked at."""

    left: tuple[str, ...]
    failed: tuple[str, ...]
    files: int
    columns: int


def search(folder: Path, named: traces.Named) -> Found:
    """Look through every file of the inbox: its name, its bytes, and the cells of all its tables."""
    left, failed, files, columns = list[str](), list[str](), 0, 0
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if not path.is_file():
            continue
        files += 1
        name = "one that is called like the customer" if _called(path, named) else path.name
        try:
            found, asked = _search(path, named)
        except (BadInput, OSError):
            failed.append(f"A file in the inbox, {name}, could not be read and was not searched; delete it if it names the customer.")
            continue
        columns += asked
        if found:
            left.append(f"A file in the inbox, {name}, still names the customer; delete it, or take the customer out of it.")
    return Found(tuple(left), tuple(failed), files, columns)


def _called(path: Path, named: traces.Named) -> bool:
    """Whether the file's name holds the customer's: anna@example.com.csv, orders_c1001-2.csv."""
    return any(traces.in_text(text, named) for text in (path.name, path.stem, re.sub("[_-]", " ", path.stem)))


def _search(path: Path, named: traces.Named) -> tuple[bool, int]:
    """Whether a file names the customer, and how many columns were asked. Raises BadInput for what is no table."""
    if _called(path, named) or traces.in_files([path], named):
        return True, 0
    if path.name.startswith(".") or not path.stat().st_size:  # what a file manager keeps there
        return False, 0
    asked = 0
    for table in _tables(path):
        asked += len(table.columns)
        if any(_held(table, column, named) for column in table.columns):
            return True, asked
    return False, asked


def _tables(path: Path) -> Iterator[Table]:
    names = sheet_names(path)
    yield from (read_table(path, sheet) for sheet in names) if names else [read_table(path)]


def _held(table: Table, column: str, named: traces.Named) -> bool:
    """Whether a cell names the customer. A short number is one only in a column that is called like one of customers."""
    cells = table.cells.column(column)
    for text in (*named.told, *named.comments):
        near = cells.filter(pc.match_substring(cells, text, ignore_case=True))
        if any(traces.in_text(cell, named) for cell in near.unique().to_pylist()):
            return True
    ours = normal(column) in HEADERS["customer_id"]
    return ours and bool(pc.any(pc.is_in(pc.utf8_trim_whitespace(cells), value_set=pa.array(named.ids, pa.string()))).as_py())
