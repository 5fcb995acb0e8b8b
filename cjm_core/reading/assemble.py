"""From rows of text to a table: the header, the names of the columns, and chunks of text columns."""

from __future__ import annotations

import itertools
import re
import string
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from cjm_core.errors import BadInput
from cjm_core.reading.drawn import undrawn
from cjm_core.reading.header import count_header_lines
from cjm_core.reading.limits import MOST_COLUMNS
from cjm_core.reading.mend import Notes
from cjm_core.reading.outside import FirstTable, footnotes, without_preamble
from cjm_core.reading.spill import Spill
from cjm_core.reading.values import kind_of

CHUNK_ROWS = 50_000
_NOTHING = f"{string.whitespace}\x1a\u00a0\u3000"  # 1A: the end of a text file, as older systems write it
_IS_ID = re.compile(r"(?i).*(?:id|no|nr|num|number|nummer|index|key|row|#|n)\W*")
_COUNTED = {"day", "week", "month", "quarter", "year", "hour", "wave", "tag", "woche", "monat", "quartal", "jahr", "jour", "semaine", "mois", "année",
            "día", "semana", "mes", "año"}  # what is numbered under its own name
_LOOK = 200  # rows looked at to find the header

Row = tuple[int, list[str]]


def assemble(
    rows: Iterator[Row], notes: Notes, watch: Callable[[int], None] | None = None
) -> tuple[pa.Table, pa.Array, int, tuple[str, ...]]:
    """Return (cells, the line of each row, header lines, warnings); `watch` is told the line reached after every chunk.

    Left out and added to `notes`: blank rows, what stands above the header, footnotes and totals below the table, a header
    that is repeated, a second table. Short rows are filled, long rows kept in new columns.
    """
    gaps: set[int] = set()
    filled = undrawn(_without_blank(rows, notes, gaps), notes)
    above, first = without_preamble(list(itertools.islice(filled, _LOOK)), notes, gaps)
    header_lines = count_header_lines([cells for _, cells in first])
    nameless = header_lines == 1 and _has_row_names(first)
    if nameless:
        first[0] = (first[0][0], ["", *first[0][1]])
    heads = [cells for _, cells in first[:header_lines]]
    width = max(map(len, heads), default=0) or _usual_width(first)
    header = [_column(place, first[:header_lines]) for place in range(width)]
    names, warnings = name_columns([cells[0] if len(cells) == 1 else " ".join(filter(str.strip, cells)) for cells in header])
    if nameless:
        warnings.append("The header has one name fewer than the rows have cells; the first column, which counts the rows, has none.")
    table = FirstTable(heads, above, [cells for _, cells in first[header_lines:]], gaps, notes)
    cells, lines, longer = _chunks(table.rows(itertools.chain(first[header_lines:], filled)), names, notes, watch)
    if longer:
        extra = ", ".join(names[width:][:5])
        rows_have = "1 row has" if longer == 1 else f"{longer:,} rows have"
        warnings.append(f"{rows_have} more cells than there are columns; the extra cells are in {extra}.")
    left = _first_filled(cells)  # a table may begin further right
    below = footnotes(cells.select(range(left, cells.num_columns)), lines, gaps, notes)
    cells, lines = cells.slice(0, cells.num_rows - below), lines.slice(0, len(lines) - below)
    if header_lines:
        cells, warnings = _without_empty_edges(cells, [any(map(str.strip, column)) for column in header], warnings, notes)
    warnings = [*(warnings if header_lines else warnings[width:]), *table.warnings]
    return cells, lines, header_lines, tuple(warnings)


def _has_row_names(rows: Sequence[Row]) -> bool:
    """Whether the rows are numbered in a first column without a name, as R writes tables: all are one cell longer than the header."""
    width = len(rows[0][1])
    numbers = [cells[0] for _, cells in rows[1:] if len(cells) == width + 1 and cells[-1]]
    counted = any(numbers == [str(number) for number in range(begin, begin + len(numbers))] for begin in (0, 1))
    if not (width > 1 and len(numbers) > 2 and len(numbers) == len(rows) - 1 and all(rows[0][1]) and counted):
        return False
    first = rows[0][1][0].strip().lower()  # where it is the numbers' own name, it is the last column that has none
    return not _IS_ID.fullmatch(first) and (first not in _COUNTED or kind_of(rows[1][1][1]) == "date")


def _without_blank(rows: Iterator[Row], notes: Notes, gaps: set[int]) -> Iterator[Row]:
    """The rows that are not blank; `gaps` grows by the lines of those that stand below a blank one."""
    blank = False
    for line, cells in rows:
        if not any(cells) or (len(cells) == 1 and not cells[0].strip(_NOTHING)):
            notes.add(line, "blank line")
            blank = True
        else:
            if blank:
                gaps.add(line)
                blank = False
            yield line, cells


def _first_filled(cells: pa.Table) -> int:
    return next((place for place, column in enumerate(cells.columns) if column.null_count < cells.num_rows), 0)


def _without_empty_edges(
    cells: pa.Table, named: list[bool], warnings: list[str], notes: Notes
) -> tuple[pa.Table, list[str]]:
    """Leave out first and last columns without a name and without any cell, as delimiters at the edges of each line make them."""
    if not cells.num_rows or cells.num_columns != len(named):
        return cells, warnings
    kept = [place for place, name in enumerate(named) if name or cells.column(place).null_count < cells.num_rows] or [0]
    for gone, where in ((range(kept[0]), "before the first"), (range(kept[-1] + 1, len(named)), "behind the last")):
        if gone:
            notes.add(1, f"empty columns without a name {where} column left out: {len(gone)}")
            said = tuple(f"Column {place + 1} " for place in gone)
            warnings = [text for text in warnings if not text.startswith(said)]
    return cells.select(range(kept[0], kept[-1] + 1)), warnings


def _usual_width(rows: list[Row]) -> int:
    return Counter(len(cells) for _, cells in rows).most_common(1)[0][0] if rows else 0


def _column(place: int, rows: Sequence[Row]) -> list[str]:
    return [cells[place] if place < len(cells) else "" for _, cells in rows] or [""]


def name_columns(header: list[str]) -> tuple[list[str], list[str]]:
    """Unique column names, and a warning for each that is not as in the file: `column_4` for blank, `name_2` for repeated."""
    names: list[str] = []
    warnings: list[str] = []
    taken = {name for name in header if name.strip()}
    for place, name in enumerate(header, 1):
        new = name if name.strip() else f"column_{place}"
        if (name.strip() and new in names) or (not name.strip() and new in taken):
            new = next(f"{new}_{n}" for n in itertools.count(2) if f"{new}_{n}" not in taken)
        if new != name:
            what = f"The column name “{name}” is repeated" if name.strip() else f"Column {place} has no name"
            warnings.append(f"{what}; it is called “{new}”.")
        names.append(new)
        taken.add(new)
    return names, warnings


def _chunks(
    rows: Iterator[Row], names: list[str], notes: Notes, watch: Callable[[int], None] | None
) -> tuple[pa.Table, pa.Array, int]:
    """The cells, the lines, and how many rows were too long; `names` grows by the columns that those bring."""
    width, longer = len(names), 0
    kept = Spill()  # to disk what is more than the memory should hold
    kept.add(pa.table({name: pa.array([], pa.string()) for name in names}), pa.array([], pa.int64()))
    at_end = False
    while not at_end:
        lines: list[int] = []
        flat: list[str] = []  # one flat list: a million short lists would keep the garbage collector busy
        extra: dict[int, list[str]] = {}
        for line, cells in itertools.islice(rows, CHUNK_ROWS):
            if len(cells) != width:
                cells, beyond = _fitted(line, cells, width, notes)
                if beyond:
                    extra[len(lines)] = beyond
            lines.append(line)
            flat.extend(cells)
        at_end, longer = len(lines) < CHUNK_ROWS, longer + len(extra)
        kept.add(_chunk(flat, extra, len(lines), names, width), pa.array(lines, pa.int64()))
        if watch and lines:
            watch(lines[-1])
    return *kept.whole(), longer


def _chunk(flat: list[str], extra: dict[int, list[str]], rows: int, names: list[str], width: int) -> pa.Table:
    beyond = max(map(len, extra.values()), default=0)
    _name_extra(names, width + beyond)
    columns = [flat[place::width] for place in range(width)]
    for place in range(beyond):
        columns.append([extra[row][place] if row in extra and place < len(extra[row]) else "" for row in range(rows)])
    return pa.Table.from_arrays([_text(column) for column in columns], names=names[: width + beyond])


def _fitted(line: int, cells: list[str], width: int, notes: Notes) -> tuple[list[str], list[str]]:
    """A row of the right width, and the cells beyond it if any of them is filled."""
    count = f"{len(cells)} cell{'s' if len(cells) != 1 else ''} instead of {width}"
    if len(cells) < width:
        notes.add(line, f"{count}; the rest is empty")
        return cells + [""] * (width - len(cells)), []
    if not any(cells[width:]):
        notes.add(line, "empty cells behind the last column left out")
        return cells[:width], []
    notes.add(line, f"{count}; the extra cells are kept")
    return cells[:width], cells[width:]


def _name_extra(names: list[str], width: int) -> None:
    if width > MOST_COLUMNS:
        raise BadInput(f"A row has {width:,} cells, more than any table; check the delimiter and the quotation marks.")
    while len(names) < width:
        plain = f"column_{len(names) + 1}"
        others = (f"{plain}_{n}" for n in itertools.count(2))
        names.append(next(name for name in itertools.chain([plain], others) if name not in names))


def _text(column: list[str]) -> pa.Array:
    cells = pa.array(column, pa.string())
    return pc.if_else(pc.equal(cells, ""), pa.scalar(None, pa.string()), cells)
