"""Repairs of single broken lines of a delimited file. Each is done only where it fits the table exactly; all are listed."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from cjm_core.plan import Skip
from cjm_core.reading.cuts import Cut, cuts, least_odd
from cjm_core.reading.cuts import split as split
from cjm_core.reading.values import kind_of, skeleton

MOST_NOTES = 1000
_FEW_SHAPES = 12
_WHOLE = re.compile(r'"((?:[^"]|"")*+)"[;,\t]*[\r\n]*')
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

    def instead(self, line: int, reason: str) -> None:
        """Note what was done to a line in place of what was noted for it before."""
        self.entries = [skip for skip in self.entries if skip.line != line]
        self.add(line, reason)

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
    whole: bool = False  # each line as a whole stands in quotation marks, as a program writes it that took the file for one column
    lenient: bool = False  # quotation marks inside cells are not escaped: one counts only before a delimiter
    width: int = 0
    shapes: tuple[frozenset[str] | None, ...] = ()  # per column the shapes seen; None = anything
    exact: tuple[frozenset[str], ...] = ()  # per column the shapes seen with their lengths, if they are few

    def options(self) -> dict[str, object]:
        """The keyword arguments for csv.reader."""
        return {"delimiter": self.delimiter, "quotechar": self.quote, "skipinitialspace": self.skip_blank}

    def plain(self, lines: Iterable[str]) -> Iterable[str]:
        """The lines with escaped quotation marks doubled, as csv knows them; every other backslash is text."""
        lines = map(unwrapped, lines) if self.whole else lines
        if self.escape is None:
            return lines
        escaped = re.compile(rf"(?<!\\)\\{self.quote}")
        return (escaped.sub(self.quote * 2, line) for line in lines)


def unwrapped(line: str) -> str:
    """A line without the quotation marks around it as a whole, and without the delimiters behind them; any other line as it is."""
    found = _WHOLE.fullmatch(line)
    return f"{found.group(1).replace(chr(34) * 2, chr(34))}\n" if found else line


def shapes_of(rows: list[list[str]]) -> tuple[frozenset[str] | None, ...]:
    """Per column the shapes of its cells and `=number` where all are numbers; None where anything may stand (equally wide rows)."""
    return tuple(map(_shapes, zip(*rows, strict=True)))


def _shapes(column: tuple[str, ...]) -> frozenset[str] | None:
    shapes = set(map(skeleton, column))
    kinds = {kind_of(cell) for cell in column} - {"empty"}
    if len(kinds) == 1 and kinds != {"text"}:
        return frozenset({f"={kinds.pop()}", *({""} & shapes), *(shapes if len(shapes) <= _FEW_SHAPES else ())})
    if len(shapes) <= _FEW_SHAPES and len(shapes) < len(column) / 2:
        return frozenset(shapes)
    return None if "" in shapes else frozenset({"*"})  # "*": anything but empty


def lengths_of(rows: list[list[str]]) -> tuple[frozenset[str], ...]:
    """Per column the shapes with their lengths (`99:99`) where a few of them, each seen twice, cover nearly all rows; else none."""
    return tuple(map(_lengths, zip(*rows, strict=True)))


def _lengths(column: tuple[str, ...]) -> frozenset[str]:
    seen = Counter(map(_length_shape, column))
    often = {shape: count for shape, count in seen.items() if count > 1 and "9" in shape}  # words of one length say nothing
    return frozenset(often) if len(often) <= _FEW_SHAPES and sum(often.values()) >= 0.9 * len(column) else frozenset()


def _length_shape(cell: str) -> str:
    return re.sub(r"[^\W\d_]", "A", re.sub(r"\d", "9", cell[:80]))


def fit(cell: str, shapes: frozenset[str] | None) -> bool:
    """Whether the cell has a shape its column has shown before."""
    return shapes is None or ("*" in shapes and bool(cell)) or skeleton(cell) in shapes or f"={kind_of(cell)}" in shapes


def fits(cells: list[str], dialect: Dialect) -> bool:
    """Whether each cell has a shape its column has shown before."""
    return len(cells) == dialect.width and (not dialect.shapes or all(map(fit, cells, dialect.shapes)))


def _fits_without(cut: Cut, dialect: Dialect) -> bool:
    """Whether the cells fit when odd quotation marks are thought away."""
    plain = [cell.replace(dialect.quote, "") if place in cut.odd else cell for place, cell in enumerate(cut.cells)]
    return fits(plain, dialect)


def _stray_quote(line: str, dialect: Dialect, broken: bool) -> list[str] | None:
    """The one way to cut the line into the right number of cells with the fewest odd quotation marks; those are text."""
    found = cuts(line, dialect.delimiter, dialect.quote, dialect.width)
    best = least_odd([cut for cut in found if _fits_without(cut, dialect)] or (found if broken else []))
    return best[0].cells if len(best) == 1 else None


def _lost_delimiter(line: str, dialect: Dialect, header: bool) -> list[str] | None:
    """The line cut where two cells touch, if there is exactly one place that makes every cell fit its column."""
    mark = re.escape(dialect.quote)
    between = {match.start() + 1 for match in re.finditer(mark * 2, line)}
    beside = {match.end() for match in re.finditer(f"{mark}(?=[^{mark}{re.escape(dialect.delimiter)}])", line)}
    before = {match.end() for match in re.finditer(f"[^{mark}{re.escape(dialect.delimiter)}](?={mark})", line)}
    found = {tuple(cells) for place in between | beside | before if (cells := _cut_at(line, place, dialect, header))}
    return list(found.pop()) if len(found) == 1 else None


def _cut_at(line: str, place: int, dialect: Dialect, header: bool) -> list[str] | None:
    cells, clean = split(line[:place] + dialect.delimiter + line[place:], dialect.delimiter, dialect.quote)
    return cells if clean and (_named(cells, dialect) if header else fits(cells, dialect)) else None


def _named(cells: list[str], dialect: Dialect) -> bool:
    """Whether the cells can be a header: as many different names as there are columns."""
    return len({cell for cell in cells if cell.strip() and dialect.quote not in cell}) == len(cells) == dialect.width


def _run_together(row: list[str], dialect: Dialect) -> list[str] | None:
    """The row with one cell cut in two, if exactly one place makes both cells look exactly like the others in their columns."""
    found: set[tuple[str, ...]] = set()
    for place, cell in enumerate(row if dialect.exact else ()):
        left, right = dialect.exact[place], dialect.exact[place + 1]
        if not (left or right) or _usual(cell, dialect.shapes[place]):
            continue
        for at in range(1, min(len(cell), 200)):
            if (not left or _length_shape(cell[:at]) in left) and (not right or _length_shape(cell[at:]) in right):
                found.add((*row[:place], cell[:at], cell[at:], *row[place + 1 :]))
    fitting = [list(cells) for cells in found if fits(list(cells), dialect)]
    between = [cells for cells in fitting if _number_meets_word(row, cells)]  # 74.69Men: nobody ends a number in its middle
    best = fitting if len(fitting) == 1 else between
    return best[0] if len(best) == 1 else None


def _usual(cell: str, shapes: frozenset[str] | None) -> bool:
    """Whether the cell may well be whole: of its column's kind, or shaped like the others where they are text."""
    typed = any(shape.startswith("=") for shape in shapes or ())
    return f"={kind_of(cell)}" in (shapes or ()) if typed else shapes is not None and "*" not in shapes and fit(cell, shapes)


def _number_meets_word(row: list[str], cells: list[str]) -> bool:
    place = next(n for n, cell in enumerate(row) if cell != cells[n])
    left, right = cells[place][-1:], cells[place + 1][:1]
    return (left.isdigit() and right.isalpha()) or (left.isalpha() and right.isdigit())


def _typed(shapes: frozenset[str] | None) -> bool:
    return shapes is not None and "*" not in shapes


def _other_delimiter(line: str, dialect: Dialect, header: bool) -> list[str] | None:
    for other in ";\t|,:":
        if other != dialect.delimiter:
            cells = next(csv.reader([line], delimiter=other, quotechar=dialect.quote), [])
            if (header and _named(cells, dialect)) or fits(cells, dialect):
                return cells
    if header or dialect.delimiter == " " or not any(map(_typed, dialect.shapes)):
        return None
    best = cuts(line, " ", dialect.quote, dialect.width, lambda place, cell: fit(cell, dialect.shapes[place]))
    return best[0].cells if len(best) == 1 else None


def stray(row: list[str], line: str, dialect: Dialect) -> bool:
    """Whether a row of the right width may hang together only because a quotation mark stands inside a cell."""
    if not any(dialect.quote in cell for cell in row):
        return False
    return not split(line.rstrip("\r\n"), dialect.delimiter, dialect.quote)[1]


def _one_too_many(row: list[str], dialect: Dialect, header: bool) -> list[str] | None:
    if header:
        return [cell for cell in row if cell.strip()] if _named([cell for cell in row if cell.strip()], dialect) else None
    without = {tuple(row[:place] + row[place + 1 :]) for place, cell in enumerate(row) if not cell}
    found = [list(cells) for cells in without if fits(list(cells), dialect)]
    return found[0] if len(found) == 1 else None


def mend(row: list[str], line: str, dialect: Dialect, broken: bool = False, header: bool = False) -> tuple[list[str], str] | None:
    """The row as it was surely meant and what was repaired, or None when that cannot be said. `line` is its text.

    `broken`: its quotation marks make no sense as they are. `header`: no row of the right width came before.
    """
    text = line.rstrip("\r\n")
    if len(text) > _LONGEST_LINE or not dialect.width:
        return None
    if not broken and len(row) == dialect.width + 1 and (cells := _one_too_many(row, dialect, header)):
        return cells, "one empty cell too many was left out"
    if (broken or (dialect.quote in text and len(row) > dialect.width)) and (cells := _stray_quote(text, dialect, broken)):
        return cells, "a stray quotation mark was read as part of the text"
    together = f"the line was cut into {dialect.width} cells although a separator is missing"
    if (broken or len(row) >= dialect.width - 1) and dialect.quote in text and (cells := _lost_delimiter(text, dialect, header)):
        return cells, together
    if not broken and len(row) == dialect.width - 1 and not any(dialect.quote in cell for cell in row) and (cells := _run_together(row, dialect)):
        return cells, together
    if (broken or 0 < len(row) < dialect.width) and (cells := _other_delimiter(text, dialect, header)):
        return cells, f"the line was cut into {dialect.width} cells although its separators differ from the other lines'"
    return None
