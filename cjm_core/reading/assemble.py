"""From rows of text to a table: the header, the names of the columns, and chunks of text columns."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from cjm_core.errors import BadInput
from cjm_core.reading.mend import Notes
from cjm_core.reading.values import as_number, kind_of
from cjm_core.schema import MISSING_CODES

CHUNK_ROWS = 50_000
MOST_COLUMNS = 16_384  # as in a spreadsheet
_LOOK = 200  # rows looked at to find the header

Row = tuple[int, list[str]]


def assemble(
    rows: Iterator[Row], notes: Notes, watch: Callable[[int], None] | None = None
) -> tuple[pa.Table, pa.Array, int, tuple[str, ...]]:
    """Return (cells, the line of each row, header lines, warnings); `watch` is told the line reached after every chunk.

    Blank rows are left out, short rows filled, long rows kept in new columns; each is added to `notes`.
    """
    filled = _without_blank(rows, notes)
    first = _without_preamble(list(itertools.islice(filled, _LOOK)), notes)
    header_lines = count_header_lines([cells for _, cells in first])
    width = max((len(cells) for _, cells in first[:header_lines]), default=0) or _usual_width(first)
    header = [_column(place, first[:header_lines]) for place in range(width)]
    names, warnings = name_columns([cells[0] if len(cells) == 1 else " ".join(filter(str.strip, cells)) for cells in header])
    cells, lines, longer = _chunks(itertools.chain(first[header_lines:], filled), names, notes, watch)
    if longer:
        extra = ", ".join(names[width:][:5])
        warnings.append(f"{longer:,} rows have more cells than there are columns; the extra cells are in {extra}.")
    return cells, lines, header_lines, tuple(warnings if header_lines else warnings[width:])


def _without_blank(rows: Iterator[Row], notes: Notes) -> Iterator[Row]:
    for line, cells in rows:
        if not any(cells) or (len(cells) == 1 and cells[0].isspace()):
            notes.add(line, "blank line")
        else:
            yield line, cells


def _without_preamble(rows: list[Row], notes: Notes) -> list[Row]:
    """Leave out titles above the header: leading rows with one filled cell although the table is wider."""
    counts = [sum(1 for cell in cells if cell.strip()) for _, cells in rows]
    usual = Counter(counts).most_common(1)[0][0] if counts else 0
    leading = 0
    while counts and counts[leading] <= 1 and (usual >= 3 or (usual == 2 and rows[leading][1][0].startswith("#"))):
        notes.add(rows[leading][0], "stands above the header")
        leading += 1
    return rows[leading:]


def _usual_width(rows: list[Row]) -> int:
    return Counter(len(cells) for _, cells in rows).most_common(1)[0][0] if rows else 0


def _column(place: int, rows: Sequence[Row]) -> list[str]:
    return [cells[place] if place < len(cells) else "" for _, cells in rows] or [""]


def count_header_lines(rows: list[list[str]]) -> int:
    """How many rows are header: 0 only when the first row is plainly data, more than 1 only when they plainly name columns."""
    if len(rows) < 2:
        return len(rows)
    marked = [place for place, cells in enumerate(rows[:3]) if any('{"ImportId":' in cell for cell in cells)]
    if marked:  # Qualtrics: names, questions, import ids
        return marked[-1] + 1
    if _is_data(rows[0], rows[1:]):
        return 0
    count = 1
    while count < 3 and count + 1 < len(rows) and _names_columns(rows[0], rows[count], rows[count + 1 :]):
        count += 1
    return count


def _kinds(rows: list[list[str]]) -> dict[int, str]:
    """Columns whose cells are nearly all dates, times or numbers."""
    kinds: dict[int, str] = {}
    for place in range(max(map(len, rows), default=0)):
        column = [cells[place] for cells in rows if place < len(cells)]
        seen = Counter(kind_of(cell) for cell in column if cell.strip().lower() not in MISSING_CODES)
        if seen:
            kind, cells_of_it = seen.most_common(1)[0]
            if kind != "text" and cells_of_it >= 0.9 * seen.total():
                kinds[place] = kind
    return kinds


def _is_data(first: list[str], rest: list[list[str]]) -> bool:
    kinds = {place: kind for place, kind in _kinds(rest).items() if place < len(first)}
    same = [place for place, kind in kinds.items() if kind_of(first[place]) == kind]
    other = [place for place in kinds if place not in same and first[place].strip()]
    if other or not same:
        return False
    if any(kinds[place] in ("date", "time") for place in same):
        return True
    numbers = [as_number(first[place]) for place in same]
    years = all(number is not None and 1900 <= number <= 2100 for number in numbers)
    counting = len(numbers) > 1 and all(b is not None and a is not None and b - a == 1 for a, b in itertools.pairwise(numbers))
    return len(rest) > 1 and not years and not counting


def _names_columns(first: list[str], row: list[str], rest: list[list[str]]) -> bool:
    """Whether a further row is header too: it repeats the first, or is text wherever the rows below are numbers and dates."""
    kinds = [place for place in _kinds(rest) if place < min(len(row), len(first))]
    if not kinds or len(row) != len(first) or any(kind_of(first[place]) not in ("text", "empty") for place in kinds):
        return False
    texts = [place for place in kinds if kind_of(row[place]) == "text" and row[place].strip().lower() not in MISSING_CODES]
    plain = all(kind_of(cell) in ("text", "empty") for cell in row)
    return row == first or (len(kinds) > 1 and texts == kinds and plain)


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
    tables = [pa.table({name: pa.array([], pa.string()) for name in names})]
    places = [pa.array([], pa.int64())]
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
        tables.append(_chunk(flat, extra, len(lines), names, width))
        places.append(pa.array(lines, pa.int64()))
        if watch and lines:
            watch(lines[-1])
    return pa.concat_tables(tables, promote_options="default"), pa.concat_arrays(places), longer


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
