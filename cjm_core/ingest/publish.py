"""A dataset file appears whole or not at all: built under another name, checked, and put in the place of the old one."""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.home import abandoned, working_folder
from cjm_core.ingest.faults import literal
from cjm_core.reading import spill

_ENDING = ".building"
_MEMORY = "1200MB"  # of DuckDB's own; more goes to the disk. What is read, and Python, come on top: 2 GB in all
_LOCK_SECONDS = 30


def connection(path: str, *folders: Path) -> duckdb.DuckDBPyConnection:
    """A connection in which times without a zone are UTC, and which can reach nothing but these folders."""
    con = duckdb.connect(path)
    reached = ", ".join(literal(str(folder.resolve())) for folder in folders)
    swap = f"{path}.tmp" if folders else ""
    for statement in (
        "TimeZone = 'UTC'", f"memory_limit = '{_MEMORY}'", f"temp_directory = {literal(swap)}", "autoinstall_known_extensions = false",
        "autoload_known_extensions = false", f"allowed_directories = [{reached}]", "enable_external_access = false", "lock_configuration = true",
    ):  # fmt: skip
        con.execute(f"SET {statement}")
    return con


@contextmanager
def scratch() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection for looking at a file before anything is built; what memory cannot hold goes to the disk, and is gone afterwards."""
    try:
        with spill.resting(), working_folder() as folder, connection(str(folder / "scratch.duckdb"), folder) as con:
            yield con
    except (duckdb.Error, OSError) as problem:
        if _full(problem):
            raise BadInput("There is not enough space on the disk to look through this file. Make room and try again.") from None
        raise


@contextmanager
def replacing(out: Path, old: Dataset | None, stop: threading.Event | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the file in the making; when the block ends well, it stands at `out`. Setting `stop` interrupts it.

    Raises BadInput, with `out` as it was: disk full, given up, or somebody else changed `out` since `old` was opened.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    temporary = out.with_name(f".{out.name}.{os.getpid()}-{uuid.uuid4().hex[:8]}{_ENDING}")
    before = _state(out)
    try:
        with spill.resting(), connection(str(temporary), out.parent, *([old.path.parent] if old else [])) as con, _stoppable(con, stop):
            yield con
        _put(temporary, out, before)
    except duckdb.InterruptException:
        raise BadInput("The import was cancelled. Nothing was changed.") from None
    except (duckdb.Error, OSError) as problem:
        if _full(problem):
            raise BadInput("There is not enough space on the disk for this import. Nothing was changed; make room and try again.") from None
        raise
    finally:
        _remove(temporary)


def left_behind(folder: Path) -> list[str]:
    """Remove what imports that were cut off left in a folder; returns the names of the datasets they were for."""
    found = []
    for path in folder.glob(f".*{_ENDING}"):
        if abandoned(path, _writer_of(path)):
            _remove(path)
            found.append(_dataset_of(path))
    return found


def under_way(folder: Path) -> list[str]:
    """The names of the datasets into which something is being imported just now, whoever began it."""
    return [_dataset_of(path) for path in folder.glob(f".*{_ENDING}") if not abandoned(path, _writer_of(path))]


def _dataset_of(path: Path) -> str:
    return path.name.removesuffix(_ENDING).rsplit(".", 1)[0].removeprefix(".").removesuffix(".duckdb")


def _writer_of(path: Path) -> str:
    return path.name.removesuffix(_ENDING).rsplit(".", 1)[1].split("-")[0]


@contextmanager
def _stoppable(con: duckdb.DuckDBPyConnection, stop: threading.Event | None) -> Iterator[None]:
    """While the block runs, a set `stop` interrupts whatever statement is under way, and the next ones."""
    if stop is None:
        yield
        return
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            if stop.is_set():
                con.interrupt()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
        if stop.is_set():
            raise duckdb.InterruptException("given up")
    finally:
        done.set()
        watcher.join()


def _state(path: Path) -> tuple[int, int] | None:
    with suppress(FileNotFoundError):
        seen = path.stat()
        return seen.st_mtime_ns, seen.st_size
    return None


def _put(temporary: Path, out: Path, before: tuple[int, int] | None) -> None:
    """Move the file into place, unless somebody else has changed what it was built on."""
    lock = out.with_name(f".{out.name}.lock")
    with _held(lock):
        if _state(out) != before:
            raise BadInput("Somebody else changed this dataset meanwhile. Nothing of yours was added; press the button again.")
        os.replace(temporary, out)


@contextmanager
def _held(lock: Path) -> Iterator[None]:
    """A lock file, held for as long as a rename takes; one that is older than half a minute was left by a crash."""
    end = time.monotonic() + _LOCK_SECONDS
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
            break
        except FileExistsError:
            with suppress(FileNotFoundError):
                if time.time() - lock.stat().st_mtime > _LOCK_SECONDS:
                    lock.unlink(missing_ok=True)
            if time.monotonic() > end:
                raise BadInput("Somebody else is changing this dataset. Wait a little and press the button again.") from None
            time.sleep(0.02)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _full(problem: Exception) -> bool:
    """Whether the disk or the memory did not suffice, in the words of the system and of DuckDB."""
    said = ("No space left", "File too large", "Disk quota exceeded", "not enough space", "max_temp_directory_size")
    return isinstance(problem, duckdb.OutOfMemoryException) or any(text.lower() in str(problem).lower() for text in said)


def _remove(temporary: Path) -> None:
    for path in (temporary, temporary.with_name(temporary.name + ".wal")):
        path.unlink(missing_ok=True)
    swap = temporary.with_name(temporary.name + ".tmp")
    if swap.is_dir():
        for path in swap.iterdir():
            path.unlink(missing_ok=True)
        with suppress(OSError):
            swap.rmdir()
