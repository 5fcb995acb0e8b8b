"""Tables that somebody summed before (month × touchpoint × value): found by their shape, never by force.

A table is one when it has few rows, one value per month, touchpoint and measure, and nobody's id.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from cjm_core.plan import Summed, Table
from cjm_core.understanding import summed_words as words
from cjm_core.understanding.profile import normal
from cjm_core.understanding.spans import Span, month_alone, span_of, spans_of
from cjm_core.understanding.summed_columns import Column, columns_of, measure_of, with_units
from cjm_core.understanding.synonyms import HEADERS
from cjm_core.understanding.word_scales import words_scale

MOST_ROWS, MOST_COLUMNS = 5_000, 400
_IDS = ("customer_id", "journey_id", "case", "response_id", "comment")


def proposed(table: Table) -> Summed | None:
    """How this table is read as numbers summed before, or None where it is not plainly one."""
    rows = table.cells.num_rows
    if not 1 <= rows <= MOST_ROWS or not 2 <= len(table.columns) <= MOST_COLUMNS or _names_somebody(table.columns):
        return None
    columns = columns_of(table)
    found = _wide(table, columns) or _long(table, columns)
    return found if found and _one_value_per_key(found, columns) else None


def _names_somebody(columns: Sequence[str]) -> bool:
    return any(normal(name) in HEADERS[what] for what in _IDS for name in columns if what in HEADERS)


def year_of(table: Table) -> int | None:
    """The one year that the file's or the sheet's name carries, for months without one."""
    years = {int(text) for name in (table.sheet or "", PurePath(table.file).stem) for text in re.findall(r"(?<!\d)(20\d\d|19[5-9]\d)(?!\d)", name)}
    return years.pop() if len(years) == 1 else None


def _span_in_name(table: Table) -> str | None:
    """The period that the sheet's or the file's name ends or begins with: 'CSAT Q1 2025'."""
    for name in (table.sheet or "", PurePath(table.file).stem):
        parts = re.split(r"[\s_]+", name)
        for size in (2, 1):
            for at in range(len(parts) - size + 1):
                found = span_of(" ".join(parts[at : at + size]))
                if found and (found.grain != "year" or re.fullmatch(r"20\d\d", parts[at])):
                    return found.key
    return None


def _subject(table: Table, *headers: str) -> tuple[str, str, bool]:
    """Measure, unit as far as the KPI says it, and whether it is known: from the headers, the sheet's or the file's name."""
    stem = PurePath(table.file).stem
    for text in (*headers, table.sheet or "", stem):
        found = measure_of(text) if text else None
        if found:
            return found, words.MEASURES[found][0], True
    name = table.sheet if table.sheet and not re.fullmatch(r"(?i)(sheet|tabelle|feuil|hoja|blad|table)\s?\d*", table.sheet) else stem
    return " ".join(re.split(r"[\s_]+", name.strip())) or "reported", "", False


# ---- months as columns ----------------------------------------------------------------------------------------------
def _wide(table: Table, columns: list[Column]) -> Summed | None:
    """The header names periods: 'Touchpoint | Jan 2025 | Feb 2025', 'KPI | 2024 | 2025'."""
    periods = _period_headers(table, columns)
    if not periods:
        return None
    rest = [column for column in columns if column.name not in periods]
    numbers = [column for column in columns if column.name in periods]
    keys = _keys(rest)
    filled, figures = sum(len(column.filled) for column in numbers), sum(len(column.numbers) for column in numbers)
    if keys is None or 2 * figures <= filled:
        return None
    measure_column, touchpoint = keys
    measure, unit, known = _subject(table, *(name for name in (touchpoint,) if name))
    # Beside several months, one n may be that of all of them together: an interval made from it would be too narrow.
    count = next((column.name for column in rest if _is_count(column)), None) if len(periods) == 1 else None
    found = Summed(measure, unit, measure_column, touchpoint, n=count, periods=periods)
    signal = known or measure_column is not None or _is_touchpoint(touchpoint) or (len(periods) > 2 and touchpoint is not None)
    return with_units(found, columns) if signal else None


def _period_headers(table: Table, columns: list[Column]) -> dict[str, str]:
    """Column -> key of its period. A single year, or fewer than three months without a year, are no header of periods."""
    year = year_of(table)
    spans = dict(zip(table.columns, spans_of(table.columns, year), strict=True))
    found = {name: span.key for name, span in spans.items() if span is not None}
    if not found:
        alone = {column.name: month for column in columns if (month := month_alone(column.name))}
        return {name: f"--{month:02}" for name, month in alone.items()} if len(alone) >= 3 else {}
    years = all(span is None or span.grain == "year" for span in spans.values())
    return {} if years and len(found) < 2 and len(columns) > 2 else found


def _keys(rest: list[Column]) -> tuple[str | None, str | None] | None:
    """(column of measures, column of touchpoints); None where more columns of text tell rows apart than a table of ours has."""
    texts = [column for column in rest if column.filled and not column.numeric]
    measures = next((column for column in texts if _names_measures(column)), None)
    others = [column for column in texts if column is not measures and not _is_side_note(column)]
    touchpoint = next((column for column in others if _is_touchpoint(column.name)), None)
    others = [column for column in others if column is not touchpoint and (len(set(column.filled)) > 1 or len(column.cells) == 1)]
    if touchpoint is None and others:
        touchpoint, others = others[0], others[1:]
    if others or (touchpoint and max(map(len, touchpoint.filled)) > 120):
        return None
    return measures.name if measures else None, touchpoint.name if touchpoint else None


def _names_measures(column: Column) -> bool:
    """Whether a column says which measure a row is about: by its header, or because half of its texts are known measures."""
    distinct = set(column.filled)
    return column.words in words.MEASURE_HEADERS or 2 * sum(measure_of(text) is not None for text in distinct) >= len(distinct)


def _is_side_note(column: Column) -> bool:
    return column.words in ("unit", "einheit", "unite", "unidad", "eenheid", "source", "quelle", "note", "notes", "comment", "said by", "owner")


def _is_count(column: Column) -> bool:
    """'n', 'Responses', and 'n2' or 'NPS n' where several measures have their own."""
    said = [word for word in re.sub(r"\d+", " ", column.words).split() if word not in words.MEASURES]
    return column.numeric and " ".join(said) in words.COUNT_HEADERS


def _is_touchpoint(name: str | None) -> bool:
    return name is not None and normal(name) in words.TOUCHPOINT_HEADERS


# ---- one row per period ---------------------------------------------------------------------------------------------
def _long(table: Table, columns: list[Column]) -> Summed | None:
    """A column holds the periods: 'Month | Touchpoint | NPS | n', 'Month | NPS | Responses | CSAT'."""
    period, grain = _period_column(columns)
    span = None if period else _span_in_name(table)
    if period is None and span is None:
        return None
    rest = [column for column in columns if column is not period]
    keys = _keys(rest)
    counts = [column for column in rest if _is_count(column)]
    low, high = (next((column for column in rest if column.words in known), None) for known in (words.LOW_HEADERS, words.HIGH_HEADERS))
    values = [column for column in rest if column.numeric and column not in (*counts, low, high)]
    if keys is None or not values or (grain == "day" and not counts):
        return None
    found = _valued(table, values, keys, [column.name for column in rest if column in counts])
    if found is None or (not counts and _could_be_answers(values)):
        return None
    return with_units(replace(
        found, period=period.name if period else None, span=span, low=low.name if low and found.value else None,
        high=high.name if high and found.value else None,
    ), columns)  # fmt: skip


def _valued(table: Table, values: list[Column], keys: tuple[str | None, str | None], counts: list[str]) -> Summed | None:
    """Where the numbers stand: in one column, in one for each measure, or in one for each touchpoint."""
    measure_column, touchpoint = keys
    known = {column.name: name for column in values if (name := measure_of(column.name))}
    levels = _levels(values)
    signal = measure_column is not None or bool(known) or _is_touchpoint(touchpoint)
    if len(values) == 1:
        only = values[0]
        measure, unit, named = _subject(table, only.name)
        own = only.words not in words.VALUE_HEADERS and not named
        found = Summed(only.name.strip() if own else measure, unit, measure_column, touchpoint, value=only.name, n=counts[0] if counts else None)
        return found if signal or named else None
    measure, unit, named = _subject(table)
    if named and not known and not levels and touchpoint is None and measure_column is None:
        names = {column.name: column.name.strip() for column in values}
        return Summed(measure, unit, touchpoints=names, n=counts[0] if counts else None)
    if not (known or levels) or measure_column is not None:
        return None
    measures = {column.name: (known.get(column.name, column.name.strip()), "") for column in values}
    return Summed("", "", None, touchpoint, measures=measures, counts=_counts(table, measures, counts))


def _levels(values: list[Column]) -> bool:
    """Whether the columns count answers level by level: promoters, passives and detractors, or very happy … very unhappy."""
    named = {column.words for column in values}
    ladder = words_scale(dict.fromkeys(named, 1)) if len(values) >= 3 else None
    return len(named & words.GROUP_HEADERS) >= 2 or (ladder is not None and len(ladder.codes) >= 3)


def _counts(table: Table, measures: dict[str, tuple[str, str]], counts: list[str]) -> dict[str, str]:
    """Which n belongs to which measure: the next to the right of it, or the only one, to everything that is made of answers."""
    if len(counts) == 1:
        plain = normal(counts[0]) in ("n", "base", "basis")
        return {column: counts[0] for column, (name, _) in measures.items() if plain or name in words.OF_ANSWERS}
    following = {}
    for at, name in enumerate(table.columns):
        after = table.columns[at + 1] if at + 1 < len(table.columns) else None
        if name in measures and after in counts:
            following[name] = str(after)
    return following


def _period_column(columns: list[Column]) -> tuple[Column | None, str]:
    """The column whose cells are all periods, and how long these are. Bare years need a header that says so."""
    for column in columns:
        spans = spans_of(column.filled)
        named = column.words in words.PERIOD_HEADERS
        whole = [span for span in spans if span is not None]
        months = [month_alone(text) for text in column.filled]
        if column.filled and all(months) and len(column.filled) == len(column.cells):
            return column, "month"
        if not whole or len(whole) < 0.9 * len(column.filled) or len(column.filled) < len(column.cells):
            continue
        grain = _longest(whole)
        if named or grain not in ("year", "day"):
            return column, grain
    return None, ""


def _longest(spans: list[Span]) -> str:
    grains = {span.grain for span in spans}
    return "day" if "day" in grains else "year" if grains == {"year"} else grains.pop()


def _could_be_answers(values: list[Column]) -> bool:
    """Whole numbers from 0 to 11 without any n may be single answers, so they are not taken for sums."""
    return all(not column.percents and all(0 <= number <= 11 and number == int(number) for number in column.numbers) for column in values)


def _one_value_per_key(found: Summed, columns: list[Column]) -> bool:
    """Rows of single customers repeat their month and touchpoint; summed ones do not."""
    by_name = {column.name: column for column in columns}
    keys = [by_name[name].cells for name in (found.period, found.touchpoint, found.measure_column) if name]
    rows = list(zip(*keys, strict=True)) if keys else [()] * len(columns[0].cells)
    return len(set(rows)) == len(rows) or len(rows) == 1
