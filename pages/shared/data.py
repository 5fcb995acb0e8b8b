"""The only caches. Keys are (dataset fingerprint, code, scope, arguments); frames and connections are never keys."""

from __future__ import annotations

import hashlib
import itertools
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

import cjm_core
from cjm_core import scoreboard
from cjm_core.dataset import Dataset
from cjm_core.errors import BadInput
from cjm_core.home import home
from cjm_core.journey_map import JourneyMap, measure_map
from cjm_core.journey_map.touchpoint import TouchpointDetail, touchpoint_detail
from cjm_core.scope import Scope
from cjm_core.workspace import Workspace


@cache
def code() -> str:
    """A hash of the core's source, so that a cached answer never outlives the code that made it."""
    folder = Path(cjm_core.__file__).parent
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".css", ".j2"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def workspace() -> Workspace:
    """What people choose and write."""
    return Workspace.open(home() / "workspace.sqlite")


def dataset_files() -> dict[str, Path]:
    """File name without its ending -> path, newest first."""
    found = [*home().glob("*.duckdb"), *(home() / "datasets").glob("*.duckdb")]
    return {path.stem: path for path in sorted(found, key=lambda path: -path.stat().st_mtime) if not path.name.startswith(".")}


def free_key(name: str) -> str:
    """A file name for a new dataset: the name itself, or with a number behind it where it is taken."""
    taken = {key.lower() for key in dataset_files()}
    keys = (f"{name}-{number}" if number > 1 else name for number in itertools.count(1))
    return next(key for key in keys if key.lower() not in taken)


def dataset(key: str) -> Dataset:
    """The dataset of that key. Raises BadInput when it is gone."""
    path = dataset_files().get(key)
    if path is None:
        raise BadInput(f"There is no dataset {key!r} any more. Choose another one.")
    return _open(str(path), path.stat().st_mtime_ns)


@st.cache_resource(max_entries=20, show_spinner=False)
def _open(path: str, changed: int) -> Dataset:
    return Dataset.open(path)


def journey_map(data: Dataset, scope: Scope) -> JourneyMap:
    """The measured map."""
    return _map(data.fingerprint, code(), scope, data)


@st.cache_data(max_entries=100, show_spinner="Measuring the map …")
def _map(fingerprint: str, version: str, scope: Scope, _data: Dataset) -> JourneyMap:
    return measure_map(_data, scope)


def board(data: Dataset, scope: Scope, goal: str | None = None) -> scoreboard.Scoreboard:
    """The scoreboard of every KPI."""
    return _board(data.fingerprint, code(), scope, goal, data)


@st.cache_data(max_entries=100, show_spinner="Measuring every KPI …")
def _board(fingerprint: str, version: str, scope: Scope, goal: str | None, _data: Dataset) -> scoreboard.Scoreboard:
    return scoreboard.measure_scoreboard(_data, scope, goal)


def touchpoint(data: Dataset, scope: Scope, name: str) -> TouchpointDetail:
    """Numbers, answers and comments of one touchpoint."""
    return _touchpoint(data.fingerprint, code(), scope, name, data)


@st.cache_data(max_entries=300, show_spinner=False)
def _touchpoint(fingerprint: str, version: str, scope: Scope, name: str, _data: Dataset) -> Any:
    return touchpoint_detail(_data, scope, name)


def values_of(data: Dataset, name: str) -> list[str]:
    """Every value of a dimension."""
    return _values(data.fingerprint, code(), name, data)


@st.cache_data(max_entries=50, show_spinner=False)
def _values(fingerprint: str, version: str, name: str, _data: Dataset) -> list[str]:
    return _data.values(name)
