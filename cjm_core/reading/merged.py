"""Merged cells in a sheet's header: the text of a group stands over each of its columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cjm_core.reading.cells import cell_text
from cjm_core.reading.mend import Notes
from cjm_core.reading.values import kind_of

_DEEPEST = 3  # header rows
_LOOK = 200  # rows below the header that say what its columns hold


@dataclass(frozen=True)
class Merge:
    """One merged range: rows as numbered in the sheet, columns counted from 0 in the table, both ends included."""

    top: int
    bottom: int
    first: int
    last: int


Row = tuple[int, list[Any]]


def join_header(rows: list[Row], merges: list[Merge]) -> tuple[list[Row], int]:
    """The rows with a header of merged cells joined into one row, and how many rows it had (1: nothing was joined).

    A title merged over the whole table is no group. Rows below belong to the header as far as merged cells reach, or one row
    further where that row names, in text, columns of numbers or dates.
    """
    top = _first_group(rows, merges)
    if top is None:
        return rows, 1
    depth = _depth(rows[top:], merges)
    if depth < 2:
        return rows, 1
    block = [_filled(row, merges) for row in rows[top : top + depth]]
    names = [" ".join(dict.fromkeys(filter(None, column))) for column in zip(*block, strict=True)]
    return [*rows[:top], (rows[top + depth - 1][0], names), *rows[top + depth :]], depth


def tall_merges(merges: list[Merge], lines: set[int], looked: int) -> list[Merge]:
    """Merges over several rows of one column that begin in one of the lines or below the first rows, and not in a header that was joined."""
    tall = (merge for merge in merges if merge.bottom > merge.top and merge.first == merge.last and merge.first >= 0)
    return [merge for merge in tall if merge.top in lines or merge.top > looked]


def fill_down(rows: Iterable[Row], merges: list[Merge], notes: Notes) -> Iterator[Row]:
    """The rows with what stands in cells merged over several rows of one column in each of these rows.

    A number is given on only where it leads the row, as an order's does: the total of three rows is not the value of each.
    """
    begins: dict[int, list[Merge]] = {}
    for merge in merges:
        begins.setdefault(merge.top, []).append(merge)
    running: list[tuple[Merge, Any]] = []
    for line, cells in rows:
        running = [(merge, text) for merge, text in running if line <= merge.bottom]
        if running and any(cell_text(cell).strip() for cell in cells):
            cells = list(cells)
            for merge, text in running:
                if merge.first < len(cells) and not cell_text(cells[merge.first]):
                    cells[merge.first] = text
            notes.add(line, "is given what stands in cells merged over several rows")
        new = [merge for merge in begins.get(line, ()) if merge.first < len(cells)]
        lead = _lead(cells, {merge.first for merge in new})
        running += [(merge, cells[merge.first]) for merge in new if merge.first < lead or kind_of(cell_text(cells[merge.first])) != "number"]
        yield line, cells


def _lead(cells: list[Any], merged: set[int]) -> int:
    """How many first cells of a row are merged downwards or empty, as those that name the group of rows are."""
    return next((place for place, cell in enumerate(cells) if place not in merged and cell_text(cell).strip()), len(cells))


def _first_group(rows: list[Row], merges: list[Merge]) -> int | None:
    for place, (line, cells) in enumerate(rows[:50]):
        filled = sum(cell_text(cell).strip() != "" for cell in cells)
        if filled >= 2:
            return place if any(_is_group(merge, line) for merge in merges) else None
    return None


def _is_group(merge: Merge, line: int) -> bool:
    return merge.top <= line <= merge.bottom and merge.last > merge.first


def _depth(rows: list[Row], merges: list[Merge]) -> int:
    """How many rows from the first on are header."""
    top, bottom = rows[0][0], rows[0][0]
    while any(_is_group(merge, bottom) for merge in merges) and bottom - top + 1 < min(_DEEPEST, len(rows)):
        reach = max((merge.bottom for merge in merges if merge.top <= bottom <= merge.bottom), default=bottom)
        bottom = max(reach, bottom + 1)
    depth = min(bottom - top + 1, _DEEPEST, len(rows) - 1)
    sure = any(merge.top == top and merge.bottom > top for merge in merges)
    return depth if sure or _names_columns(rows[depth - 1], rows[depth:], merges, top) else depth - 1


def _names_columns(row: Row, below: list[Row], merges: list[Merge], top: int) -> bool:
    """Whether the row holds texts where, within the groups, the rows below hold numbers or dates."""
    for merge in merges:
        for place in range(merge.first, merge.last + 1) if _is_group(merge, top) else ():
            kinds = {kind_of(cell_text(cells[place])) for _, cells in below[:_LOOK]} - {"empty"}
            if kind_of(cell_text(row[1][place])) == "text" and kinds and kinds <= {"number", "date", "time"}:
                return True
    return False


def _filled(row: Row, merges: list[Merge]) -> list[str]:
    line, cells = row
    texts = [cell_text(cell).strip() for cell in cells]
    for merge in merges:
        if merge.top <= line <= merge.bottom and 0 <= merge.first < len(texts):
            texts[merge.first : merge.last + 1] = [texts[merge.first]] * (min(merge.last, len(texts) - 1) - merge.first + 1)
    return texts
