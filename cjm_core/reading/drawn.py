"""Tables drawn with lines of dashes, as databases, list reports and Markdown write them: their lines, padding and frame taken off.

Where the line below the header is only dashes and blanks, nothing but blanks parts the columns either, and the dashes show how wide each is.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import TextIO

from cjm_core.reading.limits import LONGEST_CELL, check_cell
from cjm_core.reading.mend import Notes

_NEAR = 10  # rows at the top; a table that is drawn has a line below its header
_LOOK = 200
_RULE = re.compile(r"[-+=_:|\s]*[-=_]{3}[-+=_:|\s]*")
_DASHES = re.compile(r" *-+(?: +-+)+ *")
_RULED = re.compile(rb"(?m)^ *-+(?: +-+)+ *\r?$")
_DRAWN = "a line drawn across the table"

Row = tuple[int, list[str]]


def is_rule(cells: list[str]) -> bool:
    """Whether a row is only a line: every cell that is filled is drawn, not written."""
    return cells[:1] != [] and all(not cell.strip() or _RULE.fullmatch(cell) for cell in cells) and any(map(str.strip, cells))


def undrawn(rows: Iterator[Row], notes: Notes) -> Iterator[Row]:
    """The rows without lines, padding and frame where one of the first rows is a line; else the rows as they are."""
    first = list(itertools.islice(rows, _LOOK))
    if not any(is_rule(cells) for _, cells in first[:_NEAR]):
        yield from first
        yield from rows
        return
    written = [cells for _, cells in first if len(cells) > 2 and not is_rule(cells)]
    bare = [not cells[0].strip() and not cells[-1].strip() for cells in written]
    framed = sum(bare) > 0.8 * len(written) and bare[0]  # the frame stands around the header too
    for line, cells in itertools.chain(first, rows):
        if is_rule(cells):
            notes.add(line, _DRAWN)
            continue
        inner = cells[1:-1] if framed and len(cells) > 2 and not cells[0].strip() and not cells[-1].strip() else cells
        yield line, [cell.strip() for cell in inner]


def may_be_ruled(start: bytes) -> bool:
    """Whether a line of dashes and blanks stands among the first bytes of a file."""
    return _RULED.search(start.replace(b"\0", b"")) is not None


def ruled_columns(lines: list[str]) -> list[tuple[int, int]] | None:
    """Where each column begins and its dashes end, if a line of dashes below the header says so and the rows keep to it."""
    near = [line.rstrip("\r\n") for line in lines[:_LOOK]]
    for header, line in itertools.pairwise(near[:_NEAR]):
        if _DASHES.fullmatch(line):
            columns = [match.span() for match in re.finditer("-+", line)]
            written = [row for row in near if row.strip() and not _DASHES.fullmatch(row)]
            fitting = sum(_fits(row, columns) for row in written)
            return columns if header.strip() and _fits(header, columns) and fitting >= 0.8 * len(written) else None
    return None


def ruled_rows(file: TextIO, columns: list[tuple[int, int]], name: str, notes: Notes) -> Iterator[Row]:
    """(line, cells) of an open text whose columns are known; a line that does not keep to them, as a note does, is one cell."""
    starts = [0, *(start for start, _ in columns[1:])]
    for number, line in enumerate(iter(lambda: file.readline(LONGEST_CELL + 2), ""), 1):
        check_cell(len(line.rstrip("\r\n")), name, number)
        bare = line.replace("\0", "").rstrip("\r\n\x1a")
        if _DASHES.fullmatch(bare):
            notes.add(number, _DRAWN)
        elif not bare.strip():
            yield number, []
        else:
            cuts = zip(starts, [*starts[1:], len(bare)], strict=True)
            yield number, [bare[a:b].strip() for a, b in cuts] if _fits(bare, columns) else [bare.strip()]


def _fits(line: str, columns: list[tuple[int, int]]) -> bool:
    """Whether nothing is written between the columns."""
    return not any(line[end:start].strip() for (_, end), (start, _) in itertools.pairwise(columns))
