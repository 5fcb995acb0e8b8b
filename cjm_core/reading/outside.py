"""What stands around a table and is no row of it: titles above, repeated headers, second tables and footnotes below."""

from __future__ import annotations

import itertools
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator

import pyarrow as pa

from cjm_core.reading.header import kinds_of
from cjm_core.reading.mend import Notes, fit, shapes_of
from cjm_core.reading.values import as_number, kind_of, skeleton

Row = tuple[int, list[str]]

_MOST_ABOVE = 40  # rows above a header
_LAST = 25  # rows at the end among which footnotes are sought
_COMPARED = 300  # rows above them that say what a row looks like
_NOTE = re.compile(
    r"\W*(?:source|sources|quelle|quellen|fuente|fonte|note|notes|n\.?b|anmerkung\w*|hinweis\w*|footnote\w*|fußnote\w*"
    r"|report|generated|created|exported|downloaded|printed|erstellt|exportiert|stand|page|seite|end of|ende"
    r"|copyright|©|\(c\)|all rights|confidential|disclaimer|filters? applied|applied filters?"
    r"|\d[\d,.]* (?:rows?|records?|results?|zeilen|datensätze)|rows?|records?)\b",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"\W*(?:(?:grand|overall|report|sub)[- ]?)?"
    r"(?:totals?|sums?|summe|gesamt\w*|insgesamt|total général|total general|totale|totaal|averages?|mean)\W*",
    re.IGNORECASE,
)


def _filled(cells: list[str]) -> list[int]:
    return [place for place, cell in enumerate(cells) if cell.strip()]


def _title(cells: list[str]) -> str:
    return skeleton("".join(cells).strip())


def _popped(ahead: deque[Row], rows: Iterable[Row] = ()) -> Iterator[Row]:
    """What was read ahead, then the rows, which can be read on when this is left halfway (`yield from` would close them)."""
    while ahead:
        yield ahead.popleft()
    for row in rows:  # noqa: UP028
        yield row


def without_preamble(rows: list[Row], notes: Notes, gaps: set[int]) -> tuple[list[Row], list[Row]]:
    """What stands above the header, and the rows from it on: above stand rows that are plainly shorter than the table or built otherwise."""
    counts = [len(_filled(cells)) for _, cells in rows]
    usual = Counter(counts).most_common(1)[0][0] if counts else 0
    leading = 0
    while leading + 1 < len(rows) and _stands_above(rows[leading][1], usual):
        leading += 1
    leading = max(leading, _place_of_names(rows, usual, gaps))
    for line, _ in rows[:leading]:
        notes.instead(line, "stands above the header")
    return rows[:leading], rows[leading:]


def _stands_above(cells: list[str], usual: int) -> bool:
    filled = _filled(cells)
    if len(filled) <= 1:
        return usual >= 3 or (usual == 2 and cells[0].startswith("#"))
    return usual >= 4 and filled == [0, 1] and (cells[0].rstrip().endswith(":") or cells[0].startswith("#"))


def _place_of_names(rows: list[Row], usual: int, gaps: set[int]) -> int:
    """The place of the first row that plainly names the columns, if each row above it is none of the table; else 0."""
    width = Counter(len(cells) for _, cells in rows).most_common(1)[0][0] if rows else 0
    for place, (line, cells) in enumerate(rows[: min(_MOST_ABOVE, len(rows) - 2)]):
        if place and _are_names(cells, usual, [below for _, below in rows[place + 1 :]]):
            other = place == 1 and len(cells) == width != len(rows[0][1]) and not all(map(_is_plain, rows[0][1]))
            above = (_is_shorter(higher, usual, line in gaps) for _, higher in rows[:place])
            return place if other or (all(above) and not _is_table([higher for _, higher in rows[:place]])) else 0
    return 0


def _is_table(rows: list[list[str]]) -> bool:
    """Whether the rows, perhaps below a title, are a small table themselves, and no list of labels with their values."""
    rows = [cells for cells in rows if len(_filled(cells)) > 1]
    for place, cells in enumerate(rows[:-1]):
        below = rows[place + 1 :]
        if _are_names(cells, 2, below) and (len(_filled(cells)) > 2 or 0 in kinds_of(below)):
            return True
    return False


def _is_plain(cell: str) -> bool:
    return kind_of(cell) in ("text", "empty")


def _are_names(cells: list[str], usual: int, below: list[list[str]]) -> bool:
    """Whether the row names columns: different texts, about as many as a row has, some above numbers or dates."""
    names = [cells[place] for place in _filled(cells)]
    enough = len(names) >= max(2, 0.8 * usual) and len(set(names)) == len(names) and all(map(_is_plain, names))
    return enough and any(place < len(cells) and cells[place].strip() for place in kinds_of(below))


def _is_shorter(cells: list[str], usual: int, gap: bool) -> bool:
    """Whether a row is no row of a table whose rows have `usual` filled cells. `gap`: a blank line parts the two."""
    filled = _filled(cells)
    at_the_left = filled == list(range(len(filled))) and len(filled) <= 0.6 * usual
    return len(filled) < usual and (gap or at_the_left or cells[0].startswith("#"))


class FirstTable:
    """The rows of the first table of a file; a header again, a copy of the table and a second table are noted and left out.

    `heads`: the header rows; `above`: the rows above them; `first`: those below that were looked at; `gaps`: lines of rows below a blank one.
    """

    def __init__(self, heads: list[list[str]], above: list[Row], first: list[list[str]], gaps: set[int], notes: Notes) -> None:
        self.titles = {_title(cells) for _, cells in above if len(_filled(cells)) == 1}
        self.heads, self.first, self.gaps, self.notes = heads, first, gaps, notes
        self.names = {cell for cells in heads for cell in cells if cell.strip()} if len(heads[0] if heads else ()) > 1 else set()
        self.kinds = kinds_of(first[: max(5, len(first) // 2)]) if heads else {}  # the second half may belong to another table
        self.left = next((place for place, name in enumerate(heads[0] if heads else ()) if name.strip()), 0)
        self.warnings: list[str] = []

    def rows(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Yield the rows of the first table; reads to the end of the file."""
        names, gaps, left, ahead = self.names, self.gaps, self.left, deque[Row]()
        rows = self._without_page_titles(rows) if self.titles and names else rows
        done = False
        while not done:
            done = True
            for line, cells in itertools.chain(_popped(ahead), rows):
                if (line in gaps or (left < len(cells) and cells[left] in names)) and names:
                    following = _popped(ahead, rows)
                    if cells in self.heads:
                        ahead.extend(self._below_header(line, following))
                        done = False
                        break
                    near = list(itertools.islice(following, 2)) if line in gaps else []
                    if self._begins_table([(line, cells), *near]):
                        self._leave_out(line, itertools.chain(near, following))
                        return
                    ahead.extendleft(reversed(near))
                    done = not near
                yield line, cells
                if not done:
                    break

    def _without_page_titles(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Leave out titles that come again above the header on every page, perhaps with another page number."""
        held: list[Row] = []
        for row in rows:
            if len(held) < _MOST_ABOVE and len(_filled(row[1])) == 1 and _title(row[1]) in self.titles:
                held.append(row)
                continue
            if held and row[1] in self.heads:
                for line, _ in held:
                    self.notes.instead(line, "repeats what stands above the header")
            else:
                yield from held
            held = []
            yield row
        yield from held

    def _below_header(self, header: int, rows: Iterator[Row]) -> list[Row]:
        """The rows read to see what is below a header that is repeated: none if they are the table once more up to the end."""
        below = list(itertools.islice(rows, len(self.first) + 1))
        same = sum(cells == expected for (_, cells), expected in zip(below, self.first, strict=False))
        if len(below) > len(self.first) or same < max(3, 0.8 * len(below)):
            self.notes.add(header, "repeats the header")
            return below
        self.notes.add(header, "repeats the header; the rows below it are the table once more")
        for (line, cells), expected in zip(below, self.first, strict=False):
            differs = "" if cells == expected else ", but differs from it"
            self.notes.instead(line, f"repeats a row of the table, below the header in line {header}{differs}")
        if same < len(below):
            self.warnings.append(f"The table is repeated below line {header} with {len(below) - same:,} rows that differ; only the first is read.")
        return []

    def _begins_table(self, rows: list[Row]) -> bool:
        """Whether another table's header, perhaps with a title above it, comes here."""
        place = 1 if len(rows) > 2 and len(_filled(rows[0][1])) == 1 else 0
        cells = rows[place][1]
        if len(self.names.intersection(cells)) >= max(2, 0.5 * len(self.names)):
            return True
        if rows[0][0] not in self.gaps or len(rows) <= place + 1:
            return False
        within = [place for place in self.kinds if place < len(cells)]
        texts = [place for place in within if kind_of(cells[place]) == "text"]
        below = rows[place + 1][1]
        plain = len(_filled(cells)) >= 2 and all(kind_of(cell) in ("text", "empty") for cell in cells)
        other = any(n < len(below) and kind_of(below[n]) not in (self.kinds[n], "empty") for n in self.kinds)
        figures = any(kind_of(cell) not in ("text", "empty") for cell in below)
        wider = len(_filled(cells)) > max(map(len, self.heads), default=len(cells))
        return plain and figures and (wider or len(texts) >= 2 or (other and texts == within != []))

    def _leave_out(self, begin: int, rows: Iterator[Row]) -> None:
        self.notes.instead(begin, "a second table begins here; it is left out")
        last = begin
        for last, _ in rows:
            self.notes.instead(last, f"belongs to the second table, which begins in line {begin}")
        advice = "save the second one as a file of its own to load it too"
        self.warnings.append(f"A second table begins in line {begin}; only the first is read; {advice}.")


def footnotes(cells: pa.Table, lines: pa.Array, gaps: set[int], notes: Notes) -> int:
    """How many rows at the end are footnotes or totals; each is noted."""
    start = max(0, cells.num_rows - _LAST - _COMPARED)
    columns = [[cell or "" for cell in column.slice(start).to_pylist()] for column in cells.columns]
    tail = [list(row) for row in zip(*columns, strict=True)]
    block = 0
    while block < min(_LAST, len(tail) - 2) and _may_stand_below(tail[-block - 1]):
        block += 1
    numbers = lines.slice(len(lines) - block).to_pylist() if block else []
    above = tail[: len(tail) - block]
    usual = Counter(len(_filled(row)) for row in above).most_common(1)[0][0] if block else 0
    for place, row in enumerate(tail[len(tail) - block :]):
        if usual >= 2 and _is_footnote(row, above, usual, numbers[place] in gaps, start == 0):
            for line, last in zip(numbers[place:], tail[len(tail) - block + place :], strict=True):
                notes.instead(line, f"a {'total' if _TOTAL.fullmatch(last[0]) else 'footnote'} below the table is left out")
            return block - place
        above.append(row)
    return 0


def _may_stand_below(row: list[str]) -> bool:
    filled = _filled(row)
    sentence = filled == list(range(len(filled))) and len(filled) < len(row) and all(kind_of(row[place]) == "text" for place in filled)
    return filled[:1] == [0] and (len(filled) == 1 or sentence or bool(_TOTAL.fullmatch(row[0]) or _NOTE.match(row[0])))


def _is_footnote(row: list[str], above: list[list[str]], usual: int, gap: bool, all_rows: bool) -> bool:
    shapes = shapes_of(above)
    strange = not fit(row[0], shapes[0])
    if len(_filled(row)) == 1:
        return gap or (strange and usual >= 3) or _NOTE.match(row[0]) is not None or _TOTAL.fullmatch(row[0]) is not None
    missing = any(not cell.strip() and shape is not None and "" not in shape for cell, shape in zip(row, shapes, strict=True))
    if _TOTAL.fullmatch(row[0]):
        figures = all(kind_of(cell) in ("number", "empty") for cell in row[1:])
        return figures and (strange or missing or (all_rows and _is_sum(row, above)))
    return strange and missing and len(_filled(row)) < usual and (gap or _NOTE.match(row[0]) is not None)


def _is_sum(row: list[str], above: list[list[str]]) -> bool:
    """Whether every figure is the sum or the mean of its column."""
    for place in _filled(row)[1:]:
        figures, total = [as_number(other[place]) or 0.0 for other in above], as_number(row[place])
        whole = sum(figures)
        if total is None or not any(abs(total - value) <= 0.006 * max(1.0, abs(value)) for value in (whole, whole / len(figures))):
            return False
    return True
