"""How a delimited file is written: the delimiter, the quotation mark and the shapes of its columns, from its first lines."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cjm_core.reading.cuts import split
from cjm_core.reading.mend import Dialect, lengths_of, shapes_of, unwrapped
from cjm_core.reading.values import kind_of

DELIMITERS = (",", ";", "\t", "|")
_LOOK = 200  # lines that tell a file of one column, or of lines in quotation marks
_RARE = "^~§¦\x1f\x01"  # tried only where the first line has none of the usual ones


def sniff(lines: list[str], delimiters: tuple[str, ...] = DELIMITERS) -> Dialect:
    """The dialect that makes the sample the most regular table: equally many cells in all rows, cells that look like values."""
    said = re.fullmatch(r'"?(?i:sep)=(.)"?', lines[0].strip("\r\n")) if lines else None
    if said:
        delimiters, lines = (said.group(1),), lines[1:]
    elif _are_whole(lines):
        return replace(sniff([unwrapped(line) for line in lines]), whole=True)
    else:
        delimiters = (*delimiters, *_unusual(lines))
    text = "".join(lines)
    candidates = [_measured(dialect, lines) for delimiter in delimiters for dialect in _variants(delimiter, text)]
    best = max(candidates, key=lambda scored: scored[0])
    if not said and (best[0] <= 0 or _are_figures(lines)):
        return Dialect(_one_column(lines) or delimiters[0])
    return best[1] if best[0] > 0 else Dialect(delimiters[0])


def _are_whole(lines: list[str]) -> bool:
    """Whether nearly every line stands in quotation marks that, taken off, leave as many cells as the first line then has."""
    first, *rest = [line for line in lines[:_LOOK] if line.strip()] or [""]
    inner = [bare for line in rest if (bare := unwrapped(line)) != line]
    if len(rest) < 3 or len(inner) < 0.9 * len(rest):
        return False
    return any(_width(unwrapped(first), mark) > 1 and _all_as_wide(inner, unwrapped(first), mark) for mark in DELIMITERS)


def _all_as_wide(lines: list[str], first: str, mark: str) -> bool:
    return sum(_width(line, mark) == _width(first, mark) for line in lines) >= 0.9 * len(lines)


def _width(line: str, mark: str) -> int:
    return len(next(csv.reader([line], delimiter=mark), []))


def _are_figures(lines: list[str]) -> bool:
    """Whether every line below the first is one number: the comma in 4,5 is no delimiter where the header is one word."""
    first, *rest = [line.strip() for line in lines[:_LOOK] if line.strip()] or [""]
    return len(rest) > 1 and re.search(r"[,;|\t]", first) is None and all(kind_of(line) == "number" for line in rest)


def _one_column(lines: list[str]) -> str | None:
    """For a file of one column a mark that is not in it: its commas belong to texts and figures. None for any other file."""
    first, *rest = [line for line in lines[:_LOOK] if line.strip()] or [""]
    if any(mark in first for mark in DELIMITERS):
        return None
    if not _are_figures(lines) and any(sum(mark in line for line in rest) > 0.5 * len(rest) for mark in DELIMITERS):
        return None
    return next((mark for mark in (*DELIMITERS, "\x1f") if not any(mark in line for line in lines)), None)


def _unusual(lines: list[str]) -> tuple[str, ...]:
    """Blanks and rare marks are tried as delimiters only where the usual ones do not occur in the header."""
    first = next((line for line in lines if line.strip()), "")
    if any(mark in first for mark in DELIMITERS):
        return ()
    return (*((" ",) if first.count(" ") >= 2 else ()), *(mark for mark in _RARE if mark in first))


def _variants(delimiter: str, text: str) -> Iterator[Dialect]:
    cut = re.escape(delimiter)
    apostrophes = re.search(rf"(?:^|[{cut}\r\n])'[^\r\n]*?'(?:[{cut}\r\n]|$)", text) is not None
    for quote in ('"', "'") if apostrophes else ('"',):
        escapes = (None, "\\") if f"\\{quote}" in text else (None,)
        blanks = (False, True) if delimiter != " " and f"{delimiter} {quote}" in text else (False,)
        for escape, skip_blank in itertools.product(escapes, blanks):
            yield Dialect(delimiter, quote, escape, skip_blank)
        if re.search(rf"[^{cut}{quote}\r\n]{quote}[^{cut}{quote}\r\n]", text):  # not doubled inside a cell, or an apostrophe
            yield Dialect(delimiter, quote, lenient=True)


def _measured(dialect: Dialect, lines: list[str]) -> tuple[float, Dialect]:
    rows, broken = _parsed(lines, dialect)
    if not rows:
        return 0.0, dialect
    width, same = Counter(map(len, rows)).most_common(1)[0]
    share = same / (len(rows) + broken)
    if width < 2 or (dialect.delimiter == " " and (width < 3 or share < 0.95 or len(rows) < 4)):
        return 0.0, dialect
    cells = [cell for row in rows[:100] for cell in row]
    stray = sum(cell.count(dialect.quote) % 2 == 1 or cell.startswith(f" {dialect.quote}") for cell in cells) / len(cells)
    if dialect.quote == '"':  # all cells in apostrophes: these are the quotation marks
        stray += sum(len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in cells) / len(cells) / 2
    values = sum(kind_of(cell) != "text" for cell in cells) / len(cells)
    doubt = (1.0 if len(rows[0]) == width else 0.6) * (0.6 if dialect.delimiter == " " else 1.0)
    score = share**2 * (1 - 1 / width) ** 0.5 * (0.5 + 0.5 * values) * (1 - stray) * doubt
    if dialect.escape or dialect.skip_blank or dialect.lenient:
        score -= 1e-9  # the plain reading wins where it is as good
    regular = [row for row in rows if len(row) == width]
    enough = share >= 0.8 and len(regular) >= 5
    return score, replace(dialect, **(_learned(regular, width) if enough else {}))


def _learned(regular: list[list[str]], width: int) -> dict[str, Any]:
    return {"width": width, "shapes": shapes_of(regular[1:]), "exact": lengths_of(regular[1:])}


def _parsed(lines: list[str], dialect: Dialect) -> tuple[list[list[str]], int]:
    """The first 500 rows that are not blank, and how many more have senseless quotation marks."""
    if dialect.lenient:
        found = [split(line.rstrip("\r\n"), dialect.delimiter, dialect.quote, inner=True) for line in lines[:500] if line.strip()]
        return [cells for cells, _ in found], 0
    rows: list[list[str]] = []
    broken = 0
    reader = csv.reader(iter(dialect.plain(lines)), strict=True, **dialect.options())  # type: ignore[arg-type]
    while len(rows) + broken < 500:
        try:
            row = next(reader, None)
        except csv.Error:  # the reader goes on with the next line
            broken += 1
            continue
        if row is None:
            break
        if any(row):
            rows.append(row)
    return rows, broken
