"""What people choose and write, in SQLite: append-only versions, so that nothing is ever lost and undo comes free."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

_TABLE = """CREATE TABLE IF NOT EXISTS entries (
  version INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, author TEXT, at TEXT NOT NULL)"""
_INDEX = "CREATE INDEX IF NOT EXISTS entries_by_key ON entries (kind, key, version)"


class Entry(NamedTuple):
    """One version of an entry: its number, when it was written (ISO, UTC), by whom (empty: not said), and its value."""

    version: int
    at: str
    author: str
    value: Any


@dataclass(frozen=True)
class Workspace:
    """Entries of several kinds (setting, mapping, …), each with a key and a JSON value; the newest version counts."""

    path: Path

    @staticmethod
    def open(path: str | Path) -> Workspace:
        """Open the workspace, creating it when there is none. Several processes may use it at once (WAL mode)."""
        workspace = Workspace(Path(path))
        workspace.path.parent.mkdir(parents=True, exist_ok=True)
        with workspace._connection() as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(_TABLE)
            connection.execute(_INDEX)
        return workspace

    def write(self, kind: str, key: str, value: Any, author: str | None = None) -> int:
        """Add a new version; returns its number."""
        row = (kind, key, json.dumps(value), author, datetime.now(UTC).isoformat(timespec="seconds"))
        with self._connection() as connection:
            cursor = connection.execute("INSERT INTO entries (kind, key, value, author, at) VALUES (?, ?, ?, ?, ?)", row)
            return int(cursor.lastrowid or 0)

    def read(self, kind: str, key: str, default: Any = None) -> Any:
        """The newest value, or the default where there is none."""
        with self._connection() as connection:
            row = connection.execute(
                "SELECT value FROM entries WHERE kind = ? AND key = ? ORDER BY version DESC LIMIT 1", (kind, key)
            ).fetchone()
        return default if row is None else json.loads(row[0])

    def newest(self, kind: str, start: str = "") -> dict[str, Any]:
        """key -> newest value of every key that begins with `start`."""
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT key, value FROM entries WHERE version IN (SELECT max(version) FROM entries WHERE kind = ? GROUP BY key)"
                " AND substr(key, 1, ?) = ? ORDER BY version", (kind, len(start), start)
            ).fetchall()  # fmt: skip
        return {key: json.loads(value) for key, value in rows}

    def versions(self, kind: str, key: str) -> list[tuple[int, str, Any]]:
        """(version, time, value) from the oldest to the newest."""
        with self._connection() as connection:
            rows = connection.execute("SELECT version, at, value FROM entries WHERE kind = ? AND key = ? ORDER BY version", (kind, key)).fetchall()
        return [(number, at, json.loads(value)) for number, at, value in rows]

    def log(self, kind: str, key: str, after: int = 0) -> list[Entry]:
        """The versions of an entry that are newer than version `after`, oldest first, with who wrote them."""
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT version, at, author, value FROM entries WHERE kind = ? AND key = ? AND version > ? ORDER BY version", (kind, key, after)
            ).fetchall()
        return [Entry(number, at, author or "", json.loads(value)) for number, at, author, value in rows]

    def last_change(self) -> int:
        """The number of the newest version of anything; 0 where nothing was written."""
        with self._connection() as connection:
            return int(connection.execute("SELECT coalesce(max(version), 0) FROM entries").fetchone()[0])

    def keys(self, kind: str) -> list[str]:
        """Every key of a kind, the one that was written first in front."""
        with self._connection() as connection:
            rows = connection.execute("SELECT key FROM entries WHERE kind = ? GROUP BY key ORDER BY min(version)", (kind,)).fetchall()
        return [key for (key,) in rows]

    def rewrites(self) -> int:
        """How often entries were replaced by `rewrite`: what was read before may differ from what stands there now."""
        with self._connection() as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])

    def rewrite(self, change: Callable[[str, str, Any], tuple[str, Any]]) -> int:
        """Replace key and value of every version of every entry by `change(kind, key, value)`; returns how many versions differ now.

        The author's name is changed as a value is.
        What stood there before leaves the file, too. The one way in which something written is ever lost: see keeping/forget.py.
        """
        with self._connection() as connection:
            connection.execute("PRAGMA secure_delete = ON")
            rows = connection.execute("SELECT version, kind, key, value, coalesce(author, '') FROM entries").fetchall()
            anew = [(*_anew(change, *row[1:]), row[0]) for row in rows]
            old = [(key, value, author, number) for number, _, key, value, author in rows]
            other = [new for new, was in zip(anew, old, strict=True) if new != was]
            connection.executemany("UPDATE entries SET key = ?, value = ?, author = ? WHERE version = ?", other)
            connection.execute(f"PRAGMA user_version = {connection.execute('PRAGMA user_version').fetchone()[0] + 1}")
        self._compact()
        return len(other)

    def _compact(self) -> None:
        """Write the file anew, without the pages that are no longer used, and empty the log of changes."""
        connection = sqlite3.connect(self.path, timeout=10, isolation_level=None)
        try:
            for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                connection.execute(statement)
        finally:
            connection.close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own per call, so that threads and processes never share one."""
        connection = sqlite3.connect(self.path, timeout=10)
        try:
            with connection:
                yield connection
        finally:
            connection.close()


def _anew(change: Callable[[str, str, Any], tuple[str, Any]], kind: str, key: str, value: str, author: str) -> tuple[str, str, str]:
    """Key, value and author of an entry after the change. A value that stays keeps its very letters."""
    was = json.loads(value)
    named, said = change(kind, key, was)
    return named, value if said == was else json.dumps(said), str(change(kind, key, author)[1]) if author else ""
