"""What was once found out about a table's columns; it is kept as long as the table, because screens ask again at every click."""

from __future__ import annotations

import weakref
from typing import Generic, TypeVar

import pyarrow as pa

T = TypeVar("T")


class Kept(Generic[T]):
    """Column -> what is known of it, for every table; a table cannot be changed, and what is known of it goes with it."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[weakref.ref[pa.Table], dict[str, T]]] = {}

    def of(self, cells: pa.Table) -> dict[str, T]:
        """What is known of the columns of this very table, to be read and added to."""
        key, known = id(cells), self._known
        if key not in known or known[key][0]() is not cells:
            known[key] = weakref.ref(cells, lambda _: known.pop(key, None)), {}
        return known[key][1]
