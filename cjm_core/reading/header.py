"""Which of the first rows are the header."""

from __future__ import annotations

import itertools
from collections import Counter

from cjm_core.reading.values import as_number, kind_of
from cjm_core.schema import MISSING_CODES


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


def kinds_of(rows: list[list[str]]) -> dict[int, str]:
    """Columns (by place) whose cells are nearly all dates, times or numbers, and which of them."""
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
    kinds = {place: kind for place, kind in kinds_of(rest).items() if place < len(first)}
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
    kinds = [place for place in kinds_of(rest) if place < min(len(row), len(first))]
    if not kinds or len(row) != len(first) or any(kind_of(first[place]) not in ("text", "empty") for place in kinds):
        return False
    texts = [place for place in kinds if kind_of(row[place]) == "text" and row[place].strip().lower() not in MISSING_CODES]
    plain = all(kind_of(cell) in ("text", "empty") for cell in row)
    return row == first or (len(kinds) > 1 and texts == kinds and plain)
