"""Parquet files as text cells: dates in ISO form, numbers plainly, nested values as JSON."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cjm_core.errors import BadInput
from cjm_core.reading.assemble import name_columns
from cjm_core.reading.cells import number_texts, text_column, without_empty
from cjm_core.reading.limits import check_cell, check_columns, check_rows
from cjm_core.reading.spill import Spill

_BATCH = 50_000  # rows turned into text at once


def read_parquet(
    path: Path, name: str, watch: Callable[[float], None] | None = None
) -> tuple[pa.Table, pa.Array, tuple[str, ...]]:
    """(text cells, the number of each row counted from 1, warnings). `watch` is told the share that is done. Raises BadInput."""
    try:
        with pq.ParquetFile(path) as file:
            return _read(file, name, watch)
    except (pa.ArrowException, OSError):
        raise BadInput(f"{name} is damaged or cut off, or a kind of Parquet that is not read; save it again.") from None


def _read(file: pq.ParquetFile, name: str, watch: Callable[[float], None] | None) -> tuple[pa.Table, pa.Array, tuple[str, ...]]:
    rows = file.metadata.num_rows
    check_rows(rows, name)
    check_columns(len(file.schema_arrow.names), name)
    names, warnings = name_columns(list(file.schema_arrow.names))
    kept = Spill()
    kept.add(pa.table({column: pa.array([], pa.string()) for column in names}), pa.array([], pa.int64()))
    for batch in file.iter_batches(_BATCH):
        first = kept.rows + 1
        texts = [_texts(column) for column in batch.columns]
        for column in texts:
            check_cell(pc.max(pc.utf8_length(column)).as_py() or 0, name, first)
        kept.add(pa.table(texts, names=names), pa.array(np.arange(first, first + batch.num_rows, dtype=np.int64)))
        if watch and rows:
            watch(min(1.0, kept.rows / rows))
    return *kept.whole(), tuple(warnings)


def _texts(cells: pa.Array) -> pa.Array:
    """A typed column as text; what Arrow does not write as a person would goes cell by cell."""
    kind = cells.type
    if pa.types.is_dictionary(kind):
        return _texts(cells.dictionary_decode())
    if pa.types.is_floating(kind):
        return number_texts(cells.cast(pa.float64()) if kind == pa.float64() else _shortest(cells))
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return without_empty(cells.cast(pa.string()))
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind) or pa.types.is_date32(kind):
        return cells.cast(pa.string())
    if pa.types.is_date64(kind):
        return cells.cast(pa.date32()).cast(pa.string())
    if pa.types.is_timestamp(kind):
        return _moments(cells)
    if pa.types.is_time(kind):
        return _without_zeros(cells.cast(pa.string()))
    if pa.types.is_null(kind):
        return pa.nulls(len(cells), pa.string())
    return text_column(cells.to_pylist())


def _shortest(cells: pa.Array) -> pa.Array:
    """Numbers of half the length as their own shortest text says them: 0.1, not 0.10000000149011612."""
    return cells.cast(pa.float32()).cast(pa.string()).cast(pa.float64())


def _moments(cells: pa.Array) -> pa.Array:
    """2025-03-01T14:05:00, with the offset from UTC where the column has a zone."""
    pattern = "%Y-%m-%dT%H:%M:%S" + ("%z" if cells.type.tz else "")
    try:
        texts = pc.strftime(cells, format=pattern)
    except pa.ArrowException:  # a zone that this machine does not know: the same moments in UTC
        texts = pc.strftime(cells.cast(pa.timestamp(cells.type.unit, "UTC")), format=pattern)
    texts = pc.replace_substring_regex(texts, r"([+-]\d\d)(\d\d)$", r"\1:\2") if cells.type.tz else texts
    return pc.replace_substring_regex(_without_zeros(texts), r"\+00:00$", "Z")


def _without_zeros(texts: pa.Array) -> pa.Array:
    """Times without the zeros at the end of their fraction: 08:00:00.500, not 08:00:00.500000; whole seconds without any."""
    return pc.replace_substring_regex(pc.replace_substring_regex(texts, r"\.0+($|[+-])", r"\1"), r"(\.\d*[1-9])0+($|[+-])", r"\1\2")
