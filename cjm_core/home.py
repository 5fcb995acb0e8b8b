"""Where everything that the program writes is kept."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_WORKING = ".working-"
_DAY = 86_400  # seconds


def home() -> Path:
    """The folder that CJM_HOME names, otherwise the project's data/."""
    return Path(os.environ.get("CJM_HOME") or Path(__file__).resolve().parents[1] / "data")


@contextmanager
def working_folder() -> Iterator[Path]:
    """A folder on the disk where the datasets lie, gone at the end; its name tells which process it belongs to."""
    place = home() if home().is_dir() else None
    with tempfile.TemporaryDirectory(dir=place, prefix=f"{_WORKING}{os.getpid()}-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def sweep() -> bool:
    """Remove the working folders of processes that have died; returns whether one that is at work has one still."""
    for path in home().glob(f"{_WORKING}*"):
        if abandoned(path, path.name.split("-")[1]):
            shutil.rmtree(path, ignore_errors=True)
    return any(home().glob(f"{_WORKING}*"))


def abandoned(path: Path, process: str) -> bool:
    """Whether a file or folder is left over: its process has died, or its number went to another and nothing was written for a day."""
    try:
        return not _alive(process) or time.time() - path.stat().st_mtime > _DAY
    except FileNotFoundError:
        return False


def _alive(process: str) -> bool:
    if not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
