"""What people choose and write, in SQLite: append-only versions, so that nothing is ever lost and undo comes free."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_TABLE = """CREATE TABLE IF NOT EXISTS entries (
  version INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, author TEXT, at TEXT NOT NULL)"""
_INDEX = "CREATE INDEX IF NOT EXISTS entries_by_key ON entries (kind, key, version)"


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

    def rewrite(self, change: Callable[[str, str, Any], tuple[str, Any]]) -> int:
        """Replace key and value of every version of every entry by `change(kind, key, value)`; returns how many versions differ now.

        What stood there before leaves the file, too. The one way in which something written is ever lost: see keeping/forget.py.
        """
        with self._connection() as connection:
            connection.execute("PRAGMA secure_delete = ON")
            rows = connection.execute("SELECT version, kind, key, value FROM entries").fetchall()
            anew = [(*change(kind, key, json.loads(value)), number, key, value) for number, kind, key, value in rows]
            other = [(key, json.dumps(value), number) for key, value, number, was, said in anew if key != was or value != json.loads(said)]
            connection.executemany("UPDATE entries SET key = ?, value = ? WHERE version = ?", other)
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
