"""Numbers that people type in take the road of an uploaded table."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pyarrow as pa

from cjm_core.plan import Mapping, Summed, Table
from cjm_core.understanding.summed_columns import measure_of
from cjm_core.understanding.summed_words import MEAN_OF, MEASURES

Typed = tuple[str, str | None, str, float, int | None, float | None, float | None, str]
_COLUMNS = ("Measure", "Touchpoint", "Period", "Value", "n", "Low", "High", "Said by")


def typed(rows: Sequence[Typed], units: dict[str, str] | None = None) -> tuple[Table, Mapping]:
    """A table in memory and its mapping, from (measure, touchpoint or None, period, value, n, low, high, said by).

    Shares are typed as 0..100; a satisfaction or an effort of 1 to 10 is the mean of its scale. `units` gives the unit of measures of one's
    own (see `plan.Summed`); without one they are plain numbers.
    """
    own = units or {}
    texts = [[_text(cell) for cell in column] for column in zip(*rows, strict=True)] or [[] for _ in _COLUMNS]
    cells = pa.table({name: pa.array(column, pa.string()) for name, column in zip(_COLUMNS, texts, strict=True)})
    people = " and ".join(dict.fromkeys(str(row[7]).strip() or "somebody" for row in rows)) or "nobody"
    said = hashlib.sha256(repr([people, *rows]).encode()).hexdigest()
    table = Table(f"typed by {people}", None, _COLUMNS, cells, pa.array(range(1, len(rows) + 1), pa.int64()), said, header_lines=0)
    summed = Summed(
        "", "", "Measure", "Touchpoint", "Period", "Value", "n", "Low", "High",
        measures={name.strip(): _measured(name.strip(), own, [row[3] for row in rows if row[0] == name]) for name, *_ in rows},
    )  # fmt: skip
    return table, Mapping("reported", summed=summed)


def _measured(name: str, own: dict[str, str], values: Sequence[float]) -> tuple[str, str]:
    known = name if name in MEASURES else measure_of(name)
    if known in MEAN_OF and all(1 <= value <= 10 for value in values):
        known = MEAN_OF[known]
    unit = MEASURES[known][0] if known else own.get(name, "number")
    return known or name, "percent" if unit == "share" else unit


def _text(cell: object) -> str | None:
    return None if cell is None else repr(cell) if isinstance(cell, float) else str(cell)
