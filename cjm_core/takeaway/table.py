"""The first sheet as a person reads it: value, interval and n in words, undefined numbers with their reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cjm_core import format as fmt
from cjm_core import settings
from cjm_core.schema import RESULT_COLUMNS
from cjm_core.settings import WORDS
from cjm_core.small_cells import SUPPRESSED, said
from cjm_core.takeaway.cells import plain
from cjm_core.takeaway.lettering import one_line
from cjm_core.takeaway.model import Sheet

_HEAD = ("kpi", "label", "unit")
_EVIDENCE = ("grade", "reported_period", "source")
_MOST_COLUMNS, _NOTHING = 7, "–"


@dataclass(frozen=True)
class Cell:
    """What stands in a cell; `under` stands below it in small letters."""

    text: str
    under: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Table:
    """`right` says which columns hold numbers."""

    header: tuple[str, ...]
    right: tuple[bool, ...]
    rows: tuple[tuple[Cell, ...], ...]


def as_read(sheet: Sheet, unit: str) -> Table:
    """A result as names, value, interval and n; several KPIs by one thing as a grid; any other frame as it is."""
    frame = sheet.frame
    if not {"n", "value", "ci_low", "ci_high", "status"} <= set(frame.columns):
        return _as_it_is(frame.iloc[:, :_MOST_COLUMNS])
    names = [str(name) for name in frame.columns if name not in (*_HEAD, *RESULT_COLUMNS, *_EVIDENCE)]
    rows = frame.to_dict("records")
    labels = list(dict.fromkeys(str(row["label"]) for row in rows)) if "label" in frame else []
    if len(names) == 1 and len(labels) > 1 and len(rows) > len(labels):
        return _grid(rows, names[0], labels, unit)
    shown = (["label"] if len(labels) > 1 or not names else []) if labels else []
    varying = [name for name in names if len(rows) == 1 or frame[name].astype(str).nunique() > 1]
    keys = ([*shown, *varying] or names)[: _MOST_COLUMNS - 3]
    header = (*("" if key == "label" else called(key) for key in keys), "Value", "95 % interval", "n", "")
    lines = tuple(_line(row, keys, unit) for row in rows)
    last = len(header) if any(line[-1].text for line in lines) else len(header) - 1
    return Table(header[:last], (*(False for _ in keys), True, True, True, False)[:last], tuple(line[:last] for line in lines))


def called(column: str) -> str:
    """A column's name in the words of this team: `touchpoint` -> 'Moment'."""
    said = str(getattr(settings.in_force(), column)) if column in WORDS else column.replace("_", " ")
    return said[:1].upper() + said[1:]


def _line(row: dict[Any, Any], keys: Sequence[str], unit: str) -> tuple[Cell, ...]:
    measured = str(row.get("unit", unit))
    names = (Cell(_text(row[key])) for key in keys)
    value, ends = _value(row, measured)
    return (*names, Cell(value, strong=True), Cell(ends), Cell(said(row["status"], row["reason"]) or fmt.count(row["n"])), Cell(_remark(row)))


def _value(row: dict[Any, Any], unit: str) -> tuple[str, str]:
    low, high = (None if pd.isna(row[name]) else row[name] for name in ("ci_low", "ci_high"))
    hidden = said(row["status"], row.get("reason"))
    return hidden or fmt.full(plain(row["value"]), unit), fmt.interval(low, high, unit)  # type: ignore[arg-type]


def _remark(row: dict[Any, Any]) -> str:
    if row["status"] == "small_sample":
        return "a hint only"
    return str(row["reason"]) if row["status"] in ("undefined", SUPPRESSED) and row.get("reason") else ""


def _grid(rows: Sequence[dict[Any, Any]], key: str, labels: Sequence[str], unit: str) -> Table:
    """One line per value of `key`, one column per KPI."""
    cells: dict[str, dict[str, Cell]] = {}
    for row in rows:
        value, ends = _value(row, str(row.get("unit", unit)))
        under = " · ".join(part for part in (ends, _n(row), plain(row.get("reported_period"))) if part)  # type: ignore[misc]
        known = plain(row["value"]) is not None
        nothing = said(row["status"], row.get("reason")) or _NOTHING
        cells.setdefault(_text(row[key]), {})[str(row["label"])] = Cell(value, under, True) if known else Cell(nothing)
    lines = tuple((Cell(name), *(found.get(label, Cell(_NOTHING)) for label in labels)) for name, found in cells.items())
    return Table((called(key), *labels), (False, *(True for _ in labels)), lines)


def _n(row: dict[Any, Any]) -> str:
    """How many it rests on; a reported number may not say."""
    return "n not given" if pd.isna(row["n"]) else f"n {fmt.count(row['n'])}"


def _as_it_is(frame: pd.DataFrame) -> Table:
    numeric = tuple(pd.api.types.is_numeric_dtype(kind) for kind in frame.dtypes)
    rows = tuple(tuple(Cell(_text(value)) for value in row) for row in frame.itertuples(index=False, name=None))
    return Table(tuple(called(str(name)) for name in frame.columns), numeric, rows)


def _text(value: Any) -> str:
    said = plain(value)
    if isinstance(said, float):
        return fmt.value(said, "number")
    return "" if said is None else one_line(said)
