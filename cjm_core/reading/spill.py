"""Chunks of a table: in memory while they are few, beyond that in a temporary file that is mapped back into memory.

The file has no name (it is deleted as soon as it is open), so it is gone with the table, and after a crash too.
"""

from __future__ import annotations

import errno
import mmap
import tempfile
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

import pyarrow as pa

from cjm_core.errors import BadInput
from cjm_core.home import home
from cjm_core.reading.limits import check_rows

KEPT = 64 << 20  # bytes held in memory before they are written to disk
_REST = 0.25  # seconds
_maps: weakref.WeakSet[mmap.mmap] = weakref.WeakSet()

Batch = tuple[pa.Table, pa.Array]


class Spill:
    """Collects chunks of text cells with the line of each row; later chunks may bring further columns."""

    def __init__(self) -> None:
        self.rows = 0
        self._held: list[Batch] = []
        self._bytes = 0
        self._lines: IO[bytes] | None = None
        self._parts: list[tuple[IO[bytes], Any]] = []  # a file and its writer for every set of columns

    def add(self, cells: pa.Table, lines: pa.Array) -> None:
        """Keep a chunk (`lines`: int64). Raises BadInput beyond the most rows, and when the disk is full."""
        self.rows += cells.num_rows
        check_rows(self.rows)
        self._bytes += cells.nbytes
        self._held.append((cells, lines))
        if self._bytes > KEPT:
            try:
                self._write()
            except OSError as error:
                raise _refusal(error) from None

    def whole(self) -> Batch:
        """Everything that was added, as one table and its lines; nothing can be added after that."""
        tables, lines = [cells for cells, _ in self._held], [places for _, places in self._held]
        if self._lines is not None:
            try:
                self._write()
                tables, lines = [], [_mapped_lines(self._lines)]
                for file, writer in self._parts:
                    writer.close()
                    tables.append(pa.ipc.open_file(pa.BufferReader(_mapped(file))).read_all())
            except OSError as error:
                raise _refusal(error) from None
        return pa.concat_tables(tables, promote_options="default"), pa.concat_arrays(lines) if len(lines) > 1 else lines[0]

    def _write(self) -> None:
        if self._lines is None:
            self._lines = self._opened()
        for cells, lines in self._held:
            if not self._parts or self._parts[-1][1].schema != cells.schema:
                file = self._opened()
                self._parts.append((file, _Writer(file, cells.schema)))
            self._parts[-1][1].write(cells)
            self._lines.write(memoryview(lines.to_numpy()).cast("B"))
        self._held, self._bytes = [], 0


    def _opened(self) -> IO[bytes]:
        file = _nameless()
        weakref.finalize(self, file.close)  # also when the reading is stopped halfway
        return file


class _Writer:
    def __init__(self, file: IO[bytes], schema: pa.Schema) -> None:
        self.schema = schema
        self._writer = pa.ipc.new_file(file, schema)

    def write(self, cells: pa.Table) -> None:
        self._writer.write_table(cells)

    def close(self) -> None:
        self._writer.close()


def _nameless() -> IO[bytes]:
    """A temporary file on the disk where the datasets lie: a system's own temporary folder is often kept in memory."""
    return tempfile.TemporaryFile(dir=home() if home().is_dir() else None)


def _mapped(file: IO[bytes]) -> pa.Buffer:
    """The file's bytes, which stay as long as they are used although the file itself is closed."""
    file.flush()
    mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    _maps.add(mapped)
    return pa.py_buffer(mapped)


@contextmanager
def resting() -> Iterator[None]:
    """While the block reads through spilled tables, what has been read is given back to the system and not held in memory."""
    if not hasattr(mmap, "MADV_DONTNEED") or not _maps:
        yield
        return
    done = threading.Event()

    def rest() -> None:
        while not done.wait(_REST):
            for mapped in list(_maps):
                with suppress(ValueError, OSError):  # closed meanwhile
                    mapped.madvise(mmap.MADV_DONTNEED)

    thread = threading.Thread(target=rest, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _mapped_lines(file: IO[bytes]) -> pa.Array:
    numbers = _mapped(file)
    return pa.Array.from_buffers(pa.int64(), numbers.size // 8, [None, numbers])


def _refusal(error: OSError) -> BadInput:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return BadInput("The disk is full, so the file cannot be read; free as much room as the file takes and try again.")
    return BadInput("No temporary file can be written in the data folder; check that it may be written to.")
