"""All the ways in which one broken line can be cut into a number of cells, the least odd first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_MOST_STEPS = 4_000
_MOST_FOUND = 40


@dataclass(frozen=True)
class Cut:
    """One way to cut a line: its cells, how odd it is (quotation marks that csv would not allow), and which cells are odd."""

    cells: list[str]
    oddity: int
    odd: frozenset[int]


def cuts(line: str, delimiter: str, quote: str, width: int, merges: Callable[[int, str], bool] | None = None) -> list[Cut]:
    """Every way to cut the line into `width` cells, at most 40; [] when there are too many to look at.

    A quotation mark may close a cell only before a delimiter. `merges`: cells without quotation marks may hold delimiters,
    no quotation mark may be odd, and this says which text may stand in which column.
    """
    found: list[Cut] = []
    steps = 0
    stack: list[tuple[int, tuple[str, ...], tuple[int, ...]]] = [(0, (), ())]
    while stack:
        place, cells, oddities = stack.pop()
        steps += 1
        if steps > _MOST_STEPS or len(found) > _MOST_FOUND:
            return []
        if place > len(line):
            if len(cells) == width:
                found.append(Cut(list(cells), sum(oddities), frozenset(n for n, odd in enumerate(oddities) if odd)))
        elif len(cells) < width and (merges or line.count(delimiter, place) >= width - len(cells) - 1):
            for cell, end, odd in _next(line, place, delimiter, quote, merges is not None):
                if merges is None or (not odd and merges(len(cells), cell)):
                    stack.append((end, (*cells, cell), (*oddities, odd)))
    return found


def _next(line: str, place: int, delimiter: str, quote: str, merge: bool) -> Iterator[tuple[str, int, int]]:
    """The cells that can begin at `place`: text, where the next one begins, how odd."""
    if line.startswith(quote, place):
        for match in re.finditer(rf"{re.escape(quote)}(?={re.escape(delimiter)}|$)", line[place + 1 :]):
            text = line[place + 1 : place + 1 + match.start()]
            yield text.replace(quote * 2, quote), place + match.end() + 1 + len(delimiter), text.replace(quote * 2, "").count(quote)
    end = line.find(delimiter, place)
    while True:
        text = line[place : end if end >= 0 else len(line)]
        yield text, place + len(text) + len(delimiter), text.count(quote)
        if not merge or end < 0 or quote in text:
            return
        end = line.find(delimiter, end + 1)


def least_odd(found: list[Cut]) -> list[Cut]:
    """Those with the fewest odd quotation marks, without repetition."""
    best = min((cut.oddity for cut in found), default=0)
    return list({tuple(cut.cells): cut for cut in found if cut.oddity == best}.values())


def lenient(line: str, delimiter: str, quote: str, width: int) -> tuple[list[str], bool]:
    """The cells of a line whose inner quotation marks are not escaped, and whether it was clean."""
    cells, clean = split(line, delimiter, quote, inner=True)
    found = least_odd(cuts(line, delimiter, quote, width)) if width and len(cells) != width else []
    return (found[0].cells, False) if len(found) == 1 else (cells, clean)


def split(line: str, delimiter: str, quote: str, inner: bool = False) -> tuple[list[str], bool]:
    """A line's cells when a quote counts only where it also ends before a delimiter; False when a stray quote was left in.

    `inner`: quotation marks inside a quoted cell need not be doubled; the cell ends at the first that stands before a delimiter.
    """
    mark, cut = re.escape(quote), re.escape(delimiter)
    body = r"[\s\S]*?" if inner else f"(?:[^{mark}]|{mark}{mark})*+"
    cell = re.compile(f"{mark}({body}){mark}(?={cut}|$)|([^{cut}]*)")
    cells, place, clean = [], 0, True
    while True:
        match = cell.match(line, place)
        assert match is not None  # the second alternative matches anything
        quoted, plain = match.group(1), match.group(2)
        if inner:
            clean = clean and (quote not in quoted.replace(quote * 2, "") if quoted is not None else not plain.startswith(quote))
        else:
            clean = clean and (quoted is not None or quote not in plain)
        cells.append(quoted.replace(quote * 2, quote) if quoted is not None else plain)
        place = match.end() + 1
        if match.end() >= len(line):
            return cells, clean
