"""The columns of a table that was summed before, and what their numbers are: which measure, in which unit."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cjm_core.plan import Summed, Table
from cjm_core.understanding import summed_words as words
from cjm_core.understanding.figures import decimal_comma, figure, is_blank
from cjm_core.understanding.profile import normal

_ENOUGH = 0.8  # of the filled cells of a column


@dataclass(frozen=True)
class Column:
    """One column: its cells, which of them are filled, and what share of these are numbers."""

    name: str
    cells: tuple[str | None, ...]
    filled: tuple[str, ...]
    numbers: tuple[float, ...]
    percents: bool
    numeric: bool

    @property
    def words(self) -> str:
        return normal(self.name)


def columns_of(table: Table) -> list[Column]:
    read = {name: tuple(table.cells.column(name).to_pylist()) for name in table.columns}
    comma = decimal_comma(cell for cells in read.values() for cell in cells)
    return [_column(name, cells, comma) for name, cells in read.items()]


def _column(name: str, cells: tuple[str | None, ...], comma: bool) -> Column:
    filled = tuple(cell.strip() for cell in cells if cell is not None and not is_blank(cell))
    figures = [found for cell in filled if (found := figure(cell, comma)) is not None]
    numbers = tuple(one.number for one in figures)
    percents = bool(figures) and sum(one.percent for one in figures) * 2 > len(figures)
    return Column(name, cells, filled, numbers, percents, bool(filled) and len(numbers) >= _ENOUGH * len(filled))


def measure_of(text: str) -> str | None:
    """The KPI that a header, a cell or a file name plainly means, or None."""
    plain = normal(text)
    said = [word for word in plain.split() if word not in words.FILLERS and not word.isdigit()]
    kept = " ".join(said)
    for name, (_, names) in words.MEASURES.items():
        if plain in names or kept in names:
            return name
    sure = {words.SURE_WORDS[word] for word in said if word in words.SURE_WORDS}
    found = sure.pop() if len(sure) == 1 and not {"target", "goal", "ziel"} & set(said) else None
    return words.MEAN_OF.get(found, found) if found and words.MEAN_WORDS & set(plain.split()) else found


def with_units(found: Summed, columns: list[Column]) -> Summed:
    """The unit of every measure, from its name and its numbers."""
    by_name = {column.name: column for column in columns}
    if found.measure_column:
        named = by_name[found.measure_column]
        places = [found.value] if found.value else list(found.periods)
        measures = {}
        for text in dict.fromkeys(named.filled):
            rows = [at for at, cell in enumerate(named.cells) if cell is not None and cell.strip() == text]
            part = _part([by_name[place] for place in places], rows, text)
            measures[text] = _measured(measure_of(text), text, part)
        return replace(found, measures=measures)
    if found.measures:
        return replace(found, measures={name: _measured(measure_of(name), said, by_name[name]) for name, (said, _) in found.measures.items()})
    places = [found.value] if found.value else list(found.periods or found.touchpoints)
    every = list(range(len(columns[0].cells)))
    header = found.value or (found.touchpoint or "") + " " + found.measure
    measure, unit = _measured(found.measure if found.unit else None, found.measure, _part([by_name[place] for place in places], every, header))
    return replace(found, measure=measure, unit=unit)


def _part(places: list[Column], rows: list[int], name: str) -> Column:
    """Some rows of some columns as one."""
    cells = tuple(column.cells[at] for column in places for at in rows)
    return _column(name, cells, decimal_comma(cell for column in places for cell in column.cells))


def _measured(known: str | None, said: str, column: Column) -> tuple[str, str]:
    """(measure, unit) of these numbers."""
    plain = set(column.words.split())
    signed = column.percents or "%" in column.name
    largest = max((abs(number) for number in column.numbers), default=0.0)
    if known in words.MEAN_OF and not signed and 1 < largest <= 10 and min(column.numbers) >= 1:
        known = words.MEAN_OF[known]  # 4.2 is no share of satisfied customers, it is a mean of the scale
    unit = words.MEASURES[known][0] if known else _guessed(plain, signed, column)
    if unit == "share" and (largest > 1 or signed):
        unit = "percent"
    return known or " ".join(said.split()), unit


def _guessed(plain: set[str], signed: bool, column: Column) -> str:
    """The unit of a measure of one's own."""
    if signed or plain & words.RATE_WORDS:
        return "share"
    if any(sign in cell for cell in (*column.filled[:20], column.name) for sign in words.MONEY_SIGNS):
        return "money"
    whole = all(number == int(number) for number in column.numbers)
    return "score" if not whole and all(0 <= number <= 10 for number in column.numbers) else "number"
