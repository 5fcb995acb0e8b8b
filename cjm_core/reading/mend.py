"""Repairs of single broken lines of a delimited file. Each is done only where it fits the table exactly; all are listed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from cjm_core.plan import Skip
from cjm_core.reading.values import skeleton

MOST_NOTES = 1000
_FEW_SHAPES = 12
_LONGEST_LINE = 20_000  # characters; longer lines are not worth the search


@dataclass
class Notes:
    """The repairs and left-out lines of one file: the first 1,000 in words, the rest as a count."""

    entries: list[Skip] = field(default_factory=list)
    more: int = 0
    last: int = 0

    def add(self, line: int, reason: str) -> None:
        """Note what was done to a line."""
        if len(self.entries) < MOST_NOTES:
            self.entries.append(Skip(line, reason))
        else:
            self.more, self.last = self.more + 1, line

    def all(self) -> tuple[Skip, ...]:
        """Every entry, and one more that counts those beyond the first 1,000."""
        rest = [Skip(self.last, f"and {self.more:,} more lines like these; this is the last of them")] if self.more else []
        return tuple(sorted(self.entries, key=lambda skip: skip.line) + rest)


@dataclass(frozen=True)
class Dialect:
    """How a delimited file is written, and what its rows look like. `width` 0: rows differ too much to repair any."""

    delimiter: str
    quote: str = '"'
    escape: str | None = None  # a backslash before a quotation mark
    skip_blank: bool = False  # a blank after the delimiter is no part of the cell
    width: int = 0
    shapes: tuple[frozenset[str] | None, ...] = ()  # per column the shapes seen; None = anything

    def options(self) -> dict[str, object]:
        """The keyword arguments for csv.reader."""
        return {"delimiter": self.delimiter, "quotechar": self.quote, "skipinitialspace": self.skip_blank}

    def plain(self, lines: Iterable[str]) -> Iterable[str]:
        """The lines with escaped quotation marks doubled, as csv knows them; every other backslash is text."""
        if self.escape is None:
            return lines
        escaped = re.compile(rf"(?<!\\)\\{self.quote}")
        return (escaped.sub(self.quote * 2, line) for line in lines)


def shapes_of(rows: list[list[str]]) -> tuple[frozenset[str] | None, ...]:
    """Per column the set of cell shapes, or None where they are too many to say anything (equally wide rows)."""
    def known(shapes: frozenset[str]) -> frozenset[str] | None:
        return shapes if len(shapes) <= _FEW_SHAPES else (None if "" in shapes else frozenset({"*"}))  # "*": anything but empty

    return tuple(known(frozenset(map(skeleton, column))) for column in zip(*rows, strict=True))


def fits(cells: list[str], dialect: Dialect) -> bool:
    """Whether each cell has a shape its column has shown before."""
    def fit(cell: str, shapes: frozenset[str] | None) -> bool:
        return shapes is None or (bool(cell) if "*" in shapes else skeleton(cell) in shapes)

    return len(cells) == dialect.width and all(map(fit, cells, dialect.shapes))


def split(line: str, delimiter: str, quote: str) -> tuple[list[str], bool]:
    """A line's cells when a quote counts only where it also ends before a delimiter; False when a stray quote was left in."""
    mark, cut = re.escape(quote), re.escape(delimiter)
    cell = re.compile(f"{mark}((?:[^{mark}]|{mark}{mark})*+){mark}(?={cut}|$)|([^{cut}]*)")
    cells, place, clean = [], 0, True
    while True:
        match = cell.match(line, place)
        assert match is not None  # the second alternative matches anything
        quoted, plain = match.group(1), match.group(2)
        clean = clean and (quoted is not None or quote not in plain)
        cells.append(quoted.replace(quote * 2, quote) if quoted is not None else plain)
        place = match.end() + 1
        if match.end() >= len(line):
            return cells, clean


def _stray_quote(line: str, dialect: Dialect) -> list[str] | None:
    cells, _ = split(line, dialect.delimiter, dialect.quote)
    if len(cells) == dialect.width:
        return cells
    doubled = dialect.quote * 2  # ""text, with commas" : the first quote belongs to the text
    for place in (m.start() for m in re.finditer(f"(?:^|{re.escape(dialect.delimiter)}){doubled}(?=[^{dialect.quote}])", line)):
        at = place + (0 if line.startswith(doubled, place) else 1)
        cells, clean = split(line[:at] + dialect.quote + line[at:], dialect.delimiter, dialect.quote)
        if clean and len(cells) == dialect.width:
            return cells
    return None


def _lost_delimiter(line: str, dialect: Dialect) -> list[str] | None:
    doubled, found = dialect.quote * 2, []
    for match in re.finditer(re.escape(doubled), line):
        parts = line[: match.start()], line[match.end() :]
        cells, clean = split((dialect.quote + dialect.delimiter + dialect.quote).join(parts), dialect.delimiter, dialect.quote)
        if clean and fits(cells, dialect):
            found.append(cells)
    return found[0] if len(found) == 1 else None


def _other_delimiter(line: str, dialect: Dialect) -> list[str] | None:
    for other in ";\t|, ":
        if other != dialect.delimiter:
            cells = next(csv.reader([line], delimiter=other, quotechar=dialect.quote), [])
            if fits(cells, dialect):
                return cells
    return None


def _one_too_many(row: list[str], dialect: Dialect) -> list[str] | None:
    without = {tuple(row[:place] + row[place + 1 :]) for place, cell in enumerate(row) if not cell}
    found = [list(cells) for cells in without if fits(list(cells), dialect)]
    return found[0] if len(found) == 1 else None


def mend(row: list[str], line: str, dialect: Dialect) -> tuple[list[str], str] | None:
    """The row as it was surely meant and what was repaired, or None when that cannot be said. `line` is its first line."""
    text = line.rstrip("\r\n")
    if len(text) > _LONGEST_LINE:
        return None
    if dialect.quote in text and (cells := _stray_quote(text, dialect)):
        return cells, "a stray quotation mark was read as part of the text"
    if len(row) == dialect.width + 1 and (cells := _one_too_many(row, dialect)):
        return cells, "one empty cell too many was left out"
    if 0 < len(row) < dialect.width and (cells := _lost_delimiter(text, dialect) or _other_delimiter(text, dialect)):
        return cells, f"the line was cut into {dialect.width} cells although its separators differ from the other lines'"
    return None
