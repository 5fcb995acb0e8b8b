"""The names under which a column can be asked for: whole, or one of the header lines that were joined by a blank."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import pyarrow.compute as pc

from cjm_core.plan import Table
from cjm_core.understanding.profile import normal

_IMPORT_ID = re.compile(r'\s*\{"ImportId":"([^"]*)".*\}\s*$')
_PREFIX = re.compile(r"^(?:\*\.)?(?:(?:event_)?properties\.)?")  # PostHog's "*.properties.$os", Mixpanel's "properties.time"
_UNNAMED = re.compile(r"column_\d+")  # named by the reader
_CODE = re.compile(r"(?=\S*[\d_])[A-Za-z0-9][\w.-]*")  # Q1, V10, Q3_2, 1_Q5, sat_web; not the first word of a question
_ENOUGH = 0.8  # of two columns with ids the first is taken when it is about as full as the fullest


@dataclass(frozen=True)
class Header:
    """One column: its name in the table, its code (Q3_1) and its text, both as far as there are such, and its import id."""

    column: str
    code: str
    text: str
    import_id: str


def headers(table: Table) -> list[Header]:
    """What the header says of every column."""
    return [_header(column, table.header_lines > 1) for column in table.columns]


def with_second_line(seen: list[Header], table: Table) -> list[Header]:
    """The headers with what stands in the first row, where that is a second line of the header: it is empty under the ids.

    The question of a matrix stands over its first column only; it is carried on over the columns without a name.
    """
    if table.header_lines > 1 or table.cells.num_rows < 2 or table.cells.column(0)[0].as_py() or not table.cells.column(0)[1].as_py():
        return seen
    found, question = [], ""
    for header, cell in zip(seen, table.cells.slice(0, 1).to_pylist()[0].values(), strict=True):
        question = header.text if not _UNNAMED.fullmatch(header.column) else question
        item = "" if cell is None or cell.strip() in ("Response", "Open-Ended Response") else f" [{cell.strip()}]"
        found.append(replace(header, text=f"{question}{item}", import_id="Open-Ended Response" if cell == "Open-Ended Response" else ""))
    return found


def _header(column: str, joined: bool) -> Header:
    match = _IMPORT_ID.search(column)
    bare, import_id = _IMPORT_ID.sub("", column).strip(), match.group(1) if match else ""
    code, _, rest = bare.partition(" ")
    if not rest.strip() or not (match or (joined and _CODE.fullmatch(code))):
        return Header(column, "", bare or column, import_id)
    half = len(bare) // 2
    if bare[:half].strip() == bare[half:].strip():  # "Q2 - Topics Q2 - Topics": the name is the text
        rest = bare[:half]
    return Header(column, code, rest.strip(), import_id)


def key(name: str) -> str:
    """A name as it is compared: its words without marks; a name of marks only stands for itself."""
    return normal(_PREFIX.sub("", name.strip())) or name.strip().casefold()


def known(table: Table) -> dict[str, str]:
    """Name as compared -> column. Whole names go before parts of joined ones, and earlier columns before later ones."""
    seen = headers(table)
    parts = [(name, header.column) for header in seen for name in _parts(header, table.header_lines > 1) if name.strip()]
    found: dict[str, str] = {}
    for name, column in [*((header.column, header.column) for header in seen), *parts]:
        found.setdefault(key(name), column)
    return found


def _parts(header: Header, joined: bool) -> list[str]:
    """The import id, and where header lines were joined, the first word and the rest."""
    name, _, text = _IMPORT_ID.sub("", header.column).partition(" ")
    return [header.import_id, name, text] if joined else [header.import_id]


def first(names: Iterable[str], among: dict[str, str]) -> str | None:
    """The column of the first of these names that the file has."""
    return next((among[key(name)] for name in names if key(name) in among), None)


def fullest(names: Iterable[str], among: dict[str, str], table: Table) -> str | None:
    """The first of these columns that is filled, passing over one that is much emptier than a later one."""
    columns = list(dict.fromkeys(among[key(name)] for name in names if key(name) in among))
    filled = {column: table.cells.num_rows - table.cells.column(column).null_count for column in columns}
    most = max(filled.values(), default=0)
    return next((column for column in columns if most and filled[column] >= _ENOUGH * most), None)


def distinct(table: Table, column: str) -> list[str]:
    """The different cells of a column, trimmed and in lower case."""
    return sorted({(text or "").strip().lower() for text in pc.unique(table.cells.column(column)).to_pylist()})
