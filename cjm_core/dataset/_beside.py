"""Tables that are worked out once per opened dataset and kept beside it, in the connection's own memory."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cjm_core.dataset import Dataset

_MOST = 40  # tables; what was not asked for longest goes first
_GRACE = 60  # seconds in which a query that was just written out can still begin


class Beside:
    """Names of the tables by what they hold. They are real tables, because cursors do not see temporary ones."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._lock = threading.RLock()
        self._made: dict[Hashable, tuple[str, float]] = {}
        self._count = 0

    def table(self, data: Dataset, key: Hashable, sql: str, bound: dict[str, Any] | None = None) -> str:
        """The name of the table with the rows of `sql`, made when it is first asked for."""
        with self._lock:
            known = self._made.pop(key, None)
            name = known[0] if known else self._make(data, sql, bound or {})
            self._made[key] = name, time.monotonic()
            self._forget(data)
            return name

    def made(self, key: Hashable) -> str | None:
        """The name of that table, if it was made before."""
        found = self._made.get(key)
        return found[0] if found else None

    def _make(self, data: Dataset, sql: str, bound: dict[str, Any]) -> str:
        self._count += 1
        name = f"memory.main.beside_{self._count}"
        used = {word: bound[word] for word in set(re.findall(r"\$([a-z_][a-z0-9_]*)", sql)) if word in bound}
        data.run(f"CREATE TABLE {name} AS {sql}", used)
        return name

    def _forget(self, data: Dataset) -> None:
        """Remove what was not asked for longest, unless somebody may be about to read it; tables named by a word stay."""
        now = time.monotonic()
        old = [key for key, (_, at) in self._made.items() if not isinstance(key, str) and now - at > _GRACE]
        for key in old[: max(len(self._made) - _MOST, 0)]:
            data.run(f"DROP TABLE {self._made.pop(key)[0]}", {})
