"""The only caches. Keys are (dataset fingerprint, code, scope, arguments); frames and connections are never keys."""

from __future__ import annotations

import hashlib
import itertools
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

import cjm_core
from cjm_core import settings
from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.home import home
from cjm_core.ingest.words import safe_name
from cjm_core.metrics import read_ahead
from cjm_core.settings import Settings
from cjm_core.workspace import Workspace


@cache
def code() -> str:
    """A hash of the core's source, so that a cached answer never outlives the code that made it."""
    folder = Path(cjm_core.__file__).parent
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".css", ".j2"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def workspace() -> Workspace:
    """What people choose and write."""
    path = home() / "workspace.sqlite"
    if not path.exists():  # not yet made, or taken away while the server runs
        _workspace.cache_clear()
    return _workspace(path)


@cache
def _workspace(path: Path) -> Workspace:
    return Workspace.open(path)  # which sees to its tables: once, not on each of the many reads of a run


def dataset_files() -> dict[str, Path]:
    """File name without its ending -> path, newest first."""
    found = [*home().glob("*.duckdb"), *(home() / "datasets").glob("*.duckdb")]
    return {path.stem: path for path in sorted(found, key=lambda path: -path.stat().st_mtime) if not path.name.startswith(".")}


def key_of(path: str | Path) -> str:
    """The key of the dataset in this file."""
    return Path(path).stem


def free_key(name: str) -> str:
    """A file name for a new dataset: the name itself, or with a number behind it where it is taken."""
    taken = {key.lower() for key in dataset_files()}
    keys = (f"{name}-{number}" if number > 1 else name for number in itertools.count(1))
    return next(key for key in keys if key.lower() not in taken)


def free_name(name: str) -> tuple[str, str]:
    """A name for a new dataset, with the number that its file name needs, so that two of one name can be told apart; and its key."""
    plain = safe_name(name)
    key = free_key(plain)
    return f"{name} {key[len(plain) + 1 :]}".strip(), key


def title(key: str, found: Dataset) -> str:
    """What a dataset is called; with its key where that says more, as for the second of two of one name: 'January (january-2)'."""
    return found.name if found.is_demo or key == safe_name(found.name) else f"{found.name} ({key})"


def dataset(key: str) -> Dataset:
    """The dataset of that key. Raises BadInput when it is gone."""
    path = dataset_files().get(key)
    if path is None:
        raise BadInput(f"There is no dataset {key!r} any more. Choose another one.")
    return _open(str(path), path.stat().st_mtime_ns)


@st.cache_resource(max_entries=20, show_spinner=False)
def _open(path: str, changed: int) -> Dataset:
    found = Dataset.open(path)
    threading.Thread(target=read_ahead, args=(found,), daemon=True).start()  # while the person still looks at the first screen
    return found


def measured(data: Dataset, what: Callable[..., Any], *arguments: Any) -> Any:
    """`what(data, *arguments)`, remembered for these data, this code, the settings in force and these arguments."""
    return _measured(data.fingerprint, code(), settings.in_force(), f"{what.__module__}.{what.__qualname__}", arguments, what, data)


@st.cache_data(max_entries=500, show_spinner="Measuring …")
def _measured(
    fingerprint: str, version: str, in_force: Settings, name: str, arguments: tuple[Any, ...], _what: Callable[..., Any], _data: Dataset
) -> Any:
    return _what(_data, *arguments)


def values_of(data: Dataset, name: str) -> list[str]:
    """Every value of a dimension."""
    return list(measured(data, Dataset.values, name))
