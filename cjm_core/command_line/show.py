"""Results on standard output: one JSON object, or a table for reading."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from typing import Any

import click
import pandas as pd

from cjm_core.result import records
from cjm_core.small_cells import SUPPRESSED, shown_n

Row = dict[str, Any]

# Text from files may hold what moves a terminal's cursor or paints over a line; it is printed as its picture instead.
_PICTURES = {**{code: 0x2400 + code for code in range(32) if code != 10}, 127: 0x2421, **dict.fromkeys(range(128, 160), 0xFFFD)}
_STEERING = re.compile("[\x7f-\x9f]")  # what JSON may hold as it is and some terminals obey


def shown(table: pd.DataFrame) -> list[Row]:
    """The rows of a frame as plain values."""
    return [plain(row) for row in records(table)]


def plain(value: Any) -> Any:
    """A value that JSON can carry: times in ISO form, undefined numbers as None."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in _hidden(value).items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:  # a number of numpy
        return plain(value.item())
    return value.isoformat() if hasattr(value, "isoformat") else value


def _hidden(row: Row) -> Row:
    """A row whose n may not be shown says "<5" instead."""
    return {**row, "n": shown_n(row["n"], row["status"], row.get("reason"))} if "n" in row and row.get("status") == SUPPRESSED else row


def as_object(said: Row, indent: int | None = None) -> None:
    """Print one JSON object."""
    click.echo(_STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(plain(said), ensure_ascii=False, allow_nan=False, indent=indent)))


def visible(text: str) -> str:
    """The text with every control character but the line's end as a picture of it."""
    return text.translate(_PICTURES)


def say(text: str) -> None:
    """Print lines for reading."""
    click.echo(visible(text))


def result(said: Row, as_json: bool, *lines: str | None) -> None:
    """Print the object, or its `rows` as a table with sentences under it."""
    if as_json:
        as_object(said)
        return
    say(table(said["rows"]))
    for line in lines:
        if line:
            say(line)


def table(rows: Sequence[Row]) -> str:
    """Aligned columns: numbers to the right, everything else to the left."""
    if not rows:
        return "(no rows)"
    names = list(rows[0])
    cells = [[visible(cell).replace("\n", "␊") for cell in line] for line in [names, *([_text(row[name]) for name in names] for row in rows)]]
    widths = [max(len(line[at]) for line in cells) for at in range(len(names))]
    numeric = [all(isinstance(row[name], (int, float, type(None))) for row in rows) for name in names]
    lines = []
    for line in cells:
        aligned = (f"{cell:>{w}}" if right else f"{cell:<{w}}" for cell, w, right in zip(line, widths, numeric, strict=True))
        lines.append("  ".join(aligned).rstrip())
    return "\n".join(lines)


def _text(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool) or not isinstance(value, (int, float, dict, list)):
        return str(value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {_text(item)}" for key, item in value.items()) or "–"
    if isinstance(value, list):
        return " > ".join(map(str, value))
    if isinstance(value, int) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}"
