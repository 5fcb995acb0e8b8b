"""Typed cells of workbooks, Parquet and JSON as the text they mean."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable, Sequence
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cjm_core.reading.limits import LONGEST_CELL

_PLAIN_FROM, _PLAIN_TO = 1e-4, 1e9  # between these, Arrow and Python write a number alike, without an exponent


def cell_text(cell: object) -> str:
    """A cell as the text it means: 262 not 262.0, dates and times in ISO form, true and false in lower case, lists as JSON."""
    known = _TEXT_OF.get(type(cell))
    return known(cell) if known else str(cell)


def text_column(cells: Sequence[object]) -> pa.Array:
    """A column of cells as text; empty texts, and numbers that are none, are null."""
    kinds = set(map(type, cells))
    if float in kinds and kinds <= {float, str}:
        numbers = [cell if type(cell) is float else None for cell in cells]
        if numbers.count(None) == cells.count(""):
            return number_texts(pa.array(numbers, pa.float64()))
    if kinds == {dt.datetime}:
        return pa.array([cell.isoformat() for cell in cells], pa.string())  # type: ignore[attr-defined]
    texts = pa.array(cells if kinds == {str} else [_TEXT_OF.get(type(cell), str)(cell) for cell in cells], pa.string())
    if kinds == {str} and b"\0" in (texts.buffers()[2] or pa.py_buffer(b"")).to_pybytes():
        texts = pa.array([_text(str(cell)) for cell in cells], pa.string())
    return without_empty(texts)


def without_empty(texts: pa.Array) -> pa.Array:
    """Text cells with null where they are empty."""
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def longest(column: pa.ChunkedArray) -> int:
    """The bytes of the longest text of a column, or anything below the limit where no text can be beyond it."""
    most = 0
    for chunk in column.chunks:
        if len(chunk):
            ends = np.frombuffer(chunk.buffers()[1], np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
            whole = int(ends[-1] - ends[0])
            most = max(most, whole if whole <= LONGEST_CELL else int(np.diff(ends).max()))
    return most


def number_texts(numbers: pa.Array) -> pa.Array:
    """Floating point numbers as text, as `cell_text` writes them; NaN is null."""
    size = pc.abs(numbers)
    plain = pc.or_(pc.equal(size, 0), pc.and_(pc.greater_equal(size, _PLAIN_FROM), pc.less(size, _PLAIN_TO)))
    texts = pc.replace_substring_regex(pc.cast(pc.if_else(plain, numbers, None), pa.string()), r"^-0$|\.0$", "")
    odd = pc.and_(pc.invert(plain), pc.is_valid(numbers))
    texts = pc.if_else(pc.equal(size, 0), "0", texts)
    if not pc.any(odd).as_py():
        return texts
    written = [_number(number.as_py()) or None for number in pc.filter(numbers, odd)]
    return pc.replace_with_mask(texts, pc.fill_null(odd, False), pa.array(written, pa.string()))


def _number(cell: float) -> str:
    if not math.isfinite(cell):
        return "" if math.isnan(cell) else repr(cell)
    return str(int(cell)) if cell.is_integer() and abs(cell) < 1e21 else repr(cell)


def _text(cell: str) -> str:
    return cell.replace("\0", "")  # some old .xls writers leave NUL between the letters


def _length(cell: dt.timedelta) -> str:
    seconds = round(cell.total_seconds())
    return f"{'-' if seconds < 0 else ''}{abs(seconds) // 3600:02}:{abs(seconds) // 60 % 60:02}:{abs(seconds) % 60:02}"


def _bytes(cell: bytes) -> str:
    try:
        return _text(cell.decode())
    except UnicodeDecodeError:
        return cell.hex()


def _json(cell: object) -> str:
    return json.dumps(cell, ensure_ascii=False, default=_within)


def _within(cell: object) -> object:
    return float(cell) if isinstance(cell, Decimal) else cell_text(cell)


_TEXT_OF: dict[type, Callable[..., str]] = {
    str: _text,
    bool: lambda cell: "true" if cell else "false",
    int: str,
    float: _number,
    type(None): lambda _: "",
    dt.datetime: dt.datetime.isoformat,
    dt.date: dt.date.isoformat,
    dt.time: dt.time.isoformat,
    dt.timedelta: _length,
    Decimal: lambda cell: format(cell, "f") if -30 < cell.adjusted() < 30 else str(cell),
    bytes: _bytes,
    list: _json,
    tuple: _json,
    dict: _json,
}
