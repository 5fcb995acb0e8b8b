"""What a mapping changes in the cells before anything is typed: codes become meanings, ids pseudonyms, comments masked."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from cjm_core.format import plural
from cjm_core.plan import Mapping, Table
from cjm_core.privacy.masking import masked_column
from cjm_core.privacy.pseudonyms import key, pseudonyms

_MASKED = {"[URL]": "link", "[EMAIL]": "e-mail", "[IBAN]": "IBAN", "[CARD]": "card number", "[IP]": "IP", "[PHONE]": "phone number"}


def prepare(table: Table, mapping: Mapping) -> tuple[pa.Table, tuple[str, ...]]:
    """The table's cells with every change that the mapping asks for, and a sentence for each change people should know of.

    Raises BadInput where a pseudonym is wanted and no key can be had (METRICS §8).
    """
    cells, said = table.cells, list[str]()
    for column, meanings in mapping.codes.items():
        cells = _replaced(cells, column, meanings, str.lower)
    if mapping.renames and "touchpoint" in mapping.fields:
        cells = _replaced(cells, mapping.fields["touchpoint"], mapping.renames, str)
    for column in mapping.hashed:
        cells = _with(cells, column, pseudonyms(key(), cells.column(column)))
    for column in comment_columns(mapping) if mapping.mask else ():
        masked, counts = masked_column(cells.column(column))
        cells = _with(cells, column, masked)
        parts = [plural(number, _MASKED[what]) for what, number in counts.items() if number]
        said += [f"Masked in {column!r}: {', '.join(parts)}. Automatic masking misses things; look before you share."] if parts else []
    if mapping.hashed:
        said.append(f"{plural(len(mapping.hashed), 'column')} replaced by pseudonyms: {', '.join(map(repr, mapping.hashed))}.")
    return cells, tuple(said)


def comment_columns(mapping: Mapping) -> list[str]:
    """The columns that hold comments."""
    asked = [answer.column for answer in mapping.answers if answer.question == "comment"]
    return [*([mapping.fields["comment"]] if "comment" in mapping.fields else []), *asked]


def _with(cells: pa.Table, column: str, new: pa.ChunkedArray) -> pa.Table:
    return cells.set_column(cells.column_names.index(column), column, new)


def _replaced(cells: pa.Table, column: str, meanings: dict[str, str], fold: Callable[[str], str]) -> pa.Table:
    """Every cell that has a meaning becomes it, an empty meaning an empty cell; found once per distinct cell."""
    old = cells.column(column)
    distinct = old.unique()
    meant = [None if text is None else meanings.get(fold(text.strip()), text) or None for text in distinct.to_pylist()]
    new = pa.array(meant, pa.string())
    return _with(cells, column, pa.chunked_array([new.take(pc.index_in(chunk, value_set=distinct)) for chunk in old.chunks], pa.string()))
